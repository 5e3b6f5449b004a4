import fc from "fast-check";
import { expect, test } from "vitest";
import type {
  Clause,
  FieldName,
  Group,
  Node,
  Query,
  RangeEnd,
  Span,
} from "../../../src-main/core/query/ast.ts";
import { parseQuery } from "../../../src-main/core/query/parse.ts";
import { printQuery } from "../../../src-main/core/query/print.ts";

const span: Span = [0, 0];

/** The same tree with every span at 0. */
const withoutSpans = (query: Query): unknown =>
  JSON.parse(
    JSON.stringify(query, (key, value) => (key === "span" ? span : key === "sourceStart" ? 0 : value)),
  );

const special = fc.constantFrom(
  ...' +-&|!(){}[]^"~*?:\\/<>=.,_\t\n\u3000\u00a0\0é🦊İΣ\uD800',
  "AND",
  "OR",
  "NOT",
  "TO",
  "and",
  "u0041",
  "-1",
  ">5",
);
const text = fc
  .array(fc.oneof(special, fc.string({ maxLength: 3 })), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(""))
  .filter((joined) => joined !== "");
const plainField = text.filter((name) => !name.includes("*")).map((name) => ({ name, pattern: false }));
const patternField = text.map((name) => ({ name: `${name}*`, pattern: true }));
const field = fc.option(
  fc.oneof(plainField, patternField).map((name): FieldName => ({ ...name, span })),
  { nil: null },
);
const boost = fc.option(fc.oneof(fc.nat(20), fc.constantFrom(0.5, 1e-9, 1.25e-7, 3e21, 1.5e38, 0.1)), {
  nil: null,
});
const common = { field, boost, span: fc.constant(span) };
const rangeEnd = fc.option(
  fc.record({
    text: fc.oneof(text, fc.constantFrom("*", '"', "TO", "-1", "a b\\", 'a "b" c')),
    inclusive: fc.boolean(),
    span: fc.constant(span),
  }),
  { nil: null },
);
const part = fc.oneof(
  fc.constantFrom("*" as const, "?" as const),
  text.map((literal) => ({ literal })),
);
const parts = fc
  .array(part, { minLength: 1, maxLength: 4 })
  .filter((list) => list.some((item) => typeof item === "string"))
  .filter((list) =>
    list.every((item, index) => typeof item === "string" || typeof list[index + 1] !== "object"),
  );

const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.record({ kind: fc.constant("term" as const), ...common, text }),
  fc.record({
    kind: fc.constant("phrase" as const),
    ...common,
    text: fc.oneof(text, fc.constant("")),
    slop: fc.nat(5),
  }),
  fc.record({ kind: fc.constant("wildcard" as const), ...common, parts }),
  fc.record({
    kind: fc.constant("fuzzy" as const),
    ...common,
    text,
    edits: fc.constantFrom(0, 1, 2, { similarity: 0.8 }, { similarity: 1e-7 }),
  }),
  fc
    .record({
      kind: fc.constant("regex" as const),
      ...common,
      sourceStart: fc.constant(0),
      source: fc.constantFrom("", "a.b", "a\\/b c", "x/y", "[a-z]+\\"),
    })
    .filter((node) => !node.source.endsWith("\\")),
  fc.record({
    kind: fc.constant("range" as const),
    ...common,
    low: rangeEnd as fc.Arbitrary<RangeEnd | null>,
    high: rangeEnd as fc.Arbitrary<RangeEnd | null>,
  }),
  fc.record({ kind: fc.constant("everything" as const), boost, span: fc.constant(span) }),
);
const clauseOf = (node: fc.Arbitrary<Node>): fc.Arbitrary<Clause> =>
  fc.record({ occur: fc.constantFrom("must", "should", "mustNot"), and: fc.boolean(), node });

/** As a parser leaves them: no `AND` before the first, none beside a clause that need not match. */
const settled = (clauses: readonly Clause[]): Clause[] =>
  clauses.map((clause, index) => {
    const before = clauses[index - 1];
    return {
      ...clause,
      and: clause.and && before !== undefined && before.occur !== "should" && clause.occur !== "should",
    };
  });
const { group } = fc.letrec<{ node: Node; group: Group }>((tie) => ({
  node: fc.oneof({ depthSize: "small", withCrossShrink: true }, leaf, tie("group")),
  group: fc.record({
    kind: fc.constant("group" as const),
    ...common,
    clauses: fc.array(clauseOf(tie("node")), { minLength: 1, maxLength: 4 }).map(settled),
  }),
}));
const query: fc.Arbitrary<Query> = group.map((tree) => ({ ...tree, field: null, boost: null }));

/** Within the bounds of a query. */
const printable = (tree: Query): boolean => printQuery(tree).length <= 4096;

test("what is printed parses to the same tree, whatever the texts in it", () => {
  fc.assert(
    fc.property(query.filter(printable), (tree) => {
      const printed = printQuery(tree);
      const parsed = parseQuery(printed);
      expect(parsed.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(parsed.query === null ? null : withoutSpans(parsed.query)).toEqual(withoutSpans(tree));
    }),
    { numRuns: 5000 },
  );
});

const fragment = fc.oneof(
  fc.constantFrom(
    "a",
    "b:",
    "name:",
    "(",
    ")",
    " ",
    " ",
    "AND",
    "OR",
    "NOT",
    "&&",
    "||",
    "!",
    "+",
    "-",
    '"',
    "~",
    "^",
    "2",
    ".5",
    "*",
    "?",
    "/",
    "\\",
    "[",
    "]",
    "{",
    "}",
    " TO ",
    ">",
    "<=",
    "x",
  ),
  special,
);
const anyText = fc.array(fragment, { maxLength: 14 }).map((list) => list.join(""));

test.each(['b:>""', 'b:>=""^2', '-b:<"" a', 'b:(>"" OR <="")'])(
  "a comparison with the empty text, which no range can say, survives printing: %s",
  (written) => {
    const { query: parsed } = parseQuery(written);
    expect(parsed).not.toBeNull();
    const again = parseQuery(printQuery(parsed as Query)).query;
    expect(again === null ? null : withoutSpans(again)).toEqual(withoutSpans(parsed as Query));
  },
);

test("any text is a query or an error inside it, and a query survives printing", () => {
  fc.assert(
    fc.property(anyText, (written) => {
      const { query: parsed, diagnostics } = parseQuery(written);
      expect(parsed === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
      for (const { span: place } of diagnostics) {
        expect(place).not.toBeNull();
        const [start, end] = place ?? [-1, -1];
        expect(0 <= start && start < end && end <= written.length).toBe(true);
      }
      if (parsed === null) return;
      const again = parseQuery(printQuery(parsed)).query;
      expect(again === null ? null : withoutSpans(again)).toEqual(withoutSpans(parsed));
    }),
    { numRuns: 20_000 },
  );
});
