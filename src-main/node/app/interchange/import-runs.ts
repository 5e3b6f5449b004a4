import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunRecord } from "../../../core/interchange/record.ts";
import type { Diagnostic } from "../../../core/model/diagnostic.ts";
import type { RunId } from "../../../core/model/ids.ts";
import type { SourceItem, SourceRun } from "../../importers/run-source.ts";
import { writingMuch } from "../../store/bulk-writing.ts";
import { waitingSince } from "../../store/tables/awaited-runs.ts";
import { createdAt, type PlacedRun } from "../../store/tables/imported-rows.ts";
import { importedSeries, writeImportedRun } from "../../store/tables/imported-runs.ts";
import { insertSeries, type NewSeries } from "../../store/tables/new-series.ts";
import { nextPlace, numberOf, runExists, seqOf } from "../../store/tables/run-lookups.ts";
import { type ImportedRun, indexImportedRuns, indexRecordedRun } from "../index-recorded-run.ts";
import type { Library } from "../library.ts";
import type { Services } from "../services.ts";
import { judgeRun } from "./judge-run.ts";
import { lineDigest, placeRun } from "./place-run.ts";
import { problemList } from "./problem-list.ts";
import type { RunGroup } from "./runs-ahead.ts";
import { writePrepared } from "./write-prepared.ts";

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
  /** Another tool's files, which may have gone on: see `judgeRun`. */
  readonly follow?: boolean;
  /** Changes nothing, and tells what would be. */
  readonly dryRun?: boolean;
  readonly onRun?: (count: number) => void;
};

/** Runs of one transaction, and the characters they were read from: so much is held in memory. */
const batchRuns = 2_000;
const batchText = 8 * 1024 * 1024;

/** After so many runs it is told how far it is, and others get a turn. */
const reportedRuns = 500;

type Wanted = { readonly run: SourceRun; readonly line: string; readonly isNew: boolean };

/**
 * Takes runs into the library, batch by batch: an end at any point leaves whole runs, and importing again takes the rest.
 * The search index follows in the same transaction.
 */
export async function importRuns(
  { library, events }: Pick<Services, "library" | "events">,
  source: AsyncIterable<SourceItem | RunGroup>,
  { replace, follow = false, dryRun = false, onRun = () => {} }: ImportOptions,
): Promise<ImportReport> {
  const problems = problemList();
  const counts = { imported: 0, unchanged: 0, replaced: 0, conflicts: 0 };
  const firstSeq = nextPlace(library.database).seq;
  /** Of a dry run, what would be there. */
  const promised = new Map<string, string>();
  let batch: Wanted[] = [];
  let ids = new Set<string>();
  let size = 0;
  let seen = 0;

  const finish = async (): Promise<void> => {
    if (batch.length > 0) {
      const placed: (readonly [Wanted, PlacedRun])[] = [];
      for (const wanted of batch) {
        const { run, missing } = await placeRun(library, wanted.run, wanted.line);
        for (const message of missing) problems.add(problemOf(wanted.run, "warning", "not-kept", message));
        placed.push([wanted, run]);
      }
      const late = writeBatch(library, placed);
      counts.imported -= late;
      counts.unchanged += late;
      events.publish({ type: "stale" });
    }
    batch = [];
    ids = new Set();
    size = 0;
    await nextTurn();
  };

  /** The run to be written, and null where there is nothing to do; says what is wrong then. */
  const judged = (run: SourceRun, line: string): Wanted | null => {
    const { id } = run.record;
    const earlier = promised.get(id);
    const judgement =
      earlier === undefined
        ? judgeRun({ library, events }, run, line, { replace, follow, dryRun })
        : ({ is: earlier === line ? "unchanged" : "conflict" } as const);
    switch (judgement.is) {
      case "new":
        counts.imported += 1;
        if (dryRun) promised.set(id, line);
        return { run, line, isNew: true };
      case "replacement":
        counts.replaced += 1;
        return { run: { ...run, record: judgement.record }, line, isNew: false };
      case "unchanged":
        counts.unchanged += 1;
        return null;
      case "conflict": {
        counts.conflicts += 1;
        const isFromHere = earlier !== undefined || (seqOf(library.database, id as RunId) ?? 0) >= firstSeq;
        const what = isFromHere
          ? "an earlier run of this import has the same id"
          : "the library has another run of this id";
        const remedy = "It was left as it is. With --replace what the file says takes its place.";
        problems.add({ ...problemOf(run, "error", "conflict", `\`id\` ${short(id)}: ${what}`), remedy });
        return null;
      }
    }
  };

  const takeItem = async (item: SourceItem): Promise<void> => {
    if (item.kind === "problem") {
      problems.add(item.problem);
      return;
    }
    // What is to be compared with must be there first.
    if (ids.has(item.run.record.id)) await finish();
    const wanted = judged(item.run, lineDigest(item.run.source));
    if (wanted !== null && !dryRun) {
      ids.add(wanted.run.record.id);
      batch.push(wanted);
      size += wanted.run.source.length;
    }
    seen += 1;
    if (seen % reportedRuns === 0) {
      onRun(seen);
      await nextTurn();
    }
    if (batch.length >= batchRuns || size >= batchText) await finish();
  };

  const takeGroup = async (group: RunGroup): Promise<void> => {
    await finish();
    if (dryRun || group.prepared === null || !writePrepared(library, group.prepared)) {
      for (const item of group.items()) await takeItem(item);
      return;
    }
    for (const problem of group.problems) problems.add(problem);
    counts.imported += group.prepared.ids.length;
    seen += group.prepared.ids.length;
    events.publish({ type: "stale" });
    onRun(seen);
    await nextTurn();
  };

  const takeAll = async (): Promise<void> => {
    for await (const item of source) await (item.kind === "group" ? takeGroup(item) : takeItem(item));
    await finish();
  };
  await (dryRun ? takeAll() : writingMuch(library.database, takeAll));
  onRun(seen);
  const waiting = waitingSince(library.database, firstSeq);
  if (waiting !== null)
    problems.add({
      ...noPlace,
      code: "unknown-parent",
      message: `${waiting.count} of these runs name a parent that is not there, as ${short(waiting.run)} does: ${short(waiting.target)}`,
      remedy: "They stand at the top until a run of that id is imported.",
    });
  if (!dryRun) events.publish({ type: "projects" });
  return { ...counts, ...problems.report() };
}

/** Answers how many were there already: somebody else imported them meanwhile. */
function writeBatch(library: Library, runs: readonly (readonly [Wanted, PlacedRun])[]): number {
  const { database } = library;
  return database
    .transaction(() => {
      const now = Date.now();
      const changed = new Set<RunId>();
      const written: ImportedRun[] = [];
      const logged: RunRecord[] = [];
      let late = 0;
      for (const [wanted, run] of runs) {
        const id = run.record.id as RunId;
        const isNew = !runExists(database, id);
        if (!isNew && wanted.isNew) {
          late += 1;
          continue;
        }
        const next = nextPlace(database);
        const place = isNew
          ? next
          : { seq: seqOf(database, id) ?? next.seq, number: numberOf(database, id) ?? next.number };
        for (const other of writeImportedRun(database, run, { ...place, now, isNew })) changed.add(other);
        logged.push(run.record);
        // Whoever has another's results is found by them.
        if (run.record.signet?.origin != null) changed.add(id);
        else written.push({ seq: place.seq, record: run.record, created: createdAt(run.record, now), isNew });
      }
      insertSeries(database, seriesOf(logged, now));
      indexImportedRuns(library, written);
      for (const run of changed) indexRecordedRun(library, run);
      return late;
    })
    .immediate();
}

function* seriesOf(records: readonly RunRecord[], now: number): Generator<NewSeries> {
  for (const record of records) yield* importedSeries(record, now);
}

const noPlace: Diagnostic = {
  severity: "warning",
  code: "",
  message: "",
  remedy: null,
  file: null,
  line: null,
  column: null,
  span: null,
};

const problemOf = (
  { file, line }: SourceRun,
  severity: Diagnostic["severity"],
  code: string,
  message: string,
): Diagnostic => ({ ...noPlace, severity, code, message, file, line });

const short = (id: string): string => (id.length > 60 ? `${id.slice(0, 57)}…` : id);
