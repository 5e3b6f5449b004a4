import fc from "fast-check";
import { expect, it } from "vitest";
import { inSlots, linesToDraw } from "../../../src-renderer/features/run-table/line-slots.ts";

const lineHeight = 32;

/** What is drawn of `count` lines in a pane, scrolled by so many pixels. */
function drawnAt(offset: number, height: number, count: number) {
  const first = Math.min(count - 1, Math.floor(offset / lineHeight));
  const last = Math.min(count - 1, Math.floor((offset + height - 1) / lineHeight));
  return { first, last, ...linesToDraw({ first, last }, height / lineHeight, count) };
}

const pane = fc.record({
  height: fc.integer({ min: 1, max: 2_000 }),
  count: fc.integer({ min: 1, max: 5_000 }),
  offsets: fc.array(fc.integer({ min: 0, max: 5_000 * lineHeight }), { minLength: 1 }),
});

it("draws what is on screen and around it, always as many lines, wherever the list is scrolled to", () => {
  fc.assert(
    fc.property(pane, ({ height, count, offsets }) => {
      const numbers = new Set<number>();
      for (const offset of offsets) {
        const { first, last, from, to } = drawnAt(Math.min(offset, count * lineHeight), height, count);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(count);
        expect(from).toBeLessThanOrEqual(Math.max(0, first - 4));
        expect(to).toBeGreaterThanOrEqual(Math.min(count, last + 5));
        numbers.add(to - from);
      }
      expect(numbers.size).toBe(1);
    }),
  );
});

it("leaves a line its element while it is drawn, and gives the one of a line that goes to one that comes", () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, place) => ({ index: from + place }));
  fc.assert(
    fc.property(pane, ({ height, count, offsets }) => {
      const before = new Map<number, number>();
      for (const offset of offsets) {
        const { from, to } = drawnAt(Math.min(offset, count * lineHeight), height, count);
        const drawn = inSlots(lines(from, to));
        // The elements are the same ones, in the same order.
        expect(drawn.map(({ slot }) => slot)).toEqual(drawn.map((_, place) => place));
        for (const { line, slot } of drawn) {
          expect(slot).toBe(before.get(line.index) ?? slot);
          before.set(line.index, slot);
        }
      }
    }),
  );
});
