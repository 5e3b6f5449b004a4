import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Layout, type LayoutInput, layoutGraph } from "../../../src-renderer/graph/layout.ts";

const size = { width: 184, height: 96 };
const input = (nodes: number, edges: LayoutInput["edges"]): LayoutInput => ({
  nodes: Array.from({ length: nodes }, () => size),
  edges,
});

/** Edges lead from lower to higher numbers, so there is no cycle; nodes may be alone. */
const graphs = fc
  .integer({ min: 1, max: 30 })
  .chain((nodes) =>
    fc.tuple(
      fc.constant(nodes),
      fc.uniqueArray(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), {
        maxLength: 60,
        selector: ([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`,
      }),
    ),
  )
  .map(([nodes, pairs]) =>
    input(
      nodes,
      pairs.filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
    ),
  );

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

function leftward(layout: Layout, { edges }: LayoutInput): (readonly [number, number])[] {
  return edges.filter(([from, to]) => {
    const [a, b] = [layout.nodes[from], layout.nodes[to]];
    return a === undefined || b === undefined || a.x + size.width >= b.x;
  });
}

/** A graph as wide and tangled as real ones, the same every time. */
function tangle(nodes: number, parents: number): LayoutInput {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const edges = new Map<string, readonly [number, number]>();
  for (let to = 1; to < nodes; to += 1) {
    for (let k = 0; k < parents; k += 1) {
      const from = Math.max(0, to - 1 - Math.floor(random() * 30));
      edges.set(`${from} ${to}`, [from, to]);
    }
  }
  return input(nodes, [...edges.values()]);
}

describe("layout of a graph", () => {
  it("keeps nodes apart, points every edge right and stays inside its own size, whatever the graph", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const layout = layoutGraph(graph);
        expect(overlaps(layout)).toEqual([]);
        expect(leftward(layout, graph)).toEqual([]);
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
      expect(layoutGraph(graph)).toEqual(layoutGraph(graph));
  });

  it("lays out one node, and none", () => {
    expect(layoutGraph(input(1, []))).toEqual({ nodes: [{ x: 0, y: 0 }], bends: [], ...size });
    expect(layoutGraph(input(0, []))).toEqual({ nodes: [], bends: [], width: 0, height: 0 });
  });

  it("puts lone nodes in rows under the connected ones", () => {
    const layout = layoutGraph(input(22, [[0, 1]]));
    const bottom = Math.max(...layout.nodes.slice(0, 2).map(({ y }) => y + size.height));
    const rows = new Set(layout.nodes.slice(2).map(({ y }) => y));
    expect(Math.min(...rows)).toBeGreaterThan(bottom);
    expect(rows.size).toBeGreaterThan(1);
    expect(rows.size).toBeLessThan(20);
  });

  it("bends an edge that passes a column around the nodes there", () => {
    const graph = input(3, [
      [0, 1],
      [1, 2],
      [0, 2],
    ]);
    const layout = layoutGraph(graph);
    const [bend] = layout.bends[2] ?? [];
    const passed = layout.nodes[1];
    expect(layout.bends.slice(0, 2)).toEqual([[], []]);
    if (bend === undefined || passed === undefined) throw new Error("No bend");
    expect(bend.x).toBe(passed.x + size.width / 2);
    expect(bend.y < passed.y || bend.y > passed.y + size.height).toBe(true);
  });

  it("keeps nodes apart and edges rightward at every size it has operators for", () => {
    for (const graph of [tangle(60, 2), tangle(500, 2), tangle(1_500, 2)]) {
      const layout = layoutGraph(graph);
      expect(leftward(layout, graph)).toEqual([]);
      expect(overlaps(layout)).toEqual([]);
    }
  });

  it("lays out 1,000 steps within a second", () => {
    const graph = tangle(1_000, 2);
    const start = performance.now();
    layoutGraph(graph);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
