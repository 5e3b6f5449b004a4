import type Database from "better-sqlite3";
import { beforeEach, expect, test } from "vitest";
import type { RunDocument } from "../../../../src-main/core/query/document.ts";
import { atOnce } from "../../../../src-main/node/store/in-parts.ts";
import { indexProblems } from "../../../../src-main/node/store/search/check-index.ts";
import {
  indexNewRuns,
  indexRun,
  indexRuns,
  unindexRun,
} from "../../../../src-main/node/store/search/index-run.ts";
import { newEntries } from "../../../../src-main/node/store/search/new-entries.ts";
import { addRun, found, noDocument, openLibrary, search } from "./library.ts";

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
});

const full: RunDocument = {
  keywords: [
    ["name", "alpha one"],
    ["tags", "x"],
    ["tags", "X"],
    ["tags", "shared"],
  ],
  texts: [
    ["notes", "hello world"],
    ["code", "import os"],
    ["log", ""],
  ],
  numbers: [
    ["metrics.loss", 0.5],
    ["metrics.bad", Number.NaN],
  ],
  dates: [["started", 1000]],
};

const indexTables = [
  "search_has",
  "search_numbers",
  "search_dates",
  "search_links",
  "search_keywords",
  "search_keyword_grams",
  "search_text_digests",
  "search_values",
];
const counts = (): number[] =>
  indexTables.map((table) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? -1);

test("indexing again replaces everything that was known of the run", () => {
  addRun(db, 1, full);
  addRun(db, 2, { keywords: [["tags", "shared"]] });
  indexRun(db, 1, { ...noDocument, keywords: [["name", "beta"]], texts: [["notes", "goodbye"]] });
  for (const query of [
    "alpha",
    "hello",
    "import",
    "tags:x",
    "metrics.loss:*",
    "started:*",
    "code:*",
    "h*",
    "*ello",
    "name:al*a",
  ])
    expect(found(db, query)).toEqual([]);
  expect(found(db, "beta goodbye")).toEqual([1]);
  expect(found(db, "shared")).toEqual([2]);
});

test("indexing the same again changes nothing", () => {
  addRun(db, 1, full);
  const before = counts();
  const keyword = db.prepare("SELECT id, value FROM search_keywords ORDER BY id");
  const keywordsBefore = keyword.all();
  for (let round = 0; round < 5; round += 1) indexRun(db, 1, full);
  expect(counts()).toEqual(before);
  expect(keyword.all()).toEqual(keywordsBefore);
  expect(found(db, 'hello AND "alpha one" AND metrics.loss:0.5')).toEqual([1]);
});

test("a run taken out leaves nothing behind, and what others have stays", () => {
  addRun(db, 1, full);
  addRun(db, 2, { keywords: [["tags", "shared"]] });
  unindexRun(db, 1);
  expect(found(db, "shared")).toEqual([2]);
  unindexRun(db, 2);
  expect(counts()).toEqual(indexTables.map(() => 0));
  expect(found(db, "hello alpha shared h* *a")).toEqual([]);
  expect(search(db, "metrics.loss:1").hints.map(({ code }) => code)).toEqual(["unknown-field"]);
  unindexRun(db, 3);
});

test("empty texts are no values, empty keywords are", () => {
  addRun(db, 1, {
    texts: [
      ["notes", ""],
      ["log", "…"],
    ],
    keywords: [["params.x", ""]],
  });
  expect(found(db, "notes:*")).toEqual([]);
  expect(found(db, "log:*")).toEqual([1]);
  expect(found(db, "params.x:*")).toEqual([1]);
  expect(found(db, 'params.x:""')).toEqual([1]);
});

test("what a transaction took back is not found and does not confuse later runs", () => {
  const attempt = db.transaction(() => {
    indexRun(db, 1, full);
    throw new Error("taken back");
  });
  expect(attempt).toThrow("taken back");
  expect(counts()).toEqual(indexTables.map(() => 0));
  addRun(db, 2, full);
  expect(found(db, "alpha")).toEqual([2]);
  expect(found(db, "metrics.loss:0.5")).toEqual([2]);
});

test("a field that cannot hold a value of that kind is refused", () => {
  expect(() => indexRun(db, 1, { ...noDocument, texts: [["name", "x"]] })).toThrow("name holds no text");
  expect(() => indexRun(db, 1, { ...noDocument, keywords: [["metrics.x", "x"]] })).toThrow(
    "metrics.x holds no keyword",
  );
  expect(() => indexRun(db, 1, { ...noDocument, numbers: [["__proto__", 1]] })).toThrow(
    "__proto__ holds no number",
  );
});

test("names of fields may hold anything", () => {
  const names = [
    "params.",
    "params.__proto__",
    "params.a b:c*",
    "params.'; DROP TABLE runs; --",
    'params."]})',
    "params.\0",
    "params.🦊",
  ];
  names.forEach((name, index) => {
    addRun(db, index + 1, { keywords: [[name, "v"]] });
  });
  const escaped = (name: string): string => name.replace(/[^\w.]/gu, "\\$&");
  names.forEach((name, index) => {
    expect(found(db, `${escaped(name)}:v`)).toEqual([index + 1]);
    expect(search(db, "", { sort: { field: name, descending: false } }).seqs[0]).toBe(index + 1);
  });
});

const manyTables = [...indexTables, "search_fields"].filter((table) => table !== "search_keyword_grams");
/** But for the ids of words, which nothing refers to. */
const contents = (of: Database.Database): unknown[] => [
  ...manyTables.map((table) => of.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()),
  of.prepare("SELECT word, length, letters, places FROM search_words ORDER BY word").all(),
];

/** Enough runs that rows are written together, and some are left over. */
const many = Array.from({ length: 70 }, (_, at): readonly [number, RunDocument] => [
  at + 1,
  {
    ...full,
    keywords: [
      ["name", `Run ${at % 7}`],
      ["tags", at % 2 === 0 ? "Even" : "even"],
      ["project", `p${at % 3}`],
    ],
    texts: at % 5 === 0 ? [] : [["notes", `hello ${at % 9} world`]],
    numbers: [
      ["metrics.loss", (70 - at) / 8],
      [`params.p${at % 4}`, at % 2 === 0 ? Number.POSITIVE_INFINITY : -at],
    ],
  },
]);

test("many runs at once make the index that they make one by one", () => {
  const other = openLibrary();
  for (const [seq, document] of many) addRun(other, seq, document);
  indexRuns(db, many);
  expect(contents(db)).toEqual(contents(other));
});

test("new runs make the index that they make one by one, also where a value or field comes twice", () => {
  const twice: RunDocument = {
    ...full,
    keywords: [
      ["tags", "Red"],
      ["tags", "red"],
      ["params.a", "x"],
    ],
    numbers: [
      ["params.a", 1],
      ["params.a", 1],
      ["metrics.loss", Number.NaN],
      ["metrics.loss", -0],
    ],
  };
  const runs = [...many, [71, twice] as const, [72, noDocument] as const];
  const other = openLibrary();
  for (const [seq, document] of runs) addRun(other, seq, document);
  for (const some of [runs.slice(0, 30), runs.slice(30)])
    indexNewRuns(
      db,
      newEntries(some.map(([, document]) => document)),
      some.map(([seq]) => seq),
    );
  expect(contents(db)).toEqual(contents(other));
  const row = db.prepare("INSERT INTO runs (seq, id, created, archived) VALUES (?, ?, ?, 0)");
  for (const [seq] of runs) row.run(seq, `r${seq}`, seq);
  for (const query of ["name:*un\\ 3*", "notes:*ell*", "tags:*ve*", '"world"', "rnu~"])
    expect(found(db, query)).toEqual(found(other, query));
  expect(found(db, "name:*un\\ 3*")).not.toEqual([]);
});

test("of runs indexed again at once each has what it has now, also what another of them gave up", () => {
  for (const [seq, document] of many) addRun(db, seq, document);
  const alone = (tag: string): RunDocument => ({
    ...full,
    keywords: [["tags", tag]],
    numbers: [],
    texts: [],
  });
  indexRuns(db, [
    [1, alone("red")],
    [2, alone("green")],
    [3, alone("blue")],
  ]);
  const now = new Map<number, RunDocument>([
    ...many,
    [1, alone("green")],
    [2, alone("red")],
    [3, noDocument],
  ]);
  indexRuns(db, [...now].slice(0, 40));
  expect(found(db, "tags:green")).toEqual([1]);
  expect(found(db, "tags:red")).toEqual([2]);
  expect(found(db, "tags:blue")).toEqual([]);
  expect(db.prepare("SELECT 1 FROM search_keywords WHERE value = 'blue'").get()).toBeUndefined();
  expect(atOnce(indexProblems(db, (id) => now.get(Number(id.slice(1))) ?? null))).toEqual([]);
});
