import { dim, visible } from "./output.ts";
import { cutTo, padTo, widthOf } from "./terminal-text.ts";

/** A cell: its text, how it is painted, and on which side it lines up. */
export type Cell = {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly right?: boolean;
  /** Of little use when it is cut: that goes last. */
  readonly whole?: boolean;
};

/** Columns between two columns. */
const gap = 2;

/** So much of a column that is cut stays, while there is room at all. */
const least = 8;

/**
 * Aligned columns, two spaces apart. On a terminal the widest columns are cut with `…` so that no line is longer than it;
 * numbers, and the first column, by which runs are named, go last. Into a file or a pipe everything is written.
 */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  layTable(head, rows, process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY);

/** The same for lines of `room` columns. */
export function layTable(head: readonly string[], rows: readonly (readonly Cell[])[], room: number): string {
  const right = head.map((_, column) => rows[0]?.[column]?.right ?? false);
  const lines: (readonly Cell[])[] = [
    head.map((text, column): Cell => ({ text, paint: dim, right: right[column] ?? false })),
    ...rows.map((row) => row.map((cell) => ({ ...cell, text: oneLine(cell.text) }))),
  ];
  const wanted = head.map((_, column) =>
    lines.reduce((most, row) => Math.max(most, widthOf(row[column]?.text ?? "")), 0),
  );
  const widths = fitted(
    wanted,
    (column) => column > 0 && right[column] !== true && rows[0]?.[column]?.whole !== true,
    room,
  );
  return lines
    .map((row) =>
      row
        .flatMap((cell, column) => {
          const width = widths[column] ?? 0;
          if (width === 0) return [];
          const text = cutTo(cell.text, width);
          const isLast = column === row.length - 1;
          const padded = isLast && cell.right !== true ? text : padTo(text, width, cell.right);
          return [(cell.paint ?? plain)(padded)];
        })
        .join(" ".repeat(gap)),
    )
    .join("\n");
}

const plain = (text: string): string => text;
const oneLine = (text: string): string => visible(text).replaceAll(/\s+/g, " ");

/** Widths that fit: what may be cut is brought to one common width where it is wider; then the rest; then columns go. */
function fitted(wanted: readonly number[], mayCut: (column: number) => boolean, room: number): number[] {
  const total = (widths: readonly number[]) => {
    const shown = widths.filter((width) => width > 0);
    return shown.reduce((sum, width) => sum + width + gap, -gap);
  };
  let widths = [...wanted];
  for (const cuts of [mayCut, () => true]) {
    let level = widths.reduce((most, width, column) => (cuts(column) ? Math.max(most, width) : most), 0);
    while (total(widths) > room && level > least) {
      level -= 1;
      widths = widths.map((width, column) =>
        cuts(column) ? Math.min(width, Math.max(level, least)) : width,
      );
    }
  }
  for (let column = widths.length - 1; column > 0 && total(widths) > room; column -= 1) widths[column] = 0;
  if (total(widths) > room) widths[0] = Math.max(1, room);
  return widths;
}
