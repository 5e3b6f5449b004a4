import { expect, it } from "vitest";
import { placeLegend } from "../../../src-renderer/features/run-detail/chart-picture.ts";

const entries = (...names: readonly string[]) => names.map((name) => ({ name, color: "red" }));
const widthOf = (name: string) => 10 * name.length;

it("a picture's legend stands side by side, and goes on in another line where the picture ends", () => {
  const { entries: placed, height } = placeLegend(entries("aaaa", "bbbb", "cccc"), 150, widthOf);
  expect(placed.map(({ entry, x, y }) => [entry.name, x, y])).toEqual([
    ["aaaa", 8, 0],
    ["bbbb", 74, 0],
    ["cccc", 8, 18],
  ]);
  expect(height).toBe(36);
});

it("takes no room without entries, and one that is wider than the picture a line of its own", () => {
  expect(placeLegend([], 150, widthOf)).toEqual({ entries: [], height: 0 });
  const { entries: placed } = placeLegend(entries("a".repeat(40), "b"), 150, widthOf);
  expect(placed.map(({ x, y }) => [x, y])).toEqual([
    [8, 0],
    [8, 18],
  ]);
});
