import type { Database } from "better-sqlite3";
import type { RunDocument } from "../../../core/query/document.ts";
import { isDefaultKeyword } from "../../../core/query/fields.ts";
import {
  digestOf,
  type Entries,
  entriesOf,
  fieldsOf,
  filledTexts,
  keywordWords,
  rememberedIds,
  textRow,
} from "./entries.ts";
import { lettersOf } from "./letters.ts";
import { textColumns } from "./schema.ts";

/** Indexes that are made when the rows are there, which is much quicker than with each row. */
const indexes = {
  search_links_by_run: "search_links (run, field)",
  search_numbers_by_run: "search_numbers (run, field)",
  search_dates_by_run: "search_dates (run, field)",
  search_has_by_run: "search_has (run)",
  search_words_by_length: "search_words (length, letters, places, word)",
  search_keywords_by_length: "search_keywords (length, letters)",
} as const;

/**
 * Fills an empty search index with many runs at once, each of another `seq`: several times as fast as one by one, as rows are
 * put down in the order of their tables. Call it inside a transaction.
 */
export function indexAll(db: Database, runs: Iterable<readonly [seq: number, document: RunDocument]>): void {
  for (const name of Object.keys(indexes)) db.exec(`DROP INDEX ${name}`);
  db.exec(staging);
  const words = new Map<string, number>();
  const write = writers(db, words);
  for (const [seq, document] of runs) {
    write.entries(seq, entriesOf(document, write.ids));
    const texts = filledTexts(document.texts);
    const digest = digestOf(texts);
    if (digest !== undefined) write.texts(seq, digest, textRow(texts, words));
  }
  write.counts();
  insertWords(db, words);
  db.exec(settling);
  for (const [name, on] of Object.entries(indexes)) db.exec(`CREATE INDEX ${name} ON ${on}`);
}

const staging = `
CREATE TEMP TABLE new_links (keyword INTEGER, field INTEGER, run INTEGER, shown TEXT);
CREATE TEMP TABLE new_numbers (field INTEGER, value REAL, run INTEGER);
CREATE TEMP TABLE new_dates (field INTEGER, value INTEGER, run INTEGER);
CREATE TEMP TABLE new_has (field INTEGER, run INTEGER);
`;

const settling = `
INSERT INTO search_links (keyword, field, run) SELECT keyword, field, run FROM temp.new_links ORDER BY 1, 2, 3;
-- With min(rowid), the other columns are those of that row.
INSERT INTO search_values (field, keyword, runs, shown)
  SELECT field, keyword, runs, shown FROM
    (SELECT field, keyword, count(*) AS runs, shown, min(rowid) FROM temp.new_links GROUP BY field, keyword);
DROP TABLE temp.new_links;
INSERT INTO search_numbers (field, value, run) SELECT field, value, run FROM temp.new_numbers ORDER BY 1, 2, 3;
DROP TABLE temp.new_numbers;
INSERT INTO search_dates (field, value, run) SELECT field, value, run FROM temp.new_dates ORDER BY 1, 2, 3;
DROP TABLE temp.new_dates;
INSERT INTO search_has (field, run) SELECT field, run FROM temp.new_has ORDER BY 1, 2;
DROP TABLE temp.new_has;
INSERT INTO search_keyword_grams (rowid, value) SELECT id, value FROM search_keywords ORDER BY id;
`;

function writers(db: Database, words: Map<string, number>) {
  const insertField = db.prepare("INSERT INTO search_fields (name, by_default) VALUES (?, ?)");
  const countField = db.prepare("UPDATE search_fields SET runs = ? WHERE id = ?");
  const findKeyword = db.prepare<[string], number>("SELECT id FROM search_keywords WHERE value = ?").pluck();
  const insertKeyword = db.prepare("INSERT INTO search_keywords (value, length, letters) VALUES (?, ?, ?)");
  const insertKeywordWords = db.prepare("INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)");
  const insertLink = db.prepare("INSERT INTO temp.new_links VALUES (?, ?, ?, ?)");
  const insertNumber = db.prepare("INSERT INTO temp.new_numbers VALUES (?, ?, ?)");
  const insertDate = db.prepare("INSERT INTO temp.new_dates VALUES (?, ?, ?)");
  const insertHas = db.prepare("INSERT INTO temp.new_has VALUES (?, ?)");
  const insertDigest = db.prepare("INSERT INTO search_text_digests (run, digest) VALUES (?, ?)");
  const insertTexts = db.prepare(
    `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
  );

  const counts = new Map<number, number>();
  const insertedId = (value: string): number => {
    const letters = lettersOf(value);
    const id = Number(insertKeyword.run(value, letters.length, letters.mask).lastInsertRowid);
    const ofValue = keywordWords(value, words);
    if (ofValue !== "") insertKeywordWords.run(id, ofValue);
    return id;
  };

  return {
    ids: rememberedIds({
      field: (name) => Number(insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid),
      keyword: (value) => findKeyword.get(value) ?? insertedId(value),
    }),
    entries: (seq: number, entries: Entries): void => {
      for (const { link, shown } of entries.links.values()) insertLink.run(...link, seq, shown);
      for (const value of entries.numbers.values()) insertNumber.run(...value, seq);
      for (const value of entries.dates.values()) insertDate.run(...value, seq);
      for (const field of entries.has) insertHas.run(field, seq);
      for (const field of fieldsOf(entries)) counts.set(field, (counts.get(field) ?? 0) + 1);
    },
    texts: (seq: number, digest: string, row: readonly string[]): void => {
      insertTexts.run(seq, ...row);
      insertDigest.run(seq, digest);
    },
    counts: (): void => {
      for (const [field, count] of counts) countField.run(count, field);
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
