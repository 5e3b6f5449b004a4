import type { Database } from "better-sqlite3";
import type { RunDocument } from "../../../core/query/document.ts";
import { isDefaultKeyword } from "../../../core/query/fields.ts";
import type { Parts } from "../in-parts.ts";
import { rowBuffer } from "../row-writer.ts";
import {
  digestOf,
  type EntrySink,
  filledTexts,
  keywordWords,
  mostRemembered,
  rememberedIds,
  tellEntries,
  textRow,
} from "./entries.ts";
import { lettersOf } from "./letters.ts";
import { textColumns } from "./schema.ts";

/** Indexes that are made when the rows are there, which is much quicker than with each row. */
export const indexes = {
  search_links_by_keyword: "search_links (keyword, field, run)",
  search_numbers_by_value: "search_numbers (field, value, run)",
  search_dates_by_value: "search_dates (field, value, run)",
  search_has_by_field: "search_has (field, run)",
  search_words_by_length: "search_words (length, letters, places, word)",
  search_words_lettered: "search_words (length, letters, places, word) WHERE word GLOB '*[^0-9]*'",
  search_keywords_by_length: "search_keywords (length, letters)",
} as const;

/**
 * Fills an empty search index with many runs at once, each of another `seq`: several times as fast as one by one, as rows are
 * put down in the order of their tables. A part for each run; do it inside a transaction.
 */
export function* indexAll(
  db: Database,
  runs: Iterable<readonly [seq: number, document: RunDocument]>,
): Parts<void> {
  for (const name of Object.keys(indexes)) db.exec(`DROP INDEX ${name}`);
  db.exec(staging);
  const words = new Map<string, number>();
  const write = writers(db, words);
  for (const [seq, document] of runs) {
    tellEntries(document, write.ids, write.entriesOf(seq));
    const texts = filledTexts(document.texts);
    const digest = digestOf(texts);
    if (digest !== undefined) write.texts(seq, digest, textRow(texts, words));
    yield;
  }
  write.rest();
  insertWords(db, words);
  for (const [name, on] of Object.entries(indexes)) db.exec(`CREATE INDEX ${name} ON ${on}`);
  db.exec(settling);
}

/** The values of each field, with the first spelling of each. */
const staging = `CREATE TEMP TABLE new_values (
  field INTEGER, keyword INTEGER, shown TEXT, PRIMARY KEY (field, keyword)
) WITHOUT ROWID`;

const settling = `
INSERT INTO search_values (field, keyword, runs, shown)
  SELECT field, keyword, (SELECT count(*) FROM search_links l WHERE l.keyword = v.keyword AND l.field = v.field), shown
  FROM temp.new_values v ORDER BY field, keyword;
DROP TABLE temp.new_values;
INSERT INTO search_keyword_grams (rowid, value) SELECT id, value FROM search_keywords ORDER BY id;
`;

function writers(db: Database, words: Map<string, number>) {
  const findField = db.prepare<[string], number>("SELECT id FROM search_fields WHERE name = ?").pluck();
  const insertField = db.prepare("INSERT INTO search_fields (name, by_default) VALUES (?, ?)");
  const countField = db.prepare("UPDATE search_fields SET runs = ? WHERE id = ?");
  const findKeyword = db.prepare<[string], number>("SELECT id FROM search_keywords WHERE value = ?").pluck();
  const insertKeyword = db.prepare("INSERT INTO search_keywords (value, length, letters) VALUES (?, ?, ?)");
  const insertKeywordWords = db.prepare("INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)");
  const links = rowBuffer(db, "search_links (run, field, keyword)", 3);
  const numbers = rowBuffer(db, "search_numbers (run, field, value)", 3);
  const dates = rowBuffer(db, "search_dates (run, field, value)", 3);
  const has = rowBuffer(db, "search_has (run, field)", 2);
  const insertValue = db.prepare("INSERT OR IGNORE INTO temp.new_values VALUES (?, ?, ?)");
  const insertDigest = db.prepare("INSERT INTO search_text_digests (run, digest) VALUES (?, ?)");
  const insertTexts = db.prepare(
    `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
  );

  const values = new Set<string>();
  /** How many runs have a field, and the last of them. */
  const counts = new Map<number, { runs: number; last: number }>();
  let run = 0;
  const count = (field: number): void => {
    const known = counts.get(field);
    if (known === undefined) counts.set(field, { runs: 1, last: run });
    else if (known.last !== run) {
      known.runs += 1;
      known.last = run;
    }
  };
  const sink: EntrySink = {
    link: (keyword, field, shown) => {
      links.put(run, field, keyword);
      const key = `${keyword} ${field}`;
      if (values.has(key)) return;
      insertValue.run(field, keyword, shown);
      if (values.size < mostRemembered) values.add(key);
    },
    number: (field, value) => {
      numbers.put(run, field, value);
      count(field);
    },
    date: (field, value) => {
      dates.put(run, field, value);
      count(field);
    },
    has: (field) => {
      has.put(run, field);
      count(field);
    },
  };
  const insertedId = (value: string): number => {
    const letters = lettersOf(value);
    const id = Number(insertKeyword.run(value, letters.length, letters.mask).lastInsertRowid);
    const ofValue = keywordWords(value, words);
    if (ofValue !== "") insertKeywordWords.run(id, ofValue);
    return id;
  };

  return {
    ids: rememberedIds({
      field: (name) =>
        findField.get(name) ?? Number(insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid),
      keyword: (value) => findKeyword.get(value) ?? insertedId(value),
    }),
    /** What takes the entries of a run. */
    entriesOf: (seq: number): EntrySink => {
      run = seq;
      return sink;
    },
    texts: (seq: number, digest: string, row: readonly string[]): void => {
      insertTexts.run(seq, ...row);
      insertDigest.run(seq, digest);
    },
    /** Call it when all runs were written. */
    rest: (): void => {
      for (const table of [links, numbers, dates, has]) table.flush();
      for (const [field, { runs }] of counts) countField.run(runs, field);
    },
  };
}

function insertWords(db: Database, words: ReadonlyMap<string, number>): void {
  const insert = db.prepare("INSERT INTO search_words (word, length, letters, places) VALUES (?, ?, ?, ?)");
  const insertGrams = db.prepare("INSERT INTO search_word_grams (rowid, word) VALUES (?, ?)");
  for (const [word, places] of words) {
    const letters = lettersOf(word);
    insertGrams.run(Number(insert.run(word, letters.length, letters.mask, places).lastInsertRowid), word);
  }
}
