import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisTicks, timeTicks, valueTicks } from "../../../src-renderer/ui/axis-ticks.ts";

describe("the places named on the x axis of a chart", () => {
  it.each([
    [40, 999_633, [200_000, 400_000, 600_000, 800_000]],
    [754_917, 799_684, [760_000, 780_000]],
    [0, 9, [0, 2, 4, 6, 8]],
    [0, 3, [0, 1, 2, 3]],
    [770_593, 770_604, [770_595, 770_600]],
    [-0.4, 0.41, [-0.4, -0.2, 0, 0.2, 0.4]],
  ])("are round steps from %d to %d", (from, to, some) => {
    const ticks = axisTicks("step", from, to) ?? [];
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThan(6);
    expect(ticks.every((tick) => tick >= from && tick <= to)).toBe(true);
    expect(ticks).toEqual(expect.arrayContaining(some));
  });

  it("are round durations, in seconds", () => {
    expect(axisTicks("relative", 0, 61)).toEqual(expect.arrayContaining([0, 30, 60]));
  });

  it("are round moments by the clock on the wall, and whole seconds", () => {
    const noon = new Date(2026, 0, 5, 12, 0, 0).getTime();
    expect(axisTicks("time", noon - 3_400, noon + 5_300)).toEqual(
      [-2, 0, 2, 4].map((seconds) => noon + seconds * 1_000),
    );
    const days = axisTicks("time", noon, noon + 3 * 86_400_000) ?? [];
    expect(days.map((at) => new Date(at).getHours())).toEqual(days.map(() => 0));
    expect(axisTicks("time", noon + 100, noon + 900)).toBeUndefined();
  });

  it("are left to the chart where it has no extent", () => {
    expect(axisTicks("step", 5, 5)).toBeUndefined();
  });
});

describe("the values named on the y axis of a chart", () => {
  it("are round, few, and around all that is drawn", () => {
    expect(valueTicks(0.1761, 0.9232, false)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(valueTicks(-3, 12, false)).toEqual([-5, 0, 5, 10, 15]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
        (least, extent) => {
          const greatest = least + extent;
          const ticks = valueTicks(least, greatest, false);
          if (ticks === undefined) return;
          expect(ticks.length).toBeLessThan(8);
          expect(ticks[0]).toBeLessThanOrEqual(least + (Math.abs(least) + extent) * 1e-9);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(greatest - (Math.abs(greatest) + extent) * 1e-9);
        },
      ),
    );
  });

  it("are powers of ten on a scale of those, with some between where there are but two", () => {
    expect(valueTicks(0.0108, 100, true)).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(valueTicks(0.18, 0.92, true)).toEqual([0.1, 0.2, 0.5, 1]);
    expect(valueTicks(1e-9, 5, true)).toEqual([1e-9, 1e-7, 1e-5, 1e-3, 0.1, 10]);
    expect(valueTicks(0, 1, true)).toBeUndefined();
  });

  it("are left to the chart where all is one value", () => {
    expect(valueTicks(2, 2, false)).toBeUndefined();
    expect(valueTicks(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false)).toBeUndefined();
  });
});

describe("the ticks of a timeline", () => {
  it("are round times, few enough to be read, from a millisecond to many days", () => {
    expect(timeTicks(4_200, 5)).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
    expect(timeTicks(3, 5)).toEqual([0, 1, 2, 3]);
    const days = timeTicks(40 * 86_400_000, 5);
    expect(days.length).toBeLessThanOrEqual(6);
    expect(days[1]).toBe(8 * 86_400_000);
  });

  it("count from the beginning of all, whatever stretch is shown", () => {
    expect(timeTicks(100, 5, 130)).toEqual([140, 160, 180, 200, 220]);
    expect(timeTicks(1_000, 5)).toEqual([0, 200, 400, 600, 800, 1_000]);
  });
});
