import { naturalOrder } from "../base/natural-order.ts";
import type { Change, RecordDiff } from "../model/run-diff.ts";

type RecordOf<T> = { readonly [key: string]: T };

/**
 * What differs between two records (the shape is tldraw's: added, removed, changed as `[from, to]`), and what does not.
 * Keys keep the order of the record they come from. Only own keys count and results are built from entries, so a key
 * named `__proto__` is a key like any other.
 */
export function diffRecords<T>(
  from: RecordOf<T>,
  to: RecordOf<T>,
  same: (a: T, b: T) => boolean,
): RecordDiff<T> {
  const added: [string, T][] = [];
  const removed: [string, T][] = [];
  const changed: [string, readonly [T, T]][] = [];
  const alike: [string, T][] = [];
  for (const [key, before] of Object.entries(from)) {
    if (!Object.hasOwn(to, key)) {
      removed.push([key, before]);
      continue;
    }
    const after = to[key] as T;
    if (same(before, after)) alike.push([key, before]);
    else changed.push([key, [before, after]]);
  }
  for (const [key, after] of Object.entries(to)) {
    if (!Object.hasOwn(from, key)) added.push([key, after]);
  }
  return {
    added: Object.fromEntries(added),
    removed: Object.fromEntries(removed),
    changed: Object.fromEntries(changed),
    same: Object.fromEntries(alike),
  };
}

/** The diff seen from the other side: what leads from `to` back to `from`. */
export function reverseRecords<T>(diff: RecordDiff<T>): RecordDiff<T> {
  const changed = Object.entries(diff.changed).map(([key, [from, to]]) => [key, [to, from]] as const);
  return { added: diff.removed, removed: diff.added, changed: Object.fromEntries(changed), same: diff.same };
}

/** How many keys were added, removed or changed. */
export function countDifferences(diff: RecordDiff<unknown>): number {
  return Object.keys(diff.added).length + Object.keys(diff.removed).length + Object.keys(diff.changed).length;
}

/** One key of a record diff. A side that does not have the key is `undefined`. */
export type DiffRow<T> = {
  readonly key: string;
  readonly change: Change;
  readonly from: T | undefined;
  readonly to: T | undefined;
};

/** Of keys that have an order of their own, as steps have: for `sort`, which keeps it. */
export const asGiven = (): number => 0;

/** A record diff as the rows of one table, ordered by their keys unless there is another order. */
export function diffRows<T>(
  diff: RecordDiff<T>,
  order: (a: string, b: string) => number = naturalOrder,
): DiffRow<T>[] {
  const rows: DiffRow<T>[] = [
    ...Object.entries(diff.changed).map(([key, [from, to]]) => ({
      key,
      change: "changed" as const,
      from,
      to,
    })),
    ...Object.entries(diff.removed).map(([key, from]) => ({
      key,
      change: "removed" as const,
      from,
      to: undefined,
    })),
    ...Object.entries(diff.added).map(([key, to]) => ({
      key,
      change: "added" as const,
      from: undefined,
      to,
    })),
    ...Object.entries(diff.same).map(([key, value]) => ({
      key,
      change: "same" as const,
      from: value,
      to: value,
    })),
  ];
  return rows.sort((a, b) => order(a.key, b.key));
}
