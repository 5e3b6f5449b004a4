import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changeAt,
  changeOf,
  facetOf,
  pairOfFacet,
  reorderFacet,
  valueIn,
} from "../../../src-main/core/diff/facets.ts";
import { diffRecords } from "../../../src-main/core/diff/records.ts";

const facet = (...records: { readonly [key: string]: number }[]) => facetOf(records, String);
const record = fc.dictionary(
  fc.constantFrom("a", "b", "c", "__proto__", "constructor"),
  fc.integer({ max: 2, min: 0 }),
);
const itself = (value: number): number => value;

describe("what several runs have, by key", () => {
  test("is what each of them has", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 5 }), (records) => {
        for (const row of facet(...records))
          records.forEach((one, run) => {
            expect(valueIn(row, run)).toBe(Object.hasOwn(one, row.key) ? one[row.key] : undefined);
          });
      }),
    );
  });

  test("of two is the same as their record diff", () => {
    fc.assert(
      fc.property(record, record, (from, to) => {
        const pair = pairOfFacet(facet(from, to), 0, 1, itself);
        expect(pair).toEqual(diffRecords(from, to, (a, b) => a === b));
      }),
    );
  });

  test("is the same whatever the order in which they are asked for", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 3, maxLength: 3 }), (records) => {
        const turned = [2, 0].map((place) => records[place] as { [key: string]: number });
        const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
        const shape = (rows: ReturnType<typeof facet>) =>
          rows.toSorted(byKey).map((row) => [row.key, valueIn(row, 0), valueIn(row, 1), changeOf(row)]);
        expect(shape(reorderFacet(facet(...records), [2, 0]))).toEqual(shape(facet(...turned)));
      }),
    );
  });

  test("differs as seen from the baseline", () => {
    const changes = facet(
      { all: 1, first: 1, some: 1 },
      { all: 1, late: 1, some: 2 },
      { all: 1, late: 2 },
    ).map((row) => [row.key, changeOf(row), changeAt(row, 1), changeAt(row, 2)]);
    expect(changes).toEqual([
      ["all", "same", "same", "same"],
      ["first", "removed", "removed", "removed"],
      ["some", "changed", "changed", "removed"],
      ["late", "added", "added", "added"],
    ]);
  });
});
