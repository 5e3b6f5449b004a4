import { describe, expect, it } from "vitest";
import { axisTicks } from "../../../src-renderer/features/run-detail/axis-ticks.ts";

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
