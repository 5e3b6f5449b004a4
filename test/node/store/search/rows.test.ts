import fc from "fast-check";
import { expect, test } from "vitest";
import { addRow, inOrder, noRows } from "../../../../src-main/node/store/search/rows.ts";

type Row = readonly [first: number, second: number, run: number];

const id = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 ** 40 }));
const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
const rows = fc.array(fc.tuple(id, value, id) as fc.Arbitrary<Row>, { maxLength: 60 });

function sorted(all: readonly Row[]): Row[] {
  const rows = noRows();
  for (const row of all) addRow(rows, ...row);
  return [...inOrder(rows)].map((place) => [
    rows.first[place] as number,
    rows.second[place] as number,
    rows.run[place] as number,
  ]);
}

const byColumns = (a: Row, b: Row): number => {
  const column = a.findIndex((cell, at) => cell !== b[at]);
  return column < 0 ? 0 : (a[column] as number) < (b[column] as number) ? -1 : 1;
};

function expected(all: readonly Row[]): Row[] {
  const distinct = new Map(
    all.map(([first, second, run]): [string, Row] => [
      `${first} ${second} ${run}`,
      [first, second === 0 ? 0 : second, run],
    ]),
  );
  return [...distinct.values()].sort(byColumns);
}

test("rows stand in the order of their columns, each once, whatever the sign of zero", () => {
  fc.assert(fc.property(rows, (all) => void expect(sorted(all)).toEqual(expected(all))));
});

test("so many rows that they are ordered by their digits stand in the same order", () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 2 ** 31 }), (some, seed) => {
      let state = seed;
      const next = () => (state = (state * 48_271) % 2_147_483_647);
      const many = Array.from({ length: 4_500 }, (): Row => [next() % 7, (next() - 2 ** 30) / 3, next() % 9]);
      const all = [...some, ...many, ...some];
      expect(sorted(all)).toEqual(expected(all));
    }),
    { numRuns: 20 },
  );
});
