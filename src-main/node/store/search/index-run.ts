import type { Database } from "better-sqlite3";
import type { RunDocument } from "../../../core/query/document.ts";
import { addLink, type Changes, countField, noChanges, writeChanges } from "./changes.ts";
import {
  digestOf,
  type Entries,
  entriesOf,
  fieldsOf,
  filledTexts,
  type Ids,
  noEntries,
  putValue,
  rememberedIds,
  textRow,
} from "./entries.ts";
import {
  insertWords,
  keywordId,
  keywordIds,
  newField,
  type Statements,
  statementsOf,
} from "./index-statements.ts";
import { changesByIds, type NewEntries } from "./new-entries.ts";
import { addRow } from "./rows.ts";

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
  const ids = idsOf(statements, words);
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

/** The same for runs of which the index has nothing yet, and with less to do: nothing is compared. */
export function indexNewRuns(db: Database, entries: NewEntries, seqs: readonly number[]): void {
  const statements = statementsOf(db);
  const { texts, words } = entries;
  const fields = entries.fields.map((name) => statements.findField.get(name) ?? newField(statements, name));
  const keywords = keywordIds(statements, entries.keywords, words);
  for (const { run, digest, row } of texts) putTexts(statements, seqs[run] as number, digest, row);
  writeChanges(statements, changesByIds(entries.changes, { fields, keywords, runs: seqs }));
  insertWords(statements, words);
}

const idsOf = (statements: Statements, words: Map<string, number>): Ids =>
  rememberedIds({
    field: (name) => statements.findField.get(name) ?? newField(statements, name),
    keyword: (value) => keywordId(statements, value, words),
  });

/** Whether the index has of a run what it should, and nothing else. */
export function isIndexedAs(db: Database, seq: number, document: RunDocument): boolean {
  const statements = statementsOf(db);
  // No field or keyword has a negative id.
  let unknown = 0;
  const ids = rememberedIds({
    field: (name) => statements.findField.get(name) ?? --unknown,
    keyword: (value) => statements.findKeyword.get(value) ?? --unknown,
  });
  const wanted = entriesOf(document, ids);
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
  for (const [key, { link, shown }] of after.links)
    if (!before.links.has(key)) addLink(changes, ...link, seq, shown);
  for (const value of missingFrom(before.numbers, after.numbers)) addRow(changes.numbers, ...value, seq);
  for (const value of missingFrom(before.dates, after.dates)) addRow(changes.dates, ...value, seq);
  for (const field of without(after.has, before.has)) addRow(changes.has, field, 0, seq);
  const [fieldsBefore, fieldsAfter] = [fieldsOf(before), fieldsOf(after)];
  for (const field of without(fieldsBefore, fieldsAfter)) countField(changes, field, -1);
  for (const field of without(fieldsAfter, fieldsBefore)) countField(changes, field, 1);
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
  insertTexts(statements, seq, texts, words);
}

function insertTexts(
  statements: Statements,
  seq: number,
  texts: RunDocument["texts"],
  words: Map<string, number>,
): void {
  const digest = digestOf(texts);
  if (digest === undefined) return;
  putTexts(statements, seq, digest, textRow(texts, words));
}

function putTexts(statements: Statements, seq: number, digest: string, row: readonly string[]): void {
  statements.insertTexts.run(seq, ...row);
  statements.insertDigest.run(seq, digest);
}
