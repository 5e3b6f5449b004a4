import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { naturalOrder } from "../../../src-main/core/base/natural-order.ts";

/** Names in which numbers, zeros before them and dots are common. */
const name = fc.array(fc.constantFrom("a", "B", "_", ".", "0", "1", "2", "10", "007", "é"), { maxLength: 8 });
const names = fc.array(
  name.map((parts) => parts.join("")),
  { maxLength: 12 },
);
const inOrder = (texts: readonly string[]): string[] => [...texts].sort(naturalOrder);

describe("the natural order of names", () => {
  test("has numbers by their size", () => {
    expect(inOrder(["name1000", "name200", "name20", "name3"])).toEqual([
      "name3",
      "name20",
      "name200",
      "name1000",
    ]);
    expect(inOrder(["layer10.bias", "layer2.weight", "layer2.bias", "layer"])).toEqual([
      "layer",
      "layer2.bias",
      "layer2.weight",
      "layer10.bias",
    ]);
    expect(inOrder(["x9007199254740993", "x9007199254740992", "x18446744073709551616"])).toEqual([
      "x9007199254740992",
      "x9007199254740993",
      "x18446744073709551616",
    ]);
  });

  test("has everything else by code unit, capitals first", () => {
    expect(inOrder(["lr", "Lr", "a.b", "a_b", "épochs", "_x"])).toEqual([
      "Lr",
      "_x",
      "a.b",
      "a_b",
      "lr",
      "épochs",
    ]);
  });

  test("is one order, whichever names are held against each other", () => {
    const one = name.map((parts) => parts.join(""));
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(0 - Math.sign(naturalOrder(b, a)));
        expect(naturalOrder(a, b) === 0).toBe(a === b);
        if (naturalOrder(a, b) <= 0 && naturalOrder(b, c) <= 0)
          expect(naturalOrder(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("keeps names together that share a beginning up to a dot", () => {
    fc.assert(
      fc.property(names, (texts) => {
        const groups = inOrder([...new Set(texts)])
          .filter((text) => text.includes("."))
          .map((text) => text.slice(0, text.indexOf(".") + 1));
        const runs = groups.filter((group, index) => group !== groups[index - 1]);
        expect(new Set(runs).size).toBe(runs.length);
      }),
      { numRuns: 2_000 },
    );
  });
});
