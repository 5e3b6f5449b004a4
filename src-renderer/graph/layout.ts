import {
  type Coord,
  coordCenter,
  coordGreedy,
  coordSimplex,
  type Decross,
  decrossDfs,
  decrossTwoLayer,
  graph as emptyDag,
  layeringLongestPath,
  type MutGraph,
  type MutGraphNode,
  sugiyama,
  twolayerAgg,
  twolayerGreedy,
} from "d3-dag";
import {
  type Layout,
  type LayoutDirection,
  type LayoutInput,
  layerGap,
  neighbourGap,
  type Point,
  type Size,
} from "./layout-model.ts";
import { arrange, type Part, partsOf } from "./parts.ts";
import { spreadLayers } from "./spread-layers.ts";

/**
 * Layered layout of a pipeline: a step stands right of (or under) everything it depends on, connected parts stand one
 * after the other across that, lone nodes in rows at the end. The same graph gives the same places. A graph with a
 * cycle is a bug and throws.
 */
export function layoutGraph(input: LayoutInput, direction: LayoutDirection): Layout {
  const { linked, lone } = partsOf(input);
  const placed = linked.map((part) => layoutPart(input, part, direction));
  const corners = arrange(input, direction, placed, lone);
  const nodes: Point[] = input.nodes.map(() => ({ x: 0, y: 0 }));
  const bends: (readonly Point[])[] = input.edges.map(() => []);
  linked.forEach((part, number) => {
    const corner = corners.parts[number] as Point;
    const inside = placed[number] as Placed;
    const shift = ({ x, y }: Point): Point => ({ x: x + corner.x, y: y + corner.y });
    part.nodes.forEach((node, index) => {
      nodes[node] = shift(inside.nodes[index] as Point);
    });
    part.edges.forEach((edge, index) => {
      bends[edge] = (inside.bends[index] as readonly Point[]).map(shift);
    });
  });
  lone.forEach((node, index) => {
    nodes[node] = corners.lone[index] as Point;
  });
  return { direction, nodes, bends, width: corners.width, height: corners.height };
}

type Placed = Omit<Layout, "direction">;

/** d3-dag lays out top to bottom; for left to right the axes are swapped on the way in and out. */
function layoutPart(input: LayoutInput, part: Part, direction: LayoutDirection): Placed {
  const dag: MutGraph<number, number> = emptyDag<number, number>();
  const dagNodes = new Map<number, MutGraphNode<number, number>>();
  for (const node of part.nodes) dagNodes.set(node, dag.node(node));
  for (const edge of part.edges) {
    const [from, to] = input.edges[edge] as readonly [number, number];
    dag.link(
      dagNodes.get(from) as MutGraphNode<number, number>,
      dagNodes.get(to) as MutGraphNode<number, number>,
      edge,
    );
  }
  const size = (node: number): Size => input.nodes[node] as Size;
  const turned = <Value>(across: Value, along: Value): readonly [Value, Value] =>
    direction === "top-down" ? [across, along] : [along, across];
  const { decross, coord } = operators(part.nodes.length + part.edges.length);
  const run = sugiyama()
    .layering(layeringLongestPath())
    .decross(decross)
    .coord(coord)
    .nodeSize(({ data }: { readonly data: number }) => turned(size(data).width, size(data).height))
    .gap([neighbourGap, layerGap[direction]]);
  const whole = run(dag);
  const [width, height] = turned(whole.width, whole.height);
  const places = new Map<number, Point>();
  for (const node of dag.nodes()) {
    const { width: w, height: h } = size(node.data);
    const [x, y] = turned(node.x, node.y);
    places.set(node.data, { x: Math.round(x - w / 2), y: Math.round(y - h / 2) });
  }
  const bends = new Map<number, readonly Point[]>();
  for (const link of dag.links()) {
    const inner = link.points.slice(1, -1).map(([across, along]) => {
      const [x, y] = turned(across, along);
      return { x: Math.round(x), y: Math.round(y) };
    });
    bends.set(link.data, inner);
  }
  const placed: Placed = {
    nodes: part.nodes.map((node) => places.get(node) as Point),
    bends: part.edges.map((edge) => bends.get(edge) ?? []),
    width,
    height,
  };
  return spreadLayers(placed, part.nodes.map(size), direction);
}

/**
 * The nicest operators that nodes and edges together allow. Measured on two cores: simplex coordinates take 0.1 s at 60 nodes and far longer
 * beyond; two-layer aggregation with greedy coordinates 0.4 s at 300 nodes and 0.9 s at 800, with two edges to each; depth first
 * with centred coordinates 0.05 s at 1,000 and 0.4 s at 5,000.
 */
function operators(work: number): { decross: Decross<number, number>; coord: Coord<number, number> } {
  if (work <= 200)
    return { decross: decrossTwoLayer().order(twolayerGreedy().base(twolayerAgg())), coord: coordSimplex() };
  if (work <= 1_200)
    return { decross: decrossTwoLayer().order(twolayerAgg()).passes(8), coord: coordGreedy() };
  return { decross: decrossDfs(), coord: coordCenter() };
}
