import { describe, expect, it } from "vitest";
import type { NodeState, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import {
  edgePath,
  layoutInput,
  neighbour,
  sceneEdges,
  sceneNodes,
  slot,
  stateOf,
} from "../../../src-renderer/graph/scene.ts";
import { churnGraph } from "../../fixtures/renderer/pipeline.ts";

const layout = layoutGraph(layoutInput(churnGraph));
const toRun: NodeState = { action: "run", status: null, reasons: [] };

describe("the scene of a graph", () => {
  it("lays out by shape alone: commands, datasets and names do not count", () => {
    const renamed: PipelineGraph = {
      nodes: churnGraph.nodes.map((node) => ({ ...node, step: `${node.step}!`, command: "x" })),
      edges: churnGraph.edges.map(({ from, to }) => ({ from: `${from}!`, to: `${to}!`, datasets: [] })),
    };
    expect(layoutInput(renamed)).toEqual(layoutInput(churnGraph));
  });

  it("refuses an edge to a step that is not there", () => {
    expect(() => layoutInput({ nodes: [], edges: [{ from: "a", to: "b", datasets: [] }] })).toThrow(
      /lacks: a/,
    );
  });

  it("keeps every node that did not change, so that only the others are drawn again", () => {
    const before = sceneNodes(churnGraph, layout, {}, null, []);
    const same = sceneNodes({ ...churnGraph, nodes: [...churnGraph.nodes] }, layout, {}, null, before);
    const after = sceneNodes(churnGraph, layout, { train: toRun }, "split", before);
    expect(same.every((node, index) => node === before[index])).toBe(true);
    const changed = after.filter((node, index) => node !== before[index]).map(({ node }) => node.step);
    expect(changed.sort()).toEqual(["split", "train"]);
  });

  it("keeps every edge whose look did not change", () => {
    const before = sceneEdges(churnGraph, layout, {}, []);
    const after = sceneEdges(churnGraph, layout, { train: toRun }, before);
    const changed = after
      .filter((edge, index) => edge !== before[index])
      .map(({ from, to }) => `${from} ${to}`);
    expect(changed).toEqual(["features train", "split train"]);
    expect(after.filter(({ look }) => look.tone === "todo")).toHaveLength(2);
  });

  it("knows no state for a step named like a member of every object", () => {
    expect(stateOf({}, "constructor")).toEqual({ action: null, status: null, reasons: [] });
  });
});

describe("the path of an edge", () => {
  it("leaves and arrives horizontally", () => {
    expect(edgePath({ x: 0, y: 0 }, [], { x: 100, y: 50 })).toBe("M 0 0 C 50 0 50 50 100 50");
  });

  it("is straight across a column that it passes", () => {
    const path = edgePath({ x: 0, y: 0 }, [{ x: 200, y: 80 }], { x: 400, y: 0 });
    expect(path).toContain(`${200 - slot.width / 2} 80 L ${200 + slot.width / 2} 80`);
  });
});

describe("moving with the arrow keys", () => {
  const nodes = sceneNodes(churnGraph, layout, {}, null, []);

  it("reaches every step from every other and stays at the rim", () => {
    const reached = new Set(["prepare"]);
    for (const step of reached) {
      for (const direction of ["left", "right", "up", "down"] as const) {
        const next = neighbour(nodes, step, direction);
        if (next !== null) reached.add(next);
      }
    }
    expect(reached.size).toBe(churnGraph.nodes.length);
    expect(neighbour(nodes, "prepare", "left")).toBeNull();
    expect(neighbour(nodes, "report", "right")).toBeNull();
  });
});
