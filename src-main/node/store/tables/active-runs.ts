import type { RunId } from "../../../core/model/ids.ts";
import type { RunStatus } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** A run that has not ended, and the process that executes it. */
export type ActiveRun = {
  readonly id: RunId;
  readonly parent: RunId | null;
  readonly status: RunStatus;
  readonly owner: string;
  /** Identity of its command's process; null before that was started, and of a pipeline's run. */
  readonly process: string | null;
};

/** A run that came from a file may say that it goes on; nobody here executes it, and nobody owns it. */
const isActive = "status IN ('queued', 'starting', 'running', 'finalizing') AND owner IS NOT NULL";

/** Pipeline runs and their steps: steps before the runs they are part of. */
export function activeRuns(database: Writable): ActiveRun[] {
  return statement(
    database,
    `SELECT id, parent, status, owner, process FROM runs WHERE ${isActive} AND kind <> 'script' ORDER BY parent IS NULL, seq`,
  ).all() as ActiveRun[];
}

/** Makes an active run somebody else's. False when it is not as it was seen: another process was first. */
export function takeOver(
  database: Writable,
  { id, owner, status }: Pick<ActiveRun, "id" | "owner" | "status">,
  by: string,
): boolean {
  const take = statement(database, "UPDATE runs SET owner = ? WHERE id = ? AND owner = ? AND status = ?");
  return take.run(by, id, owner, status).changes === 1;
}

/** Gives up one run, as if its process were gone. */
export function giveBack(database: Writable, run: RunId): void {
  statement(database, `UPDATE runs SET owner = 'gone' WHERE id = ? AND ${isActive}`).run(run);
}

/** Gives up a run and its steps, as if their process were gone. */
export function disown(database: Writable, run: RunId): void {
  statement(database, `UPDATE runs SET owner = 'gone' WHERE (id = ? OR parent = ?) AND ${isActive}`).run(
    run,
    run,
  );
}

export const hasActiveSteps = (database: Writable, run: RunId): boolean =>
  statement(database, `SELECT 1 FROM runs WHERE parent = ? AND ${isActive} LIMIT 1`).get(run) !== undefined;

/** Steps of a run that were executed to their end, and this is recorded. */
export function endedSteps(database: Writable, run: RunId): RunId[] {
  return statement(
    database,
    `SELECT id FROM runs WHERE parent = ? AND started IS NOT NULL AND coalesce(cache, 'executed') = 'executed'
       AND NOT (${isActive})`,
  )
    .pluck()
    .all(run) as RunId[];
}

/** The runs that have not ended: the `seq` of the first of them, or of the next run, and when the oldest was made. */
export type ActiveSpan = { readonly firstSeq: number; readonly oldest: number | null };

export function activeSpan(database: Writable): ActiveSpan {
  return statement(
    database,
    `SELECT coalesce(min(seq), (SELECT coalesce(max(seq), 0) + 1 FROM runs)) AS firstSeq, min(created) AS oldest
     FROM runs WHERE ${isActive}`,
  ).get() as ActiveSpan;
}

/** Signatures that steps are being executed for. */
export function activeSignatures(database: Writable): string[] {
  return statement(database, `SELECT signature FROM runs WHERE ${isActive} AND signature IS NOT NULL`)
    .pluck()
    .all() as string[];
}
