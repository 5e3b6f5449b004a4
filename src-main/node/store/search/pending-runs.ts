import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Notes that a run has changed and its entries in the index have not. Call it inside the transaction that changes the run. */
export function notePending(database: Writable, run: RunId): void {
  statement(database, "INSERT OR IGNORE INTO search_pending (run) SELECT seq FROM runs WHERE id = ?").run(
    run,
  );
}

/**
 * The runs that wait to be indexed, by their `seq`; with `begunBefore`, in epoch milliseconds, without those that began later
 * and have not ended.
 */
export function pendingRuns(
  database: Writable,
  { begunBefore = Number.POSITIVE_INFINITY }: { readonly begunBefore?: number } = {},
): number[] {
  return statement(
    database,
    `SELECT run FROM search_pending LEFT JOIN runs ON runs.seq = search_pending.run
       WHERE ended IS NOT NULL OR started IS NULL OR started < ? ORDER BY run`,
  )
    .pluck()
    .all(begunBefore) as number[];
}

/**
 * Takes runs off the list; those of them that still waited and are not deleted are the answer. Call it inside the transaction
 * that indexes them.
 */
export function takePending(database: Writable, seqs: readonly number[]): RunId[] {
  const remove = statement(database, "DELETE FROM search_pending WHERE run = ?");
  const idOf = statement(database, "SELECT id FROM runs WHERE seq = ?").pluck();
  return seqs.flatMap((seq) => {
    if (remove.run(seq).changes === 0) return [];
    const id = idOf.get(seq) as RunId | undefined;
    return id === undefined ? [] : [id];
  });
}
