import type { RunDocument } from "../../../core/query/document.ts";
import { addLink, type Changes, countField, noChanges } from "./changes.ts";
import { digestOf, filledTexts, rememberedIds, tellEntries, textRow } from "./entries.ts";
import { addRow, type Rows } from "./rows.ts";

/**
 * What the index gets of runs of which it has nothing yet, found without it: where it has ids of fields, keywords and runs,
 * these are their places in lists, that of the runs being the one they came in.
 */
export type NewEntries = {
  readonly fields: readonly string[];
  /** Folded values. */
  readonly keywords: readonly string[];
  readonly changes: Changes;
  readonly texts: readonly NewTexts[];
  /** Words of texts, with their places as in `search_words`. */
  readonly words: Map<string, number>;
};

type NewTexts = { readonly run: number; readonly digest: string; readonly row: readonly string[] };

export function newEntries(documents: Iterable<RunDocument>): NewEntries {
  const [fields, keywords] = [placeList(), placeList()];
  const ids = rememberedIds({ field: fields.placeOf, keyword: keywords.placeOf });
  const changes = noChanges();
  const texts: NewTexts[] = [];
  const words = new Map<string, number>();
  const lastRun = new Map<number, number>();
  let run = 0;
  const countOnce = (field: number): void => {
    if (lastRun.get(field) === run) return;
    lastRun.set(field, run);
    countField(changes, field, 1);
  };
  const sink = {
    link: (keyword: number, field: number, shown: string | null) =>
      addLink(changes, keyword, field, run, shown),
    number: (field: number, value: number) => {
      addRow(changes.numbers, field, value, run);
      countOnce(field);
    },
    date: (field: number, value: number) => {
      addRow(changes.dates, field, value, run);
      countOnce(field);
    },
    has: (field: number) => {
      addRow(changes.has, field, 0, run);
      countOnce(field);
    },
  };
  for (const document of documents) {
    tellEntries(document, ids, sink);
    const filled = filledTexts(document.texts);
    const digest = digestOf(filled);
    if (digest !== undefined) texts.push({ run, digest, row: textRow(filled, words) });
    run += 1;
  }
  return { fields: fields.all, keywords: keywords.all, changes, texts, words };
}

function placeList() {
  const places = new Map<string, number>();
  const all: string[] = [];
  return {
    all,
    placeOf: (name: string): number => {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, all.length);
      return all.push(name) - 1;
    },
  };
}

type Places = ArrayLike<number>;

/** The same changes by the ids that stand at the places. Takes them over: they hold for nothing else then. */
export function changesByIds(
  changes: Changes,
  { fields, keywords, runs }: { readonly fields: Places; readonly keywords: Places; readonly runs: Places },
): Changes {
  const { links, numbers, dates, has } = changes;
  exchange(links, "first", keywords);
  exchange(links, "second", fields);
  for (const rows of [numbers, dates, has]) exchange(rows, "first", fields);
  for (const rows of [links, numbers, dates, has]) exchange(rows, "run", runs);
  return {
    ...changes,
    fields: new Map([...changes.fields].map(([field, more]) => [fields[field] as number, more])),
  };
}

function exchange(rows: Rows, column: "first" | "second" | "run", ids: Places): void {
  const cells = rows[column];
  for (let at = 0; at < rows.count; at += 1) cells[at] = ids[cells[at] as number] as number;
}
