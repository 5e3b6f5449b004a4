// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactTable } from "@tanstack/react-table";
import { type DragEvent, useState } from "react";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { type features, leading } from "./column-defs.tsx";
import { nextSort, type Sort } from "./columns.ts";
import { HeaderMenu } from "./header-menu.tsx";
import { moveColumn } from "./move-column.ts";
import classes from "./run-table.module.css";
import type { DrawnColumns, PlacedColumn } from "./use-table-columns.ts";

type Props = {
  readonly table: ReactTable<typeof features, RunRow>;
  readonly drawn: DrawnColumns;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
};

/** What a dragged heading carries: the id of its column. */
const dragged = "application/x-signet-column";

/** The headings: click to sort, drag to move, drag the edge to resize; the menu of each does the same by keyboard. */
export function GridHeader(props: Props) {
  const { drawn } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the buttons in it take the focus.
    <div
      className={classes.headerRow}
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: drawn.template }}
    >
      {drawn.pinned.map((placed) => (
        <Heading key={placed.column.id} {...props} placed={placed} stays />
      ))}
      <span aria-hidden="true" />
      {drawn.others.map((placed) => (
        <Heading key={placed.column.id} {...props} placed={placed} stays={false} />
      ))}
    </div>
  );
}

function Heading(props: Props & { readonly placed: PlacedColumn; readonly stays: boolean }) {
  const { column, left, index } = props.placed;
  const { id, meta } = column;
  const [over, setOver] = useState(false);
  const sorted = meta.sort !== null && props.sort?.field === meta.sort ? props.sort : null;
  const text = String(column.header ?? "");
  const movable = !(leading as readonly string[]).includes(id);
  const model = props.table.getColumn(id);
  const header = props.table.getFlatHeaders().find((one) => one.id === id);
  const accepts = (event: DragEvent): boolean => movable && event.dataTransfer.types.includes(dragged);
  return (
    <div
      className={classes.head}
      role="columnheader"
      aria-label={text === "" ? meta.title : text}
      aria-colindex={index + 1}
      aria-sort={sorted === null ? undefined : sorted.descending ? "descending" : "ascending"}
      data-column={id}
      data-align={meta.align}
      data-pinned={props.stays || undefined}
      data-over={over || undefined}
      style={props.stays ? { left } : undefined}
      tabIndex={-1}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragged, id);
        event.dataTransfer.effectAllowed = "move";
      }}
      onDragOver={(event) => {
        if (!accepts(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!accepts(event)) return;
        event.preventDefault();
        setOver(false);
        moveColumn(event.dataTransfer.getData(dragged), id, props.drawn);
      }}
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
      {id !== "select" && (
        <HeaderMenu column={column} movable={movable} drawn={props.drawn} onSort={props.onSort} />
      )}
      {model?.getCanResize() === true && header !== undefined && (
        <span
          className={classes.grip}
          aria-hidden="true"
          data-moving={model.getIsResizing() || undefined}
          draggable
          onDragStart={(event) => {
            // The edge is pulled; the heading stays.
            event.preventDefault();
            event.stopPropagation();
          }}
          onPointerDown={(event) => event.stopPropagation()}
          onMouseDown={header.getResizeHandler()}
          onDoubleClick={() => model.resetSize()}
        />
      )}
    </div>
  );
}
