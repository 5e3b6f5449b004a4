import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Notes that a run has changed and its entries in the index have not. Call it inside the transaction that changes the run. */
export function notePending(database: Writable, run: RunId): void {
  statement(database, "INSERT OR IGNORE INTO search_pending (run) SELECT seq FROM runs WHERE id = ?").run(
    run,
  );
}

export const hasPending = (database: Writable): boolean =>
  statement(database, "SELECT 1 FROM search_pending LIMIT 1").get() !== undefined;

/** Takes up to `limit` of them off the list, with those that are deleted. Call it inside the transaction that indexes them. */
export function takePending(database: Writable, limit: number): RunId[] {
  const rows = statement(
    database,
    `SELECT search_pending.run AS seq, runs.id AS id FROM search_pending LEFT JOIN runs ON runs.seq = search_pending.run
     ORDER BY search_pending.run LIMIT ?`,
  ).all(limit) as { seq: number; id: RunId | null }[];
  const remove = statement(database, "DELETE FROM search_pending WHERE run = ?");
  for (const { seq } of rows) remove.run(seq);
  return rows.flatMap(({ id }) => (id === null ? [] : [id]));
}
