import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codePoints, editsFor, isWithinEdits } from "../../../src-main/core/query/edit-distance.ts";
import { isSloppyPhrase } from "../../../src-main/core/query/sloppy-phrase.ts";
import { editsBetween, standsNear } from "../../node/store/search/oracle-parts.ts";

const letters = fc.array(fc.constantFrom("a", "b", "c", "🦊"), { maxLength: 9 });

describe("edits", () => {
  test("are those of the whole table, whatever the texts", () => {
    fc.assert(
      fc.property(letters, letters, fc.nat(3), (one, other, max) => {
        const within = isWithinEdits(codePoints(one.join("")), codePoints(other.join("")), max);
        expect(within).toBe(editsBetween(one.join(""), other.join("")) <= max);
      }),
      { numRuns: 5000 },
    );
  });

  test("count a swap of neighbours once, and nothing edited twice", () => {
    const distance = (one: string, other: string): number =>
      [0, 1, 2, 3].find((max) => isWithinEdits(codePoints(one), codePoints(other), max)) ?? 4;
    expect(distance("cake", "caek")).toBe(1);
    expect(distance("ca", "abc")).toBe(3);
    expect(distance("🦊a", "a🦊")).toBe(1);
  });

  test("of the old style follow from the length, with the number as a 32-bit float", () => {
    expect([
      editsFor(0.8, 5),
      editsFor(0.8, 6),
      editsFor(0.5, 4),
      editsFor(0.9, 10),
      editsFor(0.1, 50),
    ]).toEqual([0, 1, 2, 1, 2]);
  });
});

describe("a phrase with gaps", () => {
  test("stands where some way to place its words is near enough", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }),
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 }),
        fc.nat(5),
        (value, words, slop) => {
          const positions = new Map<string, number[]>();
          for (const [at, word] of value.entries()) positions.set(word, [...(positions.get(word) ?? []), at]);
          expect(isSloppyPhrase(words, positions, slop, { left: 100_000 })).toBe(
            standsNear(value, words, slop),
          );
        },
      ),
      { numRuns: 5000 },
    );
  });

  test("of a thousand equal words in a long text is found or given up soon", () => {
    const budget = { left: 10_000_000 };
    const positions = new Map([["a", Array.from({ length: 60_000 }, (_, at) => at * 3)]]);
    isSloppyPhrase(Array<string>(1000).fill("a"), positions, 5, budget);
    // What is spent is bounded: it would go on for hours otherwise.
    expect(budget.left).toBeGreaterThan(-1_000_000);
    expect(budget.left).toBeLessThan(10_000_000);
  });
});
