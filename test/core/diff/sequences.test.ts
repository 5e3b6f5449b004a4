import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffSequences, type Hunk, numbered } from "../../../src-main/core/diff/sequences.ts";

const diffOf = (from: readonly string[], to: readonly string[]): Hunk[] => {
  const { a, b, kinds } = numbered(from, to);
  return diffSequences(a, b, kinds);
};

/** The second sequence, made of the first and the hunks. */
function applied(from: readonly string[], to: readonly string[], hunks: readonly Hunk[]): string[] {
  const made: string[] = [];
  let at = 0;
  for (const { aStart, aEnd, bStart, bEnd } of hunks) {
    made.push(...from.slice(at, aStart), ...to.slice(bStart, bEnd));
    at = aEnd;
  }
  return [...made, ...from.slice(at)];
}

describe("the diff of two sequences", () => {
  test("leads from the one to the other, in order", () => {
    const items = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 40 });
    fc.assert(
      fc.property(items, items, (from, to) => {
        const hunks = diffOf(from, to);
        expect(applied(from, to, hunks)).toEqual(to);
        for (const [index, hunk] of hunks.entries())
          expect(hunk.aStart).toBeGreaterThanOrEqual(hunks[index - 1]?.aEnd ?? 0);
      }),
    );
  });

  test("finds no difference between equal ones", () => {
    fc.assert(fc.property(fc.array(fc.string()), (items) => void expect(diffOf(items, items)).toEqual([])));
  });

  test("is as short as it can be for small changes", () => {
    expect(diffOf(["a", "b", "c"], ["a", "x", "c"])).toEqual([{ aStart: 1, aEnd: 2, bStart: 1, bEnd: 2 }]);
    expect(diffOf(["a", "b", "a", "b"], ["a", "a", "b"])).toHaveLength(1);
  });

  test("takes all for replaced where long stretches have nothing in common", () => {
    const lines = (side: string) => Array.from({ length: 5_000 }, (_, index) => `${side} ${index}`);
    expect(diffOf(lines("a"), lines("b"))).toEqual([{ aStart: 0, aEnd: 5_000, bStart: 0, bEnd: 5_000 }]);
  });

  test("finds one changed line among a million", () => {
    const from = Array.from({ length: 1_000_000 }, (_, index) => `line ${index}`);
    const to = from.with(700_000, "another");
    expect(diffOf(from, to)).toEqual([{ aStart: 700_000, aEnd: 700_001, bStart: 700_000, bEnd: 700_001 }]);
  });
});
