import type { PatternPart, Span } from "./ast.ts";
import type { Regex } from "./regex.ts";

/**
 * What a query asks of the index, without operators, escapes or syntax: every text folded, every date an instant.
 * The store turns it into SQL. Keyword `fields` of null stand for the default keyword fields together. Spans are those of
 * the clause, for what can only be said once the index was looked at.
 */
export type Plan =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  /** At least one clause. Without a `must` and with a `should`, one `should` matches; else `should` only adds to the score. */
  | {
      readonly kind: "bool";
      readonly must: readonly Plan[];
      readonly should: readonly Plan[];
      readonly mustNot: readonly Plan[];
    }
  /** Matches what the plan matches, for a score times the factor. */
  | { readonly kind: "boost"; readonly factor: number; readonly plan: Plan }
  | Leaf;

type Leaf =
  /** The words in one value of one of the fields, one after the other or, with a slop, nearly so. At least one word. */
  | {
      readonly kind: "text-words";
      readonly fields: readonly string[];
      readonly words: readonly string[];
      readonly slop: number;
      readonly span: Span;
    }
  /** A word of one of the fields for which the test holds. */
  | {
      readonly kind: "text-entries";
      readonly fields: readonly string[];
      readonly test: EntryTest;
      readonly span: Span;
    }
  /** A value that equals `whole`, or has the words as in a text. */
  | {
      readonly kind: "keyword";
      readonly fields: readonly string[] | null;
      readonly whole: string;
      readonly words: readonly string[];
      readonly slop: number;
      readonly span: Span;
    }
  /** A whole value or one of its words for which the test holds. */
  | {
      readonly kind: "keyword-entries";
      readonly fields: readonly string[] | null;
      readonly test: EntryTest;
      readonly span: Span;
    }
  /** A whole value between two bounds, by code point. */
  | {
      readonly kind: "keyword-range";
      readonly fields: readonly string[] | null;
      readonly low: Bound<string> | null;
      readonly high: Bound<string> | null;
    }
  | {
      readonly kind: "number";
      readonly fields: readonly string[];
      readonly low: Bound<number> | null;
      readonly high: Bound<number> | null;
    }
  /** Epoch milliseconds, both ends included. */
  | {
      readonly kind: "date";
      readonly fields: readonly string[];
      readonly first: number | null;
      readonly last: number | null;
    }
  | { readonly kind: "exists"; readonly fields: readonly string[] };

/** A question about one entry of the dictionary: a word, or a whole keyword. */
export type EntryTest =
  | { readonly kind: "pattern"; readonly parts: readonly PatternPart[] }
  | { readonly kind: "fuzzy"; readonly text: string; readonly edits: number }
  | { readonly kind: "regex"; readonly regex: Regex }
  | { readonly kind: "range"; readonly low: Bound<string> | null; readonly high: Bound<string> | null };

export type Bound<T> = { readonly value: T; readonly inclusive: boolean };

export const nothing: Plan = { kind: "none" };
export const everything: Plan = { kind: "all" };

/** At least one of several. */
export const anyOf = (plans: readonly Plan[]): Plan => combine([], plans, []);

/** With the factor; a factor of 1 says nothing. */
export const boosted = (plan: Plan, factor: number | null): Plan =>
  factor === null || factor === 1 || plan.kind === "all" || plan.kind === "none"
    ? plan
    : { kind: "boost", factor, plan };

/** A Boolean query of clauses, in its simplest form: no `all` and `none` inside. What matches all adds nothing to a score. */
export function combine(must: readonly Plan[], should: readonly Plan[], mustNot: readonly Plan[]): Plan {
  const required = must.filter(({ kind }) => kind !== "all");
  const excluded = mustNot.filter(({ kind }) => kind !== "none");
  if (required.some(({ kind }) => kind === "none") || excluded.some(({ kind }) => kind === "all"))
    return nothing;
  const possible = should.filter(({ kind }) => kind !== "none" && kind !== "all");
  const isWanted = must.length === 0 && should.length > 0 && should.every(({ kind }) => kind !== "all");
  if (isWanted && possible.length === 0) return nothing;
  const [only, second] = [...required, ...possible];
  if (!isWanted && possible.length > 0 && required.length === 0)
    return { kind: "bool", must: [everything], should: possible, mustNot: excluded };
  if (excluded.length > 0) return { kind: "bool", must: required, should: possible, mustNot: excluded };
  if (only === undefined) return everything;
  return second === undefined ? only : { kind: "bool", must: required, should: possible, mustNot: [] };
}
