import type { RunId } from "../../../core/model/ids.ts";
import type { PropertyValue } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

// What people and programs write on a run: its name, tags, notes and properties. Each answers whether anything changed.

export const setName = (database: Writable, run: RunId, name: string): boolean =>
  statement(database, "UPDATE runs SET name = ? WHERE id = ? AND name <> ?").run(name, run, name).changes > 0;

export const setNotes = (database: Writable, run: RunId, notes: string): boolean =>
  statement(database, "UPDATE runs SET notes = ? WHERE id = ? AND notes <> ?").run(notes, run, notes)
    .changes > 0;

/** Adds a text below the notes there are. */
export const appendNotes = (database: Writable, run: RunId, text: string): boolean =>
  statement(
    database,
    "UPDATE runs SET notes = CASE notes WHEN '' THEN ? ELSE notes || char(10, 10) || ? END WHERE id = ?",
  ).run(text, text, run).changes > 0;

export const addTag = (database: Writable, run: RunId, tag: string): boolean =>
  statement(database, "INSERT OR IGNORE INTO run_tags (run, tag) VALUES (?, ?)").run(run, tag).changes > 0;

export const removeTag = (database: Writable, run: RunId, tag: string): boolean =>
  statement(database, "DELETE FROM run_tags WHERE run = ? AND tag = ?").run(run, tag).changes > 0;

/** Null takes the property away. */
export function setProperty(
  database: Writable,
  run: RunId,
  key: string,
  value: PropertyValue | null,
): boolean {
  if (value === null)
    return (
      statement(database, "DELETE FROM run_properties WHERE run = ? AND key = ?").run(run, key).changes > 0
    );
  const [type, text] = stored(value);
  return (
    statement(
      database,
      `INSERT INTO run_properties (run, key, type, value) VALUES (?, ?, ?, ?)
       ON CONFLICT (run, key) DO UPDATE SET type = excluded.type, value = excluded.value, json = NULL
         WHERE type <> excluded.type OR value <> excluded.value`,
    ).run(run, key, type, text).changes > 0
  );
}

type StoredType = "text" | "number" | "boolean";

function stored(value: PropertyValue): readonly [StoredType, string] {
  switch (typeof value) {
    case "number":
      return ["number", Object.is(value, -0) ? "-0" : String(value)];
    case "boolean":
      return ["boolean", String(value)];
    default:
      return ["text", value];
  }
}

export function propertiesOf(database: Writable, run: RunId): { readonly [key: string]: PropertyValue } {
  const rows = statement(
    database,
    "SELECT key, type, value FROM run_properties WHERE run = ? ORDER BY key",
  ).all(run) as { key: string; type: StoredType; value: string }[];
  return Object.fromEntries(
    rows.map(({ key, type, value }) => [
      key,
      type === "number" ? Number(value) : type === "boolean" ? value === "true" : value,
    ]),
  );
}

/**
 * Every tag of the library, with how many runs have it; archived runs and steps do not count. Only runs in the archive are looked
 * at: to look at each that has a tag takes four times as long.
 */
export function tagCounts(database: Writable): { tag: string; runs: number }[] {
  return statement(
    database,
    `SELECT tag, count(*) AS runs FROM run_tags
     WHERE run NOT IN (SELECT id FROM runs INDEXED BY runs_archived WHERE archived = 1) GROUP BY tag ORDER BY tag`,
  ).all() as { tag: string; runs: number }[];
}
