import { printRecord } from "../../../core/interchange/print-record.ts";
import type { Diagnostic } from "../../../core/model/diagnostic.ts";
import type { RunId } from "../../../core/model/ids.ts";
import { isActive } from "../../../core/model/run.ts";
import type { RunSource, SourceRun } from "../../importers/run-source.ts";
import {
  importedLine,
  type PlacedRun,
  setImportedLine,
  writeImportedRun,
} from "../../store/tables/imported-runs.ts";
import { nextPlace, numberOf, runExists, seqOf, statusOf } from "../../store/tables/run-lookups.ts";
import { indexImportedRun, indexRecordedRun } from "../index-recorded-run.ts";
import type { Services } from "../services.ts";
import { lineDigest, placeRun } from "./place-run.ts";
import { problemList } from "./problem-list.ts";
import { recordOf } from "./record-of-run.ts";

/** What an import came to. `problems`: the first of them; `moreProblems`: how many others there are. */
export type ImportReport = {
  readonly imported: number;
  /** Runs that were there already, just as the file says. */
  readonly unchanged: number;
  readonly replaced: number;
  /** Runs that are there otherwise, and were left as they are. */
  readonly conflicts: number;
  readonly problems: readonly Diagnostic[];
  readonly moreProblems: number;
};

export type ImportOptions = {
  /** What a file says takes the place of what is recorded under the same id; else that stays, and is reported. */
  readonly replace: boolean;
  /** Changes nothing, and tells what would be. */
  readonly dryRun?: boolean;
  readonly onRun?: (count: number) => void;
};

/** Runs of one transaction, and the characters they were read from: so much is held in memory. */
const batchRuns = 500;
const batchText = 8 * 1024 * 1024;

/**
 * Takes runs into the library, batch by batch: an end at any point leaves whole runs, and importing again takes the rest.
 * The search index follows in the same transaction.
 */
export async function importRuns(
  { library, events }: Pick<Services, "library" | "events">,
  source: RunSource,
  { replace, dryRun = false, onRun = () => {} }: ImportOptions,
): Promise<ImportReport> {
  const problems = problemList();
  const counts = { imported: 0, unchanged: 0, replaced: 0, conflicts: 0 };
  const firstSeq = nextPlace(library.database).seq;
  let batch: { readonly run: SourceRun; readonly line: string }[] = [];
  let ids = new Set<string>();
  let size = 0;
  let seen = 0;
  /** Of a dry run, what would be there. */
  const promised = new Map<string, string>();

  const finish = async (): Promise<void> => {
    const placed = new Map<SourceRun, PlacedRun>();
    if (!dryRun)
      for (const { run, line } of batch) {
        const { run: ready, missing } = await placeRun(library, run, line);
        for (const message of missing) problems.add(problemOf(run, "warning", "not-kept", message));
        placed.set(run, ready);
      }
    if (placed.size > 0) writeBatch([...placed]);
    batch = [];
    ids = new Set();
    size = 0;
    // Whoever waits for this thread gets a turn.
    await new Promise((resolve) => setImmediate(resolve));
  };

  const writeBatch = (runs: readonly (readonly [SourceRun, PlacedRun])[]): void => {
    library.database
      .transaction(() => {
        const now = Date.now();
        const parents = new Set<RunId>();
        for (const [source, run] of runs) {
          const id = run.record.id as RunId;
          const isNew = !runExists(library.database, id);
          // Somebody else may have imported it meanwhile.
          if (isNew === false && !replace) {
            counts.imported -= 1;
            counts.unchanged += 1;
            continue;
          }
          const place = isNew
            ? nextPlace(library.database)
            : {
                seq: seqOf(library.database, id) as number,
                number: numberOf(library.database, id) ?? nextPlace(library.database).number,
              };
          const { created, started, ended } = run.record;
          const made = created ?? started ?? ended ?? now;
          for (const parent of writeImportedRun(library.database, run, { ...place, now, isNew }))
            parents.add(parent);
          // Whoever has another's results is found by them.
          if (run.record.signet?.origin != null) indexRecordedRun(library, id);
          else
            indexImportedRun(library, {
              seq: place.seq,
              record: { ...run.record, log: source.record.log },
              created: made,
            });
        }
        for (const parent of parents) indexRecordedRun(library, parent);
      })
      .immediate();
    events.publish({ type: "stale" });
  };

  /** Whether there is something to do for a run; says what is wrong where there is not. */
  const isWanted = (run: SourceRun, line: string): boolean => {
    const { record } = run;
    const id = record.id as RunId;
    const earlier = promised.get(record.id);
    const exists = earlier !== undefined || runExists(library.database, id);
    if (!exists) {
      counts.imported += 1;
      if (dryRun) promised.set(record.id, line);
      return true;
    }
    if (
      earlier === line ||
      importedLine(library.database, id) === line ||
      (earlier === undefined && isSame(run, line))
    ) {
      counts.unchanged += 1;
      return false;
    }
    const isFromHere = earlier !== undefined || (seqOf(library.database, id) ?? 0) >= firstSeq;
    const owned = statusOf(library.database, id);
    if (replace && !(owned !== null && isActive(owned) && importedLine(library.database, id) === null)) {
      counts.replaced += 1;
      return true;
    }
    counts.conflicts += 1;
    const what = isFromHere
      ? "an earlier run of this import has the same id"
      : "the library has another run of this id";
    const remedy = "It was left as it is. With --replace what the file says takes its place.";
    problems.add({ ...problemOf(run, "error", "conflict", `\`id\` ${short(record.id)}: ${what}`), remedy });
    return false;
  };

  /** Whether a run that is recorded says the same as a line that is written otherwise. */
  const isSame = (run: SourceRun, line: string): boolean => {
    const id = run.record.id as RunId;
    const recorded = recordOf(library, id, { data: run.record.artifacts.some(({ data }) => data !== null) });
    if (recorded === null) return false;
    const created = run.record.created ?? run.record.started ?? run.record.ended ?? recorded.created;
    if (printRecord({ ...run.record, created }) !== printRecord(recorded)) return false;
    if (!dryRun) setImportedLine(library.database, id, line);
    return true;
  };

  for await (const item of source) {
    if (item.kind === "problem") {
      problems.add(item.problem);
      continue;
    }
    const { run } = item;
    // What is to be compared with must be there first.
    if (ids.has(run.record.id)) await finish();
    const line = lineDigest(run.source);
    if (isWanted(run, line) && !dryRun) {
      ids.add(run.record.id);
      batch.push({ run, line });
      size += run.source.length;
    }
    seen += 1;
    if (seen % batchRuns === 0) {
      onRun(seen);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (batch.length >= batchRuns || size >= batchText) await finish();
  }
  await finish();
  onRun(seen);
  if (!dryRun) events.publish({ type: "projects" });
  return { ...counts, ...problems.report() };
}

const problemOf = (
  { file, line }: SourceRun,
  severity: Diagnostic["severity"],
  code: string,
  message: string,
): Diagnostic => ({ severity, code, message, remedy: null, file, line, column: null, span: null });

const short = (id: string): string => (id.length > 60 ? `${id.slice(0, 57)}…` : id);
