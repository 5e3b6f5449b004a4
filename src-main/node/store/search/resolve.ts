import type { Database } from "better-sqlite3";
import { tokensOf } from "../../../core/query/analyze.ts";
import type { Span } from "../../../core/query/ast.ts";
import type { EntryTest, Plan } from "../../../core/query/plan.ts";
import { type QueryProblem, queryError } from "../../../core/query/query-problem.ts";
import { isSloppyPhrase } from "../../../core/query/sloppy-phrase.ts";
import {
  type Dictionary,
  type Entry,
  findEntries,
  type KeywordSource,
  keywordsSql,
  newWork,
  rangeConditions,
  type Work,
} from "./dictionary.ts";
import { keywordPlace, placeOf, textStart } from "./schema.ts";
import { sloppyRuns } from "./sloppy-runs.ts";
import { joinSql, type Sql, sql } from "./sql.ts";

/** A plan in terms of what SQL can answer: what its patterns and other tests mean was looked up in the dictionaries. */
export type Resolved =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  | {
      readonly kind: "bool";
      readonly must: readonly Resolved[];
      readonly should: readonly Resolved[];
      readonly mustNot: readonly Resolved[];
    }
  | { readonly kind: "boost"; readonly factor: number; readonly plan: Resolved }
  /** Runs that one of the FTS5 queries finds. `isRanked`: how often and where counts for the score. */
  | { readonly kind: "texts"; readonly matches: readonly string[]; readonly isRanked: boolean }
  /** These runs. */
  | { readonly kind: "runs"; readonly runs: readonly number[] }
  /** Runs with a keyword of one of the sources (any when null) in one of the fields (the default ones when null). */
  | {
      readonly kind: "links";
      readonly fields: readonly string[] | null;
      readonly keywords: readonly KeywordSource[] | null;
      readonly isRanked: boolean;
    }
  | {
      readonly kind: "values";
      readonly table: "numbers" | "dates";
      readonly fields: readonly string[];
      readonly range: Sql;
    }
  | { readonly kind: "has"; readonly fields: readonly string[] };

/**
 * More words than this would make one FTS5 query too large. The first, which have the commonest words as a rule, are smaller:
 * where one clause is enough, few others are asked.
 */
const wordsInMatch = 256;
const wordsInFirst = 8;
/** A test that more words pass is too broad: their runs would be all runs, found slowly. */
const maxWords = 100_000;
const maxKeywords = 500_000;

/** The least and greatest `seq` of the runs that are asked about. */
export type Bounds = { readonly first: number; readonly last: number };

/**
 * Looks up what a plan's tests mean, for all runs or for those within bounds. A test that is too broad is a problem: then the
 * result must not be used. What was looked up once is remembered for the next time.
 */
export function planResolver(
  db: Database,
  plan: Plan,
): { readonly resolve: (bounds: Bounds | null) => Resolved; readonly problems: readonly QueryProblem[] } {
  const context = { db, work: newWork(), problems: [], known: new Map() };
  return {
    problems: context.problems,
    resolve: (bounds) => resolve(plan, { ...context, bounds }),
  };
}

type Context = {
  readonly db: Database;
  readonly bounds: Bounds | null;
  readonly work: Work;
  readonly problems: QueryProblem[];
  /** What was looked up already: a query may ask the same many times. */
  readonly known: Map<string, readonly Entry[]>;
};

const none: Resolved = { kind: "none" };

function resolve(plan: Plan, context: Context): Resolved {
  const each = (plans: readonly Plan[]): Resolved[] => plans.map((one) => resolve(one, context));
  switch (plan.kind) {
    case "all":
    case "none":
      return plan;
    case "bool":
      return { kind: "bool", must: each(plan.must), should: each(plan.should), mustNot: each(plan.mustNot) };
    case "boost":
      return { ...plan, plan: resolve(plan.plan, context) };
    case "text-words":
      return plan.slop === 0 || plan.words.length === 1
        ? { kind: "texts", matches: [inFields(plan.fields, phrase(plan.words))], isRanked: true }
        : sloppyTexts(plan, context);
    case "text-entries":
      return textEntries(plan, context);
    case "keyword":
      return keyword(plan, context);
    case "keyword-entries":
      return keywordEntries(plan, context);
    case "keyword-range": {
      const source = keywordsSql(context.db, { kind: "range", low: plan.low, high: plan.high });
      return {
        kind: "links",
        fields: plan.fields,
        keywords: source === null ? [] : [source],
        isRanked: false,
      };
    }
    case "number": {
      const range = joinSql(rangeConditions(sql`value`, plan.low, plan.high), sql` AND `);
      return { kind: "values", table: "numbers", fields: plan.fields, range };
    }
    case "date": {
      const bound = (value: number | null) => (value === null ? null : { value, inclusive: true });
      const conditions = rangeConditions(sql`value`, bound(plan.first), bound(plan.last));
      return { kind: "values", table: "dates", fields: plan.fields, range: joinSql(conditions, sql` AND `) };
    }
    case "exists":
      return { kind: "has", fields: plan.fields };
  }
}

/** Words in double quotes; they are letters and digits only, so nothing in them can be syntax. */
const phrase = (words: readonly string[]): string => `"${words.join(" ")}"`;

const inFields = (fields: readonly string[], match: string): string => `{${fields.join(" ")}} : ${match}`;

function textEntries(plan: Extract<Plan, { kind: "text-entries" }>, context: Context): Resolved {
  const { fields, test, span } = plan;
  const texts = (matches: readonly string[]): Resolved => ({
    kind: "texts",
    matches: matches.map((match) => inFields(fields, match)),
    isRanked: false,
  });
  if (isAnyEntry(test)) return texts([phrase([textStart])]);
  const prefix = prefixOf(test);
  if (prefix !== null) return texts([`${phrase([prefix])} *`]);
  const places = fields.reduce((mask, field) => mask | placeOf(field), 0);
  const words = wordsFor(test, places, span, context);
  return words.length === 0 ? none : texts(anyWord(words));
}

/** FTS5 queries that together find any of the words. */
function anyWord(words: readonly string[]): string[] {
  const matches: string[] = [];
  let size = wordsInFirst;
  for (let at = 0; at < words.length; at += size, size = Math.min(2 * size, wordsInMatch)) {
    const some = words.slice(at, at + size).map((word) => phrase([word]));
    matches.push(`(${some.join(" OR ")})`);
  }
  return matches;
}

/** The entries of a dictionary for which a test holds; none, and a problem, where it is too broad. */
function lookUp(
  test: EntryTest,
  dictionary: Dictionary,
  limit: number,
  span: Span,
  context: Context,
): readonly Entry[] {
  // A regular expression is written out as its source.
  const key = JSON.stringify([dictionary, test]);
  const known = context.known.get(key);
  if (known !== undefined) return known;
  const found = findEntries(context.db, test, dictionary, limit, context.work);
  const isTooBroad = found === null || found.length > limit;
  if (isTooBroad) tooBroad(span, found === null ? null : limit, context);
  const entries = isTooBroad ? [] : found;
  context.known.set(key, entries);
  return entries;
}

/** Words with one of the places for which a test holds. All words are gone through at once: a clause may ask of several places. */
function wordsFor(test: EntryTest, places: number, span: Span, context: Context): string[] {
  return lookUp(test, "words", maxWords, span, context)
    .filter((word) => (word.places & places) !== 0)
    .map(({ text }) => text);
}

function keywordEntries(plan: Extract<Plan, { kind: "keyword-entries" }>, context: Context): Resolved {
  const { fields, test, span } = plan;
  const links = (keywords: readonly KeywordSource[] | null): Resolved => ({
    kind: "links",
    fields,
    keywords,
    isRanked: false,
  });
  if (test.kind === "pattern" && test.parts.every((part) => part === "*")) return links(null);
  const prefix = prefixOf(test);
  if (prefix !== null) {
    const whole = keywordsSql(context.db, test);
    return links([...(whole === null ? [] : [whole]), wordsSql(`${phrase([prefix])} *`)]);
  }
  const sources: KeywordSource[] = [];
  const inSql = keywordsSql(context.db, test);
  if (inSql === null) {
    const found = lookUp(test, "keywords", maxKeywords, span, context);
    if (found.length > 0) sources.push(idsSql(found.map(({ id }) => id)));
  } else sources.push(inSql);
  const words = mayBeInnerWord(test) ? wordsFor(test, keywordPlace, span, context) : [];
  sources.push(...anyWord(words).map(wordsSql));
  return sources.length === 0 ? none : links(sources);
}

/**
 * Whether a word of a keyword may pass where the whole keyword does not. A text in the middle of a word is in the middle of
 * the whole too, and what is no letter or digit is in no word.
 */
function mayBeInnerWord(test: EntryTest): boolean {
  if (test.kind !== "pattern") return true;
  const { parts } = test;
  if (parts.length === 3 && parts[0] === "*" && parts[2] === "*" && parts[1] !== "?") return false;
  return parts.every((part) => typeof part === "string" || /^[\p{L}\p{Nd}]*$/u.test(part.literal));
}

/** Keywords with words that an FTS5 query finds. */
const wordsSql = (match: string): KeywordSource =>
  selected(sql`SELECT rowid FROM search_keyword_words WHERE search_keyword_words MATCH ${match}`);

const idsSql = (ids: readonly number[]): KeywordSource =>
  selected(sql`SELECT value FROM json_each(${JSON.stringify(ids)})`);

const selected = (select: Sql): KeywordSource => ({ select, holds: null });

function keyword(plan: Extract<Plan, { kind: "keyword" }>, context: Context): Resolved {
  const { fields, whole, words, slop } = plan;
  const equal = selected(sql`SELECT id FROM search_keywords WHERE value = ${whole}`);
  const links = (...keywords: KeywordSource[]): Resolved => ({
    kind: "links",
    fields,
    keywords,
    isRanked: true,
  });
  if (words.length === 0) return links(equal);
  if (slop === 0 || words.length === 1) return links(equal, wordsSql(phrase(words)));
  const candidates = sql`SELECT id, value AS text FROM search_keywords WHERE id IN (${wordsSql(allWords(words)).select})`;
  const ids: number[] = [];
  type Row = { id: number; text: string };
  for (const { id, text } of context.db
    .prepare<unknown[], Row>(candidates.text)
    .iterate(...candidates.values)) {
    const positions = positionsOf(tokensOf(text), words);
    if (isSloppyPhrase(words, positions, slop, context.work.steps)) ids.push(id);
    context.work.entries.left -= 1;
    if (context.work.steps.left < 0 || context.work.entries.left < 0) {
      tooBroad(plan.span, null, context);
      return none;
    }
  }
  return ids.length === 0 ? links(equal) : links(equal, idsSql(ids));
}

const allWords = (words: readonly string[]): string =>
  [...new Set(words)].map((word) => phrase([word])).join(" AND ");

function positionsOf(all: readonly string[], words: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>(words.map((word) => [word, []]));
  all.forEach((word, position) => {
    positions.get(word)?.push(position);
  });
  return positions;
}

function sloppyTexts(plan: Extract<Plan, { kind: "text-words" }>, context: Context): Resolved {
  const runs = sloppyRuns(context.db, plan, context.bounds, context.work);
  if (runs !== null) return runs.length === 0 ? none : { kind: "runs", runs };
  tooBroad(plan.span, null, context);
  return none;
}

/** Whether every entry with a character passes, of which each word is one. */
const isAnyEntry = (test: EntryTest): boolean =>
  test.kind === "pattern" &&
  test.parts.every((part) => typeof part === "string") &&
  test.parts.filter((part) => part === "?").length <= 1 &&
  test.parts.includes("*");

/** The start of a pattern that asks for nothing else, where a word can start so. */
function prefixOf(test: EntryTest): string | null {
  if (test.kind !== "pattern") return null;
  const [first, ...rest] = test.parts;
  if (first === undefined || typeof first === "string" || rest.length === 0) return null;
  return rest.every((part) => part === "*") && /^[\p{L}\p{Nd}]+$/u.test(first.literal) ? first.literal : null;
}

function tooBroad(span: Span, count: number | null, { problems }: Context): void {
  if (problems.length > 0) return;
  const message =
    count === null
      ? "Too broad: finding what this stands for would take too long"
      : `Too broad: this stands for more than ${count.toLocaleString("en")} different words`;
  problems.push(
    queryError(
      "too-broad",
      span,
      message,
      "Write more letters, best at its beginning, or name a field that has fewer.",
    ),
  );
}
