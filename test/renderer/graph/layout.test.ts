import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import {
  type Layout,
  type LayoutInput,
  layerGap,
  layoutDirections,
  neighbourGap,
} from "../../../src-renderer/graph/layout-model.ts";
import { graphs, input, size, tangle } from "./graphs.ts";

function overlaps({ nodes }: Layout): [number, number][] {
  const found: [number, number][] = [];
  nodes.forEach((a, i) => {
    nodes.slice(i + 1).forEach((b, offset) => {
      const apart = Math.abs(a.x - b.x) >= size.width || Math.abs(a.y - b.y) >= size.height;
      if (!apart) found.push([i, i + 1 + offset]);
    });
  });
  return found;
}

/** Edges whose target does not stand wholly behind their source, with the gap of two layers between them. */
function backward(layout: Layout, { edges }: LayoutInput): (readonly [number, number])[] {
  const gap = layerGap[layout.direction] - 1;
  return edges.filter(([from, to]) => {
    const [a, b] = [layout.nodes[from], layout.nodes[to]];
    if (a === undefined || b === undefined) return true;
    return layout.direction === "left-right" ? a.x + size.width + gap > b.x : a.y + size.height + gap > b.y;
  });
}

describe.each(layoutDirections)("layout of a graph, %s", (direction) => {
  it("keeps nodes apart, points every edge one way and stays inside its own size, whatever the graph", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const layout = layoutGraph(graph, direction);
        expect(layout.direction).toBe(direction);
        expect(overlaps(layout)).toEqual([]);
        expect(backward(layout, graph)).toEqual([]);
        for (const { x, y } of layout.nodes) {
          expect(x).toBeGreaterThanOrEqual(-1);
          expect(y).toBeGreaterThanOrEqual(-1);
          expect(x + size.width).toBeLessThanOrEqual(layout.width + 1);
          expect(y + size.height).toBeLessThanOrEqual(layout.height + 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same places every time", () => {
    for (const graph of [tangle(20, 2), tangle(150, 2)])
      expect(layoutGraph(graph, direction)).toEqual(layoutGraph(graph, direction));
  });

  it("lays out one node, and none", () => {
    expect(layoutGraph(input(1, []), direction)).toEqual({
      direction,
      nodes: [{ x: 0, y: 0 }],
      bends: [],
      ...size,
    });
    expect(layoutGraph(input(0, []), direction)).toEqual({
      direction,
      nodes: [],
      bends: [],
      width: 0,
      height: 0,
    });
  });

  it("puts lone nodes in rows under the connected ones", () => {
    const layout = layoutGraph(input(22, [[0, 1]]), direction);
    const bottom = Math.max(...layout.nodes.slice(0, 2).map(({ y }) => y + size.height));
    const rows = new Set(layout.nodes.slice(2).map(({ y }) => y));
    expect(Math.min(...rows)).toBeGreaterThan(bottom);
    expect(rows.size).toBeGreaterThan(1);
    expect(rows.size).toBeLessThan(20);
  });

  it("bends an edge that passes a layer around the nodes there", () => {
    const graph = input(3, [
      [0, 1],
      [1, 2],
      [0, 2],
    ]);
    const layout = layoutGraph(graph, direction);
    const [bend] = layout.bends[2] ?? [];
    const passed = layout.nodes[1];
    expect(layout.bends.slice(0, 2)).toEqual([[], []]);
    if (bend === undefined || passed === undefined) throw new Error("No bend");
    const [along, across, half] =
      direction === "left-right"
        ? [bend.x - passed.x - size.width / 2, bend.y - passed.y - size.height / 2, size.height / 2]
        : [bend.y - passed.y - size.height / 2, bend.x - passed.x - size.width / 2, size.width / 2];
    expect(along).toBe(0);
    expect(Math.abs(across)).toBeGreaterThanOrEqual(half + neighbourGap - 1);
  });

  it("keeps nodes apart and edges one way at every size it has operators for", () => {
    for (const graph of [tangle(60, 2), tangle(500, 2), tangle(1_500, 2)]) {
      const layout = layoutGraph(graph, direction);
      expect(backward(layout, graph)).toEqual([]);
      expect(overlaps(layout)).toEqual([]);
    }
  });
});

describe("layers of very many nodes", () => {
  const rows = (count: number) =>
    input(
      2 * count,
      Array.from({ length: count }, (_, index) => [
        [index, count + index] as const,
        [index, count + ((index + 1) % count)] as const,
      ]).flat(),
    );

  it("stand further apart, as their edges go far aside, and never so far that the graph is longer that way", () => {
    const [few, many] = [layoutGraph(rows(20), "left-right"), layoutGraph(rows(120), "left-right")];
    const gapOf = ({ nodes }: Layout, count: number) => (nodes[count]?.x ?? 0) - size.width;
    expect(gapOf(few, 20)).toBe(layerGap["left-right"]);
    expect(gapOf(many, 120)).toBeGreaterThan(5 * layerGap["left-right"]);
    expect(many.width).toBe(gapOf(many, 120) + 2 * size.width);
    expect(many.width).toBeLessThan(many.height);
    expect(overlaps(many)).toEqual([]);
  });

  it("take the bends of edges that pass them along", () => {
    const graph = input(241, [...rows(120).edges, [120, 240], [0, 240]]);
    const layout = layoutGraph(graph, "left-right");
    const [bend] = layout.bends.at(-1) ?? [];
    expect(bend?.x).toBe((layout.nodes[120]?.x ?? 0) + size.width / 2);
  });
});

describe("connected parts", () => {
  const pairs = input(4, [
    [0, 1],
    [2, 3],
  ]);

  it("stand under each other when edges lead right, beside each other when they lead down", () => {
    const leftRight = layoutGraph(pairs, "left-right").nodes;
    const topDown = layoutGraph(pairs, "top-down").nodes;
    expect(leftRight[2]).toEqual({ x: 0, y: size.height + 2 * neighbourGap });
    expect(topDown[2]).toEqual({ x: size.width + 2 * neighbourGap, y: 0 });
  });
});
