import type { Database } from "better-sqlite3";
import { byCodeUnit } from "../../../core/base/json.ts";
import { fold } from "../../../core/query/analyze.ts";
import { cutLogs, type FieldKind, fieldKinds, fixedFields } from "../../../core/query/fields.ts";
import { statement } from "../statement.ts";

export type FieldChoice = {
  readonly name: string;
  /** Of the values that runs have there; those that it may have when no run has any. */
  readonly kinds: readonly FieldKind[];
  readonly runs: number;
};

export type ValueChoice = { readonly value: string; readonly runs: number };

/** A field with no more values than this is looked through as a whole. */
const fewValues = 10_000;
/** Of one with more, so many keywords of the library that begin with the prefix are looked at. */
const lookedAt = 20_000;

/**
 * Fields whose names have the text: at the beginning, at that of a part, anywhere; then those that most runs have. Fields that
 * every library knows are among them even if no run has one.
 */
export function completeFields(db: Database, prefix: string, limit: number): FieldChoice[] {
  const wanted = prefix.toLowerCase();
  const counted = statement(db, "SELECT name, runs FROM search_fields").all() as {
    name: string;
    runs: number;
  }[];
  const runs = new Map<string, number>(fixedFields.map((name) => [name, 0]));
  for (const field of counted)
    if (field.name !== cutLogs && (field.runs > 0 || runs.has(field.name))) runs.set(field.name, field.runs);
  return [...runs]
    .map(([name, count]) => ({ name, runs: count, rank: rankOf(name.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank !== null)
    .sort(
      (one, other) =>
        (one.rank ?? 0) - (other.rank ?? 0) || other.runs - one.runs || byCodeUnit(one.name, other.name),
    )
    .slice(0, limit)
    .map(({ name, runs: count }) => ({ name, kinds: kindsInUse(db, name), runs: count }));
}

/** Where the text stands in a name or value; null when it does not. */
function rankOf(whole: string, wanted: string): number | null {
  const at = whole.indexOf(wanted);
  if (at <= 0) return at === 0 ? 0 : null;
  return /[\p{L}\p{Nd}]/u.test(whole[at - 1] ?? "") ? 2 : 1;
}

/** A field of several kinds, narrowed to those of which there are values. */
function kindsInUse(db: Database, name: string): readonly FieldKind[] {
  const kinds = fieldKinds(name) ?? [];
  if (kinds.length < 2) return kinds;
  const tables = { keyword: "search_values", number: "search_numbers", date: "search_dates", text: null };
  const used = kinds.filter((kind) => {
    const table = tables[kind];
    const of = "field = (SELECT id FROM search_fields WHERE name = ?)";
    return table === null || statement(db, `SELECT 1 FROM ${table} WHERE ${of} LIMIT 1`).get(name);
  });
  return used.length === 0 ? kinds : used;
}

/**
 * Values of a keyword field that have the text: at the beginning, then at that of a word, then anywhere; the commonest first.
 * Where a field has very many, only some of those that begin with it.
 */
export function completeValues(db: Database, field: string, prefix: string, limit: number): ValueChoice[] {
  const wanted = fold(prefix);
  const id = statement(db, "SELECT id FROM search_fields WHERE name = ?").pluck().get(field);
  if (id === undefined) return [];
  const all = statement(
    db,
    `SELECT k.value, v.shown, v.runs FROM search_values v CROSS JOIN search_keywords k ON k.id = v.keyword
    WHERE v.field = ? LIMIT ?`,
  ).all(id, fewValues + 1) as Row[];
  const rows = all.length <= fewValues ? all : beginningWith(db, id as number, wanted);
  return rows
    .map((row) => ({ ...row, rank: rankOf(row.value, wanted) }))
    .filter(({ rank }) => rank !== null)
    .sort(
      (one, other) =>
        (one.rank ?? 0) - (other.rank ?? 0) || other.runs - one.runs || byCodeUnit(one.value, other.value),
    )
    .slice(0, limit)
    .map(({ value, shown, runs }) => ({ value: shown ?? value, runs }));
}

type Row = { readonly value: string; readonly shown: string | null; readonly runs: number };

const beginningWith = (db: Database, field: number, wanted: string): Row[] =>
  statement(
    db,
    `SELECT k.value, v.shown, v.runs
    FROM (SELECT id, value FROM search_keywords WHERE value >= ? AND value <= ? LIMIT ${lookedAt}) k
    CROSS JOIN search_values v ON v.field = ? AND v.keyword = k.id`,
  ).all(wanted, `${wanted}\u{10FFFF}`, field) as Row[];
