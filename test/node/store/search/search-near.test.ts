import type Database from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { addRun, errorsOf, found, openLibrary, search } from "./library.ts";

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
});

const texts = (...notes: string[]): void =>
  notes.forEach((text, index) => {
    addRun(db, index + 1, { texts: [["notes", text]] });
  });

describe("misspelt words", () => {
  beforeEach(() => {
    texts("cake", "cakes bake", "caek", "kcea", "Cäke", "cookies");
    addRun(db, 7, { keywords: [["name", "red-cake 1"]] });
    addRun(db, 8, { keywords: [["tags", "cake!"]], numbers: [["params.x", 10]] });
  });

  test.each([
    ["cake~", [1, 2, 3, 5, 7, 8]],
    ["cake~1", [1, 2, 3, 5, 7, 8]],
    ["cake~0", [1, 7, 8]],
    ["CAKE~0", [1, 7, 8]],
    ["cake~0.8", [1, 7, 8]],
    ["cake~0.7", [1, 2, 3, 5, 7, 8]],
    ["notes:cake~", [1, 2, 3, 5]],
    ["name:cake~", [7]],
    ["name:redcake\\ 1~1", [7]],
    ["tags:ckae\\!~1", [8]],
    ["params.x:11~", []],
    ["cake~ AND bake", [2]],
    ["-cake~", [4, 6]],
    ["xxx~", []],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });

  test("very short ones are as near to each other as the edits say", () => {
    const short = openLibrary();
    for (const [index, word] of ["a", "b", "ab", "ba", "abc", "abcd"].entries())
      addRun(short, index + 1, { texts: [["notes", word]] });
    expect(found(short, "a~")).toEqual([1, 2, 3, 4, 5]);
    expect(found(short, "ab~1")).toEqual([1, 2, 3, 4, 5]);
  });
});

describe("phrases with gaps", () => {
  beforeEach(() => {
    texts("red velvet cake", "velvet red", "red dark velvet", "velvet dark red", "red", "red red cake");
    addRun(db, 7, {
      texts: [
        ["code", "red"],
        ["code", "velvet"],
      ],
    });
    addRun(db, 8, { keywords: [["name", "velvet-and-red"]] });
  });

  test.each([
    ['"red velvet"', [1]],
    ['"red velvet"~0', [1]],
    ['"red velvet"~1', [1, 3]],
    ['"red velvet"~2', [1, 2, 3]],
    ['"red velvet"~3', [1, 2, 3, 4, 8]],
    ['"red red"~3', [6]],
    ['"red"~3', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['name:"and velvet"~2', [8]],
    ['name:"red velvet"~2147483647', [8]],
    ['"red missing"~5', []],
    ['metrics.x:"red velvet"~5', []],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });
});

describe("regular expressions", () => {
  beforeEach(() => {
    texts("wildcard", "wild card", "WILDBOARD", "x1 y22");
    addRun(db, 5, { keywords: [["name", "Wild-Card 7"]] });
  });

  test.each([
    ["/wild.?card/", [1]],
    ["/wild.+rd/", [1, 3]],
    ["/WILD.*/", [1, 2, 3, 5]],
    ["/[xy]<1-30>/", [4]],
    ["name:/wild-card [0-9]/", [5]],
    ["name:/card/", [5]],
    ["notes:/~(wild@)/", [2, 4]],
    ["/wild/ AND /card/", [2, 5]],
    ["/nothing/", []],
    ["//", []],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });

  test("a wrong one is an error at its place in the query", () => {
    for (const [query, span] of [
      ["a notes:/b(c/", [12, 13]],
      ["/a\\b/", [3, 4]],
    ] as const) {
      expect(() => search(db, query)).toThrow("bad-regex");
      expect(errorsOf(db, query)).toEqual(["bad-regex"]);
      expect(span[0]).toBeGreaterThan(0);
    }
  });
});

describe("patterns over names of fields", () => {
  beforeEach(() => {
    addRun(db, 1, { keywords: [["params.opt.name", "adam"]] });
    addRun(db, 2, { keywords: [["params.name", "Adam Smith"]] });
    addRun(db, 3, { keywords: [["name", "adam"]], texts: [["command", "x"]] });
    addRun(db, 4, { numbers: [["metrics.loss", 0.5]], texts: [["code", "adam"]] });
    addRun(db, 5, { numbers: [["metrics.train.loss", 3]], dates: [["started", Date.UTC(2024, 0, 1)]] });
  });

  test.each([
    ["params.\\*:adam", [1, 2]],
    ["params.\\*.name:adam", [1]],
    ["\\*name:adam", [1, 2, 3]],
    ["\\*:adam", [1, 2, 3, 4]],
    ["*:adam", [1, 2, 3, 4]],
    ["\\*loss:>0.4", [4, 5]],
    ["\\*loss:[0.5 TO 1]", [4]],
    ["\\*:3", [5]],
    ["*:2024", [5]],
    ["params.\\*:(adam AND smith)", [2]],
    ["metrics.\\*:*", [4, 5]],
    ["_exists_:metrics.*", [4, 5]],
    ["_exists_:*loss", [4, 5]],
    ["-_exists_:params.*", [3, 4, 5]],
    ["co\\*:x", [3]],
    ["*:*", [1, 2, 3, 4, 5]],
    ["metrics.\\*:soon", []],
  ])("%s", (query, expected) => {
    expect(found(db, query)).toEqual(expected);
  });

  test("one that no field has earns a hint", () => {
    expect(search(db, "parms.\\*:adam")).toMatchObject({ seqs: [], hints: [{ code: "unknown-field" }] });
  });
});

describe("an AND beside a clause that says nothing", () => {
  test.each([
    ["a ... AND b", [2]],
    ["a AND ...", [1, 2]],
    ["... AND a", [1, 2]],
    ["a (...) AND b", [2]],
    ["a -... AND b", [2]],
    ["a ... OR b", [1, 2, 3]],
  ])("%s binds as in Lucene", (query, expected) => {
    texts("a", "a b", "b");
    expect(found(db, query)).toEqual(expected);
  });
});
