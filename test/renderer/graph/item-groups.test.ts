import { describe, expect, it } from "vitest";
import type { NodeState, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import type { PlanAction, StepNote } from "../../../src-main/core/model/plan.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import {
  foldItems,
  foldsAtFirst,
  groupStates,
  itemGroups,
  stackOf,
} from "../../../src-renderer/graph/item-groups.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import { nodeName } from "../../../src-renderer/graph/node-view.ts";
import { layoutInput } from "../../../src-renderer/graph/scene.ts";
import { sweepGraph, sweepItems } from "../../fixtures/renderer/sweep.ts";

const node = (step: string, inputs: readonly string[] = []) => ({
  step,
  command: "x",
  inputs,
  outputs: [`o${step}`],
  params: [],
});
const graph: PipelineGraph = {
  nodes: [node("A"), node("B@n=1", ["oA"]), node("B@n=2", ["oA"]), node("C", ["oB@n=1", "oB@n=2"])],
  edges: [
    { from: "A", to: "B@n=1", datasets: ["oA"] },
    { from: "A", to: "B@n=2", datasets: ["oA"] },
    { from: "B@n=1", to: "C", datasets: ["oB@n=1"] },
    { from: "B@n=2", to: "C", datasets: ["oB@n=2"] },
  ],
};
const reason = (text: string): Reason => ({
  kind: "code-changed",
  subject: null,
  from: null,
  to: null,
  text,
});
const planned = (action: PlanAction, ...texts: string[]): NodeState => ({
  action,
  status: null,
  reasons: texts.map(reason),
  notes: [],
});
const [group] = itemGroups(graph);
if (group === undefined) throw new Error("The graph has no items.");

describe("items of a foreach step", () => {
  it("are found by the name they share, a single one is a step like others", () => {
    expect(itemGroups(graph)).toEqual([{ base: "B", steps: ["B@n=1", "B@n=2"] }]);
    const single = { nodes: [node("A"), node("B@n=1")], edges: [] };
    expect(itemGroups(single)).toEqual([]);
  });

  it("become one node with the edges and datasets of them all, where they are folded", () => {
    const folded = foldItems(graph, [group]);
    expect(folded.nodes.map(({ step, outputs }) => [step, outputs])).toEqual([
      ["A", ["oA"]],
      ["B", ["oB@n=1", "oB@n=2"]],
      ["C", ["oC"]],
    ]);
    expect(folded.edges).toEqual([
      { from: "A", to: "B", datasets: ["oA"] },
      { from: "B", to: "C", datasets: ["oB@n=1", "oB@n=2"] },
    ]);
    expect(foldItems(graph, [])).toBe(graph);
  });

  it("are told by the one that asks most for attention, with the reasons they share and how many there are of each", () => {
    const note: StepNote = { kind: "undeclared", subject: "x", text: "It read x" };
    const states = {
      "B@n=1": { ...planned("reuse", "same"), notes: [note] },
      "B@n=2": planned("run", "only this", "same"),
    };
    const all = groupStates([group], states);
    expect(all.B?.action).toBe("run");
    expect(all.B?.reasons.map(({ text }) => text)).toEqual(["same"]);
    expect(all["B@n=1"]).toBe(states["B@n=1"]);
    const stack = stackOf(group, states);
    expect(stack).toEqual({ count: 2, summary: "1 to run · 1 up to date" });
    expect(nodeName("B", all.B as NodeState, stack)).toBe(
      "B, 2 items: 1 to run · 1 up to date, with a warning",
    );
  });

  it("know nothing while nobody reported on them", () => {
    expect(groupStates([group], {}).B).toEqual({ action: null, status: null, reasons: [], notes: [] });
    expect(stackOf(group, {})).toEqual({ count: 2, summary: "" });
  });

  it("are folded at first when they are many, so that sixty are laid out as a graph that can be read", () => {
    const groups = itemGroups(sweepGraph);
    expect(groups.map((one) => [one.base, one.steps.length, foldsAtFirst(one)])).toEqual([
      ["fit", sweepItems.length, true],
      ["check", 3, false],
    ]);
    const { width, height } = layoutGraph(
      layoutInput(foldItems(sweepGraph, groups.filter(foldsAtFirst))),
      "left-right",
    );
    expect(sweepItems).toHaveLength(60);
    expect(Math.max(width, height)).toBeLessThan(1_400);
  });
});
