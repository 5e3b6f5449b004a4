/** Half-open range of UTF-16 offsets in the query's text. */
export type Span = readonly [start: number, end: number];

/** `should` is a plain clause: one of them must match where a group has no `must`. */
type Occur = "must" | "should" | "mustNot";

/**
 * A query is its outermost group. Operators are already resolved by the rules of Lucene's classic parser, so
 * `a OR b AND c` is the group `a +b +c`. No clause at all means everything.
 */
export type Query = Group;

export type Group = {
  readonly kind: "group";
  readonly field: FieldName | null;
  readonly clauses: readonly Clause[];
  readonly boost: number | null;
  readonly span: Span;
};

/** `and`: an `AND` stood before it. It counts again where the clause before it turns out to say nothing. */
export type Clause = { readonly occur: Occur; readonly and: boolean; readonly node: Node };

/** The field as written, escapes undone. With `pattern` each `*` in it stands for any characters; `*` alone is every field. */
export type FieldName = { readonly name: string; readonly pattern: boolean; readonly span: Span };

type Leaf<Kind extends string, Rest> = {
  readonly kind: Kind;
  /** Null: that of the group around, else the default fields. */
  readonly field: FieldName | null;
  readonly boost: number | null;
  readonly span: Span;
} & Rest;

type TermNode = Leaf<"term", { readonly text: string }>;
type PhraseNode = Leaf<"phrase", { readonly text: string; readonly slop: number }>;
/** Literal stretches and wildcards in order; `*` any run of characters, `?` exactly one. Alone after a field, `*` asks whether it exists. */
export type WildcardNode = Leaf<"wildcard", { readonly parts: readonly PatternPart[] }>;
/** `edits` is given (0 to 2), or follows from the length of the term by the old style `similarity` (above 0, below 1). */
export type FuzzyNode = Leaf<
  "fuzzy",
  { readonly text: string; readonly edits: number | { readonly similarity: number } }
>;
/** `source` as written between the slashes, escapes and all; it begins at `sourceStart`. */
type RegexNode = Leaf<"regex", { readonly source: string; readonly sourceStart: number }>;
/** An open end is null and counts as inclusive. `>5` is `{5 TO *]`. */
export type RangeNode = Leaf<"range", { readonly low: RangeEnd | null; readonly high: RangeEnd | null }>;

export type RangeEnd = { readonly text: string; readonly inclusive: boolean; readonly span: Span };

export type PatternPart = { readonly literal: string } | "*" | "?";

export type Node =
  | Group
  | TermNode
  | PhraseNode
  | WildcardNode
  | FuzzyNode
  | RegexNode
  | RangeNode
  | EverythingNode;

/** `*:*` */
export type EverythingNode = {
  readonly kind: "everything";
  readonly boost: number | null;
  readonly span: Span;
};
