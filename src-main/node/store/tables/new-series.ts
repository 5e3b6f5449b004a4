import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { type Cell, rowWriter } from "../row-writer.ts";
import { wholeChunks } from "../series/chunks.ts";
import type { Points } from "../series/points.ts";
import { extremes } from "../series/thin.ts";
import { statement } from "../statement.ts";

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** A whole series, of a run that has none of its name yet. */
export type NewSeries = { readonly run: RunId; readonly name: string; readonly points: Points };

export const seriesColumns = "run, name, count, last, min, max, last_step, first_time, last_time";
const seriesWidth = 9;
const chunkColumns = "series, level, first, count, min_step, max_step, min_time, max_time, data";
/** Cells of a chunk between its series and its data. */
const chunkFacts = 7;

/** What `seriesColumns` are of points, but for the run and the name. */
export function seriesCells({ values, steps, times }: Points): (number | null)[] {
  const [low, high] = extremes(values, 0, values.length);
  const last = values.length - 1;
  return [
    values.length,
    orNull(values[last] as number),
    orNull(values[low] as number),
    orNull(values[high] as number),
    orNull(steps[last] as number),
    orNull(times[0] as number),
    orNull(times[last] as number),
  ];
}

/** Series ready to be written, in few large pieces, so that another thread can make and send them. */
export type SeriesRows = {
  /** Cells of `seriesColumns`, one row after the other. */
  readonly series: readonly (string | number | null)[];
  /** Of each chunk the place of its series in that list, and where its bytes end in `data`. */
  readonly owners: readonly number[];
  readonly ends: readonly number[];
  /** What stands between series and data in a row of `metric_chunks`, one row after the other. */
  readonly chunks: readonly (number | null)[];
  readonly data: Uint8Array;
};

/** Those without a point are left out. */
export function seriesRows(all: Iterable<NewSeries>): SeriesRows {
  const series: (string | number | null)[] = [];
  const owners: number[] = [];
  const ends: number[] = [];
  const chunks: (number | null)[] = [];
  const pieces: Buffer[] = [];
  let place = 0;
  let end = 0;
  for (const { run, name, points } of all) {
    if (points.values.length === 0) continue;
    series.push(run, name, ...seriesCells(points));
    for (const { level, first, count, bounds, data } of wholeChunks(points)) {
      owners.push(place);
      end += data.length;
      ends.push(end);
      chunks.push(level, first, count, ...bounds);
      pieces.push(data);
    }
    place += 1;
  }
  return { series, owners, ends, chunks, data: Buffer.concat(pieces, end) };
}

/** Puts in series of runs that have none of their names. Call it inside a transaction. */
export function insertSeriesRows(
  database: Writable,
  { series, owners, ends, chunks, data }: SeriesRows,
): void {
  const { insertRows, insertChunks } = writersOf.get(database) ?? newWriters(database);
  const first = statement(database, "SELECT 1 + coalesce(max(id), 0) FROM metric_series")
    .pluck()
    .get() as number;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  insertRows(series.length / seriesWidth, (row, cells, at) => {
    cells[at] = first + row;
    for (let cell = 0; cell < seriesWidth; cell += 1)
      cells[at + 1 + cell] = series[row * seriesWidth + cell] as Cell;
  });
  insertChunks(owners.length, (row, cells, at) => {
    cells[at] = first + (owners[row] as number);
    for (let fact = 0; fact < chunkFacts; fact += 1)
      cells[at + 1 + fact] = chunks[row * chunkFacts + fact] as Cell;
    cells[at + 1 + chunkFacts] = bytes.subarray(row === 0 ? 0 : ends[row - 1], ends[row]);
  });
}

/** The same of any number of series, of which few are held at once. */
export function insertSeries(database: Writable, all: Iterable<NewSeries>): void {
  let some: NewSeries[] = [];
  for (const series of all) {
    some.push(series);
    if (some.length < seriesTogether) continue;
    insertSeriesRows(database, seriesRows(some));
    some = [];
  }
  insertSeriesRows(database, seriesRows(some));
}

/** So many series are written at once, and held until then. */
const seriesTogether = 256;

const writersOf = new WeakMap<Writable, ReturnType<typeof newWriters>>();

function newWriters(database: Writable) {
  const writers = {
    insertRows: rowWriter(database, `metric_series (id, ${seriesColumns})`, 1 + seriesWidth),
    insertChunks: rowWriter(database, `metric_chunks (${chunkColumns})`, 2 + chunkFacts),
  };
  writersOf.set(database, writers);
  return writers;
}
