import Database from "better-sqlite3";
import { expect, test } from "vitest";
import type { RunDocument } from "../../../../src-main/core/query/document.ts";
import { searchDictionary } from "../../../../src-main/node/store/migrations/004-search-dictionary.ts";
import { searchCounts } from "../../../../src-main/node/store/migrations/005-search-counts.ts";
import { searchByRun } from "../../../../src-main/node/store/migrations/014-search-by-run.ts";
import { indexRun } from "../../../../src-main/node/store/search/index-run.ts";
import { isIndexStale, rebuildIndex } from "../../../../src-main/node/store/search/rebuild-index.ts";
import { searchSchema } from "../../../../src-main/node/store/search/schema.ts";
import { addRun, found, noDocument, openLibrary } from "./library.ts";

const documents: { readonly [id: string]: RunDocument } = {
  r1: { ...noDocument, keywords: [["name", "alpha one"]], texts: [["notes", "red velvet"]] },
  r2: { ...noDocument, keywords: [["name", "beta"]], numbers: [["metrics.x", 1]], dates: [["started", 5]] },
  r3: {
    ...noDocument,
    keywords: [
      ["name", "Alpha ONE"],
      ["tags", "Beta"],
    ],
  },
};

const tables = ["links", "keywords", "numbers", "dates", "has", "words", "text_digests", "fields", "values"];

function contents(db: ReturnType<typeof openLibrary>): unknown[] {
  return tables.map((table) => db.prepare(`SELECT * FROM search_${table} ORDER BY 1, 2`).all());
}

function filled() {
  const db = openLibrary();
  for (const [id, document] of Object.entries(documents)) addRun(db, Number(id.slice(1)), document);
  return db;
}

const queries = ["alpha", "*lvet", "velvte~", '"velvet red"~2', "metrics.x:1", "/b.ta/", "name:a*"];
const answers = (db: ReturnType<typeof openLibrary>) => queries.map((query) => found(db, query));

test("an index made anew is the one that every change made", () => {
  const db = filled();
  const before = [contents(db), answers(db)];
  rebuildIndex(db, (id) => documents[id] ?? null);
  expect([contents(db), answers(db)]).toEqual(before);
});

test("what was wrong in it is gone, and so are words that nobody has", () => {
  const db = filled();
  indexRun(db, 1, { ...noDocument, texts: [["notes", "wrong"]] });
  db.exec("DELETE FROM search_links; DELETE FROM search_word_grams");
  rebuildIndex(db, (id) => documents[id] ?? null);
  expect(answers(db)).toEqual(answers(filled()));
  expect(found(db, "wrong")).toEqual([]);
  expect(db.prepare("SELECT 1 FROM search_words WHERE word = 'wrong'").get()).toBeUndefined();
});

test("one that fails half-way leaves what was there", () => {
  const db = filled();
  const before = [contents(db), answers(db)];
  const fails = (id: string): RunDocument => {
    if (id === "r2") throw new Error("unreadable");
    return noDocument;
  };
  expect(() => rebuildIndex(db, fails)).toThrow("unreadable");
  expect([contents(db), answers(db)]).toEqual(before);
});

test("entries that stood by value are there by run", () => {
  const old = new Database(":memory:");
  old.exec("CREATE TABLE runs (seq INTEGER PRIMARY KEY, started, created, archived, parent, project)");
  for (const migration of [searchSchema, searchDictionary, searchCounts]) old.exec(migration);
  const rows = {
    search_links: "SELECT run, field, keyword FROM search_links ORDER BY 1, 2, 3",
    search_numbers: "SELECT run, field, value FROM search_numbers ORDER BY 1, 2, 3",
    search_dates: "SELECT run, field, value FROM search_dates ORDER BY 1, 2, 3",
    search_has: "SELECT run, field FROM search_has ORDER BY 1, 2",
  };
  old.exec(`INSERT INTO search_links (keyword, field, run) VALUES (7, 1, 3), (7, 2, 3), (8, 1, 2);
    INSERT INTO search_numbers (field, value, run) VALUES (4, 0.5, 3), (4, 0.5, 2), (4, -1e300, 2);
    INSERT INTO search_dates (field, value, run) VALUES (5, 9, 1), (5, 8, 2);
    INSERT INTO search_has (field, run) VALUES (1, 3), (1, 2), (2, 3)`);
  const contents = () => Object.values(rows).map((select) => old.prepare(select).raw().all());
  const before = contents();
  old.exec(searchByRun);
  expect(contents()).toEqual(before);
});

test("a library with runs from before the dictionaries asks for it, an empty one does not", () => {
  const db = openLibrary();
  expect(isIndexStale(db)).toBe(false);
  addRun(db, 1, {});
  db.exec(searchDictionary.slice(searchDictionary.indexOf("INSERT INTO search_stale")));
  expect(isIndexStale(db)).toBe(true);
  rebuildIndex(db, () => noDocument);
  expect(isIndexStale(db)).toBe(false);
});
