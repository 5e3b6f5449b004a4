import { describe, expect, it } from "vitest";
import type { NodeState, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { edgePath } from "../../../src-renderer/graph/edge-route.ts";
import { flowNode } from "../../../src-renderer/graph/flow-nodes.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import {
  type LayoutDirection,
  layoutDirections,
  type Point,
  slot,
} from "../../../src-renderer/graph/layout-model.ts";
import {
  layoutInput,
  neighbour,
  type SceneLook,
  sceneEdges,
  sceneNodes,
  stateOf,
} from "../../../src-renderer/graph/scene.ts";
import { churnGraph } from "../../fixtures/renderer/pipeline.ts";

const layout = layoutGraph(layoutInput(churnGraph), "left-right");
const toRun: NodeState = { action: "run", status: null, reasons: [], notes: [] };
const plain: SceneLook = { selected: null, within: null, stacks: new Map(), blocks: new Map() };

describe("a node for React Flow", () => {
  it("tells where its edges end, as one that changes twice in a moment would not be measured and have none", () => {
    const [scene] = sceneNodes(churnGraph, layout, {}, plain, []);
    if (scene === undefined) throw new Error("The graph has no nodes");
    expect(flowNode(scene, () => {}).handles?.map(({ type }) => type)).toEqual(["target", "source"]);
  });
});

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
    const before = sceneNodes(churnGraph, layout, {}, plain, []);
    const same = sceneNodes({ ...churnGraph, nodes: [...churnGraph.nodes] }, layout, {}, plain, before);
    const after = sceneNodes(churnGraph, layout, { train: toRun }, { ...plain, selected: "split" }, before);
    expect(same.every((node, index) => node === before[index])).toBe(true);
    const changed = after.filter((node, index) => node !== before[index]).map(({ node }) => node.step);
    expect(changed.sort()).toEqual(["split", "train"]);
  });

  it("keeps every edge whose look did not change", () => {
    const before = sceneEdges(churnGraph, layout, {}, plain, []);
    const after = sceneEdges(churnGraph, layout, { train: toRun }, plain, before);
    const changed = after
      .filter((edge, index) => edge !== before[index])
      .map(({ from, to }) => `${from} ${to}`);
    expect(changed).toEqual(["features train", "split train"]);
    expect(after.filter(({ look }) => look.tone === "todo")).toHaveLength(2);
  });

  it("knows no state for a step named like a member of every object", () => {
    expect(stateOf({}, "constructor")).toEqual({ action: null, status: null, reasons: [], notes: [] });
  });
});

describe("the path of an edge", () => {
  const pathOf = (direction: LayoutDirection, from: Point, bends: readonly Point[], to: Point) =>
    edgePath({ direction, from, bends, to, straight: new Map() });
  const [halfWidth, halfHeight] = [slot.width / 2, slot.height / 2];

  it("leaves on the right, in the middle, and arrives on the left when edges lead right", () => {
    const path = pathOf("left-right", { x: 0, y: 0 }, [], { x: slot.width + 40, y: 50 });
    const [right, left] = [slot.width, slot.width + 40];
    expect(path).toBe(
      `M ${halfWidth} 48 L ${right} 48 C ${right + 20} 48 ${right + 20} 98 ${left} 98 L ${left + halfWidth} 98`,
    );
  });

  it("leaves at the bottom, in the middle, and arrives at the top when edges lead down", () => {
    const path = pathOf("top-down", { x: 0, y: 0 }, [], { x: 50, y: slot.height + 40 });
    const [bottom, top, between] = [slot.height - 14, slot.height + 54, slot.height + 20];
    expect(path).toBe(
      `M 102 ${halfHeight} L 102 ${bottom} C 102 ${between} 152 ${between} 152 ${top} L 152 ${slot.height + 40 + halfHeight}`,
    );
  });

  it("is straight across a layer that it passes", () => {
    const right = pathOf("left-right", { x: 0, y: 0 }, [{ x: 400, y: 80 }], { x: 600, y: 0 });
    expect(right).toContain(`${400 - halfWidth} 80 L ${400 + halfWidth} 80`);
    const down = pathOf("top-down", { x: 0, y: 0 }, [{ x: 80, y: 200 }], { x: 0, y: 400 });
    expect(down).toContain(`80 ${200 - halfHeight + 14} L 80 ${200 + halfHeight - 14}`);
  });

  it("is made anew when the graph is turned, and kept when only a look changes", () => {
    const before = sceneEdges(churnGraph, layout, {}, plain, []);
    const looked = sceneEdges(churnGraph, layout, { train: toRun }, plain, before);
    const turned = sceneEdges(
      churnGraph,
      layoutGraph(layoutInput(churnGraph), "top-down"),
      {},
      plain,
      before,
    );
    expect(looked.filter(({ route }, index) => route !== before[index]?.route)).toEqual([]);
    expect(turned.filter(({ route }, index) => route === before[index]?.route)).toEqual([]);
  });
});

describe.each(layoutDirections)("moving with the arrow keys, %s", (direction) => {
  const placed = layoutGraph(layoutInput(churnGraph), direction);
  const nodes = sceneNodes(churnGraph, placed, {}, plain, []);
  const [back, on] = direction === "left-right" ? (["left", "right"] as const) : (["up", "down"] as const);

  it("reaches every step from every other and stays at the rim", () => {
    for (const { step: start } of churnGraph.nodes) {
      const reached = new Set([start]);
      for (const step of reached) {
        for (const arrow of ["left", "right", "up", "down"] as const) {
          const next = neighbour(nodes, step, arrow, direction);
          if (next !== null) reached.add(next);
        }
      }
      expect(reached.size).toBe(churnGraph.nodes.length);
    }
    expect(neighbour(nodes, "prepare", back, direction)).toBeNull();
    expect(neighbour(nodes, "report", on, direction)).toBeNull();
  });

  it("goes along the edges one layer at a time, and stays in the layer across them", () => {
    const layerOf = (step: string | null) => {
      const place = nodes.find(({ node }) => node.step === step)?.place;
      return direction === "left-right" ? place?.x : place?.y;
    };
    expect(layerOf(neighbour(nodes, "prepare", on, direction))).toBe(layerOf("split"));
    expect(layerOf(neighbour(nodes, "split", on, direction))).toBe(layerOf("train"));
    expect(layerOf(neighbour(nodes, "train", back, direction))).toBe(layerOf("split"));
    const across = direction === "left-right" ? (["up", "down"] as const) : (["left", "right"] as const);
    const beside = across.map((arrow) => neighbour(nodes, "split", arrow, direction));
    expect(beside).toContain("features");
  });
});
