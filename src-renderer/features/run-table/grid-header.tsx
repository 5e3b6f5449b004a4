// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactTable } from "@tanstack/react-table";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import type { ColumnMeta, features } from "./column-defs.tsx";
import { nextSort, type Sort } from "./columns.ts";
import classes from "./run-table.module.css";

export function GridHeader(props: {
  readonly table: ReactTable<typeof features, RunRow>;
  readonly template: string;
  readonly width: number;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}) {
  return (
    <div className={classes.header} role="rowgroup" style={{ minWidth: props.width }}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the buttons in it take the focus. */}
      <div
        className={classes.headerRow}
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: props.template }}
      >
        {props.table.getHeaderGroups()[0]?.headers.map((header, index) => {
          const meta = header.column.columnDef.meta as ColumnMeta;
          const sorted = meta.sort !== null && props.sort?.field === meta.sort ? props.sort : null;
          const text = String(header.column.columnDef.header ?? "");
          return (
            <div
              key={header.id}
              className={classes.head}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={sorted === null ? undefined : sorted.descending ? "descending" : "ascending"}
              data-column={header.column.id}
              data-align={meta.align}
              tabIndex={-1}
            >
              {meta.sort === null ? (
                <span className={classes.headText}>
                  {text === "" ? <VisuallyHidden>{meta.title}</VisuallyHidden> : text}
                </span>
              ) : (
                <button
                  type="button"
                  className={classes.headButton}
                  title={meta.title}
                  onClick={() => props.onSort(nextSort(props.sort, meta.sort ?? "", meta.descendingFirst))}
                >
                  <span className={classes.headText}>{text}</span>
                  {sorted !== null &&
                    (sorted.descending ? (
                      <IconArrowDown size={12} stroke={2.2} />
                    ) : (
                      <IconArrowUp size={12} stroke={2.2} />
                    ))}
                </button>
              )}
              {header.column.getCanResize() && (
                <span
                  className={classes.grip}
                  aria-hidden="true"
                  data-moving={header.column.getIsResizing() || undefined}
                  onPointerDown={(event) => event.stopPropagation()}
                  onMouseDown={header.getResizeHandler()}
                  onDoubleClick={() => header.column.resetSize()}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
