import { describe, expect, it } from "vitest";
import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import { slot } from "../../../src-renderer/graph/layout-model.ts";
import {
  edgesIn,
  nameSizeAt,
  nearWindow,
  nodesIn,
  sameArea,
} from "../../../src-renderer/graph/near-window.ts";
import { nodeShapes } from "../../../src-renderer/graph/node-shapes.ts";
import { layoutInput, sceneEdges, sceneNodes } from "../../../src-renderer/graph/scene.ts";

const chain: PipelineGraph = {
  nodes: Array.from({ length: 20 }, (_, index) => ({
    step: `s${index}`,
    command: "",
    inputs: [],
    outputs: [],
    params: [],
  })),
  edges: [
    ...Array.from({ length: 19 }, (_, index) => ({ from: `s${index}`, to: `s${index + 1}`, datasets: [] })),
    { from: "s0", to: "s19", datasets: [] },
  ],
};
const look = { selected: null, within: null, stacks: new Map(), blocks: new Map() };
const layout = layoutGraph(layoutInput(chain), "left-right");
const nodes = sceneNodes(chain, layout, {}, look, []);
const edges = sceneEdges(chain, layout, {}, look, []);
const window = { width: 400, height: 300 };

describe("what is near the window", () => {
  it("holds what is seen, and stays the same while one pans a little", () => {
    for (const x of [-1_000, -1_049, -13, 0, 87]) {
      const area = nearWindow([x, -40, 0.5], window);
      expect(area.left).toBeLessThanOrEqual(-x / 0.5);
      expect(area.right).toBeGreaterThanOrEqual(-x / 0.5 + 800);
      expect(area.top).toBeLessThanOrEqual(80);
      expect(area.bottom).toBeGreaterThanOrEqual(80 + 600);
    }
    expect(sameArea(nearWindow([-1_010, 0, 1], window), nearWindow([-1_190, 0, 1], window))).toBe(true);
    expect(sameArea(nearWindow([-1_010, 0, 1], window), nearWindow([-1_390, 0, 1], window))).toBe(false);
  });

  it("is the nodes that reach into it and the edges that may pass through it, long ones too", () => {
    const at = nodes[10]?.place ?? { x: 0, y: 0 };
    const area = { left: at.x, top: at.y, right: at.x + slot.width, bottom: at.y + slot.height };
    expect(nodesIn(nodes, area).map(({ node }) => node.step)).toEqual(["s10"]);
    const names = edgesIn(edges, area).map(({ from, to }) => `${from} ${to}`);
    expect(names).toContain("s9 s10");
    expect(names).toContain("s10 s11");
    expect(names).not.toContain("s3 s4");
    const wide = { ...area, top: -10_000, bottom: 10_000 };
    expect(edgesIn(edges, wide).map(({ from, to }) => `${from} ${to}`)).toContain("s0 s19");
  });
});

describe("names from afar", () => {
  it("are of one size in the window, give or take some pixels, and none where they would not fit", () => {
    for (const zoom of [0.14, 0.16, 0.2, 0.25, 0.31, 0.39]) {
      const size = (nameSizeAt(zoom, 400) ?? 0) * zoom;
      expect(size).toBeGreaterThan(8);
      expect(size).toBeLessThan(11.2);
    }
    expect(nameSizeAt(0.2, 400)).toBe(nameSizeAt(0.21, 400));
    expect(nameSizeAt(0.1, 400)).toBeNull();
    expect(nameSizeAt(0.16, 5_000)).toBeNull();
    expect(nameSizeAt(0.2, 5_000)).not.toBeNull();
  });
});

describe("the picture of a graph without texts", () => {
  it("has one shape for all nodes that look the same", () => {
    const state = { action: "run" as const, status: null, reasons: [], notes: [] };
    const drawn = sceneNodes(
      chain,
      layout,
      { s1: state, s2: state },
      { ...look, within: new Set(chain.nodes.slice(0, 15).map(({ step }) => step)) },
      [],
    );
    const shapes = nodeShapes(drawn);
    expect(shapes.map(({ color, dimmed, path }) => [color, dimmed, path.split("M").length - 1])).toEqual([
      ["var(--signet-status-idle)", false, 13],
      ["var(--signet-status-todo)", false, 2],
      ["var(--signet-status-idle)", true, 5],
    ]);
  });

  it("tells what is not decided from what will run", () => {
    const state = { action: "run" as const, status: null, reasons: [], notes: [] };
    const states = { s1: state, s2: { ...state, action: "undecided" as const } };
    const shapes = nodeShapes(sceneNodes(chain, layout, states, look, []));
    expect(shapes.map(({ color, light }) => [color, light])).toEqual([
      ["var(--signet-status-idle)", false],
      ["var(--signet-status-todo)", false],
      ["var(--signet-status-todo)", true],
    ]);
  });
});
