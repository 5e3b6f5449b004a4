import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** A saved search; `view` is opaque here: what its answer is shown as. */
export type StoredSearch = {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly project: string | null;
  readonly view: string;
};

const columns = "id, name, query, project, view";

/** In the order of their names. */
export const listSearches = (database: Writable): StoredSearch[] =>
  statement(
    database,
    `SELECT ${columns} FROM saved_searches ORDER BY name COLLATE NOCASE, name`,
  ).all() as StoredSearch[];

export function searchByName(database: Writable, name: string): StoredSearch | null {
  const found = statement(database, `SELECT ${columns} FROM saved_searches WHERE name = ?`).get(name);
  return (found as StoredSearch | undefined) ?? null;
}

/** Keeps a search; one with the same name gets what this one has, and keeps its id. */
export function saveSearch(database: Writable, search: StoredSearch): void {
  statement(
    database,
    `INSERT INTO saved_searches (${columns}) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET query = excluded.query, project = excluded.project, view = excluded.view`,
  ).run(search.id, search.name, search.query, search.project, search.view);
}

/** Answers whether there was one. */
export const renameSearch = (database: Writable, id: string, name: string): boolean =>
  statement(database, "UPDATE saved_searches SET name = ? WHERE id = ?").run(name, id).changes === 1;

export function deleteSearch(database: Writable, id: string): void {
  statement(database, "DELETE FROM saved_searches WHERE id = ?").run(id);
}
