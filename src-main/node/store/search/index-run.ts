import type { Database, Statement } from "better-sqlite3";
import { fold, tokensOf } from "../../../core/query/analyze.ts";
import type { RunDocument } from "../../../core/query/document.ts";
import {
  fieldKinds,
  isDefaultKeyword,
  timestampProperty,
  titleProperty,
} from "../../../core/query/fields.ts";
import { textColumns, valueGap } from "./schema.ts";

/**
 * Puts a run into the search index, in place of what was there for it. Call it inside a transaction that also writes
 * the run. Throws on a field that cannot hold that kind of value: a bug of the caller.
 */
export function indexRun(db: Database, seq: number, document: RunDocument): void {
  const statements = statementsOf(db);
  const before = removeRun(statements, seq);
  const { keywords, texts, numbers, dates } = withPropertyDefaults(document);
  const has = new Set<string>();
  const fieldOf = (name: string, kind: "keyword" | "text" | "number" | "date"): number => {
    if (!fieldKinds(name)?.includes(kind)) throw new Error(`The field ${name} holds no ${kind}`);
    has.add(name);
    return fieldId(statements, name);
  };
  for (const [name, value] of keywords) {
    statements.insertLink.run(keywordId(statements, fold(value)), fieldOf(name, "keyword"), seq);
  }
  for (const [name, value] of numbers) {
    const field = fieldOf(name, "number");
    if (!Number.isNaN(value)) statements.insertNumber.run(field, value, seq);
  }
  for (const [name, value] of dates) statements.insertDate.run(fieldOf(name, "date"), value, seq);
  const columns = new Map<string, string>();
  for (const [name, text] of texts) {
    if (text === "") continue;
    fieldOf(name, "text");
    const words = tokensOf(fold(text)).join(" ");
    const earlier = columns.get(name);
    columns.set(name, earlier === undefined ? words : `${earlier} ${valueGap} ${words}`);
  }
  if (columns.size > 0)
    statements.insertTexts.run(seq, ...textColumns.map((name) => columns.get(name) ?? ""));
  for (const name of has) statements.insertHas.run(fieldId(statements, name), seq);
  removeUnused(statements, before);
}

/** Takes a run out of the search index. Call it inside the transaction that deletes the run. */
export function unindexRun(db: Database, seq: number): void {
  const statements = statementsOf(db);
  removeUnused(statements, removeRun(statements, seq));
}

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

/** Answers with the keywords the run had, which may be nobody's now. */
function removeRun(statements: Statements, seq: number): readonly number[] {
  const before = statements.keywordsOfRun.all(seq);
  statements.deleteLinks.run(seq);
  statements.deleteNumbers.run(seq);
  statements.deleteDates.run(seq);
  statements.deleteHas.run(seq);
  statements.deleteTexts.run(seq);
  return before;
}

function removeUnused(statements: Statements, keywords: readonly number[]): void {
  for (const keyword of keywords) {
    if (statements.keywordInUse.get(keyword) !== undefined) continue;
    statements.deleteKeyword.run(keyword);
    statements.deleteWords.run(keyword);
  }
}

function fieldId(statements: Statements, name: string): number {
  const known = statements.findField.get(name);
  if (known !== undefined) return known;
  return Number(statements.insertField.run(name, isDefaultKeyword(name) ? 1 : 0).lastInsertRowid);
}

function keywordId(statements: Statements, value: string): number {
  const known = statements.findKeyword.get(value);
  if (known !== undefined) return known;
  const id = Number(statements.insertKeyword.run(value).lastInsertRowid);
  const words = tokensOf(value);
  if (words.length > 0) statements.insertWords.run(id, words.join(" "));
  return id;
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
  const number = (text: string): Statement<(string | number)[], number> =>
    db.prepare<(string | number)[], number>(text).pluck();
  return {
    findField: number("SELECT id FROM search_fields WHERE name = ?"),
    insertField: write("INSERT INTO search_fields (name, by_default) VALUES (?, ?)"),
    findKeyword: number("SELECT id FROM search_keywords WHERE value = ?"),
    insertKeyword: write("INSERT INTO search_keywords (value) VALUES (?)"),
    insertWords: write("INSERT INTO search_keyword_words (rowid, words) VALUES (?, ?)"),
    insertLink: write("INSERT OR IGNORE INTO search_links (keyword, field, run) VALUES (?, ?, ?)"),
    insertNumber: write("INSERT OR IGNORE INTO search_numbers (field, value, run) VALUES (?, ?, ?)"),
    insertDate: write("INSERT OR IGNORE INTO search_dates (field, value, run) VALUES (?, ?, ?)"),
    insertHas: write("INSERT INTO search_has (field, run) VALUES (?, ?)"),
    insertTexts: write(
      `INSERT INTO search_texts (rowid, ${textColumns.join(", ")}) VALUES (?, ${textColumns.map(() => "?").join(", ")})`,
    ),
    keywordsOfRun: number("SELECT DISTINCT keyword FROM search_links WHERE run = ?"),
    keywordInUse: number("SELECT 1 FROM search_links WHERE keyword = ? LIMIT 1"),
    deleteLinks: write("DELETE FROM search_links WHERE run = ?"),
    deleteNumbers: write("DELETE FROM search_numbers WHERE run = ?"),
    deleteDates: write("DELETE FROM search_dates WHERE run = ?"),
    deleteHas: write("DELETE FROM search_has WHERE run = ?"),
    deleteTexts: write("DELETE FROM search_texts WHERE rowid = ?"),
    deleteKeyword: write("DELETE FROM search_keywords WHERE id = ?"),
    deleteWords: write("DELETE FROM search_keyword_words WHERE rowid = ?"),
  };
}
