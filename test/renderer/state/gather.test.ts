import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { gathered } from "../../../src-renderer/state/gather.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Gives one item every `every` milliseconds to a listener whose work takes `cost`; answers what it was passed together. */
function stream(count: number, every: number, cost: number): readonly (readonly number[])[] {
  const passed: (readonly number[])[] = [];
  const give = gathered<number>((items) => {
    passed.push(items);
    spent += cost;
  });
  for (let item = 0; item < count; item += 1) {
    give(item);
    vi.advanceTimersByTime(every);
  }
  vi.runAllTimers();
  return passed;
}

/** Milliseconds that listeners worked. */
let spent = 0;

describe("gathered", () => {
  beforeEach(() => {
    spent = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + spent);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("passes all on, in order and once, also those that come while others are drawn", () => {
    for (const cost of [0, 10, 100]) {
      const passed = stream(1_000, 3, cost);
      expect(passed.flat()).toEqual(Array.from({ length: 1_000 }, (_, item) => item));
    }
  });

  it("passes on what comes alone within a frame", () => {
    expect(stream(5, 100, 1)).toEqual([[0], [1], [2], [3], [4]]);
  });

  it("passes on less often what takes long, and never less often than four times a second", () => {
    const [quick, slow, slowest] = [0, 20, 1_000].map((cost) => stream(1_000, 2, cost).length);
    expect(quick).toBeGreaterThan(2_000 / 20);
    expect(slow).toBeLessThan(2_000 / 80 + 2);
    expect(slow).toBeGreaterThan(2_000 / 80 - 5);
    expect(slowest).toBeGreaterThanOrEqual(8);
  });

  it("passes on what is given while it is used", () => {
    const passed: (readonly string[])[] = [];
    const give = gathered<string>((items) => {
      passed.push(items);
      if (passed.length === 1) give("second");
    });
    give("first");
    vi.runAllTimers();
    expect(passed).toEqual([["first"], ["second"]]);
  });

  it("passes on what is given after a use that failed", () => {
    const passed: string[] = [];
    const give = gathered<string>((items) => {
      passed.push(...items);
      if (passed.length === 1) throw new Error("cannot be drawn");
    });
    give("first");
    expect(() => vi.runAllTimers()).toThrow("cannot be drawn");
    vi.runAllTimers();
    give("second");
    vi.runAllTimers();
    expect(passed).toEqual(["first", "second"]);
  });
});
