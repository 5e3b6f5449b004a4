import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { unindexRun } from "../search/index-run.ts";
import { statement } from "../statement.ts";
import { familyOf } from "./family.ts";
import { setArchived } from "./projects.ts";

/** Hides a run that is to go, as if it were archived, and notes since when. */
export function markDeleted(database: Writable, run: RunId, at: number): void {
  statement(
    database,
    "INSERT OR IGNORE INTO run_deletions (run, archived, at) SELECT id, archived, ? FROM runs WHERE id = ?",
  ).run(at, run);
  setArchived(database, run, true);
}

/** Takes a deletion back. False when the run is not being deleted. */
export function takeBackDeletion(database: Writable, run: RunId): boolean {
  const archived = statement(database, "DELETE FROM run_deletions WHERE run = ? RETURNING archived")
    .pluck()
    .get(run) as number | undefined;
  if (archived === undefined) return false;
  setArchived(database, run, archived === 1);
  return true;
}

/** Whether a run, or the run that it is a step of, is being deleted. */
export const isDeleted = (database: Writable, run: RunId): boolean => deletedWith(database, run) !== null;

/** The run with which a run is being deleted: itself, or the one that it is a step of; null: neither is. */
export const deletedWith = (database: Writable, run: RunId): RunId | null =>
  (statement(
    database,
    "SELECT gone.run FROM runs JOIN run_deletions AS gone ON gone.run IN (runs.id, runs.parent) WHERE runs.id = ?",
  )
    .pluck()
    .get(run) as RunId | undefined) ?? null;

/** Runs that were deleted before a time, in epoch milliseconds. */
export const deletedBefore = (database: Writable, time: number): RunId[] =>
  statement(database, "SELECT run FROM run_deletions WHERE at < ? ORDER BY at").pluck().all(time) as RunId[];

/** A run with those below it, itself last. */
export const withStepsOf = (database: Writable, run: RunId): RunId[] =>
  statement(database, `SELECT id FROM runs WHERE id IN ${familyOf} ORDER BY id = ?, seq`)
    .pluck()
    .all(run, run) as RunId[];

/** A run whose results another has from then on. */
export type Handover = { readonly from: RunId; readonly to: RunId };

/**
 * Gives what a run and its steps made to those that reused it: the oldest reuser gets trace and metrics, and is the origin
 * of the others. What nobody reused stays. Answers who got what, so that consoles can follow.
 */
export function handOver(database: Writable, run: RunId): Handover[] {
  const heirs = statement(
    database,
    `SELECT origin AS "from", id AS "to" FROM runs WHERE seq IN (
       SELECT min(other.seq) FROM runs AS made JOIN runs AS other ON other.origin = made.id
       WHERE made.id IN ${familyOf} AND other.id NOT IN ${familyOf}
       GROUP BY made.id)`,
  ).all(run, run) as Handover[];
  for (const { from, to } of heirs) {
    statement(database, "UPDATE traces SET run = ? WHERE run = ?").run(to, from);
    statement(database, "UPDATE OR IGNORE metric_series SET run = ? WHERE run = ?").run(to, from);
    statement(database, "UPDATE runs SET origin = NULL WHERE id = ?").run(to);
    statement(database, "UPDATE runs SET origin = ? WHERE origin = ?").run(to, from);
  }
  return heirs;
}

/** Takes a run and those below it out of the library, with all that is recorded of them alone. Objects are left to gc. */
export function deleteRun(database: Writable, run: RunId): void {
  const seqs = statement(database, `SELECT seq FROM runs WHERE id IN ${familyOf}`)
    .pluck()
    .all(run) as number[];
  for (const seq of seqs) unindexRun(database, seq);
  statement(database, "DELETE FROM runs WHERE id = ?").run(run);
}
