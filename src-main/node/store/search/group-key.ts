import { fieldKinds } from "../../../core/query/fields.ts";
import { fieldId } from "./compile.ts";
import { type Sql, sql } from "./sql.ts";

/** A value that runs are grouped by; null: that of runs without one. */
export type GroupValue = string | number | null;

/** Only runs whose value of a field is this one, as `groupRuns` tells it. */
export type Within = { readonly field: string; readonly value: GroupValue };

/** Fields that are columns of `runs` too: read there they keep upper and lower case. */
const columns: { readonly [field: string]: Sql } = {
  name: sql`runs.name`,
  project: sql`runs.project`,
  status: sql`runs.status`,
  kind: sql`runs.kind`,
  cache: sql`runs.cache`,
  pipeline: sql`runs.pipeline`,
  step: sql`runs.step`,
  signature: sql`runs.signature`,
  tags: sql`(SELECT group_concat(tag, ', ') FROM (SELECT tag FROM run_tags WHERE run = runs.id ORDER BY tag))`,
  created: sql`date(runs.created / 1000, 'unixepoch')`,
  started: sql`date(runs.started / 1000, 'unixepoch')`,
  ended: sql`date(runs.ended / 1000, 'unixepoch')`,
};

/**
 * What a run of the table `runs` has in a field, as one value: a number, else a text. All values together where there are
 * several; the day (UTC) of a date. Keywords as they were first written; null for a field of words, as nobody groups by notes.
 */
export function groupKey(field: string): Sql | null {
  const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
  if (column !== undefined) return column;
  const kinds = fieldKinds(field) ?? [];
  if (kinds.includes("text")) return null;
  const id = fieldId(field);
  const number = sql`(SELECT min(value) FROM search_numbers WHERE run = runs.seq AND field = ${id})`;
  const keyword = sql`(SELECT group_concat(value, ', ') FROM (SELECT coalesce(v.shown, k.value) AS value FROM search_links l JOIN search_keywords k ON k.id = l.keyword LEFT JOIN search_values v ON v.field = l.field AND v.keyword = l.keyword WHERE l.run = runs.seq AND l.field = ${id} ORDER BY 1))`;
  if (!kinds.includes("keyword")) return kinds.includes("number") ? number : null;
  return kinds.includes("number") ? sql`coalesce(${number}, ${keyword})` : keyword;
}

/** Holds for runs within all of these; a field that cannot be grouped by is in none. */
export function withinSql(within: readonly Within[]): Sql[] {
  return within.map(({ field, value }) => {
    const key = groupKey(field);
    if (key === null) return sql`FALSE`;
    return value === null ? sql`${key} IS NULL` : sql`${key} = ${value}`;
  });
}
