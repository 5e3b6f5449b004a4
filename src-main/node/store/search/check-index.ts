import type { Database } from "better-sqlite3";
import type { RunId } from "../../../core/model/ids.ts";
import type { RunDocument } from "../../../core/query/document.ts";
import { saysDamaged } from "../check-database.ts";
import type { Parts } from "../in-parts.ts";
import { isIndexedAs } from "./index-run.ts";
import type { OnRun } from "./rebuild-index.ts";

const ftsTables = ["search_texts", "search_keyword_words", "search_keyword_grams", "search_word_grams"];

/** Each counts what should not be there, and says what that is. */
const counts: readonly (readonly [what: string, sql: string])[] = [
  [
    "entries of runs that are not there",
    `SELECT count(*) FROM (SELECT run FROM search_links UNION SELECT run FROM search_numbers UNION SELECT run FROM search_dates
      UNION SELECT run FROM search_has UNION SELECT run FROM search_text_digests UNION SELECT rowid FROM search_texts)
    WHERE run NOT IN (SELECT seq FROM runs)`,
  ],
  [
    "fields with a wrong count of runs",
    `SELECT count(*) FROM search_fields AS f WHERE runs <> (SELECT count(*) FROM (SELECT run FROM search_has WHERE field = f.id
      UNION SELECT run FROM search_numbers WHERE field = f.id UNION SELECT run FROM search_dates WHERE field = f.id))`,
  ],
  [
    "values with a wrong count of runs",
    `SELECT count(*) FROM (SELECT keyword, field, count(*) AS runs FROM search_links GROUP BY keyword, field) AS l
    FULL JOIN search_values AS v ON v.keyword = l.keyword AND v.field = l.field WHERE l.runs IS NOT v.runs`,
  ],
  [
    "values that patterns do not find",
    `SELECT (SELECT count(*) FROM search_keywords WHERE id NOT IN (SELECT rowid FROM search_keyword_grams))
      + (SELECT count(*) FROM search_words WHERE id NOT IN (SELECT rowid FROM search_word_grams))`,
  ],
];

/**
 * Where the search index disagrees with what is recorded, a line for each kind; empty where it does not. Runs that go on, and
 * those whose changes wait to be indexed, are passed over. Reads everything that is recorded of all runs, a part for each.
 */
export function* indexProblems(
  db: Database,
  documentOf: (id: RunId) => RunDocument | null,
  onRun: OnRun = () => {},
): Parts<string[]> {
  const problems: string[] = [];
  for (const table of ftsTables) {
    yield;
    if (isWhole(db, table)) continue;
    // What is read from it cannot be relied upon, nor need it be: it is made anew as a whole.
    problems.push(`the words in ${table} are damaged`);
  }
  if (problems.length > 0) return problems;
  for (const [what, sql] of counts) {
    yield;
    const count = db.prepare<[], number>(sql).pluck().get() ?? 0;
    if (count > 0) problems.push(`${what}: ${count}`);
  }
  const runs = db.prepare<[], { seq: number; id: RunId }>("SELECT seq, id FROM runs ORDER BY seq").all();
  // Not all that becomes of a run is noted while it goes on, as what it uses of the machine: its end is.
  const isPending = db.prepare<[number]>(
    `SELECT 1 FROM runs WHERE seq = ? AND (status IN ('queued', 'starting', 'running', 'finalizing')
      OR seq IN (SELECT run FROM search_pending))`,
  );
  const differs = db.transaction(({ seq, id }: { seq: number; id: RunId }): boolean => {
    const document = isPending.get(seq) === undefined ? documentOf(id) : null;
    return document !== null && !isIndexedAs(db, seq, document);
  });
  let differing = 0;
  for (const [at, run] of runs.entries()) {
    onRun(at, runs.length);
    if (differs(run)) differing += 1;
    yield;
  }
  if (differing > 0) problems.push(`runs that are found by something else than what they have: ${differing}`);
  return problems;
}

/** FTS5's own check; it is a statement that writes, but changes nothing. */
function isWhole(db: Database, table: string): boolean {
  try {
    db.prepare(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`).run();
    return true;
  } catch (error) {
    if (saysDamaged(error)) return false;
    throw error;
  }
}
