import type { Database } from "better-sqlite3";
import type { PatternPart } from "../../../core/query/ast.ts";
import { codePoints, isWithinEdits } from "../../../core/query/edit-distance.ts";
import type { Bound, EntryTest } from "../../../core/query/plan.ts";
import type { Budget } from "../../../core/query/sloppy-phrase.ts";
import { lettersOf } from "./letters.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** Where entries are looked up: the words of texts and keywords, or whole keywords. */
export type Dictionary = "words" | "keywords";

/** The work a query may do: entries of dictionaries read, and steps of matching. */
export type Work = { readonly entries: Budget; readonly steps: Budget };

export const newWork = (): Work => ({ entries: { left: 6_000_000 }, steps: { left: 5_000_000 } });

/** What an entry costs that SQL only passes, as against one that it must hand over. */
const passing = 1 / 16;
/** An entry that SQL must hand over to be asked. */
const handing = 4;

/** With more keywords than this that a pattern may mean, a run is asked rather for its own. */
const mostGathered = 20_000;

/** `places`: where a word is one, as in `search_words`; 0 of a keyword. */
export type Entry = { readonly id: number; readonly text: string; readonly places: number };

/** The entries for which a test holds, at most one more than `limit`; null when finding them would take too much work. */
export function findEntries(
  db: Database,
  test: EntryTest,
  dictionary: Dictionary,
  limit: number,
  work: Work,
): readonly Entry[] | null {
  const { source, isNarrow } = candidates(test, dictionary);
  const isMatch = matcherOf(test, work.steps);
  if (!isNarrow) {
    const table = dictionary === "words" ? "search_words" : "search_keywords";
    const size = db.prepare<[], number>(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck().get() ?? 0;
    work.entries.left -= size * (test.kind === "regex" ? handing : passing);
    if (work.entries.left < 0) return null;
  }
  if (isMatch === null) {
    const statement = sql`SELECT * FROM (${source} LIMIT ${limit + 1}) ORDER BY id`;
    return db.prepare<unknown[], Entry>(statement.text).all(...statement.values);
  }
  const found: Entry[] = [];
  for (const entry of db.prepare<unknown[], Entry>(source.text).iterate(...source.values)) {
    if (isMatch(entry.text)) found.push(entry);
    if (work.steps.left < 0) return null;
    if (found.length > limit) break;
  }
  return found;
}

/** Keywords: a select of their ids and, where that would read all of them, a condition on the id `keyword` of one. */
export type KeywordSource = { readonly select: Sql; readonly holds: Sql | null };

/** The whole keywords that a test of the kind that SQL can answer holds for; null for others. */
export function keywordsSql(db: Database, test: EntryTest): KeywordSource | null {
  if (test.kind !== "pattern" && test.kind !== "range") return null;
  const { source, isNarrow, match } = candidates(test, "keywords");
  const isGathered = isNarrow && test.kind === "pattern" && (match === null || isRare(db, match));
  const conditions =
    test.kind === "pattern"
      ? [sql`k.value GLOB ${glob(test.parts)}`]
      : rangeConditions(sql`k.value`, test.low, test.high);
  const holds = sql`EXISTS (SELECT 1 FROM search_keywords k WHERE k.id = keyword AND ${joinSql(conditions, sql` AND `)})`;
  return {
    select: sql`SELECT id FROM (${source})`,
    holds: isGathered ? null : holds,
  };
}

/** Whether few keywords hold the trigrams. */
function isRare(db: Database, match: string): boolean {
  const { text, values } =
    sql`SELECT count(*) FROM (SELECT 1 FROM search_keyword_grams WHERE search_keyword_grams MATCH ${match} LIMIT ${mostGathered + 1})`;
  const count = db
    .prepare<unknown[], number>(text)
    .pluck()
    .get(...values);
  return (count ?? 0) <= mostGathered;
}

/** A select of the entries that may be meant, whether an index finds them, and by which trigrams if it does by those. */
function candidates(
  test: EntryTest,
  dictionary: Dictionary,
): { source: Sql; isNarrow: boolean; match: string | null } {
  const [table, column, grams, places] =
    dictionary === "words"
      ? [sql`search_words`, sql`d.word`, sql`search_word_grams`, sql`d.places`]
      : [sql`search_keywords`, sql`d.value`, sql`search_keyword_grams`, sql`0`];
  const conditions: Sql[] = [];
  let index = sql``;
  let match: string | null = null;
  let isNarrow = true;
  switch (test.kind) {
    case "pattern": {
      conditions.push(sql`${column} GLOB ${glob(test.parts)}`);
      const first = test.parts[0];
      const start = first === undefined || typeof first === "string" ? "" : first.literal;
      const others = start === "" ? test.parts : test.parts.slice(1);
      const literals = others.flatMap((part) => (typeof part === "string" ? [] : [part.literal]));
      // What begins alike stands together, and is fewer than what has the same somewhere.
      match = start.length >= 4 ? null : gramsOf(literals);
      if (match === null && start !== "") conditions.push(startsWith(column, start));
      isNarrow = match !== null || start !== "";
      break;
    }
    case "range":
      conditions.push(...rangeConditions(column, test.low, test.high));
      break;
    case "fuzzy": {
      const { mask, length } = lettersOf(test.text);
      if (test.edits === 0) {
        conditions.push(sql`${column} = ${test.text}`);
        break;
      }
      // Numbers are most of the words of a large library, and each character of the term that is no digit is an edit away.
      if (
        dictionary === "words" &&
        [...test.text].filter((char) => !/[0-9]/.test(char)).length > test.edits
      ) {
        index = sql` INDEXED BY search_words_lettered`;
        conditions.push(sql`d.word GLOB '*[^0-9]*'`);
      }
      conditions.push(sql`d.length BETWEEN ${length - test.edits} AND ${length + test.edits}`);
      // An edit changes one letter, so at most that many of the term's letters can be missing. `x & (x - 1)` is x without its
      // lowest bit: once for each edit, and nothing may be left.
      let missing = sql`(${mask} & ~d.letters)`;
      for (let edit = 0; edit < test.edits; edit += 1) missing = sql`(${missing} & (${missing} - 1))`;
      conditions.push(sql`${missing} = 0`);
      isNarrow = false;
      break;
    }
    case "regex": {
      match = gramsOf(test.regex.literals);
      const { prefix } = test.regex;
      if (prefix !== "") conditions.push(startsWith(column, prefix));
      isNarrow = match !== null || prefix !== "";
      break;
    }
  }
  const where = conditions.length === 0 ? sql`TRUE` : joinSql(conditions, sql` AND `);
  const source =
    match === null
      ? sql`SELECT d.id, ${column} AS text, ${places} AS places FROM ${table} d${index} WHERE ${where}`
      : sql`SELECT d.id, ${column} AS text, ${places} AS places FROM ${grams} g CROSS JOIN ${table} d ON d.id = g.rowid WHERE ${grams} MATCH ${match} AND ${where}`;
  return { source, isNarrow, match };
}

/** What must still be asked of a candidate; null when SQL has asked everything. */
function matcherOf(test: EntryTest, steps: Budget): ((text: string) => boolean) | null {
  if (test.kind === "regex") return (text) => test.regex.test(text, steps);
  if (test.kind !== "fuzzy" || test.edits === 0) return null;
  const wanted = codePoints(test.text);
  return (text) => {
    steps.left -= wanted.length;
    return isWithinEdits(wanted, codePoints(text), test.edits);
  };
}

/** An FTS5 query for the entries that hold some trigrams of the longest of the texts; null where none has three characters. */
function gramsOf(literals: readonly string[]): string | null {
  const [longest = []] = literals.map((text) => [...text]).sort((one, other) => other.length - one.length);
  const all = longest.slice(2).map((_, at) => longest.slice(at, at + 3).join(""));
  // A few of them, spread over the text, narrow enough.
  const step = Math.max(1, Math.floor(all.length / 8));
  const some = all.filter((gram, at) => at % step === 0 && /^[\p{L}\p{Nd}]{3}$/u.test(gram));
  return some.length === 0 ? null : some.map((gram) => `"${gram}"`).join(" AND ");
}

/** Nothing that a text can hold sorts after the last code point. */
const startsWith = (column: Sql, start: string): Sql =>
  sql`${column} >= ${start} AND ${column} <= ${`${start}\u{10FFFF}`}`;

/** The pattern in SQLite's own syntax, where brackets make a character literal. */
const glob = (parts: readonly PatternPart[]): string =>
  parts.map((part) => (typeof part === "string" ? part : part.literal.replace(/[*?[]/g, "[$&]"))).join("");

export function rangeConditions(
  column: Sql,
  low: Bound<string | number> | null,
  high: Bound<string | number> | null,
): Sql[] {
  const conditions: Sql[] = [];
  if (low !== null)
    conditions.push(low.inclusive ? sql`${column} >= ${low.value}` : sql`${column} > ${low.value}`);
  if (high !== null)
    conditions.push(high.inclusive ? sql`${column} <= ${high.value}` : sql`${column} < ${high.value}`);
  return conditions;
}
