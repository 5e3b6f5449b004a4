import { describe, expect, it } from "vitest";
import { edgePath } from "../../../src-renderer/graph/edge-route.ts";
import { blockOf, isBlock } from "../../../src-renderer/graph/item-blocks.ts";
import { foldItems, itemGroups } from "../../../src-renderer/graph/item-groups.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import { layoutDirections, slot } from "../../../src-renderer/graph/layout-model.ts";
import {
  layoutInput,
  neighbour,
  type SceneLook,
  sceneEdges,
  sceneNodes,
} from "../../../src-renderer/graph/scene.ts";
import { sweepGraph, sweepItems } from "../../fixtures/renderer/sweep.ts";

const groups = itemGroups(sweepGraph).filter(isBlock);
const blocks = new Map(groups.map((group) => [group.base, blockOf(group, slot)]));
const graph = foldItems(sweepGraph, groups);
const look: SceneLook = { selected: null, within: null, stacks: new Map(), blocks };

describe.each(layoutDirections)("sixty unfolded items, %s", (direction) => {
  const layout = layoutGraph(layoutInput(graph, blocks), direction);
  const nodes = sceneNodes(graph, layout, {}, look, []);
  const placed = new Map(nodes.map((node) => [node.node.step, node]));
  const frame = placed.get("fit");
  const boxOf = (step: string) => {
    const node = placed.get(step);
    if (node === undefined) throw new Error(`${step} is not drawn`);
    const { width, height } = node.frame ?? slot;
    return {
      left: node.place.x,
      top: node.place.y,
      right: node.place.x + width,
      bottom: node.place.y + height,
    };
  };

  it("stand in rows in a frame, none over another, and nothing else in it", () => {
    const outer = boxOf("fit");
    const items = sweepItems.map((key) => boxOf(`fit@${key}`));
    for (const item of items) {
      expect(item.left).toBeGreaterThan(outer.left);
      expect(item.top).toBeGreaterThan(outer.top);
      expect(item.right).toBeLessThan(outer.right);
      expect(item.bottom).toBeLessThan(outer.bottom);
    }
    const corners = new Set(items.map(({ left, top }) => `${left} ${top}`));
    expect(corners.size).toBe(60);
    for (const { step } of graph.nodes.filter((node) => node.step !== "fit")) {
      const other = boxOf(step);
      const apart =
        other.right <= outer.left ||
        other.left >= outer.right ||
        other.bottom <= outer.top ||
        other.top >= outer.bottom;
      expect(apart, step).toBe(true);
    }
  });

  it("are drawn after their frame, about one and a half times as wide as high", () => {
    const drawn = nodes.map(({ node }) => node.step);
    expect(drawn.indexOf("fit")).toBeLessThan(drawn.indexOf(`fit@${sweepItems[0]}`));
    const { width = 0, height = 1 } = frame?.frame ?? {};
    expect(width / height).toBeGreaterThan(1.2);
    expect(width / height).toBeLessThan(1.9);
  });

  it("are reached with the arrow keys, the frame around them is not", () => {
    const [first = "", second = ""] = sweepItems;
    expect(neighbour(nodes, `fit@${first}`, "right", direction)).toBe(`fit@${second}`);
    const reached = nodes.flatMap(({ node }) =>
      (["left", "right", "up", "down"] as const).map((arrow) =>
        neighbour(nodes, node.step, arrow, direction),
      ),
    );
    expect(reached).not.toContain("fit");
  });

  it("share the edges of their frame, which pass beside it", () => {
    const edges = sceneEdges(graph, layout, {}, look, []);
    expect(edges.filter(({ to }) => to === "fit")).toHaveLength(1);
    const outer = boxOf("fit");
    for (const { route, from, to } of edges.filter((edge) => edge.from !== "fit" && edge.to !== "fit")) {
      // The straight parts: from one point that a path names to the next by a line.
      const points = [...edgePath(route).matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [
        Number(x),
        Number(y),
      ]);
      const inside = points.filter(
        ([x = 0, y = 0]) => x > outer.left && x < outer.right && y > outer.top && y < outer.bottom,
      );
      expect(inside, `${from} to ${to}`).toEqual([]);
    }
  });
});
