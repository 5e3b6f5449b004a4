import type { Database, Statement } from "better-sqlite3";
import type { RunDocument } from "../../../core/query/document.ts";
import { cutLogs, isDefaultKeyword, timestampProperty, titleProperty } from "../../../core/query/fields.ts";
import {
  digestOf,
  type Entries,
  entriesOf,
  type FieldValue,
  fieldsOf,
  filledTexts,
  keywordWords,
  type Link,
  noEntries,
  putValue,
  textRow,
} from "./entries.ts";
import { lettersOf } from "./letters.ts";
import { textColumns } from "./schema.ts";

/**
 * Puts a run into the search index, in place of what was there for it: only what differs is written. Call it inside a
 * transaction that also writes the run. Throws on a field that cannot hold that kind of value: a bug of the caller.
 */
export function indexRun(db: Database, seq: number, document: RunDocument): void {
  const statements = statementsOf(db);
  const words = new Map<string, number>();
  const ids = fieldIds(statements, document);
  const after = entriesOf(document, {
    field: (name) => ids.get(name) ?? newField(statements, name, ids),
    keyword: (value) => keywordId(statements, value, words),
  });
  indexTexts(statements, seq, filledTexts(document.texts), words);
  replaceEntries(statements, seq, after);
  insertWords(statements, words);
}

/** Takes a run out of the search index. Call it inside the transaction that deletes the run. */
export function unindexRun(db: Database, seq: number): void {
  const statements = statementsOf(db);
  removeTexts(statements, seq);
  replaceEntries(statements, seq, noEntries());
}

/** Whether the index has of a run what it should, and nothing else. */
export function isIndexedAs(db: Database, seq: number, document: RunDocument): boolean {
  const statements = statementsOf(db);
  const ids = fieldIds(statements, document);
  // No field or keyword has a negative id.
  let unknown = 0;
  const wanted = entriesOf(document, {
    field: (name) => ids.get(name) ?? --unknown,
    keyword: (value) => statements.findKeyword.get(value) ?? --unknown,
  });
  const known = knownEntries(statements, seq);
  const digest = digestOf(filledTexts(document.texts));
  return (
    sameKeys(wanted.links, known.links) &&
    sameKeys(wanted.numbers, known.numbers) &&
    sameKeys(wanted.dates, known.dates) &&
    sameKeys(wanted.has, known.has) &&
    statements.findDigest.get(seq) === digest &&
    (statements.findTexts.get(seq) === undefined) === (digest === undefined)
  );
}

type Keyed<Key> = {
  readonly size: number;
  readonly has: (key: Key) => boolean;
  readonly keys: () => Iterable<Key>;
};

const sameKeys = <Key>(some: Keyed<Key>, others: Keyed<Key>): boolean =>
  some.size === others.size && [...some.keys()].every((key) => others.has(key));

/** What the index has of a run. */
function knownEntries(statements: Statements, seq: number): Entries {
  const entries = noEntries();
  for (const link of statements.linksOfRun.all(seq))
    entries.links.set(`${link[0]} ${link[1]}`, { link, shown: null });
  for (const [field, value] of statements.numbersOfRun.all(seq)) putValue(entries.numbers, field, value);
  for (const [field, value] of statements.datesOfRun.all(seq)) putValue(entries.dates, field, value);
  for (const field of statements.hasOfRun.all(seq)) entries.has.add(field);
  return entries;
}

function replaceEntries(statements: Statements, seq: number, after: Entries): void {
  const before = knownEntries(statements, seq);
  const unused: number[] = [];
  for (const { link } of missingFrom(after.links, before.links)) {
    statements.deleteLink.run(...link, seq);
    statements.countLess.run(...link);
    if (statements.deleteValue.run(...link).changes > 0) unused.push(link[0]);
  }
  const added = missingFrom(before.links, after.links);
  if (added.length > 0) {
    const rows = JSON.stringify(added.map(({ link, shown }) => [...link, shown]));
    statements.insertLinks.run(seq, rows);
    statements.countMore.run(rows);
  }
  for (const value of missingFrom(after.numbers, before.numbers)) statements.deleteNumber.run(...value, seq);
  for (const value of missingFrom(before.numbers, after.numbers)) statements.insertNumber.run(...value, seq);
  for (const value of missingFrom(after.dates, before.dates)) statements.deleteDate.run(...value, seq);
  for (const value of missingFrom(before.dates, after.dates)) statements.insertDate.run(...value, seq);
  for (const field of without(before.has, after.has)) statements.deleteHas.run(field, seq);
  statements.insertHas.run(seq, JSON.stringify(without(after.has, before.has)));
  const [fieldsBefore, fieldsAfter] = [fieldsOf(before), fieldsOf(after)];
  statements.countFields.run(-1, JSON.stringify(without(fieldsBefore, fieldsAfter)));
  statements.countFields.run(1, JSON.stringify(without(fieldsAfter, fieldsBefore)));
  removeUnused(statements, unused);
}

/** The entries of `all` that `known` lacks. */
const missingFrom = <T>(known: ReadonlyMap<string, T>, all: ReadonlyMap<string, T>): T[] =>
  [...all].flatMap(([key, entry]) => (known.has(key) ? [] : [entry]));

const without = (all: ReadonlySet<number>, known: ReadonlySet<number>): number[] =>
  [...all].filter((one) => !known.has(one));

function removeTexts(statements: Statements, seq: number): void {
  if (statements.deleteDigest.run(seq).changes > 0) statements.deleteTexts.run(seq);
}

/** Texts are long and seldom change: they are indexed anew only if they did. */
function indexTexts(
  statements: Statements,
  seq: number,
  texts: RunDocument["texts"],
  words: Map<string, number>,
): void {
  const digest = digestOf(texts);
  if (statements.findDigest.get(seq) === digest) return;
  removeTexts(statements, seq);
  if (digest === undefined) return;
  statements.insertTexts.run(seq, ...textRow(texts, words));
  statements.insertDigest.run(seq, digest);
}

function removeUnused(statements: Statements, keywords: readonly number[]): void {
  for (const keyword of keywords) {
    if (statements.keywordInUse.get(keyword) !== undefined) continue;
    statements.deleteKeyword.run(keyword);
    statements.deleteWords.run(keyword);
    statements.deleteKeywordGrams.run(keyword);
  }
}

/** Ids of those of a document's fields that are known. */
function fieldIds(
  statements: Statements,
  { keywords, texts, numbers, dates }: RunDocument,
): Map<string, number> {
  const names = new Set([cutLogs, titleProperty, timestampProperty]);
  for (const entries of [keywords, texts, numbers, dates]) for (const [name] of entries) names.add(name);
  return new Map(statements.findFields.all(JSON.stringify([...names])));
}

function newField(statements: Statements, name: string, ids: Map<string, number>): number {
  const id = Number(statements.insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid);
  ids.set(name, id);
  return id;
}

function keywordId(statements: Statements, value: string, words: Map<string, number>): number {
  const known = statements.findKeyword.get(value);
  if (known !== undefined) return known;
  const letters = lettersOf(value);
  const id = Number(statements.insertKeyword.run(value, letters.length, letters.mask).lastInsertRowid);
  statements.insertKeywordGrams.run(id, value);
  const ofValue = keywordWords(value, words);
  if (ofValue !== "") statements.insertKeywordWords.run(id, ofValue);
  return id;
}

/** Adds the words, and the places of theirs, that the dictionary does not have yet. */
function insertWords(statements: Statements, words: ReadonlyMap<string, number>): void {
  if (words.size === 0) return;
  const missing = statements.missingWords.all(JSON.stringify([...words])) as {
    id: number | null;
    at: number;
  }[];
  const all = [...words];
  for (const { id, at } of missing) {
    const [word, places] = all[at] ?? ["", 0];
    if (id !== null) {
      statements.addPlaces.run(places, id);
      continue;
    }
    const letters = lettersOf(word);
    const added = statements.insertWord.run(word, letters.length, letters.mask, places).lastInsertRowid;
    statements.insertWordGrams.run(Number(added), word);
  }
}

type Statements = ReturnType<typeof prepareStatements>;

const prepared = new WeakMap<Database, Statements>();

function statementsOf(db: Database): Statements {
  const known = prepared.get(db);
  if (known !== undefined) return known;
  const statements = prepareStatements(db);
  prepared.set(db, statements);
  return statements;
}

function prepareStatements(db: Database) {
  const write = (text: string): Statement<(string | number)[]> => db.prepare(text);
  const rows = <T extends readonly number[]>(text: string): Statement<[number], T> =>
    db.prepare<[number], T>(text).raw();
  const number = (text: string): Statement<(string | number)[], number> =>
    db.prepare<(string | number)[], number>(text).pluck();
  return {
    findFields: db
      .prepare<[string], [string, number]>(
        "SELECT name, id FROM search_fields WHERE name IN (SELECT value FROM json_each(?))",
      )
      .raw(),
    insertField: write("INSERT INTO search_fields (name, by_default) VALUES (?, ?)"),
    findKeyword: number("SELECT id FROM search_keywords WHERE value = ?"),
    insertKeyword: write("INSERT INTO search_keywords (value, length, letters) VALUES (?, ?, ?)"),
    insertKeywordWords: write("INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)"),
    insertKeywordGrams: write("INSERT INTO search_keyword_grams (rowid, value) VALUES (?, ?)"),
    linksOfRun: rows<Link>("SELECT keyword, field FROM search_links WHERE run = ?"),
    numbersOfRun: rows<FieldValue>("SELECT field, value FROM search_numbers WHERE run = ?"),
    datesOfRun: rows<FieldValue>("SELECT field, value FROM search_dates WHERE run = ?"),
    hasOfRun: number("SELECT field FROM search_has WHERE run = ?"),
    // All rows of a run in one statement: each statement costs more than a row.
    insertLinks: write(
      `INSERT INTO search_links (keyword, field, run)
      SELECT value ->> 0, value ->> 1, ? FROM json_each(?)`,
    ),
    deleteLink: write("DELETE FROM search_links WHERE keyword = ? AND field = ? AND run = ?"),
    countMore: write(
      `INSERT INTO search_values (keyword, field, runs, shown)
      SELECT value ->> 0, value ->> 1, 1, value ->> 2 FROM json_each(?) WHERE TRUE
      ON CONFLICT DO UPDATE SET runs = runs + 1`,
    ),
    countLess: write("UPDATE search_values SET runs = runs - 1 WHERE keyword = ? AND field = ?"),
    deleteValue: write("DELETE FROM search_values WHERE keyword = ? AND field = ? AND runs = 0"),
    countFields: write(
      "UPDATE search_fields SET runs = runs + ? WHERE id IN (SELECT value FROM json_each(?))",
    ),
    insertNumber: write("INSERT INTO search_numbers (field, value, run) VALUES (?, ?, ?)"),
    deleteNumber: write("DELETE FROM search_numbers WHERE field = ? AND value = ? AND run = ?"),
    insertDate: write("INSERT INTO search_dates (field, value, run) VALUES (?, ?, ?)"),
    deleteDate: write("DELETE FROM search_dates WHERE field = ? AND value = ? AND run = ?"),
    insertHas: write("INSERT INTO search_has (run, field) SELECT ?, value FROM json_each(?)"),
    insertTexts: write(
      `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
    ),
    findDigest: db.prepare<[number], string>("SELECT digest FROM search_text_digests WHERE run = ?").pluck(),
    findTexts: number("SELECT 1 FROM search_texts WHERE rowid = ?"),
    insertDigest: write("INSERT INTO search_text_digests (run, digest) VALUES (?, ?)"),
    missingWords: db.prepare(
      `SELECT w.id AS id, j.key AS at FROM json_each(?) j LEFT JOIN search_words w ON w.word = j.value ->> 0
      WHERE w.id IS NULL OR (w.places | (j.value ->> 1)) <> w.places`,
    ),
    insertWord: write("INSERT INTO search_words (word, length, letters, places) VALUES (?, ?, ?, ?)"),
    insertWordGrams: write("INSERT INTO search_word_grams (rowid, word) VALUES (?, ?)"),
    addPlaces: write("UPDATE search_words SET places = places | ? WHERE id = ?"),
    keywordInUse: number("SELECT 1 FROM search_links WHERE keyword = ? LIMIT 1"),
    deleteHas: write("DELETE FROM search_has WHERE field = ? AND run = ?"),
    deleteTexts: write("DELETE FROM search_texts WHERE rowid = ?"),
    deleteDigest: write("DELETE FROM search_text_digests WHERE run = ?"),
    deleteKeyword: write("DELETE FROM search_keywords WHERE id = ?"),
    deleteWords: write("DELETE FROM search_keyword_words WHERE rowid = ?"),
    deleteKeywordGrams: write("DELETE FROM search_keyword_grams WHERE rowid = ?"),
  };
}
