// biome-ignore-all lint/a11y/useSemanticElements: a virtualised table cannot be made of table elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: its rows are read and not operated; what scrolls has the focus.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { countText, plural } from "../../ui/format.ts";
import classes from "./outputs-tab.module.css";
import type { Table } from "./plot-data.ts";

const rowHeight = 24;
const headHeight = 28;
/** Rows above this many do not fit and are scrolled. */
const rowsSeen = 12;

/** The rows of a table as they are, numbers at the right; only what is on screen is drawn, so thousands of columns fit. */
export function OutputTable({ name, table }: { readonly name: string; readonly table: Table }) {
  const { columns, rows, total } = table;
  const scroller = useRef<HTMLDivElement>(null);
  const widths = useMemo(() => columnWidths(table), [table]);
  const numeric = useMemo(
    () => columns.map((_, column) => rows.some((row) => typeof row[column] === "number")),
    [columns, rows],
  );
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingStart: headHeight,
    initialRect: { width: 600, height: headHeight + rowsSeen * rowHeight },
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (column) => widths[column] ?? minWidth,
    overscan: 3,
    initialRect: { width: 600, height: headHeight + rowsSeen * rowHeight },
  });
  const cells = across.getVirtualItems();
  const cell = (column: number, left: number, width: number) => ({
    "aria-colindex": column + 1,
    "data-numeric": numeric[column] || undefined,
    style: { left, width },
  });
  return (
    <>
      <div
        ref={scroller}
        className={classes.table}
        role="table"
        aria-label={`Rows of ${name}`}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        style={{ height: headHeight + Math.min(rows.length, rowsSeen) * rowHeight + 10 }}
      >
        <div className={classes.rows} style={{ height: down.getTotalSize(), width: across.getTotalSize() }}>
          <div className={classes.headRow} role="row" aria-rowindex={1} style={{ height: headHeight }}>
            {cells.map(({ index, start, size }) => (
              <span
                key={index}
                role="columnheader"
                className={classes.cell}
                title={columns[index]}
                {...cell(index, start, size)}
              >
                {columns[index]}
              </span>
            ))}
          </div>
          {down.getVirtualItems().map((line) => (
            <div
              key={line.index}
              className={classes.row}
              role="row"
              aria-rowindex={line.index + 2}
              style={{ transform: `translateY(${line.start}px)`, height: rowHeight }}
            >
              {cells.map(({ index, start, size }) => {
                const value = rows[line.index]?.[index] ?? null;
                return (
                  <span
                    key={index}
                    role="cell"
                    className={classes.cell}
                    title={value === null ? undefined : String(value)}
                    {...cell(index, start, size)}
                  >
                    {value === null ? <span className={classes.none}>—</span> : String(value)}
                  </span>
                );
              })}
            </div>
          ))}
        </div>
      </div>
      <p className={classes.note}>
        {rows.length < total
          ? `The first ${countText(rows.length)} of ${countText(total)} rows`
          : plural(total, "row")}
        {` · ${plural(columns.length, "column")}`}
      </p>
    </>
  );
}

const minWidth = 56;
const maxWidth = 260;
/** Rows that are looked at to tell how wide a column is. */
const sampled = 60;
/** Pixels of a character of the 12 px monospace. */
const charWidth = 7.3;
/** The same of a heading, which is bold. */
const headCharWidth = 8.4;

function columnWidths({ columns, rows }: Table): readonly number[] {
  const sample = rows.slice(0, sampled);
  return columns.map((name, column) => {
    const longest = Math.max(...sample.map((row) => String(row[column] ?? "").length));
    const width = Math.max(longest * charWidth, name.length * headCharWidth) + 24;
    return Math.max(minWidth, Math.min(maxWidth, Math.round(width)));
  });
}
