import type { Facet, FacetRow } from "../model/comparison.ts";
import type { Change, RecordDiff } from "../model/run-diff.ts";

type RecordOf<T> = { readonly [key: string]: T };

/**
 * The keys of several records with each one's values, in the order in which the keys are first met. `identity` gives
 * two values the same text exactly when they count as the same.
 */
export function facetOf<T>(records: readonly RecordOf<T>[], identity: (value: T) => string): Facet<T> {
  type Open = { values: T[]; known: Map<string, number>; at: number[] };
  const rows = new Map<string, Open>();
  records.forEach((record, run) => {
    for (const key of Object.keys(record)) {
      const value = record[key] as T;
      let row = rows.get(key);
      if (row === undefined) {
        row = { values: [], known: new Map(), at: records.map(() => -1) };
        rows.set(key, row);
      }
      const text = identity(value);
      let place = row.known.get(text);
      if (place === undefined) {
        place = row.values.push(value) - 1;
        row.known.set(text, place);
      }
      row.at[run] = place;
    }
  });
  return [...rows].map(([key, { values, at }]) => ({
    key,
    values,
    at: at.every((place) => place === 0) ? null : at,
  }));
}

/** A run's value of a row; undefined where it lacks the key. */
export function valueIn<T>({ values, at }: FacetRow<T>, run: number): T | undefined {
  if (at === null) return values[0];
  const place = at[run] ?? -1;
  return place < 0 ? undefined : values[place];
}

/**
 * How a row differs, seen from run 0, the baseline: `removed` when it alone has the key, `added` when it alone lacks it
 * and the others agree on whether they have it, else `changed`.
 */
export function changeOf({ at }: FacetRow<unknown>): Change {
  if (at === null) return "same";
  const [first, ...others] = at;
  if (others.every((place) => place === first)) return "same";
  if (first === -1) return "added";
  return others.every((place) => place === -1) ? "removed" : "changed";
}

/** How one run's value differs from the baseline's. */
export function changeAt({ at }: FacetRow<unknown>, run: number): Change {
  if (at === null) return "same";
  const [from, to] = [at[0] ?? -1, at[run] ?? -1];
  if (from === to) return "same";
  return from < 0 ? "added" : to < 0 ? "removed" : "changed";
}

/** The same facet for runs in another order, or some of them: `order[i]` is the old place of the new run i. */
export function reorderFacet<T>(facet: Facet<T>, order: readonly number[]): Facet<T> {
  return facet.flatMap((row) => {
    if (row.at === null) return [row];
    const at = order.map((run) => row.at?.[run] ?? -1);
    const first = at[0] ?? -1;
    if (at.every((place) => place === first))
      return first < 0 ? [] : [{ key: row.key, values: [row.values[first] as T], at: null }];
    return [{ ...row, at }];
  });
}

/** Two of a facet's runs as a record diff. Keys that neither has are left out. */
export function pairOfFacet<T, U>(
  facet: Facet<T>,
  from: number,
  to: number,
  show: (value: T) => U,
): RecordDiff<U> {
  const parts = { added: [], removed: [], changed: [], same: [] } as {
    readonly [part in "added" | "removed" | "changed" | "same"]: [string, unknown][];
  };
  for (const row of facet) {
    const [before, after] = [valueIn(row, from), valueIn(row, to)];
    if (before === undefined && after === undefined) continue;
    if (before === undefined) parts.added.push([row.key, show(after as T)]);
    else if (after === undefined) parts.removed.push([row.key, show(before)]);
    else if (row.at === null || row.at[from] === row.at[to]) parts.same.push([row.key, show(before)]);
    else parts.changed.push([row.key, [show(before), show(after)]]);
  }
  return {
    added: Object.fromEntries(parts.added) as RecordOf<U>,
    removed: Object.fromEntries(parts.removed) as RecordOf<U>,
    changed: Object.fromEntries(parts.changed) as RecordOf<readonly [U, U]>,
    same: Object.fromEntries(parts.same) as RecordOf<U>,
  };
}
