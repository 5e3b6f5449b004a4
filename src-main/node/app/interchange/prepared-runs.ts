import type { SourceRun } from "../../importers/run-source.ts";
import { type NewEntries, newEntries } from "../../store/search/new-entries.ts";
import {
  addImportedRows,
  createdAt,
  type ImportedRows,
  noImportedRows,
} from "../../store/tables/imported-rows.ts";
import { importedSeries } from "../../store/tables/imported-runs.ts";
import { type SeriesRows, seriesRows } from "../../store/tables/new-series.ts";
import { documentOfRecord } from "../imported-document.ts";
import { lineDigest } from "./place-run.ts";

/**
 * Runs of which all that the library will hold was made ready without it, by another thread: rows of tables and entries of
 * the search index, for the case that none of them is there yet.
 */
export type PreparedRuns = {
  /** Each once. */
  readonly ids: readonly string[];
  /** In the order of `ids`. */
  readonly rows: ImportedRows;
  readonly series: SeriesRows;
  readonly entries: NewEntries;
};

/** Null when one of them cannot be put in without asking the library first. */
export function preparedRuns(runs: readonly SourceRun[]): PreparedRuns | null {
  const ids = runs.map(({ record }) => record.id);
  if (new Set(ids).size < ids.length || !runs.every(standsAlone)) return null;
  const now = Date.now();
  const rows = noImportedRows();
  for (const { record, source } of runs)
    addImportedRows(rows, { record, line: lineDigest(source), gitDiff: null }, now);
  return {
    ids,
    rows,
    series: seriesRows(seriesOf(runs, now)),
    entries: newEntries(documentsOf(runs, now)),
  };
}

/** Whether a run brings no bytes and refers to no other run. */
function standsAlone({ record, contents }: SourceRun): boolean {
  const { id, parent, signet, log, code, git, inputs, outputs, artifacts } = record;
  return (
    // As JSON others would not come to SQLite as they are: see `anyRunExists`.
    !/[\p{Cc}\p{Cs}]/u.test(id) &&
    parent === null &&
    (signet?.origin ?? null) === null &&
    log === null &&
    code.length === 0 &&
    (git?.diff ?? null) === null &&
    contents.length === 0 &&
    [inputs, outputs, artifacts].every((files) => files.every(({ data }) => data === null))
  );
}

function* seriesOf(runs: readonly SourceRun[], now: number) {
  for (const { record } of runs) yield* importedSeries(record, now);
}

function* documentsOf(runs: readonly SourceRun[], now: number) {
  for (const { record } of runs) yield documentOfRecord(record, createdAt(record, now), nothingKept);
}

/** Runs that stand alone bring neither. */
const nothingKept = { code: () => null, console: () => ({ texts: [], isCut: false }) };
