import type { MetricRecord, RunRecord } from "../../../core/interchange/record.ts";
import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { flatWriter } from "../row-writer.ts";
import { pointsFrom } from "../series/points.ts";
import { statement } from "../statement.ts";
import { awaitAgain, linkAwaiting, linkOrAwait } from "./awaited-runs.ts";
import {
  addImportedRows,
  type ImportedRows,
  importedColumns,
  loggedAt,
  noImportedRows,
  type PlacedRun,
  placeRow,
} from "./imported-rows.ts";
import type { NewSeries } from "./new-series.ts";

/** What is known of an imported run: what it was read from. Null: it did not come from a file, or is not there. */
export const importedLine = (database: Writable, id: RunId): string | null =>
  (statement(database, "SELECT line FROM run_imports WHERE run = ?").pluck().get(id) as string | undefined) ??
  null;

/** Notes that a run is the same as a line that is written otherwise. */
export const setImportedLine = (database: Writable, id: RunId, line: string): void =>
  void statement(database, "UPDATE run_imports SET line = ? WHERE run = ?").run(line, id);

/**
 * Puts a run in, or what a file says in the place of everything recorded of one; its steps, and its number if it stays at
 * the top, are kept. All but the search index and the metrics; inside a transaction. Answers the runs of which something else is known by it.
 */
export function writeImportedRun(
  database: Writable,
  placed: PlacedRun,
  { seq, number, now, isNew }: { seq: number; number: number; now: number; isNew: boolean },
): readonly RunId[] {
  const { parent, signet } = placed.record;
  const id = placed.record.id as RunId;
  const parted = isNew ? [] : removeRecorded(database, id);
  const rows = noImportedRows();
  addImportedRows(rows, placed, now);
  placeRow(rows, 0, { seq, number });
  insertImportedRows(database, rows);
  const changed = linkOrAwait(database, id, { parent, origin: signet?.origin ?? null });
  return [...parted, ...changed, ...linkAwaiting(database, id)];
}

/** Puts in rows of runs that are not there, each in its place. Inside a transaction. */
export function insertImportedRows(database: Writable, rows: ImportedRows): void {
  const writers = writersOf.get(database) ?? newWriters(database);
  writersOf.set(database, writers);
  for (const [table, write] of writers) write(rows[table]);
}

const writersOf = new WeakMap<Writable, ReturnType<typeof newWriters>>();

const newWriters = (database: Writable) =>
  (Object.keys(importedColumns) as (keyof ImportedRows)[]).map(
    (table) => [table, flatWriter(database, table, importedColumns[table])] as const,
  );

/** The metrics of a run, to be put in after it. */
export function* importedSeries(record: RunRecord, now: number): Generator<NewSeries> {
  for (const [name, metric] of record.metrics)
    yield { run: record.id as RunId, name, points: pointsOf(metric, loggedAt(record, now)) };
}

/** Takes a run away and leaves those that refer to it waiting for it. */
function removeRecorded(database: Writable, id: RunId): readonly RunId[] {
  const parted = awaitAgain(database, id);
  statement(database, "DELETE FROM runs WHERE id = ?").run(id);
  return parted;
}

const pointsOf = (metric: MetricRecord, time: number) =>
  typeof metric === "number"
    ? pointsFrom({ steps: [0], times: [time], values: [metric] })
    : pointsFrom({
        steps: metric.map(([step]) => step),
        times: metric.map(([, at]) => at),
        values: metric.map(([, , value]) => value),
      });

/** Of every run that came from a file. */
export const importedIds = (database: Writable): string[] =>
  statement(database, "SELECT run FROM run_imports").pluck().all() as string[];
