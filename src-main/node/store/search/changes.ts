import type { Statements } from "./index-statements.ts";
import { addRow, inOrder, noRows, type Rows } from "./rows.ts";

/** What is to be written of many runs: rows of the tables of their names, but for those that say otherwise. */
export type Changes = {
  /** Of keyword, field and run. */
  readonly links: Rows;
  /** How a value is written, by the place of its link where folding changed it. */
  readonly shown: Map<number, string>;
  readonly numbers: Rows;
  readonly dates: Rows;
  /** Of field, nothing and run. */
  readonly has: Rows;
  /** How many more runs have a field. */
  readonly fields: Map<number, number>;
  /** Keywords that a run had alone. */
  readonly unused: Set<number>;
};

export const noChanges = (): Changes => ({
  links: noRows(),
  shown: new Map(),
  numbers: noRows(),
  dates: noRows(),
  has: noRows(),
  fields: new Map(),
  unused: new Set(),
});

export function addLink(
  { links, shown }: Changes,
  keyword: number,
  field: number,
  run: number,
  value: string | null,
): void {
  if (value !== null) shown.set(links.count, value);
  addRow(links, keyword, field, run);
}

export const countField = ({ fields }: Changes, field: number, more: number): void =>
  void fields.set(field, (fields.get(field) ?? 0) + more);

/** Writes rows in the order of the tables. Of equal ones one is written. */
export function writeChanges(statements: Statements, changes: Changes): void {
  const { links, numbers, dates, has, fields, unused } = changes;
  const order = inOrder(links);
  writeRows(statements.insertLinks, links, order);
  writeValues(statements, changes, order);
  writeRows(statements.insertNumbers, numbers);
  writeRows(statements.insertDates, dates);
  const ofFields = inOrder(has);
  statements.insertHas(ofFields.length, (row, cells, at) => {
    const place = ofFields[row] as number;
    cells[at] = has.first[place] as number;
    cells[at + 1] = has.run[place] as number;
  });
  for (const [field, more] of fields) if (more !== 0) statements.countField.run(more, field);
  removeUnused(statements, unused);
}

function writeRows(insert: Statements["insertLinks"], rows: Rows, order = inOrder(rows)): void {
  const { first, second, run } = rows;
  insert(order.length, (row, cells, at) => {
    const place = order[row] as number;
    cells[at] = first[place] as number;
    cells[at + 1] = second[place] as number;
    cells[at + 2] = run[place] as number;
  });
}

/** Counts the runs of each value. Links of one stand together, its first run before the others. */
function writeValues(statements: Statements, { links, shown }: Changes, order: Uint32Array): void {
  const { first, second } = links;
  const values = noRows();
  const spellings: (string | null)[] = [];
  for (let at = 0; at < order.length; ) {
    const place = order[at] as number;
    const [keyword, field] = [first[place] as number, second[place] as number];
    const start = at;
    while (
      at < order.length &&
      first[order[at] as number] === keyword &&
      second[order[at] as number] === field
    )
      at += 1;
    // Its number of runs stands in the place of a run.
    addRow(values, field, keyword, at - start);
    spellings.push(shown.get(place) ?? null);
  }
  const byField = inOrder(values);
  statements.countValues(byField.length, (row, cells, at) => {
    const place = byField[row] as number;
    cells[at] = values.first[place] as number;
    cells[at + 1] = values.second[place] as number;
    cells[at + 2] = values.run[place] as number;
    cells[at + 3] = spellings[place] as string | null;
  });
}

function removeUnused(statements: Statements, keywords: Iterable<number>): void {
  for (const keyword of keywords) {
    if (statements.keywordInUse.get(keyword) !== undefined) continue;
    statements.deleteKeyword.run(keyword);
    statements.deleteWords.run(keyword);
    statements.deleteKeywordGrams.run(keyword);
  }
}
