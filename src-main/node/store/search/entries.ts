import { hash } from "node:crypto";
import { fold, tokensOf } from "../../../core/query/analyze.ts";
import type { RunDocument } from "../../../core/query/document.ts";
import {
  cutLogs,
  type FieldKind,
  fieldKinds,
  timestampProperty,
  titleProperty,
} from "../../../core/query/fields.ts";
import { keywordPlace, placeOf, textColumns, textStart, valueGap } from "./schema.ts";

/** What the index has of a run beside its texts, by keys that tell rows apart. */
export type Entries = {
  readonly links: Map<string, { readonly link: Link; readonly shown: string | null }>;
  readonly numbers: Map<string, FieldValue>;
  readonly dates: Map<string, FieldValue>;
  /** Fields with a keyword, a text, or a number that is none. */
  readonly has: Set<number>;
};

export type Link = readonly [keyword: number, field: number];
export type FieldValue = readonly [field: number, value: number];

/** Where the ids of fields and folded keywords come from; what has none yet gets one. */
export type Ids = {
  /** Of a field that holds that kind; null: of none that people know. */
  readonly field: (name: string, kind: FieldKind | null) => number;
  readonly keyword: (value: string) => number;
};

export const noEntries = (): Entries => ({
  links: new Map(),
  numbers: new Map(),
  dates: new Map(),
  has: new Set(),
});

/** Zero is one value, whatever its sign, to SQLite and in text alike. */
export const putValue = (values: Map<string, FieldValue>, field: number, value: number): void => {
  values.set(`${field} ${value}`, [field, value]);
};

/** Takes what the index has of a run beside its texts, one after the other; the same may come twice. */
export type EntrySink = {
  /** `shown`: how the value is written where folding changed it. */
  readonly link: (keyword: number, field: number, shown: string | null) => void;
  readonly number: (field: number, value: number) => void;
  readonly date: (field: number, value: number) => void;
  /** A field with a keyword, a text, or a number that is none. */
  readonly has: (field: number) => void;
};

/** Throws on a field that cannot hold that kind of value: a bug of the caller. */
export function tellEntries(document: RunDocument, ids: Ids, to: EntrySink): void {
  const { keywords, texts, numbers, dates, isLogCut } = withPropertyDefaults(document);
  for (const [name, value] of keywords) {
    const folded = fold(value);
    const field = ids.field(name, "keyword");
    to.link(ids.keyword(folded), field, folded === value ? null : value);
    to.has(field);
  }
  for (const [name, value] of numbers) {
    const field = ids.field(name, "number");
    if (Number.isNaN(value)) to.has(field);
    else to.number(field, value);
  }
  for (const [name, value] of dates) to.date(ids.field(name, "date"), value);
  for (const [name] of filledTexts(texts)) to.has(ids.field(name, "text"));
  if (isLogCut === true) to.has(ids.field(cutLogs, null));
}

export function entriesOf(document: RunDocument, ids: Ids): Entries {
  const entries = noEntries();
  tellEntries(document, ids, {
    link: (keyword, field, shown) => {
      const key = `${keyword} ${field}`;
      if (!entries.links.has(key)) entries.links.set(key, { link: [keyword, field], shown });
    },
    number: (field, value) => putValue(entries.numbers, field, value),
    date: (field, value) => putValue(entries.dates, field, value),
    has: (field) => entries.has.add(field),
  });
  return entries;
}

/** Gives fields and keywords the ids of a table, each asked for once. */
export function rememberedIds(ids: {
  readonly field: (name: string) => number;
  readonly keyword: (value: string) => number;
}): Ids {
  const keyword = remembered(ids.keyword);
  const field = remembered(ids.field);
  const kinds = { keyword: new Map(), text: new Map(), number: new Map(), date: new Map() } as {
    readonly [kind in FieldKind]: Map<string, number>;
  };
  return {
    keyword,
    field: (name, kind) => {
      if (kind === null) return field(name);
      const known = kinds[kind].get(name);
      if (known !== undefined) return known;
      if (!fieldKinds(name)?.includes(kind)) throw new Error(`The field ${name} holds no ${kind}`);
      const id = field(name);
      kinds[kind].set(name, id);
      return id;
    },
  };
}

/** Keywords and fields whose ids are remembered: a value that many runs have is among the first. */
export const mostRemembered = 200_000;

function remembered(idOf: (name: string) => number): (name: string) => number {
  const ids = new Map<string, number>();
  return (name) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = idOf(name);
    if (ids.size < mostRemembered) ids.set(name, id);
    return id;
  };
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

/** Every field of which a run has a value, each once. */
export const fieldsOf = ({ has, numbers, dates }: Entries): Set<number> => {
  const fields = new Set(has);
  for (const values of [numbers, dates]) for (const [field] of values.values()) fields.add(field);
  return fields;
};

export const filledTexts = (texts: RunDocument["texts"]): RunDocument["texts"] =>
  texts.filter(([, text]) => text !== "");

/** Of what the texts of a run are indexed from; undefined without a text. */
export const digestOf = (texts: RunDocument["texts"]): string | undefined =>
  texts.length === 0 ? undefined : hash("sha256", JSON.stringify(texts), "base64");

/** The row of a run's texts, in the order of `textColumns`. Their words are added to `words`, with their places. */
export function textRow(texts: RunDocument["texts"], words: Map<string, number>): readonly string[] {
  const columns = new Map<string, string>();
  for (const [name, text] of texts) {
    const ofText = tokensOf(fold(text));
    if (ofText.length === 0) continue;
    addWords(words, ofText, placeOf(name));
    const earlier = columns.get(name);
    columns.set(name, `${earlier === undefined ? textStart : `${earlier} ${valueGap}`} ${ofText.join(" ")}`);
  }
  return textColumns.map((name) => columns.get(name) ?? "");
}

/** The words of a keyword, joined by spaces; "" when there is none. They are added to `words`. */
export function keywordWords(value: string, words: Map<string, number>): string {
  const ofValue = tokensOf(value);
  // A keyword that is one word is in the dictionary of keywords already.
  if (ofValue[0] !== value) addWords(words, ofValue, keywordPlace);
  return ofValue.join(" ");
}

function addWords(words: Map<string, number>, some: readonly string[], place: number): void {
  for (const word of some) {
    const known = words.get(word) ?? 0;
    if ((known | place) !== known) words.set(word, known | place);
  }
}
