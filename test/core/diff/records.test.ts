import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  countDifferences,
  diffRecords,
  diffRows,
  reverseRecords,
} from "../../../src-main/core/diff/records.ts";
import type { RecordDiff } from "../../../src-main/core/model/run-diff.ts";

const equal = (a: number, b: number) => a === b;
const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "a", "b", "c"));
const record = fc
  .array(fc.tuple(key, fc.integer({ min: 0, max: 3 })), { maxLength: 12 })
  .map((entries): { readonly [key: string]: number } => Object.fromEntries(entries));

/** The other record, from one and the diff. */
function apply(from: { readonly [key: string]: number }, diff: RecordDiff<number>): Map<string, number> {
  const result = new Map(Object.entries(from));
  for (const gone of Object.keys(diff.removed)) result.delete(gone);
  for (const [name, [, to]] of Object.entries(diff.changed)) result.set(name, to);
  for (const [name, value] of Object.entries(diff.added)) result.set(name, value);
  return result;
}

const sorted = (entries: Iterable<readonly [string, number]>) =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

describe("a diff of two records", () => {
  test("applied to the first gives the second", () => {
    fc.assert(
      fc.property(record, record, (from, to) => {
        expect(sorted(apply(from, diffRecords(from, to, equal)))).toEqual(sorted(Object.entries(to)));
      }),
    );
  });

  test("reversed leads back, and reversed twice is itself", () => {
    fc.assert(
      fc.property(record, record, (from, to) => {
        const diff = diffRecords(from, to, equal);
        expect(sorted(apply(to, reverseRecords(diff)))).toEqual(sorted(Object.entries(from)));
        expect(Object.entries(reverseRecords(reverseRecords(diff)).changed)).toEqual(
          Object.entries(diff.changed),
        );
      }),
    );
  });

  test("of a record with itself holds no difference, and every key as the same", () => {
    fc.assert(
      fc.property(record, (all) => {
        const diff = diffRecords(all, { ...all }, equal);
        expect(countDifferences(diff)).toBe(0);
        expect(Object.entries(diff.same)).toEqual(Object.entries(all));
      }),
    );
  });

  test("names every key of either record exactly once", () => {
    fc.assert(
      fc.property(record, record, (from, to) => {
        const rows = diffRows(diffRecords(from, to, equal), (a, b) => (a < b ? -1 : 1));
        const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
        expect(rows.map((row) => row.key)).toEqual([...keys].sort());
      }),
    );
  });

  test("takes a key named __proto__ for a key like any other", () => {
    const hostile = JSON.parse('{"__proto__": 1, "a": 1}') as { readonly [key: string]: number };
    const diff = diffRecords(hostile, { a: 1 }, equal);
    expect(Object.entries(diff.removed)).toEqual([["__proto__", 1]]);
    expect(Object.getPrototypeOf(diff.removed)).toBe(Object.prototype);
    expect(Object.entries(diffRecords({ a: 1 }, hostile, equal).added)).toEqual([["__proto__", 1]]);
  });
});
