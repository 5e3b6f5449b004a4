import type { RunId } from "../../../core/model/ids.ts";
import { indexNewRuns } from "../../store/search/index-run.ts";
import { linkAwaiting, targetsAwaited } from "../../store/tables/awaited-runs.ts";
import { placeRow } from "../../store/tables/imported-rows.ts";
import { insertImportedRows } from "../../store/tables/imported-runs.ts";
import { insertSeriesRows } from "../../store/tables/new-series.ts";
import { anyRunExists, nextPlace } from "../../store/tables/run-lookups.ts";
import { indexRecordedRun } from "../index-recorded-run.ts";
import type { Library } from "../library.ts";
import type { PreparedRuns } from "./prepared-runs.ts";

/**
 * Puts runs in, with all that is known of them, as one transaction. False, with nothing done, when one of them is there
 * already. Takes what was prepared over: it serves once.
 */
export function writePrepared(library: Library, { ids, rows, series, entries }: PreparedRuns): boolean {
  const { database } = library;
  return database
    .transaction(() => {
      if (anyRunExists(database, ids)) return false;
      const { seq, number } = nextPlace(database);
      for (const at of ids.keys()) placeRow(rows, at, { seq: seq + at, number: number + at });
      insertImportedRows(database, rows);
      insertSeriesRows(database, series);
      indexNewRuns(
        database,
        entries,
        ids.map((_, at) => seq + at),
      );
      const changed = new Set<RunId>();
      for (const target of targetsAwaited(database, ids))
        for (const run of linkAwaiting(database, target)) changed.add(run);
      for (const run of changed) indexRecordedRun(library, run);
      return true;
    })
    .immediate();
}
