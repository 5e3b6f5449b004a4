import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { upstreamOf } from "../../../src-main/core/model/pipeline.ts";
import { graphOf, withAncestors, withDescendants } from "../../../src-main/core/pipeline/graph.ts";
import { findCycles, topologicalOrder } from "../../../src-main/core/pipeline/order.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";

const text = `
signet: 1
datasets: {raw: raw.csv}
steps:
  report: {run: "x {inputs.scores}", inputs: [scores, model], needs: [check]}
  train: {run: "x {outputs.model}", inputs: [clean], outputs: [model]}
  score: {run: [x, "a b", "{outputs.scores}"], inputs: [model, clean], outputs: [scores]}
  clean: {run: "x {outputs.clean}", inputs: [raw], outputs: [clean]}
  check: {run: x}
`;
const { pipeline } = readPipeline({ file: "/w/pipeline.yaml", text });
if (pipeline === null) throw new Error("no pipeline");

describe("the graph of a pipeline", () => {
  it("has an edge for each step that waits for another, with what is handed over", () => {
    const { nodes, edges } = graphOf(pipeline);
    expect(nodes.map(({ step, command }) => `${step}: ${command}`)).toEqual([
      "clean: x {outputs.clean}",
      "train: x {outputs.model}",
      "score: x 'a b' {outputs.scores}",
      "check: x",
      "report: x {inputs.scores}",
    ]);
    expect(nodes[4]).toEqual({
      step: "report",
      command: "x {inputs.scores}",
      inputs: ["scores", "model"],
      outputs: [],
      params: [],
    });
    expect(edges).toEqual([
      { from: "clean", to: "train", datasets: ["clean"] },
      { from: "train", to: "score", datasets: ["model"] },
      { from: "clean", to: "score", datasets: ["clean"] },
      { from: "score", to: "report", datasets: ["scores"] },
      { from: "train", to: "report", datasets: ["model"] },
      { from: "check", to: "report", datasets: [] },
    ]);
    for (const step of pipeline.steps) {
      expect(edges.filter(({ to }) => to === step.name).map(({ from }) => from)).toEqual(
        upstreamOf(pipeline, step),
      );
    }
  });

  it("gives a step with all before it, and with all after it", () => {
    expect([...withAncestors(pipeline, ["score"])].sort()).toEqual(["clean", "score", "train"]);
    expect([...withAncestors(pipeline, ["check", "clean"])].sort()).toEqual(["check", "clean"]);
    expect([...withDescendants(pipeline, ["train"])].sort()).toEqual(["report", "score", "train"]);
    expect([...withDescendants(pipeline, ["nothing"])]).toEqual([]);
  });
});

/** Any graph, by what each node waits for; with `forward`, one without cycles, its nodes shuffled. */
const waiting = (cyclic: boolean) =>
  fc.integer({ min: 0, max: 30 }).chain((size) =>
    fc
      .tuple(
        fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
        fc.array(fc.tuple(fc.nat(Math.max(0, size - 1)), fc.nat(Math.max(0, size - 1))), {
          maxLength: size === 0 ? 0 : 60,
        }),
      )
      .map(([names, pairs]) => {
        const before: number[][] = names.map(() => []);
        for (const [a, b] of pairs) {
          if (!cyclic && a === b) continue;
          const [earlier, later] = cyclic || a < b ? [a, b] : [b, a];
          const list = before[names[later] ?? 0];
          if (list !== undefined && !list.includes(names[earlier] ?? 0)) list.push(names[earlier] ?? 0);
        }
        return before;
      }),
  );

describe("the order of steps", () => {
  it("holds each once, after all that it waits for, and always the first that could come next", () => {
    fc.assert(
      fc.property(waiting(false), (before) => {
        const order = topologicalOrder(before);
        expect([...order].sort((a, b) => a - b)).toEqual([...before.keys()]);
        const done = new Set<number>();
        for (const next of order) {
          const ready = [...before.keys()].filter(
            (index) => !done.has(index) && before[index]?.every((earlier) => done.has(earlier)),
          );
          expect(next).toBe(Math.min(...ready));
          done.add(next);
        }
        expect(findCycles(before)).toEqual([]);
      }),
    );
  });

  it("ends exactly at cycles, and those that are named are real and apart", () => {
    fc.assert(
      fc.property(waiting(true), (before) => {
        const order = topologicalOrder(before);
        const cycles = findCycles(before);
        expect(cycles.length === 0).toBe(order.length === before.length);
        const members = cycles.flat();
        expect(new Set(members).size).toBe(members.length);
        for (const cycle of cycles) {
          expect(cycle[0]).toBe(Math.min(...cycle));
          for (const [index, member] of cycle.entries())
            expect(before[cycle[(index + 1) % cycle.length] ?? 0]).toContain(member);
        }
      }),
    );
  });
});
