import type { Database, Statement } from "better-sqlite3";
import type { RunDocument } from "../../../core/query/document.ts";
import { isDefaultKeyword } from "../../../core/query/fields.ts";
import {
  digestOf,
  type Entries,
  entriesOf,
  type FieldValue,
  fieldsOf,
  filledTexts,
  type Ids,
  keywordWords,
  type Link,
  noEntries,
  putValue,
  textRow,
} from "./entries.ts";
import { lettersOf } from "./letters.ts";
import { rowWriter } from "./row-writer.ts";
import { textColumns } from "./schema.ts";

/** Puts a run into the search index: see `indexRuns`. */
export const indexRun = (db: Database, seq: number, document: RunDocument): void =>
  indexRuns(db, [[seq, document]]);

/**
 * Puts runs, each of another `seq`, into the search index, in place of what was there for them: only what differs is written,
 * in the order of the tables, so that many at once cost a fraction of as many one by one. Call it inside a transaction that
 * also writes the runs. Throws on a field that cannot hold that kind of value: a bug of the caller.
 */
export function indexRuns(db: Database, runs: Iterable<readonly [seq: number, document: RunDocument]>): void {
  const statements = statementsOf(db);
  const words = new Map<string, number>();
  const ids: Ids = {
    field: remembered((name) => statements.findField.get(name) ?? newField(statements, name)),
    keyword: remembered((value) => keywordId(statements, value, words)),
  };
  const changes = noChanges();
  for (const [seq, document] of runs) {
    const after = entriesOf(document, ids);
    indexTexts(statements, seq, filledTexts(document.texts), words);
    replaceEntries(statements, seq, after, changes);
  }
  writeChanges(statements, changes);
  insertWords(statements, words);
}

/** Takes a run out of the search index. Call it inside the transaction that deletes the run. */
export function unindexRun(db: Database, seq: number): void {
  const statements = statementsOf(db);
  removeTexts(statements, seq);
  const changes = noChanges();
  replaceEntries(statements, seq, noEntries(), changes);
  writeChanges(statements, changes);
}

const remembered = (idOf: (name: string) => number): ((name: string) => number) => {
  const ids = new Map<string, number>();
  return (name) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = idOf(name);
    ids.set(name, id);
    return id;
  };
};

/** Whether the index has of a run what it should, and nothing else. */
export function isIndexedAs(db: Database, seq: number, document: RunDocument): boolean {
  const statements = statementsOf(db);
  // No field or keyword has a negative id.
  let unknown = 0;
  const wanted = entriesOf(document, {
    field: (name) => statements.findField.get(name) ?? --unknown,
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

/** What is to be written of many runs: rows of the tables of their names, but for `fields`. */
type Changes = {
  readonly links: (readonly [...Link, run: number])[];
  readonly values: Map<string, { readonly link: Link; runs: number; readonly shown: string | null }>;
  readonly numbers: (readonly [...FieldValue, run: number])[];
  readonly dates: (readonly [...FieldValue, run: number])[];
  readonly has: (readonly [field: number, run: number])[];
  /** How many more runs have a field. */
  readonly fields: Map<number, number>;
  /** Keywords that a run had alone. */
  readonly unused: Set<number>;
};

const noChanges = (): Changes => ({
  links: [],
  values: new Map(),
  numbers: [],
  dates: [],
  has: [],
  fields: new Map(),
  unused: new Set(),
});

/** Deletes what a run no longer has, and adds to `changes` what is new of it. */
function replaceEntries(statements: Statements, seq: number, after: Entries, changes: Changes): void {
  const before = knownEntries(statements, seq);
  for (const { link } of missingFrom(after.links, before.links)) {
    statements.deleteLink.run(...link, seq);
    statements.countLess.run(...link);
    if (statements.deleteValue.run(...link).changes > 0) changes.unused.add(link[0]);
  }
  for (const value of missingFrom(after.numbers, before.numbers)) statements.deleteNumber.run(...value, seq);
  for (const value of missingFrom(after.dates, before.dates)) statements.deleteDate.run(...value, seq);
  for (const field of without(before.has, after.has)) statements.deleteHas.run(field, seq);
  for (const [key, { link, shown }] of after.links) {
    if (before.links.has(key)) continue;
    changes.links.push([...link, seq]);
    const value = changes.values.get(key);
    if (value === undefined) changes.values.set(key, { link, runs: 1, shown });
    else value.runs += 1;
  }
  for (const value of missingFrom(before.numbers, after.numbers)) changes.numbers.push([...value, seq]);
  for (const value of missingFrom(before.dates, after.dates)) changes.dates.push([...value, seq]);
  for (const field of without(after.has, before.has)) changes.has.push([field, seq]);
  const [fieldsBefore, fieldsAfter] = [fieldsOf(before), fieldsOf(after)];
  const count = (fields: readonly number[], more: number) => {
    for (const field of fields) changes.fields.set(field, (changes.fields.get(field) ?? 0) + more);
  };
  count(without(fieldsBefore, fieldsAfter), -1);
  count(without(fieldsAfter, fieldsBefore), 1);
}

function writeChanges(statements: Statements, changes: Changes): void {
  const { links, values, numbers, dates, has, fields, unused } = changes;
  statements.insertLinks(links.sort(inOrder));
  statements.countValues(
    [...values.values()]
      .map(({ link: [keyword, field], runs, shown }) => [field, keyword, runs, shown] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  );
  statements.insertNumbers(numbers.sort(inOrder));
  statements.insertDates(dates.sort(inOrder));
  statements.insertHas(has.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
  for (const [field, more] of fields) if (more !== 0) statements.countField.run(more, field);
  removeUnused(statements, unused);
}

type Three = readonly [number, number, number];

/** The order of the tables' keys, in which a page is written once. */
const inOrder = (a: Three, b: Three): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

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

function removeUnused(statements: Statements, keywords: Iterable<number>): void {
  for (const keyword of keywords) {
    if (statements.keywordInUse.get(keyword) !== undefined) continue;
    statements.deleteKeyword.run(keyword);
    statements.deleteWords.run(keyword);
    statements.deleteKeywordGrams.run(keyword);
  }
}

const newField = (statements: Statements, name: string): number =>
  Number(statements.insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid);

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
    findField: number("SELECT id FROM search_fields WHERE name = ?"),
    insertField: write("INSERT INTO search_fields (name, by_default) VALUES (?, ?)"),
    findKeyword: number("SELECT id FROM search_keywords WHERE value = ?"),
    insertKeyword: write("INSERT INTO search_keywords (value, length, letters) VALUES (?, ?, ?)"),
    insertKeywordWords: write("INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)"),
    insertKeywordGrams: write("INSERT INTO search_keyword_grams (rowid, value) VALUES (?, ?)"),
    linksOfRun: rows<Link>("SELECT keyword, field FROM search_links WHERE run = ?"),
    numbersOfRun: rows<FieldValue>("SELECT field, value FROM search_numbers WHERE run = ?"),
    datesOfRun: rows<FieldValue>("SELECT field, value FROM search_dates WHERE run = ?"),
    hasOfRun: number("SELECT field FROM search_has WHERE run = ?"),
    insertLinks: rowWriter<Three>(db, "search_links (keyword, field, run)", 3),
    deleteLink: write("DELETE FROM search_links WHERE keyword = ? AND field = ? AND run = ?"),
    countValues: rowWriter<readonly [field: number, keyword: number, runs: number, shown: string | null]>(
      db,
      "search_values (field, keyword, runs, shown)",
      4,
      "ON CONFLICT DO UPDATE SET runs = runs + excluded.runs",
    ),
    countLess: write("UPDATE search_values SET runs = runs - 1 WHERE keyword = ? AND field = ?"),
    deleteValue: write("DELETE FROM search_values WHERE keyword = ? AND field = ? AND runs = 0"),
    countField: write("UPDATE search_fields SET runs = runs + ? WHERE id = ?"),
    insertNumbers: rowWriter<Three>(db, "search_numbers (field, value, run)", 3),
    deleteNumber: write("DELETE FROM search_numbers WHERE field = ? AND value = ? AND run = ?"),
    insertDates: rowWriter<Three>(db, "search_dates (field, value, run)", 3),
    deleteDate: write("DELETE FROM search_dates WHERE field = ? AND value = ? AND run = ?"),
    insertHas: rowWriter<readonly [field: number, run: number]>(db, "search_has (field, run)", 2),
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
