import { createHash } from "node:crypto";
import type { Database, Statement } from "better-sqlite3";
import { fold, tokensOf } from "../../../core/query/analyze.ts";
import type { RunDocument } from "../../../core/query/document.ts";
import {
  cutLogs,
  fieldKinds,
  isDefaultKeyword,
  timestampProperty,
  titleProperty,
} from "../../../core/query/fields.ts";
import { lettersOf } from "./letters.ts";
import { keywordPlace, placeOf, textColumns, textStart, valueGap } from "./schema.ts";

/**
 * Puts a run into the search index, in place of what was there for it: only what differs is written. Call it inside a
 * transaction that also writes the run. Throws on a field that cannot hold that kind of value: a bug of the caller.
 */
export function indexRun(db: Database, seq: number, document: RunDocument): void {
  const statements = statementsOf(db);
  const { keywords, texts, numbers, dates, isLogCut } = withPropertyDefaults(document);
  const after = noEntries();
  const fieldOf = (name: string, kind: "keyword" | "text" | "number" | "date"): number => {
    if (!fieldKinds(name)?.includes(kind)) throw new Error(`The field ${name} holds no ${kind}`);
    return fieldId(statements, name);
  };
  const havingOf = (name: string, kind: "keyword" | "text" | "number"): number => {
    const field = fieldOf(name, kind);
    after.has.add(field);
    return field;
  };
  const words = new Map<string, number>();
  for (const [name, value] of keywords) {
    const folded = fold(value);
    const link = [keywordId(statements, folded, words), havingOf(name, "keyword")] as const;
    const shown = folded === value ? null : value;
    if (!after.links.has(link.join())) after.links.set(link.join(), { link, shown });
  }
  for (const [name, value] of numbers) {
    if (Number.isNaN(value)) havingOf(name, "number");
    else putValue(after.numbers, fieldOf(name, "number"), value);
  }
  for (const [name, value] of dates) putValue(after.dates, fieldOf(name, "date"), value);
  const filled = texts.filter(([, text]) => text !== "");
  for (const [name] of filled) havingOf(name, "text");
  if (isLogCut === true) after.has.add(fieldId(statements, cutLogs));
  indexTexts(statements, seq, filled, words);
  replaceEntries(statements, seq, after);
  insertWords(statements, words);
}

/** Takes a run out of the search index. Call it inside the transaction that deletes the run. */
export function unindexRun(db: Database, seq: number): void {
  const statements = statementsOf(db);
  removeTexts(statements, seq);
  replaceEntries(statements, seq, noEntries());
}

/** What the index has of a run beside its texts, by keys that tell rows apart. */
type Entries = {
  readonly links: Map<string, { readonly link: Link; readonly shown: string | null }>;
  readonly numbers: Map<string, FieldValue>;
  readonly dates: Map<string, FieldValue>;
  /** Fields with a keyword, a text, or a number that is none. */
  readonly has: Set<number>;
};

type Link = readonly [keyword: number, field: number];
type FieldValue = readonly [field: number, value: number];

const noEntries = (): Entries => ({ links: new Map(), numbers: new Map(), dates: new Map(), has: new Set() });

/** Zero is one value, whatever its sign, to SQLite and in text alike. */
const putValue = (values: Map<string, FieldValue>, field: number, value: number): void => {
  values.set(`${field} ${value}`, [field, value]);
};

function entriesOf(statements: Statements, seq: number): Entries {
  const entries = noEntries();
  for (const link of statements.linksOfRun.all(seq)) entries.links.set(link.join(), { link, shown: null });
  for (const [field, value] of statements.numbersOfRun.all(seq)) putValue(entries.numbers, field, value);
  for (const [field, value] of statements.datesOfRun.all(seq)) putValue(entries.dates, field, value);
  for (const field of statements.hasOfRun.all(seq)) entries.has.add(field);
  return entries;
}

function replaceEntries(statements: Statements, seq: number, after: Entries): void {
  const before = entriesOf(statements, seq);
  const unused: number[] = [];
  for (const { link } of missingFrom(after.links, before.links)) {
    statements.deleteLink.run(...link, seq);
    statements.countLess.run(...link);
    if (statements.deleteValue.run(...link).changes > 0) unused.push(link[0]);
  }
  for (const { link, shown } of missingFrom(before.links, after.links)) {
    statements.insertLink.run(...link, seq);
    statements.countMore.run(...link, shown);
  }
  for (const value of missingFrom(after.numbers, before.numbers)) statements.deleteNumber.run(...value, seq);
  for (const value of missingFrom(before.numbers, after.numbers)) statements.insertNumber.run(...value, seq);
  for (const value of missingFrom(after.dates, before.dates)) statements.deleteDate.run(...value, seq);
  for (const value of missingFrom(before.dates, after.dates)) statements.insertDate.run(...value, seq);
  for (const field of without(before.has, after.has)) statements.deleteHas.run(field, seq);
  for (const field of without(after.has, before.has)) statements.insertHas.run(field, seq);
  const [fieldsBefore, fieldsAfter] = [fieldsOf(before), fieldsOf(after)];
  for (const field of without(fieldsBefore, fieldsAfter)) statements.countField.run(-1, field);
  for (const field of without(fieldsAfter, fieldsBefore)) statements.countField.run(1, field);
  removeUnused(statements, unused);
}

/** The entries of `all` that `known` lacks. */
const missingFrom = <T>(known: ReadonlyMap<string, T>, all: ReadonlyMap<string, T>): T[] =>
  [...all].flatMap(([key, entry]) => (known.has(key) ? [] : [entry]));

const without = (all: ReadonlySet<number>, known: ReadonlySet<number>): number[] =>
  [...all].filter((one) => !known.has(one));

const fieldsOf = ({ has, numbers, dates }: Entries): Set<number> =>
  new Set([...has, ...[...numbers.values(), ...dates.values()].map(([field]) => field)]);

/** A run without a property `title` or `timestamp` answers there with its name and its start. */
function withPropertyDefaults(document: RunDocument): RunDocument {
  const has = (name: string): boolean =>
    [document.keywords, document.numbers].some((entries) => entries.some(([field]) => field === name));
  const names = document.keywords
    .filter(([field]) => field === "name")
    .map(([, value]) => [titleProperty, value] as const);
  const starts = document.dates
    .filter(([field]) => field === "started")
    .map(([, value]) => [timestampProperty, value] as const);
  return {
    ...document,
    keywords: has(titleProperty) ? document.keywords : [...document.keywords, ...names],
    dates: has(timestampProperty) ? document.dates : [...document.dates, ...starts],
  };
}

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
  const digest =
    texts.length === 0 ? undefined : createHash("sha256").update(JSON.stringify(texts)).digest("base64");
  if (statements.findDigest.get(seq) === digest) return;
  removeTexts(statements, seq);
  if (digest === undefined) return;
  const columns = new Map<string, string>();
  for (const [name, text] of texts) {
    const ofText = tokensOf(fold(text));
    if (ofText.length === 0) continue;
    for (const word of ofText) words.set(word, (words.get(word) ?? 0) | placeOf(name));
    const earlier = columns.get(name);
    columns.set(name, `${earlier === undefined ? textStart : `${earlier} ${valueGap}`} ${ofText.join(" ")}`);
  }
  statements.insertTexts.run(seq, ...textColumns.map((name) => columns.get(name) ?? ""));
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

function fieldId(statements: Statements, name: string): number {
  const known = statements.findField.get(name);
  if (known !== undefined) return known;
  return Number(statements.insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid);
}

function keywordId(statements: Statements, value: string, words: Map<string, number>): number {
  const known = statements.findKeyword.get(value);
  if (known !== undefined) return known;
  const letters = lettersOf(value);
  const id = Number(statements.insertKeyword.run(value, letters.length, letters.mask).lastInsertRowid);
  statements.insertKeywordGrams.run(id, value);
  const ofValue = tokensOf(value);
  if (ofValue.length > 0) statements.insertKeywordWords.run(id, ofValue.join(" "));
  // A keyword that is one word is in the dictionary of keywords already.
  if (ofValue[0] !== value)
    for (const word of ofValue) words.set(word, (words.get(word) ?? 0) | keywordPlace);
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
    insertLink: write("INSERT INTO search_links (keyword, field, run) VALUES (?, ?, ?)"),
    deleteLink: write("DELETE FROM search_links WHERE keyword = ? AND field = ? AND run = ?"),
    countMore: db.prepare<[number, number, string | null]>(
      `INSERT INTO search_values (keyword, field, runs, shown) VALUES (?, ?, 1, ?)
      ON CONFLICT DO UPDATE SET runs = runs + 1`,
    ),
    countLess: write("UPDATE search_values SET runs = runs - 1 WHERE keyword = ? AND field = ?"),
    deleteValue: write("DELETE FROM search_values WHERE keyword = ? AND field = ? AND runs = 0"),
    countField: write("UPDATE search_fields SET runs = runs + ? WHERE id = ?"),
    insertNumber: write("INSERT INTO search_numbers (field, value, run) VALUES (?, ?, ?)"),
    deleteNumber: write("DELETE FROM search_numbers WHERE field = ? AND value = ? AND run = ?"),
    insertDate: write("INSERT INTO search_dates (field, value, run) VALUES (?, ?, ?)"),
    deleteDate: write("DELETE FROM search_dates WHERE field = ? AND value = ? AND run = ?"),
    insertHas: write("INSERT INTO search_has (field, run) VALUES (?, ?)"),
    insertTexts: write(
      `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
    ),
    findDigest: db.prepare<[number], string>("SELECT digest FROM search_text_digests WHERE run = ?").pluck(),
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
