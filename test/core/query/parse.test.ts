import { describe, expect, test } from "vitest";
import type { Node, Query } from "../../../src-main/core/query/ast.ts";
import { parseQuery } from "../../../src-main/core/query/parse.ts";

/** The tree in one line, independent of the printer: kinds, texts and operators. */
function shape(query: Query | null): string {
  if (query === null) return "wrong";
  const signs = { must: "+", should: "", mustNot: "-" };
  return query.clauses.map(({ occur, node }) => signs[occur] + nodeShape(node)).join(" ");
}

function nodeShape(node: Node): string {
  const boost = node.boost === null ? "" : ` boost ${node.boost}`;
  if (node.kind === "everything") return `<everything${boost}>`;
  const field = node.field === null ? "" : ` in ${node.field.pattern ? "pattern " : ""}${node.field.name}`;
  if (node.kind === "group") return `(${shape(node)})${field}${boost}`;
  return `<${node.kind}${field} ${leafShape(node)}${boost}>`;
}

function leafShape(node: Exclude<Node, { kind: "group" | "everything" }>): string {
  switch (node.kind) {
    case "term":
      return node.text;
    case "phrase":
      return node.slop === 0 ? node.text : `${node.text} slop ${node.slop}`;
    case "wildcard":
      return node.parts.map((part) => (typeof part === "string" ? `{${part}}` : part.literal)).join("");
    case "fuzzy":
      return `${node.text} ${typeof node.edits === "number" ? node.edits : `similar ${node.edits.similarity}`}`;
    case "regex":
      return node.source;
    case "range": {
      const { low, high } = node;
      return `${low === null ? "open" : `${low.inclusive ? ">=" : ">"}${low.text}`} ${high === null ? "open" : `${high.inclusive ? "<=" : "<"}${high.text}`}`;
    }
  }
}

/** Terms in short: `a +b` is `<term a> +<term b>`. */
const terms = (short: string): string => short.replace(/[^\s+\-()]+/g, "<term $&>");

describe("clauses and operators", () => {
  test.each([
    ["", ""],
    ["  \t\r\n\u3000", ""],
    ["chocolate", "chocolate"],
    ["a b", "a b"],
    ["a OR b", "a b"],
    ["a || b", "a b"],
    ["a AND b", "+a +b"],
    ["a && b", "+a +b"],
    ["a OR b AND c", "a +b +c"],
    ["a AND b OR c", "+a +b c"],
    ["a AND b OR c AND d", "+a +b +c +d"],
    ["a AND NOT b", "+a -b"],
    ["NOT a AND b", "-a +b"],
    ["-a AND b", "-a +b"],
    ["a AND -b OR +c", "+a -b +c"],
    ["NOT a", "-a"],
    ["!a", "-a"],
    ["a!b", "a -b"],
    ["+a -b c", "+a -b c"],
    ["a OR -b", "a -b"],
    ["(a OR b) AND c", "+(a b) +c"],
    ["+(a -(b c))", "+(a -(b c))"],
    ["((a))", "((a))"],
    ["(a)(b)", "(a) (b)"],
    ["a(b)c", "a (b) c"],
    ["a&&b", "a&&b"],
    ["&&b", "&&b"],
    ["ANDy", "ANDy"],
    ["andy and TO", "andy and TO"],
    ["data/raw.csv", "data/raw.csv"],
    ["NOTE", "NOTE"],
    [">5", ">5"],
  ])("%j means %j", (text, short) => {
    expect(shape(parseQuery(text).query)).toBe(terms(short));
  });

  test.each([
    ["a+b-c", "<term a+b-c>"],
    ["resnet-18", "<term resnet-18>"],
    ["a - b", "<term a> <term -> <term b>"],
    ["a ! b", "<term a> <term !> <term b>"],
    ["+ a", "<term +> <term a>"],
    ['a"b c"', "<term a> <phrase b c>"],
  ])("%j is %j", (text, expected) => {
    expect(shape(parseQuery(text).query)).toBe(expected);
  });
});

describe("leaves", () => {
  test.each([
    ['"red velvet"', "<phrase red velvet>"],
    ['"a*b ? (c) AND [d"', "<phrase a*b ? (c) AND [d>"],
    ['"say \\"hi\\" \\\\ \\u0041"', '<phrase say "hi" \\ A>'],
    ['""', "<phrase >"],
    ['"a b"~3', "<phrase a b slop 3>"],
    ['"a b" ~ 3', "<phrase a b slop 3>"],
    ['"a b"~1.9', "<phrase a b slop 1>"],
    ['"a b"~', "<phrase a b>"],
    ['"a b"~3^2', "<phrase a b slop 3 boost 2>"],
    ['"a b"^2~3', "<phrase a b slop 3 boost 2>"],
    ["te?t*", "<wildcard te{?}t{*}>"],
    ["*end", "<wildcard {*}end>"],
    ["*", "<wildcard {*}>"],
    ["a\\*b*", "<wildcard a*b{*}>"],
    ["a\\*b", "<term a*b>"],
    ["cake~", "<fuzzy cake 2>"],
    ["cake~1", "<fuzzy cake 1>"],
    ["cake ~ 1", "<fuzzy cake 1>"],
    ["cake~2.0", "<fuzzy cake 2>"],
    ["cake~7", "<fuzzy cake 2>"],
    ["cake~0.8", "<fuzzy cake similar 0.8>"],
    ["cake~ pie", "<fuzzy cake 2> <term pie>"],
    ["cake~ 2024-05", "<fuzzy cake 2> <term 2024-05>"],
    ["cake~ 2024~", "<fuzzy cake 2> <fuzzy 2024 2>"],
    ["cake~ -pie", "<fuzzy cake 2> -<term pie>"],
    ["cake~1^4", "<fuzzy cake 1 boost 4>"],
    ["cake^4~1", "<fuzzy cake 1 boost 4>"],
    ["/wild.?rd/", "<regex wild.?rd>"],
    ["/a\\/b c/ d", "<regex a\\/b c> <term d>"],
    ["/a/b/", "<regex a/b>"],
    ["(/x/)", "(<regex x>)"],
    ["/x/^2", "<regex x boost 2>"],
    ["-/x/", "-<regex x>"],
    ["a^4", "<term a boost 4>"],
    ["a ^ 0.5 b", "<term a boost 0.5> <term b>"],
    ["(a b)^2", "(<term a> <term b>) boost 2"],
    ["*:*", "<everything>"],
    ["* : *^2", "<everything boost 2>"],
    ["\\u0041\\(\\ \\:b", "<term A( :b>"],
    ["\\AND", "<term AND>"],
    ["a \\- b", "<term a> <term -> <term b>"],
  ])("%j is %j", (text, expected) => {
    expect(shape(parseQuery(text).query)).toBe(expected);
  });
});

describe("fields", () => {
  test.each([
    ["name:cake", "<term in name cake>"],
    ["name : cake", "<term in name cake>"],
    ["params.train.lr:1", "<term in params.train.lr 1>"],
    ["my\\ field:x", "<term in my field x>"],
    ["params.\\*:adam", "<term in pattern params.* adam>"],
    ['tags:(+work -"fun-stuff")', "(+<term work> -<phrase fun-stuff>) in tags"],
    ["tags:(a name:b)^2", "(<term a> <term in name b>) in tags boost 2"],
    ["-name:a", "-<term in name a>"],
    ["name:*", "<wildcard in name {*}>"],
    ["_exists_:name", "<term in _exists_ name>"],
    ["name:/x/", "<regex in name x>"],
    ["metrics.x:-1", "<term in metrics.x -1>"],
    ["metrics.x: -.5e3", "<term in metrics.x -.5e3>"],
    ["__proto__:x constructor:y", "<term in __proto__ x> <term in constructor y>"],
    ["name:>b", "<range in name >b open>"],
    ["name:\\>b", "<term in name >b>"],
    ["metrics.x:>-1", "<range in metrics.x >-1 open>"],
    ["metrics.x:>=5^2", "<range in metrics.x >=5 open boost 2>"],
    ["metrics.x:<0.2", "<range in metrics.x open <0.2>"],
    ["metrics.x:<=0.2", "<range in metrics.x open <=0.2>"],
    ["metrics.x:(>=1 AND <2)", "(+<range >=1 open> +<range open <2>) in metrics.x"],
    ['started:>="2024-05-01 10:00"', "<range in started >=2024-05-01 10:00 open>"],
    ["x:[a TO b]", "<range in x >=a <=b>"],
    ["x:{a TO b}", "<range in x >a <b>"],
    ["x:[a TO b}", "<range in x >=a <b>"],
    ["x:{* TO b]", "<range in x open <=b>"],
    ["x:[a TO *}", "<range in x >=a open>"],
    ["x:[* TO *]", "<range in x open open>"],
    ['x:["*" TO "b ] \\" }"]', '<range in x >=* <=b ] " }>'],
    ["x:[\\* TO 2024-05-01T10:00]", "<range in x >=* <=2024-05-01T10:00>"],
    ["x:[-1 TO -0.5]^3", "<range in x >=-1 <=-0.5 boost 3>"],
    ["[a TO b]", "<range >=a <=b>"],
  ])("%j is %j", (text, expected) => {
    expect(shape(parseQuery(text).query)).toBe(expected);
  });
});

describe("wrong input", () => {
  test.each([
    ['"a b', "unclosed-quote", [0, 4]],
    ['"', "unclosed-quote", [0, 1]],
    ['x "', "unclosed-quote", [2, 3]],
    ["(a b", "unbalanced-bracket", [0, 1]],
    ["a )", "unbalanced-bracket", [2, 3]],
    ["a ]", "unbalanced-bracket", [2, 3]],
    ["x:[a TO b", "unbalanced-bracket", [2, 3]],
    ["x:[a b]", "bad-range", [2, 7]],
    ["x:[a TO]", "bad-range", [2, 8]],
    ["x:[a TO b c]", "bad-range", [2, 12]],
    ["x:[]", "bad-range", [2, 4]],
    ["()", "empty-group", [0, 2]],
    ["a ( ) b", "empty-group", [2, 5]],
    ["AND a", "dangling-operator", [0, 3]],
    ["a OR", "dangling-operator", [2, 4]],
    ["(a AND)", "dangling-operator", [3, 6]],
    ["a AND OR b", "dangling-operator", [6, 8]],
    ["NOT NOT a", "dangling-operator", [4, 7]],
    ["--a", "dangling-operator", [1, 2]],
    ["+-a", "dangling-operator", [1, 2]],
    ["a +", "dangling-operator", [2, 3]],
    ["(a -)", "dangling-operator", [3, 4]],
    ["a AND NOT", "dangling-operator", [6, 9]],
    ["a^.5", "bad-boost", [1, 4]],
    ["a^-1", "bad-boost", [1, 3]],
    ["a^", "bad-boost", [1, 2]],
    [`a^${"9".repeat(400)}`, "bad-boost", [1, 402]],
    ["a^2^3", "double-boost", [3, 5]],
    ["a~1~2", "double-tilde", [3, 5]],
    ["a~1.5", "bad-fuzzy", [1, 5]],
    ["a~-1", "bad-fuzzy", [1, 4]],
    ['"a b"~-1', "bad-fuzzy", [5, 8]],
    ["(a)~1", "misplaced-tilde", [3, 5]],
    ["x:>5~1", "misplaced-tilde", [4, 6]],
    ["/data/raw.csv", "unclosed-regex", [0, 13]],
    ["name:", "missing-value", [0, 5]],
    ["(name: )", "missing-value", [1, 6]],
    ["name:> 5", "missing-value", [5, 6]],
    ["name:+a", "misplaced-operator", [5, 6]],
    ["name:-a", "misplaced-operator", [5, 6]],
    ["a:b:c", "misplaced-colon", [3, 4]],
    ['"my field":x', "misplaced-colon", [10, 11]],
    [":a", "missing-field", [0, 1]],
    ["params.*:x", "bad-field", [0, 8]],
    ["x:>a*", "bad-comparison", [3, 5]],
    ["^2", "misplaced-suffix", [0, 1]],
    ["a\\", "dangling-escape", [1, 2]],
    ["C:\\users", "bad-escape", [2, 4]],
    ['"ab\\u00g0"', "bad-escape", [3, 5]],
  ])("%j is %s at %j", (text, code, span) => {
    const { query, diagnostics } = parseQuery(text);
    expect(query).toBeNull();
    expect(diagnostics.map((found) => [found.severity, found.code, found.span])).toEqual([
      ["error", code, span],
    ]);
    expect(diagnostics[0]?.message).toMatch(/\w/);
    expect(diagnostics[0]?.remedy).toMatch(/\w/);
  });

  test("says line and column in code points, and the span in UTF-16 units", () => {
    expect(parseQuery("🦊\n🦊🦊 )").diagnostics[0]).toMatchObject({ line: 2, column: 4, span: [8, 9] });
  });
});

describe("bounds", () => {
  test("takes 4,096 characters, also beyond the basic plane, and no more", () => {
    expect(parseQuery("🦊".repeat(4096)).query).not.toBeNull();
    expect(parseQuery("a".repeat(4097)).diagnostics.map(({ code }) => code)).toEqual(["query-too-long"]);
    expect(parseQuery("(".repeat(1_000_000)).diagnostics.map(({ code }) => code)).toEqual(["query-too-long"]);
  });

  test("takes 1,024 clauses in a group and no more", () => {
    const clauses = (count: number): string => Array.from({ length: count }, () => "a").join(" ");
    expect(parseQuery(clauses(1024)).query?.clauses).toHaveLength(1024);
    expect(parseQuery(clauses(1025)).diagnostics).toMatchObject([
      { code: "too-many-clauses", span: [2048, 2049] },
    ]);
  });

  test("takes 100 levels of brackets and no more", () => {
    expect(parseQuery(`${"(".repeat(100)}a${")".repeat(100)}`).query).not.toBeNull();
    expect(parseQuery(`${"(".repeat(101)}a${")".repeat(101)}`).diagnostics).toMatchObject([
      { code: "too-deep", span: [100, 101] },
    ]);
    expect(parseQuery("(".repeat(4096)).diagnostics.map(({ code }) => code)).toEqual(["too-deep"]);
  });
});

describe("hints", () => {
  const hints = (text: string): string[] =>
    parseQuery(text).diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);

  test("lower-case and, or between terms show what is searched for", () => {
    expect(hints("a and b")).toEqual([
      "hint lower-case-operator: `and` is searched for as a word: this means `a and b`",
    ]);
    expect(parseQuery("x:1 (cat or dog) y").diagnostics).toMatchObject([
      { code: "lower-case-operator", span: [9, 11] },
    ]);
  });

  test("no hint for the words at an end, in quotes or with a field", () => {
    for (const text of ["and", "and b", "a or", 'a "and" b', "a name:and b", "a \\and b", "a And b"])
      expect(hints(text)).toEqual([]);
  });

  test("AND mixed with OR in one group shows the effective query", () => {
    expect(hints("a AND b OR c")).toEqual(["hint mixed-operators: Without brackets this means `+a +b c`"]);
    expect(hints("x (a AND NOT b || c)")).toEqual([
      "hint mixed-operators: Without brackets this means `+a -b c`",
    ]);
    for (const text of ["(a AND b) OR c", "a AND b AND c", "a OR b c"]) expect(hints(text)).toEqual([]);
  });

  test("a comparison without a field", () => {
    expect(parseQuery("loss >=5").diagnostics).toMatchObject([
      { severity: "hint", code: "comparison-without-field", span: [5, 8] },
    ]);
  });
});
