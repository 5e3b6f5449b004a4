import { describe, expect, it } from "vitest";
import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { stepTimes, timeLeft } from "../../../src-renderer/features/pipeline-view/time-left.ts";
import { row } from "../run-rows.ts";

const graph: PipelineGraph = {
  nodes: ["a", "b", "c", "d"].map((step) => ({ step, command: "", inputs: [], outputs: [], params: [] })),
  edges: [
    { from: "a", to: "b", datasets: [] },
    { from: "a", to: "c", datasets: [] },
    { from: "b", to: "d", datasets: [] },
  ],
};
const step = (name: string, change: Parameters<typeof row>[1] = {}) =>
  row(name, { kind: "step", step: name, cache: "executed", ...change });
const queued = (name: string) => step(name, { status: "queued", started: null, ended: null });
const times = new Map([
  ["a", 1_000],
  ["b", 2_000],
  ["c", 10_000],
  ["d", 3_000],
]);
const ask = (steps: ReturnType<typeof step>[], change = {}) =>
  timeLeft({ graph, steps, computes: () => true, times, now: 5_000, ...change });
const running = step("a", { status: "running", started: 4_600, ended: null });

describe("the time that a run will still take", () => {
  it("is its longest chain of steps, of what works only what is left", () => {
    expect(ask([running, queued("b"), queued("d")])).toBe(600 + 2_000 + 3_000);
  });

  it("is all its work where that is more than the chain, by as many as work at a time", () => {
    expect(ask([running, queued("b"), queued("c"), queued("d")])).toBe(600 + 2_000 + 10_000 + 3_000);
    const two = [
      step("b", { status: "running", started: 5_000, ended: null }),
      step("c", { status: "running", started: 5_000, ended: null }),
    ];
    expect(ask([...two, queued("d")])).toBe(10_000);
  });

  it("leaves out what is taken from earlier runs, and cannot be told of a step that was never run", () => {
    expect(ask([running, queued("b")], { computes: (name: string) => name !== "b" })).toBe(600);
    expect(ask([running, queued("b")], { times: new Map([["a", 1]]) })).toBeNull();
    expect(ask([step("a")])).toBe(0);
  });

  it("never is negative where a step takes longer than it did", () => {
    expect(ask([step("a", { status: "running", started: 0, ended: null })])).toBe(0);
  });
});

describe("what steps took last", () => {
  it("is that of the newest that were computed to their end", () => {
    const rows = [
      step("a", { started: 0, ended: 5, cache: "reused" }),
      step("a", { started: 0, ended: 7 }),
      step("a", { started: 0, ended: 9 }),
      step("b", { started: 0, ended: 3, status: "failed" }),
    ];
    expect([...stepTimes(rows)]).toEqual([["a", 7]]);
  });
});
