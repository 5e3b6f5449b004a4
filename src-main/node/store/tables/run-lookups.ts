import { parseStored } from "../../../core/base/json.ts";
import type { ValueObject } from "../../../core/base/value.ts";
import type { PipelineId, RunId } from "../../../core/model/ids.ts";
import type { StepNote } from "../../../core/model/plan.ts";
import type { CacheOutcome, RunKind, RunRow, RunStatus } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import type { RecordedSelection } from "./runs.ts";

/** One value of one run, or undefined when there is no such run. */
const columnOf = (
  database: Writable,
  column: "seq" | "number" | "status" | "error" | "workspace" | "process" | "kind",
  id: RunId,
): unknown => statement(database, `SELECT ${column} FROM runs WHERE id = ?`).pluck().get(id);

export const seqOf = (database: Writable, id: RunId): number | null =>
  (columnOf(database, "seq", id) as number | undefined) ?? null;

export const numberOf = (database: Writable, id: RunId): number | null =>
  (columnOf(database, "number", id) as number | null | undefined) ?? null;

export const statusOf = (database: Writable, id: RunId): RunStatus | null =>
  (columnOf(database, "status", id) as RunStatus | undefined) ?? null;

export const errorOf = (database: Writable, id: RunId): string | null =>
  (columnOf(database, "error", id) as string | null | undefined) ?? null;

/**
 * Of the runs of the same step the newest that ended and was another computation, and whether it is newer than the given
 * one; null without any.
 */
export function otherRunOfStep(
  database: Writable,
  id: RunId,
): { readonly id: RunId; readonly isNewer: boolean } | null {
  const found = statement(
    database,
    `SELECT other.id, other.seq > own.seq AS newer
     FROM runs AS own JOIN runs AS other ON coalesce(other.made_in, other.project) = coalesce(own.made_in, own.project)
       AND other.pipeline = own.pipeline AND other.step = own.step
     WHERE own.id = ? AND other.signature IS NOT NULL AND other.signature IS NOT own.signature
       AND other.status IN ('succeeded', 'failed', 'cancelled', 'interrupted')
       AND NOT EXISTS (SELECT 1 FROM run_deletions WHERE run IN (other.id, other.parent))
     ORDER BY other.seq DESC LIMIT 1`,
  ).get(id) as { id: RunId; newer: number } | undefined;
  return found === undefined ? null : { id: found.id, isNewer: found.newer === 1 };
}

/** Absolute path of the workspace that a run worked in. */
export const workspaceOf = (database: Writable, id: RunId): string | null =>
  (columnOf(database, "workspace", id) as string | null | undefined) ?? null;

/** Identity of the process that a run was recorded with. */
export const processOf = (database: Writable, id: RunId): string | null =>
  (columnOf(database, "process", id) as string | null | undefined) ?? null;

/** The `seq` and number of a run that is put in next: no run ever had them. Ask inside the transaction that inserts it. */
export const nextPlace = (database: Writable): { readonly seq: number; readonly number: number } =>
  statement(
    database,
    `SELECT 1 + max(highest_run.seq, (SELECT coalesce(max(seq), 0) FROM runs)) AS seq,
       1 + max(highest_run.number, (SELECT coalesce(max(number), 0) FROM runs)) AS number FROM highest_run`,
  ).get() as { seq: number; number: number };

export const kindOf = (database: Writable, id: RunId): RunKind | null =>
  (columnOf(database, "kind", id) as RunKind | undefined) ?? null;

export const runExists = (database: Writable, id: RunId): boolean => seqOf(database, id) !== null;

/** Whether one of these runs is there. As JSON, ids of characters that it has no sign for are not found. */
export const anyRunExists = (database: Writable, ids: readonly string[]): boolean =>
  statement(
    database,
    "SELECT EXISTS (SELECT 1 FROM json_each(?) AS wanted CROSS JOIN runs ON runs.id = wanted.value)",
  )
    .pluck()
    .get(JSON.stringify(ids)) === 1;

/** Up to two top-level runs, or steps too, that a person may mean: two tell that the beginning of an id is not enough. */
export function runsNumbered(database: Writable, number: number): RunId[] {
  return statement(database, "SELECT id FROM runs WHERE number = ?").pluck().all(number) as RunId[];
}

export function runsBeginning(database: Writable, beginning: string): RunId[] {
  return statement(database, "SELECT id FROM runs WHERE substr(id, 1, ?) = ? LIMIT 2")
    .pluck()
    .all(beginning.length, beginning) as RunId[];
}

/** Ids of runs by their `seq`, in the order given, with the run that each is a step of. */
export function idsBySeq(
  database: Writable,
  seqs: readonly number[],
): { readonly id: RunId; readonly parent: RunId | null }[] {
  return statement(
    database,
    "SELECT runs.id, runs.parent FROM json_each(?) AS wanted JOIN runs ON runs.seq = wanted.value ORDER BY wanted.key",
  ).all(JSON.stringify(seqs)) as { id: RunId; parent: RunId | null }[];
}

/** What is asked of a run before it is changed. */
export type RunBrief = Pick<RunRow, "name" | "number" | "status" | "parent">;

export const briefOf = (database: Writable, id: RunId): RunBrief | null =>
  (statement(database, "SELECT name, number, status, parent FROM runs WHERE id = ?").get(id) as
    | RunBrief
    | undefined) ?? null;

/** The newest top-level run; with a pipeline, the newest of that. */
export function newestRun(database: Writable, pipeline: PipelineId | null = null): RunId | null {
  const id = statement(
    database,
    `SELECT id FROM runs WHERE parent IS NULL AND (? IS NULL OR pipeline_id = ?)
       AND id NOT IN (SELECT run FROM run_deletions) ORDER BY seq DESC LIMIT 1`,
  )
    .pluck()
    .get(pipeline, pipeline);
  return (id as RunId | undefined) ?? null;
}

export function stepRunOf(database: Writable, parent: RunId, step: string): RunId | null {
  const id = statement(database, "SELECT id FROM runs WHERE parent = ? AND step = ?")
    .pluck()
    .get(parent, step);
  return (id as RunId | undefined) ?? null;
}

/** Whether any step of a pipeline run was executed, and not only reused. */
export const hasExecutedSteps = (database: Writable, parent: RunId): boolean =>
  statement(database, "SELECT 1 FROM runs WHERE parent = ? AND cache = 'executed' LIMIT 1").get(parent) !==
  undefined;

/** Runs with a console: the run itself if it is no pipeline run, else its steps, in order. `source` holds the file. */
export type ConsoleRun = {
  readonly id: RunId;
  readonly step: string | null;
  /** A reused step's console is that of the run that computed. */
  readonly source: RunId;
};

export function consoleRuns(database: Writable, id: RunId): ConsoleRun[] {
  return statement(
    database,
    `SELECT id, step, coalesce(origin, id) AS source FROM runs
     WHERE (id = ? AND kind <> 'pipeline') OR parent = ? ORDER BY position`,
  ).all(id, id) as ConsoleRun[];
}

export function countTopLevelRuns(database: Writable): number {
  return statement(database, "SELECT count(*) FROM runs WHERE parent IS NULL").pluck().get() as number;
}

/** Top-level runs in the archive, without those that are being deleted. */
export function countArchivedRuns(database: Writable): number {
  return statement(
    database,
    "SELECT count(*) FROM runs WHERE parent IS NULL AND archived = 1 AND id NOT IN (SELECT run FROM run_deletions)",
  )
    .pluck()
    .get() as number;
}

/**
 * Top-level runs that are not archived, by project: all that the index of projects counts less those in the archive, as to look
 * at each run takes thirty times as long.
 */
export function countByProject(database: Writable): { project: string; runs: number }[] {
  return statement(
    database,
    `SELECT project, sum(counted) AS runs FROM (
       SELECT project, count(*) AS counted FROM runs INDEXED BY runs_by_project WHERE parent IS NULL GROUP BY project
       UNION ALL
       SELECT project, -count(*) FROM runs INDEXED BY runs_archived WHERE parent IS NULL AND archived = 1 GROUP BY project
     ) GROUP BY project HAVING runs > 0`,
  ).all() as { project: string; runs: number }[];
}

/** Where a run came from: of a step's run the parameters and file of the pipeline run that it is part of. */
export type CloneOrigin = {
  readonly project: string;
  readonly pipeline: string | null;
  readonly pipelineId: PipelineId | null;
  readonly step: string | null;
  /** Absolute path of the pipeline file; null for runs of versions that did not record it. */
  readonly file: string | null;
  /** The choice of steps; null where it was not recorded. */
  readonly selection: RecordedSelection | null;
  readonly params: ValueObject;
};

export function cloneOrigin(database: Writable, id: RunId): CloneOrigin | null {
  const row = statement(
    database,
    `SELECT coalesce(own.made_in, own.project) AS project, own.pipeline, own.pipeline_id AS pipelineId, own.step, whole.file, whole.selection,
       whole.own_params AS params
     FROM runs AS own JOIN runs AS whole ON whole.id = coalesce(own.parent, own.id) WHERE own.id = ?`,
  ).get(id) as
    | (Omit<CloneOrigin, "selection" | "params"> & { selection: string | null; params: string })
    | undefined;
  if (row === undefined) return null;
  return {
    ...row,
    selection: row.selection === null ? null : (JSON.parse(row.selection) as CloneOrigin["selection"]),
    params: parseStored(row.params) as ValueObject,
  };
}

/** What became of a step, in short. */
export type StepOutcome = {
  readonly id: RunId;
  readonly name: string;
  readonly status: RunStatus;
  readonly cache: CacheOutcome | null;
  readonly error: string | null;
  readonly notes: readonly StepNote[];
};

/** The steps of a pipeline run, in the order of its file. */
export function stepOutcomes(database: Writable, run: RunId): readonly StepOutcome[] {
  const rows = statement(
    database,
    "SELECT id, name, status, cache, error, step_notes AS notes FROM runs WHERE parent = ? ORDER BY position",
  ).all(run) as (Omit<StepOutcome, "notes"> & { readonly notes: string })[];
  return rows.map((row) => ({ ...row, notes: parseStored(row.notes) as unknown as StepNote[] }));
}
