import type { Database } from "better-sqlite3";
import type { RunId } from "../../../core/model/ids.ts";
import type { RunDocument } from "../../../core/query/document.ts";
import { atOnce, inParts, type Parts } from "../in-parts.ts";
import { indexAll } from "./index-all.ts";

const plainTables = [
  "search_fields",
  "search_has",
  "search_numbers",
  "search_dates",
  "search_links",
  "search_values",
  "search_keywords",
  "search_words",
  "search_text_digests",
  "search_stale",
  "search_pending",
];
const ftsTables = ["search_texts", "search_keyword_words", "search_keyword_grams", "search_word_grams"];

/** Told how many of all runs are done. */
export type OnRun = (done: number, all: number) => void;

/**
 * Empties the search index and makes it anew of what is recorded. In one transaction: who searches meanwhile sees the one
 * before, and a crash leaves that. A run for which `documentOf` answers null is left out.
 */
export function rebuildIndex(
  db: Database,
  documentOf: (id: RunId) => RunDocument | null,
  onRun: OnRun = () => {},
): void {
  db.transaction(() => atOnce(rebuilding(db, documentOf, onRun))).immediate();
}

/** The same with turns for others, who must not use this connection meanwhile. */
export async function rebuildIndexInParts(
  db: Database,
  documentOf: (id: RunId) => RunDocument | null,
  onRun: OnRun = () => {},
): Promise<void> {
  db.exec("BEGIN IMMEDIATE");
  try {
    await inParts(rebuilding(db, documentOf, onRun), runsOfTurn);
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Runs after which others have a turn. */
const runsOfTurn = 25;

function* rebuilding(db: Database, documentOf: (id: RunId) => RunDocument | null, onRun: OnRun): Parts<void> {
  for (const table of plainTables) db.exec(`DELETE FROM ${table}`);
  for (const table of ftsTables) db.exec(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
  const runs = db.prepare<[], { seq: number; id: RunId }>("SELECT seq, id FROM runs ORDER BY seq").all();
  yield* indexAll(db, documents(runs, documentOf, onRun));
}

function* documents(
  runs: readonly { readonly seq: number; readonly id: RunId }[],
  documentOf: (id: RunId) => RunDocument | null,
  onRun: OnRun,
): Generator<readonly [number, RunDocument]> {
  for (const [at, { seq, id }] of runs.entries()) {
    onRun(at, runs.length);
    const document = documentOf(id);
    if (document !== null) yield [seq, document];
  }
}

/** Whether the index lacks what a newer version needs, so that it must be rebuilt before a search. */
export const isIndexStale = (db: Database): boolean =>
  db.prepare("SELECT 1 FROM search_stale").get() !== undefined;
