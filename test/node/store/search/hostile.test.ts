import type Database from "better-sqlite3";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { searchRuns } from "../../../../src-main/node/store/search/search-runs.ts";
import { addRun, errorsOf, found, openLibrary, request, search } from "./library.ts";

let db: Database.Database;
beforeAll(() => {
  db = openLibrary();
  addRun(db, 1, {
    keywords: [
      ["name", "plain"],
      ["tags", "a\0b"],
      ["params.x", "\uD800"],
    ],
    texts: [["notes", "one\0two 🦊 three\u202Efour"]],
  });
  addRun(db, 2, {
    keywords: [
      ["name", "x".repeat(200_000)],
      ["params.y", "a".repeat(100_000)],
    ],
    texts: [["code", "word ".repeat(50_000)]],
  });
});

/** What explodes would not come back within the test's time. */
const ends = (run: () => void): void => expect(run).not.toThrow();

describe("hostile queries end in an answer or an error, quickly", () => {
  const nested = (depth: number, sign: string): string =>
    `${`${sign}(a -b `.repeat(depth)}x${")".repeat(depth)}`;
  test.each([
    ["NUL", "\0", []],
    ["100,000 characters", "a".repeat(100_000), ["query-too-long"]],
    ["a quote", '"', ["unclosed-quote"]],
    ["4,096 quotes", '"'.repeat(4096), ["too-many-clauses"]],
    ["4,096 opening brackets", "(".repeat(4096), ["too-deep"]],
    ["4,096 closing brackets", ")".repeat(4096), ["unbalanced-bracket"]],
    ["99 levels of groups", nested(99, ""), []],
    ["99 levels of prohibited groups", nested(99, "-"), []],
    ["99 levels of required groups", nested(99, "+"), []],
    ["1,024 clauses", "a ".repeat(1024), []],
    [
      "1,024 different clauses in two groups",
      `(${Array.from({ length: 800 }, (_, index) => index.toString(36)).join(" ")}) AND (${Array.from({ length: 300 }, (_, index) => index.toString(36)).join(" ")})`,
      [],
    ],
    ["1,024 required clauses", "+a ".repeat(1024), []],
    ["1,024 prohibited clauses", "-a ".repeat(1024), []],
    ["200 patterns", "*a ".repeat(200), []],
    ["a pattern that could explode", `params.y:${"*a".repeat(2000)}b`, []],
    ["200 misspelt words", Array.from({ length: 200 }, (_, index) => `w${index}rd~`).join(" "), []],
    [
      "200 regular expressions",
      Array.from({ length: 200 }, (_, index) => `/w.?${index}[a-z]*/`).join(" "),
      [],
    ],
    ["a regular expression that could explode", "/(a*)*(a|a)*b/", []],
    ["a regular expression of counts of counts", "/((a{1,1000}){1,1000}){1,1000}/", ["too-broad"]],
    ["a phrase of a thousand equal words with gaps", `code:"${"word ".repeat(800)}"~7`, []],
    ["a phrase with the widest gap", '"word two"~2147483647', []],
    ["10,000 brackets", `${"(".repeat(10_000)}a${")".repeat(10_000)}`, ["query-too-long"]],
    ["a million characters", "(a OR b) ".repeat(111_112), ["query-too-long"]],
    ["a field pattern of stars", `${"\\*a".repeat(1000)}:x`, []],
    ["question marks", `params.y:${"?".repeat(4000)}`, []],
    ["emojis", "🦊🦊 name:🦊 🦊*", []],
    ["lone surrogates", "\uD800 name:\uDC00 \uD83Ex*", []],
    ["FTS5 syntax", 'NEAR(a b) {notes}:x "a" * col:^b', ["bad-range"]],
    ["FTS5 syntax in quotes", '"a\\" OR notes:b" "NEAR(a, b)" "a* ^b"', []],
    ["SQL", "'; DROP TABLE runs; -- name:' OR '1'='1", []],
    ["names of prototypes", "__proto__:x toString:y params.constructor:z hasOwnProperty", []],
  ])("%s", (_title, query, codes) => {
    ends(() => {
      const errors = errorsOf(db, query);
      expect(errors).toEqual(codes);
    });
    expect(found(db, "plain")).toEqual([1]);
  });

  test("every short text is answered without an exception", () => {
    const fragment = fc.constantFrom(
      ..."ab:()[]{}\"'\\/*?~^+-!&|<>=.,;% \0🦊\uD800",
      "name:",
      "notes:",
      "metrics.x:",
      "started:",
      " TO ",
      " AND ",
      " OR ",
      "2024",
      "params.y:",
      "--",
      "/*",
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
        const answer = searchRuns(db, request(fragments.join("")));
        if (!answer.ok) expect(answer.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("hostile values", () => {
  test("NUL and lone surrogates in values are found by the same, and by nothing shorter", () => {
    expect(found(db, 'tags:"a\0b"')).toEqual([1]);
    expect(found(db, "tags:a?b")).toEqual([1]);
    expect(found(db, "tags:[a TO a]")).toEqual([]);
    expect(found(db, "params.x:\uD800")).toEqual([1]);
    expect(found(db, "two")).toEqual([1]);
  });

  test("very long values are kept whole", () => {
    expect(found(db, `name:${"x".repeat(4000)}*`)).toEqual([2]);
    expect(found(db, `name:${"x".repeat(4000)}`)).toEqual([]);
    expect(found(db, "name:*x")).toEqual([2]);
  });

  test("SQL in fields, projects and values changes nothing", () => {
    const attacks = [
      "' OR '1'='1",
      "x'); DELETE FROM runs; --",
      '"; DROP TABLE search_links; --',
      "name) UNION SELECT 1",
    ];
    for (const attack of attacks) {
      const escaped = attack.replace(/[^\w]/g, "\\$&");
      expect(search(db, `${escaped}:x`).seqs).toEqual([]);
      expect(search(db, `params.${escaped}:${escaped}`).seqs).toEqual([]);
      expect(search(db, `name:${escaped}`).seqs).toEqual([]);
      expect(search(db, "", { project: attack }).seqs).toEqual([]);
      expect(errorsOf(db, "", { sort: { field: attack, descending: false } })).toEqual([
        "unknown-sort-field",
      ]);
    }
    expect(found(db, "*")).toEqual([1, 2]);
  });
});
