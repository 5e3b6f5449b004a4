import type { Database } from "better-sqlite3";
import { fieldKinds } from "../../../core/query/fields.ts";
import { statement } from "../statement.ts";
import { type Sql, sql } from "./sql.ts";

type Sort = { readonly field: string; readonly descending: boolean };

/** Of a field with no more values than this, all are put in order; of one with more, the dictionary is read in its order. */
const sortedValues = 50_000;

/** The runs of a scope, the newest start first; read as far as they are asked for. End it with `return`. */
export function newestFirst(db: Database, scope: Sql): Iterator<number> {
  const { text, values } =
    sql`SELECT seq FROM runs INDEXED BY search_newest_first WHERE ${scope} ORDER BY coalesce(started, created) DESC, seq DESC`;
  return db
    .prepare<unknown[], number>(text)
    .pluck()
    .iterate(...values);
}

/**
 * All runs in the order of a field's values, as `orderOf` has it: read as far as they are asked for, so that the first of a
 * million cost no more than those of a thousand. Null where no index has the order. End it with `return`.
 */
export function runsInOrder(db: Database, sort: Sort): Iterator<number> | null {
  const kinds = fieldKinds(sort.field);
  if (kinds === null) return null;
  const has = (kind: (typeof kinds)[number]) => kinds.includes(kind);
  if (has("text") || (has("date") && kinds.length > 1)) return null;
  const field = statement(db, "SELECT id FROM search_fields WHERE name = ?").pluck().get(sort.field) ?? -1;
  return each(db, sort, field as number, has);
}

function* each(
  db: Database,
  { descending }: Sort,
  field: number,
  has: (kind: "keyword" | "number" | "date") => boolean,
): Generator<number> {
  const direction = descending ? "DESC" : "ASC";
  const seen = new Set<number>();
  const values = (table: string, more: string): Iterable<unknown> =>
    db
      .prepare(`SELECT run FROM ${table} v WHERE field = ? ${more} ORDER BY value ${direction}, run DESC`)
      .pluck()
      .iterate(field);
  // A run with a keyword is put in its place by that.
  const noKeyword = "AND NOT EXISTS (SELECT 1 FROM search_links l WHERE l.run = v.run AND l.field = v.field)";
  function* parts(): Generator<Iterable<unknown>> {
    // Numbers come before texts, as in SQLite.
    if (has("date")) yield values("search_dates", "");
    if (has("number") && !descending) yield values("search_numbers", has("keyword") ? noKeyword : "");
    if (has("keyword")) yield withKeywords(db, field, direction);
    if (has("number") && descending) yield values("search_numbers", has("keyword") ? noKeyword : "");
    yield db.prepare("SELECT seq FROM runs INDEXED BY search_by_seq ORDER BY seq DESC").pluck().iterate();
  }
  for (const part of parts())
    for (const run of part as Iterable<number>) {
      // Of several values the first one met counts.
      if (seen.has(run)) continue;
      seen.add(run);
      yield run;
    }
}

function* withKeywords(db: Database, field: number, direction: "ASC" | "DESC"): Generator<unknown> {
  const count = statement(
    db,
    `SELECT count(*) FROM (SELECT 1 FROM search_values WHERE field = ? LIMIT ${sortedValues + 1})`,
  )
    .pluck()
    .get(field) as number;
  const keywords =
    count > sortedValues
      ? `search_keywords k CROSS JOIN search_values v ON v.field = ? AND v.keyword = k.id`
      : "search_values v CROSS JOIN search_keywords k ON v.field = ? AND k.id = v.keyword";
  const runs = db
    .prepare("SELECT run FROM search_links WHERE keyword = ? AND field = ? ORDER BY run DESC")
    .pluck();
  const ordered = db.prepare(`SELECT k.id FROM ${keywords} ORDER BY k.value ${direction}`).pluck();
  for (const keyword of ordered.iterate(field)) yield* runs.iterate(keyword, field);
}
