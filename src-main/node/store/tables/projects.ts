import type { RunId } from "../../../core/model/ids.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { familyOf } from "./family.ts";

/** A project that is there whether it has runs or not. */
export type ProjectRow = { readonly path: string; readonly archived: boolean };

export function projectRows(database: Writable): ProjectRow[] {
  const rows = statement(database, "SELECT path, archived FROM projects ORDER BY path").all() as {
    path: string;
    archived: number;
  }[];
  return rows.map(({ path, archived }) => ({ path, archived: archived === 1 }));
}

/** Sees to it that a project is there and not archived. False when it was. */
export const keepProject = (database: Writable, path: string, now: number): boolean =>
  statement(
    database,
    `INSERT INTO projects (path, created) VALUES (?, ?)
       ON CONFLICT (path) DO UPDATE SET archived = 0 WHERE archived = 1`,
  ).run(path, now).changes > 0;

/** "0" is the character after "/": between the two bounds is everything below. For a path, `path/` and `path0`. */
const below = "(project = ? OR (project >= ? AND project < ?))";
const boundsOf = (path: string) => [path, `${path}/`, `${path}0`] as const;
const pathBelow = below.replaceAll("project", "path");

/** Top-level runs of a project and those below it, archived ones too, but none that is being deleted. */
export const runsIn = (database: Writable, path: string): RunId[] =>
  statement(
    database,
    `SELECT id FROM runs WHERE parent IS NULL AND ${below} AND id NOT IN (SELECT run FROM run_deletions) ORDER BY seq`,
  )
    .pluck()
    .all(...boundsOf(path)) as RunId[];

/** Whether there is a project, with runs or without, archived or not. */
export const projectExists = (database: Writable, path: string): boolean =>
  statement(
    database,
    `SELECT EXISTS (SELECT 1 FROM projects WHERE ${pathBelow})
       OR EXISTS (SELECT 1 FROM runs WHERE parent IS NULL AND ${below}
         AND id NOT IN (SELECT run FROM run_deletions))`,
  )
    .pluck()
    .get(...boundsOf(path), ...boundsOf(path)) === 1;

/** Archives the rows of a project and of all below it, its own made where it is missing, and answers with those that were not. */
export function archiveProjects(database: Writable, path: string, now: number): string[] {
  insertProject(database, { path, archived: false }, now);
  return statement(
    database,
    `UPDATE projects SET archived = 1 WHERE ${pathBelow} AND archived = 0 RETURNING path`,
  )
    .pluck()
    .all(...boundsOf(path)) as string[];
}

/** Takes away the rows of a project and of all below it, and answers with them. */
export function removeProjects(database: Writable, path: string): ProjectRow[] {
  const rows = statement(database, `DELETE FROM projects WHERE ${pathBelow} RETURNING path, archived`).all(
    ...boundsOf(path),
  ) as { path: string; archived: number }[];
  return rows.map((row) => ({ path: row.path, archived: row.archived === 1 }));
}

export function insertProject(database: Writable, { path, archived }: ProjectRow, now: number): void {
  statement(database, "INSERT OR IGNORE INTO projects (path, archived, created) VALUES (?, ?, ?)").run(
    path,
    archived ? 1 : 0,
    now,
  );
}

export const projectOf = (database: Writable, run: RunId): string =>
  statement(database, "SELECT project FROM runs WHERE id = ?").pluck().get(run) as string;

/** Files a run and those below it under another project. Where they were made stays known. */
export function setProject(database: Writable, run: RunId, project: string): void {
  statement(
    database,
    `UPDATE runs SET made_in = nullif(coalesce(made_in, project), ?), project = ? WHERE id IN ${familyOf}`,
  ).run(project, project, run);
}

/** Archives a run and those below it, or takes them back. False when nothing changed. */
export const setArchived = (database: Writable, run: RunId, archived: boolean): boolean =>
  statement(database, `UPDATE runs SET archived = ? WHERE id IN ${familyOf} AND archived <> ?`).run(
    archived ? 1 : 0,
    run,
    archived ? 1 : 0,
  ).changes > 0;
