import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { runExists } from "./run-lookups.ts";

/** The runs that an imported run refers to. */
type Links = { readonly parent: string | null; readonly origin: string | null };

/** Links a run to others that are there, and notes those that are not. Answers with the runs of which more is known now. */
export function linkOrAwait(database: Writable, run: RunId, { parent, origin }: Links): readonly RunId[] {
  const wait = statement(
    database,
    "INSERT OR REPLACE INTO awaited_runs (run, role, target) VALUES (?, ?, ?)",
  );
  if (origin !== null && !link(database, run, "origin", origin)) wait.run(run, "origin", origin);
  if (parent === null) return [];
  if (link(database, run, "parent", parent)) return [parent as RunId];
  wait.run(run, "parent", parent);
  return [];
}

/** Links the runs that waited for one that is there now. Answers with the runs of which more is known. */
export function linkAwaiting(database: Writable, target: RunId): readonly RunId[] {
  const waiting = statement(database, "SELECT run, role FROM awaited_runs WHERE target = ?").all(target) as {
    run: RunId;
    role: "parent" | "origin";
  }[];
  const done = statement(database, "DELETE FROM awaited_runs WHERE run = ? AND role = ?");
  const known = new Set<RunId>();
  for (const { run, role } of waiting) {
    if (!link(database, run, role, target)) continue;
    done.run(run, role);
    if (role === "parent") known.add(target);
    else for (const one of withParent(database, run)) known.add(one);
  }
  return [...known];
}

/** Those of these runs that others wait for. */
export const targetsAwaited = (database: Writable, ids: readonly string[]): readonly RunId[] =>
  statement(
    database,
    "SELECT DISTINCT target FROM awaited_runs WHERE target IN (SELECT value FROM json_each(?))",
  )
    .pluck()
    .all(JSON.stringify(ids)) as RunId[];

/**
 * Parts a run that is to be replaced from its steps and from those that have its results: they wait for it. Answers with
 * the runs of which less is known now.
 */
export function awaitAgain(database: Writable, target: RunId): readonly RunId[] {
  const users = statement(database, "SELECT id FROM runs WHERE origin = ?").pluck().all(target) as RunId[];
  const known = [target, ...users]
    .flatMap((run) => withParent(database, run))
    .filter((run) => run !== target);
  for (const role of ["parent", "origin"] as const) {
    statement(
      database,
      `INSERT OR REPLACE INTO awaited_runs (run, role, target) SELECT id, '${role}', ? FROM runs WHERE ${role} = ?`,
    ).run(target, target);
    statement(database, `UPDATE runs SET ${role} = NULL WHERE ${role} = ?`).run(target);
  }
  return known;
}

/** A run, and the one that shows what it has as its own. */
function withParent(database: Writable, run: RunId): RunId[] {
  const parent = statement(database, "SELECT parent FROM runs WHERE id = ?").pluck().get(run) as RunId | null;
  return parent === null ? [run] : [run, parent];
}

/** False when there is no such run, or when it would be below itself. */
function link(database: Writable, run: RunId, role: "parent" | "origin", target: string): boolean {
  if (!runExists(database, target as RunId) || isBelow(database, role, target, run)) return false;
  if (role === "origin") statement(database, "UPDATE runs SET origin = ? WHERE id = ?").run(target, run);
  // Only top-level runs have a number.
  else statement(database, "UPDATE runs SET parent = ?, number = NULL WHERE id = ?").run(target, run);
  return true;
}

/** Whether a run is `above`, or below it, by parents or by whose results it has. */
function isBelow(database: Writable, role: "parent" | "origin", run: string, above: RunId): boolean {
  const next = statement(database, `SELECT ${role} FROM runs WHERE id = ?`).pluck();
  const seen = new Set<string>();
  for (let at: string | null = run; at !== null && !seen.has(at); at = next.get(at) as string | null) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}

/** Whom a run waits for in a role. */
export const awaitedBy = (database: Writable, run: RunId, role: "parent" | "origin"): string | null =>
  (statement(database, "SELECT target FROM awaited_runs WHERE run = ? AND role = ?").pluck().get(run, role) as
    | string
    | undefined) ?? null;

/** How many runs from a `seq` on wait for their parent, and one of them; null for none. */
export const waitingSince = (
  database: Writable,
  seq: number,
): { readonly count: number; readonly run: string; readonly target: string } | null => {
  const found = statement(
    database,
    `SELECT count(*) AS count, run, target FROM awaited_runs JOIN runs ON runs.id = awaited_runs.run
       WHERE role = 'parent' AND runs.seq >= ?`,
  ).get(seq) as { count: number; run: string; target: string };
  return found.count === 0 ? null : found;
};
