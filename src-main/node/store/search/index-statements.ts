import type Database from "better-sqlite3";
import { isDefaultKeyword } from "../../../core/query/fields.ts";
import { rowWriter } from "../row-writer.ts";
import { keywordWords, type Link } from "./entries.ts";
import { lettersOf } from "./letters.ts";
import { textColumns } from "./schema.ts";

type Named<Texts, One> = { readonly [name in keyof Texts]: One };

const writes = {
  insertField: "INSERT INTO search_fields (name, by_default) VALUES (?, ?)",
  insertKeyword: "INSERT INTO search_keywords (value, length, letters) VALUES (?, ?, ?)",
  insertKeywordWords: "INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)",
  insertKeywordGrams: "INSERT INTO search_keyword_grams (rowid, value) VALUES (?, ?)",
  deleteLink: "DELETE FROM search_links WHERE keyword = ? AND field = ? AND run = ?",
  countLess: "UPDATE search_values SET runs = runs - 1 WHERE keyword = ? AND field = ?",
  deleteValue: "DELETE FROM search_values WHERE keyword = ? AND field = ? AND runs = 0",
  countField: "UPDATE search_fields SET runs = runs + ? WHERE id = ?",
  deleteNumber: "DELETE FROM search_numbers WHERE field = ? AND value = ? AND run = ?",
  deleteDate: "DELETE FROM search_dates WHERE field = ? AND value = ? AND run = ?",
  insertTexts: `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
  insertDigest: "INSERT INTO search_text_digests (run, digest) VALUES (?, ?)",
  insertKeywordGramsFrom:
    "INSERT INTO search_keyword_grams (rowid, value) SELECT id, value FROM search_keywords WHERE id >= ? ORDER BY id",
  missingWords: `SELECT w.id AS id, j.key AS at FROM json_each(?) j LEFT JOIN search_words w ON w.word = j.value
      WHERE w.id IS NULL OR (w.places | ?) <> w.places`,
  insertWordGramsFrom:
    "INSERT INTO search_word_grams (rowid, word) SELECT id, word FROM search_words WHERE id >= ? ORDER BY id",
  addPlaces: "UPDATE search_words SET places = places | ? WHERE id = ?",
  deleteHas: "DELETE FROM search_has WHERE field = ? AND run = ?",
  deleteTexts: "DELETE FROM search_texts WHERE rowid = ?",
  deleteDigest: "DELETE FROM search_text_digests WHERE run = ?",
  deleteKeyword: "DELETE FROM search_keywords WHERE id = ?",
  deleteWords: "DELETE FROM search_keyword_words WHERE rowid = ?",
  deleteKeywordGrams: "DELETE FROM search_keyword_grams WHERE rowid = ?",
} as const;

const numbers = {
  findField: "SELECT id FROM search_fields WHERE name = ?",
  findKeyword: "SELECT id FROM search_keywords WHERE value = ?",
  nextKeyword: "SELECT coalesce(max(id), 0) + 1 FROM search_keywords",
  nextWord: "SELECT coalesce(max(id), 0) + 1 FROM search_words",
  hasOfRun: "SELECT field FROM search_has WHERE run = ?",
  findTexts: "SELECT 1 FROM search_texts WHERE rowid = ?",
  keywordInUse: "SELECT 1 FROM search_links WHERE keyword = ? LIMIT 1",
} as const;

const texts = {
  findDigest: "SELECT digest FROM search_text_digests WHERE run = ?",
} as const;

const pairs = {
  linksOfRun: "SELECT keyword, field FROM search_links WHERE run = ?",
  numbersOfRun: "SELECT field, value FROM search_numbers WHERE run = ?",
  datesOfRun: "SELECT field, value FROM search_dates WHERE run = ?",
} as const;

/** Rows of these columns are written. */
const rows = {
  insertKeywords: ["search_keywords (id, value, length, letters)", 4],
  insertWords: ["search_words (id, word, length, letters, places)", 5],
  insertLinks: ["search_links (keyword, field, run)", 3],
  insertNumbers: ["search_numbers (field, value, run)", 3],
  insertDates: ["search_dates (field, value, run)", 3],
  insertHas: ["search_has (field, run)", 2],
  countValues: [
    "search_values (field, keyword, runs, shown)",
    4,
    "ON CONFLICT DO UPDATE SET runs = runs + excluded.runs",
  ],
} as const;

type Key = (string | number)[];

/** The statements that read and write the index. */
export type Statements = Named<typeof writes, Database.Statement<Key>> &
  Named<typeof numbers, Database.Statement<Key, number>> &
  Named<typeof texts, Database.Statement<[number], string>> &
  Named<typeof pairs, Database.Statement<[number], Link>> &
  Named<typeof rows, ReturnType<typeof rowWriter>>;

const prepared = new WeakMap<Database.Database, Statements>();

/** Those of a connection, prepared once. */
export function statementsOf(db: Database.Database): Statements {
  const known = prepared.get(db);
  if (known !== undefined) return known;
  const each = <Texts extends object, One>(all: Texts, make: (text: Texts[keyof Texts]) => One) =>
    Object.fromEntries(Object.entries(all).map(([name, text]) => [name, make(text)])) as Named<Texts, One>;
  const statements: Statements = {
    ...each(writes, (text) => db.prepare<Key>(text)),
    ...each(numbers, (text) => db.prepare<Key, number>(text).pluck()),
    ...each(texts, (text) => db.prepare<[number], string>(text).pluck()),
    ...each(pairs, (text) => db.prepare<[number], Link>(text).raw()),
    ...each(rows, ([into, columns, ending]) => rowWriter(db, into, columns, ending)),
  };
  prepared.set(db, statements);
  return statements;
}

export const newField = (statements: Statements, name: string): number =>
  Number(statements.insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid);

/** The id of a folded value, which is put into the dictionaries when it is not there. Its words are added to `words`. */
export function keywordId(statements: Statements, value: string, words: Map<string, number>): number {
  const known = statements.findKeyword.get(value);
  if (known !== undefined) return known;
  const letters = lettersOf(value);
  const id = Number(statements.insertKeyword.run(value, letters.length, letters.mask).lastInsertRowid);
  statements.insertKeywordGrams.run(id, value);
  const ofValue = keywordWords(value, words);
  if (ofValue !== "") statements.insertKeywordWords.run(id, ofValue);
  return id;
}

/** The ids of many folded values, each of which is there once: those that are new are put in together. */
export function keywordIds(
  statements: Statements,
  values: readonly string[],
  words: Map<string, number>,
): readonly number[] {
  const first = statements.nextKeyword.get() as number;
  const added: string[] = [];
  const ids = values.map((value) => statements.findKeyword.get(value) ?? first + added.push(value) - 1);
  if (added.length === 0) return ids;
  statements.insertKeywords(added.length, (row, cells, at) => {
    const value = added[row] as string;
    const { length, mask } = lettersOf(value);
    cells[at] = first + row;
    cells[at + 1] = value;
    cells[at + 2] = length;
    cells[at + 3] = mask;
  });
  statements.insertKeywordGramsFrom.run(first);
  for (const [row, value] of added.entries()) {
    const ofValue = keywordWords(value, words);
    if (ofValue !== "") statements.insertKeywordWords.run(first + row, ofValue);
  }
  return ids;
}

/** Adds the words, and the places of theirs, that the dictionary does not have yet. */
export function insertWords(statements: Statements, words: ReadonlyMap<string, number>): void {
  const byPlaces = new Map<number, string[]>();
  for (const [word, places] of words) {
    const alike = byPlaces.get(places);
    if (alike === undefined) byPlaces.set(places, [word]);
    else alike.push(word);
  }
  const unknown = new Set<string>();
  for (const [places, alike] of byPlaces) {
    const missing = statements.missingWords.all(JSON.stringify(alike), places) as {
      id: number | null;
      at: number;
    }[];
    for (const { id, at } of missing)
      if (id === null) unknown.add(alike[at] as string);
      else statements.addPlaces.run(places, id);
  }
  if (unknown.size === 0) return;
  const first = statements.nextWord.get() as number;
  const added = [...words].filter(([word]) => unknown.has(word));
  statements.insertWords(added.length, (row, cells, at) => {
    const [word, places] = added[row] as readonly [string, number];
    const { length, mask } = lettersOf(word);
    cells[at] = first + row;
    cells[at + 1] = word;
    cells[at + 2] = length;
    cells[at + 3] = mask;
    cells[at + 4] = places;
  });
  statements.insertWordGramsFrom.run(first);
}
