import { describe, expect, it } from "vitest";
import { moved, showing, timelineOf, zoomed } from "../../../src-renderer/features/run-detail/timeline.ts";
import { row } from "../run-rows.ts";

const step = (name: string, started: number | null, ended: number | null, change = {}) =>
  row(name, { kind: "step", step: name, created: 0, started, ended, ...change });
const edge = (from: string, to: string) => ({ from, to, datasets: [] });
const graph = (...edges: ReturnType<typeof edge>[]) => ({ nodes: [], edges });

describe("the timeline of a run", () => {
  it("tells waiting for steps before it from waiting for a free place", () => {
    const { bars, from, to } = timelineOf(
      [step("b", 150, 200), step("a", 10, 100)],
      graph(edge("a", "b")),
      200,
    );
    expect(bars.map(({ row: { step: name }, ready, started, end }) => [name, ready, started, end])).toEqual([
      ["a", 0, 10, 100],
      ["b", 100, 150, 200],
    ]);
    expect([from, to]).toEqual([0, 200]);
  });

  it("marks the steps for which the end had to wait, and no others", () => {
    const steps = [
      step("load", 0, 50),
      step("slow", 50, 300),
      step("quick", 50, 80),
      step("report", 300, 310),
    ];
    const edges = [
      edge("load", "slow"),
      edge("load", "quick"),
      edge("slow", "report"),
      edge("quick", "report"),
    ];
    const { bars } = timelineOf(steps, graph(...edges), 310);
    expect(bars.filter(({ critical }) => critical).map(({ row: { step: name } }) => name)).toEqual([
      "load",
      "slow",
      "report",
    ]);
  });

  it("lets what goes on end now, and puts what waits or never started last", () => {
    const steps = [
      step("queued", null, null, { status: "queued" }),
      step("skipped", null, 90, { status: "skipped" }),
      step("running", 20, null, { status: "running" }),
    ];
    const { bars, to } = timelineOf(steps, null, 500);
    expect(bars.map(({ row: { step: name }, started, end }) => [name, started, end])).toEqual([
      ["running", 20, 500],
      ["queued", null, 500],
      ["skipped", null, 90],
    ]);
    expect(bars.some(({ critical }) => critical)).toBe(false);
    expect(to).toBe(500);
  });

  it("survives clocks that went back, and a run without steps", () => {
    const { bars, from, to } = timelineOf([step("a", 100, 40)], null, 100);
    expect(bars[0]).toMatchObject({ started: 100, end: 100 });
    expect(to).toBeGreaterThan(from);
    expect(timelineOf([], null, 0).bars).toEqual([]);
  });
});

describe("a stretch of the timeline", () => {
  const whole = { from: 0, to: 1_000 };

  it("is looked at closer around a moment that stays in its place, and never leaves the whole", () => {
    expect(zoomed(whole, whole, 0.5, 200)).toEqual({ from: 100, to: 600 });
    expect(zoomed({ from: 100, to: 600 }, whole, 2, 200)).toEqual(whole);
    expect(zoomed({ from: 0, to: 500 }, whole, 2, 500)).toEqual(whole);
    const close = zoomed({ from: 400, to: 404 }, whole, 0.01, 402);
    expect(close.to - close.from).toBe(5);
  });

  it("moves as far as the whole goes", () => {
    expect(moved({ from: -50, to: 50 }, whole)).toEqual({ from: 0, to: 100 });
    expect(moved({ from: 950, to: 1_050 }, whole)).toEqual({ from: 900, to: 1_000 });
  });

  it("follows what is to be seen, no farther than it takes", () => {
    const shown = { from: 100, to: 200 };
    expect(showing(shown, { from: 120, to: 130 })).toEqual(shown);
    expect(showing(shown, { from: 250, to: 260 })).toEqual({ from: 160, to: 260 });
    expect(showing(shown, { from: 50, to: 500 })).toEqual({ from: 50, to: 150 });
  });
});
