import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffTables, type Table } from "../../../src-main/core/diff/table-diff.ts";

const table = (columns: readonly string[], ...rows: Table["rows"][number][]): Table => ({ columns, rows });
const people = (tenure: number): Table =>
  table(["customer", "tenure", "plan"], [1, 3, "a"], [2, tenure, "b"], [3, 9, "a"]);

describe("the diff of two tables", () => {
  test("points at the one cell that differs by row, key and column", () => {
    const diff = diffTables(people(14), people(41), 100);
    expect(diff.cells).toEqual({ changed: 1, total: 9 });
    expect(diff.key).toBe("customer");
    expect(diff.rows).toEqual([
      { change: "changed", fromRow: 2, toRow: 2, key: 2, from: [2, 14, "b"], to: [2, 41, "b"], changed: [1] },
    ]);
  });

  test("matches rows by their key wherever they stand", () => {
    const { rows } = people(14);
    expect(diffTables(people(14), { ...people(14), rows: rows.toReversed() }, 100).counts).toEqual({
      added: 0,
      removed: 0,
      changed: 0,
      same: 3,
    });
  });

  test("matches rows without a key by what is in them, the rest by their place", () => {
    const from = table(["x", "y"], [1, 0.5], [1, 0.5], [2, 0.25], [1, 0.5]);
    const to = table(["x", "y"], [1, 0.5], [1, 0.5], [2, 0.75], [1, 0.5]);
    const diff = diffTables(from, to, 100);
    expect(diff.key).toBeNull();
    expect(diff.rows).toMatchObject([{ fromRow: 3, toRow: 3, key: null, changed: [1] }]);
  });

  test("keeps a row that is gone behind the one it stood behind", () => {
    const from = table(["id", "v"], [1, "a"], [2, "b"], [3, "c"], [4, "d"]);
    const to = table(["id", "v"], [1, "a"], [4, "D"], [5, "e"]);
    expect(diffTables(from, to, 100).rows.map(({ change, key }) => [change, key])).toEqual([
      ["removed", 2],
      ["removed", 3],
      ["changed", 4],
      ["added", 5],
    ]);
  });

  test("matches columns by name and says which are gone or new", () => {
    const diff = diffTables(table(["id", "old", "v"], [1, 2, 3]), table(["id", "v", "new"], [1, 3, 4]), 100);
    expect(diff.columns).toEqual([
      { name: "id", change: "same" },
      { name: "old", change: "removed" },
      { name: "v", change: "same" },
      { name: "new", change: "added" },
    ]);
    expect(diff.cells).toEqual({ changed: 0, total: 2 });
  });

  test("lists no more rows than asked for and counts all", () => {
    const rows = (by: number) => Array.from({ length: 50 }, (_, id) => [id, by]);
    const diff = diffTables(
      { columns: ["id", "v"], rows: rows(1) },
      { columns: ["id", "v"], rows: rows(2) },
      5,
    );
    expect(diff.rows).toHaveLength(5);
    expect(diff.counts.changed).toBe(50);
  });

  test("accounts for every row of both sides exactly once", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom("a", "b", null)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const sides = [before, after].map((side) => ({ columns: ["k", "v"], rows: side }));
        const { counts } = diffTables(sides[0] as Table, sides[1] as Table, 100);
        expect(counts.removed + counts.changed + counts.same).toBe(before.length);
        expect(counts.added + counts.changed + counts.same).toBe(after.length);
      }),
    );
  });
});
