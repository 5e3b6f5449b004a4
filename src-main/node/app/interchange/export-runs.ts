import type { ExportFormat } from "../../../core/contract/run-export.ts";
import { csvLine } from "../../../core/interchange/csv.ts";
import { printRecord } from "../../../core/interchange/print-record.ts";
import {
  columnCollector,
  headOf,
  metricHead,
  metricRows,
  rowOf,
} from "../../../core/interchange/run-columns.ts";
import type { RunId } from "../../../core/model/ids.ts";
import { recordedNames } from "../../store/tables/recorded-facts.ts";
import type { Library } from "../library.ts";
import { recordOf } from "./record-of-run.ts";

export type ExportOptions = {
  readonly format: ExportFormat;
  /** Of CSV: a row for each point of a metric, not for each run. */
  readonly metrics: boolean;
  /** Of JSON Lines: the bytes of artifacts travel along, in base64. */
  readonly data: boolean;
  readonly onMissing: (run: RunId, message: string) => void;
  /** Told how many of the runs are written. */
  readonly onRun?: (done: number, all: number) => void;
};

/** The text of runs, piece by piece: a whole run at a time, or nothing yet. Runs that are gone meanwhile are left out. */
export function* exportRuns(
  library: Library,
  ids: readonly RunId[],
  { format, metrics, data, onMissing, onRun = () => {} }: ExportOptions,
): Generator<string> {
  let done = 0;
  const record = (id: RunId) => {
    onRun(done++, ids.length);
    return recordOf(library, id, {
      data: data && format === "jsonl",
      onMissing: (message) => onMissing(id, message),
    });
  };
  if (format === "jsonl") {
    for (const id of ids) {
      const run = record(id);
      if (run !== null) yield `${printRecord(run)}\n`;
    }
    return;
  }
  if (metrics) {
    yield csvLine(metricHead);
    for (const id of ids) {
      const run = record(id);
      if (run !== null) yield [...metricRows(run)].map(csvLine).join("");
    }
    return;
  }
  const seen = columnCollector();
  for (const id of ids) {
    seen.see(recordedNames(library.database, id));
    yield ""; // Others have a turn.
  }
  const columns = seen.columns();
  yield csvLine(headOf(columns));
  for (const id of ids) {
    const run = record(id);
    if (run !== null) yield csvLine(rowOf(run, columns));
  }
}
