import type { Cell, TableDiff, TableRow } from "../model/content-diff.ts";
import { diffSequences, numbered } from "./sequences.ts";

export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

/** A pair of row places; -1 where a side has none. */
type Pair = readonly [from: number, to: number];

/** What differs between two tables by rows and columns: columns matched by name, rows by a column that tells them apart, else as lines are. */
export function diffTables(from: Table, to: Table, limit: number): TableDiff {
  const columns = unionOfColumns(from.columns, to.columns);
  const sources = columns.map(({ name }) => [from.columns.indexOf(name), to.columns.indexOf(name)] as const);
  const shared = sources.filter(([a, b]) => a >= 0 && b >= 0);
  const key = keyColumn(from, to, shared);
  const pairs = key === null ? pairsByContent(from, to, shared) : pairsByKey(from, to, key);

  const counts = { added: 0, removed: 0, changed: 0, same: 0 };
  let changedCells = 0;
  const rows: TableRow[] = [];
  for (const [i, j] of pairs) {
    const [before, after] = [from.rows[i], to.rows[j]];
    const changed =
      before === undefined || after === undefined
        ? []
        : sources.flatMap(([a, b], place) => (a >= 0 && b >= 0 && before[a] !== after[b] ? [place] : []));
    const change =
      before === undefined
        ? "added"
        : after === undefined
          ? "removed"
          : changed.length > 0
            ? "changed"
            : "same";
    counts[change] += 1;
    changedCells += changed.length;
    if (change === "same" || rows.length >= limit) continue;
    rows.push({
      change,
      fromRow: before === undefined ? null : i + 1,
      toRow: after === undefined ? null : j + 1,
      key: key === null ? null : (before?.[key[0]] ?? after?.[key[1]] ?? null),
      from: before === undefined ? null : sources.map(([a]) => before[a] ?? null),
      to: after === undefined ? null : sources.map(([, b]) => after[b] ?? null),
      changed,
    });
  }
  return {
    columns,
    key: key === null ? null : (from.columns[key[0]] ?? null),
    cells: { changed: changedCells, total: (counts.changed + counts.same) * shared.length },
    counts,
    rows,
  };
}

/** Columns of both: in the candidate's order, those that are gone after the ones that stood before them. */
function unionOfColumns(from: readonly string[], to: readonly string[]): TableDiff["columns"] {
  const union = to.map((name) => ({ name, change: from.includes(name) ? "same" : "added" }) as const);
  const all: { readonly name: string; readonly change: "same" | "added" | "removed" }[] = [...union];
  from.forEach((name, index) => {
    if (to.includes(name)) return;
    const before = index === 0 ? -1 : all.findIndex((column) => column.name === from[index - 1]);
    all.splice(before + 1, 0, { name, change: "removed" });
  });
  return all;
}

/** So much of the smaller side's keys must be on the other for a column to serve as key. */
const leastOverlap = 0.5;

const namesKeys = /^(?:id|key|index|uuid|name|.*[_ ](?:id|key)|.*Id)$/;

/**
 * The column that tells rows apart: nothing empty, nothing twice, no fractions, and most of it on both sides. Of several
 * the one that more rows share, then one that is called like a key, then the first.
 */
function keyColumn(from: Table, to: Table, shared: readonly (readonly [number, number])[]) {
  let best: { readonly places: readonly [number, number]; readonly score: number } | null = null;
  for (const places of shared) {
    const before = keysOf(from, places[0]);
    const after = before === null ? null : keysOf(to, places[1]);
    if (before === null || after === null) continue;
    let common = 0;
    for (const value of before.keys()) if (after.has(value)) common += 1;
    const least = Math.min(before.size, after.size);
    if (least === 0 || common < least * leastOverlap) continue;
    const score = common + (namesKeys.test(from.columns[places[0]] ?? "") ? 0.5 : 0);
    if (best === null || score > best.score) best = { places, score };
  }
  return best?.places ?? null;
}

/** Values of a column with the rows they are in, or null when it is no key. */
function keysOf({ rows }: Table, column: number): Map<Cell, number> | null {
  const keys = new Map<Cell, number>();
  for (let index = 0; index < rows.length; index += 1) {
    const value = rows[index]?.[column] ?? null;
    if (value === null || keys.has(value) || (typeof value === "number" && !Number.isInteger(value)))
      return null;
    keys.set(value, index);
  }
  return keys;
}

function pairsByKey(from: Table, to: Table, [keyFrom, keyTo]: readonly [number, number]): Pair[] {
  const before = keysOf(from, keyFrom) ?? new Map<Cell, number>();
  const left = new Map(before);
  const pairs: Pair[] = to.rows.map((row, j) => {
    const value = row[keyTo] ?? null;
    const i = left.get(value);
    left.delete(value);
    return [i ?? -1, j];
  });
  return withRemoved(pairs, [...left.values()]);
}

function pairsByContent(from: Table, to: Table, shared: readonly (readonly [number, number])[]): Pair[] {
  const text = (row: readonly Cell[], side: 0 | 1): string =>
    JSON.stringify(shared.map((places) => row[places[side]] ?? null));
  const { a, b, kinds } = numbered(
    from.rows.map((row) => text(row, 0)),
    to.rows.map((row) => text(row, 1)),
  );
  const pairs: Pair[] = [];
  let [atA, atB] = [0, 0];
  const end = { aStart: a.length, aEnd: a.length, bStart: b.length, bEnd: b.length };
  for (const hunk of [...diffSequences(a, b, kinds), end]) {
    for (; atA < hunk.aStart; atA += 1, atB += 1) pairs.push([atA, atB]);
    for (; atA < hunk.aEnd || atB < hunk.bEnd; ) {
      pairs.push([atA < hunk.aEnd ? atA++ : -1, atB < hunk.bEnd ? atB++ : -1]);
    }
  }
  return pairs;
}

/** Puts rows that are gone behind the one that stood before them, if that is still there. */
function withRemoved(pairs: readonly Pair[], removed: readonly number[]): Pair[] {
  if (removed.length === 0) return [...pairs];
  const after = new Map<number, number[]>();
  const gone = new Set(removed);
  for (const i of removed) {
    let before = i - 1;
    while (gone.has(before)) before -= 1;
    after.set(before, [...(after.get(before) ?? []), i]);
  }
  const rows = (before: number): Pair[] => (after.get(before) ?? []).map((i) => [i, -1]);
  return [...rows(-1), ...pairs.flatMap((pair) => (pair[0] < 0 ? [pair] : [pair, ...rows(pair[0])]))];
}
