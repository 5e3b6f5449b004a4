import type Database from "better-sqlite3";
import { beforeEach, expect, test } from "vitest";
import type { RunDocument } from "../../../../src-main/core/query/document.ts";
import { atOnce } from "../../../../src-main/node/store/in-parts.ts";
import { indexProblems } from "../../../../src-main/node/store/search/check-index.ts";
import { rebuildIndex } from "../../../../src-main/node/store/search/rebuild-index.ts";
import { addRun, found, noDocument, openLibrary } from "./library.ts";

const documents: { readonly [id: string]: RunDocument } = {
  r1: { ...noDocument, keywords: [["name", "alpha one"]], texts: [["notes", "red velvet"]] },
  r2: { ...noDocument, keywords: [["name", "beta"]], numbers: [["metrics.x", 1]], dates: [["started", 5]] },
};
const documentOf = (id: string): RunDocument | null => documents[id] ?? null;

let db: Database.Database;
beforeEach(() => {
  db = openLibrary();
  for (const [id, document] of Object.entries(documents)) addRun(db, Number(id.slice(1)), document);
});

const problems = (): string[] => atOnce(indexProblems(db, documentOf));

test("an index that every change made is right", () => {
  expect(problems()).toEqual([]);
  rebuildIndex(db, documentOf);
  expect(problems()).toEqual([]);
});

test.each([
  [
    "a keyword is gone",
    "DELETE FROM search_links WHERE run = 1",
    /values with a wrong count.*runs that are found/,
  ],
  [
    "a number is another",
    "UPDATE search_numbers SET value = 2",
    /runs that are found by something else.*: 1$/,
  ],
  [
    "a date is gone",
    "DELETE FROM search_dates WHERE run = 2",
    /fields with a wrong count.*runs that are found/,
  ],
  [
    "a field is missing",
    "DELETE FROM search_has WHERE run = 1",
    /fields with a wrong count.*runs that are found/,
  ],
  [
    "a text is gone",
    "DELETE FROM search_texts WHERE rowid = 1",
    /^runs that are found by something else.*: 1$/,
  ],
  ["an old text is there", "UPDATE search_text_digests SET digest = 'x'", /^runs that are found.*: 1$/],
  ["a run stayed", "DELETE FROM runs WHERE seq = 2", /entries of runs that are not there: 1/],
  ["a pattern finds less", "DELETE FROM search_word_grams", /values that patterns do not find/],
  [
    "a count is wrong",
    "UPDATE search_fields SET runs = 7 WHERE name = 'name'",
    /^fields with a wrong count of runs: 1$/,
  ],
  [
    "a word is damaged",
    "DELETE FROM search_texts_data WHERE id > 10",
    /the words in search_texts are damaged/,
  ],
])("finds that %s, and making it anew mends it", (_title, damage, told) => {
  // Tables of FTS5 can be damaged by no other statement.
  db.unsafeMode(true).exec(damage).unsafeMode(false);
  expect(problems().join("; ")).toMatch(told);
  rebuildIndex(db, documentOf);
  expect(problems()).toEqual([]);
  expect(found(db, '"red velvet" al*')).toEqual([1]);
});

test("a run whose change waits to be indexed is not wrong", () => {
  db.exec("INSERT INTO search_pending VALUES (1); DELETE FROM search_text_digests WHERE run = 1");
  expect(problems()).toEqual([]);
});
