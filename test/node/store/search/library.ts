import Database from "better-sqlite3";
import type { RunDocument } from "../../../../src-main/core/query/document.ts";
import { searchDictionary } from "../../../../src-main/node/store/migrations/004-search-dictionary.ts";
import { searchCounts } from "../../../../src-main/node/store/migrations/005-search-counts.ts";
import { searchPending } from "../../../../src-main/node/store/migrations/008-search-pending.ts";
import { searchByRun } from "../../../../src-main/node/store/migrations/014-search-by-run.ts";
import { searchLetteredWords } from "../../../../src-main/node/store/migrations/015-search-lettered-words.ts";
import { indexRun } from "../../../../src-main/node/store/search/index-run.ts";
import { searchSchema } from "../../../../src-main/node/store/search/schema.ts";
import {
  type SearchPage,
  type SearchRequest,
  searchRuns,
} from "../../../../src-main/node/store/search/search-runs.ts";

export type Row = {
  readonly project?: string;
  readonly parent?: string | null;
  readonly started?: number | null;
  readonly created?: number;
  readonly archived?: number;
};

export const noDocument: RunDocument = { keywords: [], texts: [], numbers: [], dates: [] };

/** A library in memory with what the index needs to know of runs, and nothing else. */
export function openLibrary(): Database.Database {
  const db = new Database(":memory:");
  db.pragma("trusted_schema = OFF");
  db.exec(`CREATE TABLE runs (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, parent TEXT NULL, project TEXT, name TEXT,
    status TEXT, started INTEGER NULL, created INTEGER, ended INTEGER NULL, archived INTEGER) STRICT`);
  db.exec(searchSchema);
  db.exec(searchDictionary);
  db.exec(searchCounts);
  db.exec(searchPending);
  db.exec(searchByRun);
  db.exec(searchLetteredWords);
  return db;
}

export function addRun(
  db: Database.Database,
  seq: number,
  document: Partial<RunDocument>,
  row: Row = {},
): void {
  const { project = "p", parent = null, started = null, created = seq, archived = 0 } = row;
  db.transaction(() => {
    db.prepare(
      "INSERT INTO runs (seq, id, parent, project, name, status, started, created, archived) VALUES (?, ?, ?, ?, '', '', ?, ?, ?)",
    ).run(seq, `r${seq}`, parent, project, started, created, archived);
    indexRun(db, seq, { ...noDocument, ...document });
  })();
}

export const request = (query: string, rest: Partial<SearchRequest> = {}): SearchRequest => ({
  query,
  project: null,
  limit: 1000,
  offset: 0,
  sort: null,
  ...rest,
});

export function search(db: Database.Database, query: string, rest: Partial<SearchRequest> = {}): SearchPage {
  const found = searchRuns(db, request(query, rest));
  if (!found.ok)
    throw new Error(`${query}: ${found.error.map(({ code, message }) => `${code} ${message}`).join(", ")}`);
  return found.value;
}

/** What a query finds, by ascending seq. */
export const found = (db: Database.Database, query: string): number[] =>
  search(db, query).seqs.toSorted((a, b) => a - b);

export function errorsOf(db: Database.Database, query: string, rest: Partial<SearchRequest> = {}): string[] {
  const answer = searchRuns(db, request(query, rest));
  return answer.ok ? [] : answer.error.map(({ code }) => code);
}
