import type { TableAnswer } from "../../../src-main/core/contract/run-contents.ts";
import type { RunFile } from "../../../src-main/core/model/run.ts";

export type Table = Extract<TableAnswer, { kind: "table" }>;

/** A line or a group of bars: a column of numbers, by its place in the table. */
export type PlotSeries = { readonly name: string; readonly column: number };

/** One place on the x axis, and each series' value there under its place in `series`; a gap where there is no number. */
export type PlotPoint = { readonly x: number | string } & { readonly [series: number]: number };

/** How a table is drawn: `bars` over names, `lines` over numbers (or over names, where bars would be too many). */
export type Plot = {
  readonly kind: "lines" | "bars";
  /** The first column's name; null when places are counted. */
  readonly x: string | null;
  readonly numeric: boolean;
  readonly series: readonly PlotSeries[];
  /** Columns of numbers that are not drawn, as there are more than can be told apart. */
  readonly left: number;
  readonly points: readonly PlotPoint[];
};

/** As many colours there are. */
const seriesDrawn = 10;

/** More groups of bars than this are thinner than a pixel or two. */
const barsDrawn = 80;

/**
 * How to draw a table: over its first column where that is numbers, with a line for every other column of numbers; bars
 * over a first column of names; a single column over its places. Null when there is no column of numbers to draw.
 */
export function plotOf({ columns, rows }: Table): Plot | null {
  const isNumeric = columns.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? null);
    return cells.some((cell) => typeof cell === "number") && cells.every((cell) => typeof cell !== "string");
  });
  const numbers = columns.flatMap((name, column) => (isNumeric[column] ? [{ name, column }] : []));
  if (numbers.length === 0) return null;
  const names = isNumeric[0] !== true;
  const counted = !names && numbers.length === 1;
  const wanted = counted ? numbers : numbers.filter(({ column }) => column !== 0);
  const series = wanted.slice(0, seriesDrawn);
  const points = rows.flatMap((row, index): PlotPoint[] => {
    const x = counted ? index : (row[0] ?? null);
    if (x === null) return [];
    const values = series.flatMap(({ column }, place) => {
      const value = row[column];
      return typeof value === "number" && Number.isFinite(value) ? [[place, value] as const] : [];
    });
    return [{ x, ...Object.fromEntries(values) } as PlotPoint];
  });
  return {
    kind: names && points.length <= barsDrawn ? "bars" : "lines",
    x: counted ? null : (columns[0] ?? ""),
    numeric: !names,
    series,
    left: wanted.length - series.length,
    // Lines go from left to right, whatever the order of the rows.
    points: names ? points : points.toSorted((a, b) => Number(a.x) - Number(b.x)),
  };
}

const tables = /\.(csv|tsv|tab|json|jsonl|ndjson)$/i;

/** Whether an output is offered as a table: by its format, the ending of its path, or because it is meant as a plot. */
export const isTable = ({ path, format, as }: Pick<RunFile, "path" | "format" | "as">): boolean =>
  as === "plot" || format === "csv" || format === "json" || (path !== null && tables.test(path));
