import fc from "fast-check";
import type { LayoutInput } from "../../../src-renderer/graph/layout-model.ts";

/** Of every node of these graphs. */
export const size = { width: 184, height: 96 };
/** So many nodes, with these edges. */
export const input = (nodes: number, edges: LayoutInput["edges"]): LayoutInput => ({
  nodes: Array.from({ length: nodes }, () => size),
  edges,
});

/** Edges lead from lower to higher numbers, so there is no cycle; nodes may be alone. */
export const graphs = fc
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

/** A graph as wide and tangled as real ones, the same every time. */
export function tangle(nodes: number, parents: number): LayoutInput {
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
