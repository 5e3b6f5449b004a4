import { dim, visible } from "./output.ts";
import { cutTo, padTo, widthOf } from "./terminal-text.ts";

/** A cell: its text, how it is painted, and on which side it lines up. */
export type Cell = {
  readonly text: string;
  readonly paint?: (text: string) => string;
  readonly right?: boolean;
  /** Of no use when it is cut. */
  readonly whole?: boolean;
};

/** Columns between two columns. */
const gap = 2;

/** So much of a column that is cut stays. */
const least = 8;

/**
 * Aligned columns, two spaces apart. On a terminal the widest columns are cut with `…` so that no line is longer than it, then
 * the last ones are left out. Numbers are not cut, nor is the first column, by which runs are named. Into a file or a pipe everything is
 * written.
 */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[], indent = ""): string => {
  const room = process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY;
  const text = layTable(head, rows, room - indent.length);
  return indent === "" ? text : text.replaceAll(/^/gm, indent);
};

/** The same for lines of `room` columns. */
export function layTable(head: readonly string[], rows: readonly (readonly Cell[])[], room: number): string {
  const right = head.map((_, column) => rows[0]?.[column]?.right ?? false);
  const lines: (readonly Cell[])[] = [
    head.map((text, column): Cell => ({ text, paint: dim, right: right[column] ?? false })),
    ...rows.map((row) =>
      row.map((cell) => (isOneLine(cell.text) ? cell : { ...cell, text: oneLine(cell.text) })),
    ),
  ];
  const wanted = head.map((_, column) =>
    lines.reduce((most, row) => Math.max(most, widthOf(row[column]?.text ?? "")), 0),
  );
  const widths = fitted(
    wanted,
    (column) => column > 0 && right[column] !== true && rows[0]?.[column]?.whole !== true,
    room,
  );
  const laid = (cell: Cell | undefined, column: number): string => {
    if (cell === undefined) return "";
    const width = widths[column] ?? 0;
    const text = width < (wanted[column] ?? 0) ? cutTo(cell.text, width) : cell.text;
    const isLast = column === widths.length - 1;
    const padded = isLast && cell.right !== true ? text : padTo(text, width, cell.right);
    return padded === "" ? "" : (cell.paint ?? plain)(padded);
  };
  const between = " ".repeat(gap);
  return lines
    .map((row) =>
      widths
        .map((_, column) => laid(row[column], column))
        .join(between)
        .trimEnd(),
    )
    .join("\n");
}

const plain = (text: string): string => text;
/** Most texts are: they hold nothing else than ASCII, and one space at a time. */
const isOneLine = (text: string): boolean => !/[^ -~]| {2}/.test(text);
const oneLine = (text: string): string => visible(text).replaceAll(/\s+/g, " ");

/**
 * Widths that fit: what may be cut is brought to one common width where it is wider. Where that is not enough, columns go from
 * the right on; what then stays is whole, as far as there is room.
 */
function fitted(wanted: readonly number[], mayCut: (column: number) => boolean, room: number): number[] {
  for (let columns = wanted.length; columns > 1; columns -= 1) {
    const widths = levelled(wanted.slice(0, columns), mayCut, room);
    if (total(widths) <= room) return widths;
  }
  return [Math.min(wanted[0] ?? 0, Math.max(1, room))];
}

const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + gap, -gap);

function levelled(wanted: readonly number[], mayCut: (column: number) => boolean, room: number): number[] {
  let widths = [...wanted];
  let level = Math.max(...widths.filter((_, column) => mayCut(column)), 0);
  while (total(widths) > room && level > least) {
    level -= 1;
    widths = widths.map((width, column) => (mayCut(column) ? Math.min(width, level) : width));
  }
  return widths;
}
