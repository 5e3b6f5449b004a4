import type { PatternPart } from "./ast.ts";

/**
 * What a query asks of the index, without operators, escapes or syntax: every text folded, every date an instant.
 * The store turns it into SQL. A keyword `field` of null stands for the default keyword fields together.
 */
export type Plan =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  /** At least one clause. Without a `must` and with a `should`, one `should` matches. */
  | {
      readonly kind: "bool";
      readonly must: readonly Plan[];
      readonly should: readonly Plan[];
      readonly mustNot: readonly Plan[];
    }
  /** The words one after the other in one value of one of the fields. */
  | { readonly kind: "text-words"; readonly fields: readonly string[]; readonly words: readonly string[] }
  | {
      readonly kind: "text-pattern";
      readonly fields: readonly string[];
      readonly pattern: readonly PatternPart[];
    }
  | {
      readonly kind: "text-range";
      readonly fields: readonly string[];
      readonly low: Bound<string> | null;
      readonly high: Bound<string> | null;
    }
  /** A value that equals `whole`, or has the words one after the other. */
  | {
      readonly kind: "keyword";
      readonly field: string | null;
      readonly whole: string;
      readonly words: readonly string[];
    }
  | {
      readonly kind: "keyword-pattern";
      readonly field: string | null;
      readonly pattern: readonly PatternPart[];
    }
  | {
      readonly kind: "keyword-range";
      readonly field: string | null;
      readonly low: Bound<string> | null;
      readonly high: Bound<string> | null;
    }
  | {
      readonly kind: "number";
      readonly field: string;
      readonly low: Bound<number> | null;
      readonly high: Bound<number> | null;
    }
  /** Epoch milliseconds, both ends included. */
  | {
      readonly kind: "date";
      readonly field: string;
      readonly first: number | null;
      readonly last: number | null;
    }
  | { readonly kind: "exists"; readonly field: string };

export type Bound<T> = { readonly value: T; readonly inclusive: boolean };

export const nothing: Plan = { kind: "none" };
export const everything: Plan = { kind: "all" };

/** At least one of several. */
export const anyOf = (plans: readonly Plan[]): Plan => combine([], plans, []);

/**
 * A Boolean query of clauses, in its simplest form: no `all` and `none` inside, and no `should` beside a `must`, as it
 * then changes nothing about what matches.
 */
export function combine(must: readonly Plan[], should: readonly Plan[], mustNot: readonly Plan[]): Plan {
  const required = must.filter(({ kind }) => kind !== "all");
  const excluded = mustNot.filter(({ kind }) => kind !== "none");
  if (required.some(({ kind }) => kind === "none") || excluded.some(({ kind }) => kind === "all"))
    return nothing;
  const wanted = must.length > 0 || should.some(({ kind }) => kind === "all") ? [] : should;
  const possible = wanted.filter(({ kind }) => kind !== "none");
  if (wanted.length > 0 && possible.length === 0) return nothing;
  const [only, second] = [...required, ...possible];
  if (excluded.length > 0) return { kind: "bool", must: required, should: possible, mustNot: excluded };
  if (only === undefined) return everything;
  return second === undefined ? only : { kind: "bool", must: required, should: possible, mustNot: [] };
}
