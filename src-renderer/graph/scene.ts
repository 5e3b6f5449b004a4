import type { GraphNode, NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import {
  type Layout,
  type LayoutDirection,
  type LayoutInput,
  layerGap,
  neighbourGap,
  type Point,
  type Size,
} from "./layout-model.ts";
import { type EdgeLook, edgeLook } from "./node-view.ts";

/** The slot of every node, in pixels: room for a name and three lines of reasons. A node with less text is lower and centred in it. */
export const slot: Size = { width: 204, height: 96 };

/**
 * How far inside the slots that they leave and enter edges that lead down begin to turn, in pixels: few cards fill their
 * slots, and curves become less flat.
 */
const inset = 14;

const nothingKnown: NodeState = { action: null, status: null, reasons: [] };

/** What the layout depends on: how many nodes and which edges. Nothing that changes while one looks at a graph. */
export function layoutInput(graph: PipelineGraph): LayoutInput {
  const index = new Map(graph.nodes.map(({ step }, position) => [step, position]));
  const at = (step: string): number => {
    const position = index.get(step);
    if (position === undefined) throw new Error(`An edge names a step that the graph lacks: ${step}`);
    return position;
  };
  return {
    nodes: graph.nodes.map(() => slot),
    edges: graph.edges.map(({ from, to }) => [at(from), at(to)] as const),
  };
}

/** The state of a step; a step nobody reported on has none. */
export const stateOf = (states: { readonly [step: string]: NodeState }, step: string): NodeState =>
  Object.hasOwn(states, step) ? (states[step] ?? nothingKnown) : nothingKnown;

export type SceneNode = {
  readonly node: GraphNode;
  readonly place: Point;
  readonly state: NodeState;
  readonly selected: boolean;
};

export type SceneEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly datasets: readonly string[];
  readonly bends: readonly Point[];
  /** For an SVG path. */
  readonly path: string;
  readonly look: EdgeLook;
};

/** Nodes to draw. Those equal to one of `previous` are that very object, so that only what changed is drawn again. */
export function sceneNodes(
  graph: PipelineGraph,
  layout: Layout,
  states: { readonly [step: string]: NodeState },
  selected: string | null,
  previous: readonly SceneNode[],
): SceneNode[] {
  return graph.nodes.map((node, index) => {
    const next: SceneNode = {
      node,
      place: layout.nodes[index] as Point,
      state: stateOf(states, node.step),
      selected: node.step === selected,
    };
    const old = previous[index];
    return old !== undefined && sameNode(old, next) ? old : next;
  });
}

function sameNode(a: SceneNode, b: SceneNode): boolean {
  return (
    a.node.step === b.node.step &&
    a.selected === b.selected &&
    a.place.x === b.place.x &&
    a.place.y === b.place.y &&
    a.state.action === b.state.action &&
    a.state.status === b.state.status &&
    a.state.reasons.length === b.state.reasons.length &&
    a.state.reasons.every((reason, index) => reason.text === b.state.reasons[index]?.text)
  );
}

/** Edges to draw, with the same promise as `sceneNodes`. */
export function sceneEdges(
  graph: PipelineGraph,
  layout: Layout,
  states: { readonly [step: string]: NodeState },
  previous: readonly SceneEdge[],
): SceneEdge[] {
  const places = new Map(graph.nodes.map(({ step }, index) => [step, layout.nodes[index] as Point]));
  return graph.edges.map(({ from, to, datasets }, index) => {
    const look = edgeLook(stateOf(states, to));
    const bends = layout.bends[index] as readonly Point[];
    const old = previous[index];
    // A layout makes its bends anew, none too: the same bends are those of the same layout, so the path is the same.
    const placed = old !== undefined && old.from === from && old.to === to && old.bends === bends;
    if (placed && old.look.tone === look.tone && old.look.dashed === look.dashed) return old;
    const path = placed
      ? old.path
      : edgePath(layout.direction, places.get(from) as Point, bends, places.get(to) as Point);
    return { id: String(index), from, to, datasets, bends, path, look };
  });
}

/**
 * An SVG path from one node (its top left corner) over the bends of its edge to another. It leaves, passes and arrives in
 * the direction of the layout; across a layer it is straight, so that it does not run under the nodes there. It starts and
 * ends in the middle of the slots, under the cards: these are of many heights, and the edge must reach each.
 */
export function edgePath(
  direction: LayoutDirection,
  from: Point,
  bends: readonly Point[],
  to: Point,
): string {
  const down = direction === "top-down";
  const half = down ? slot.height / 2 - inset : slot.width / 2;
  const at = (along: number, across: number) => (down ? `${across} ${along}` : `${along} ${across}`);
  const middle = ({ x, y }: Point): Point => ({ x: x + slot.width / 2, y: y + slot.height / 2 });
  const stops = [middle(from), ...bends, middle(to)].map(({ x, y }) =>
    down ? { along: y, across: x } : { along: x, across: y },
  );
  let path = "";
  let last: (typeof stops)[number] | null = null;
  for (const stop of stops) {
    if (last === null) path = `M ${at(stop.along, stop.across)}`;
    else {
      const [leave, enter] = [last.along + half, stop.along - half];
      const between = (leave + enter) / 2;
      path += ` L ${at(leave, last.across)}`;
      path += ` C ${at(between, last.across)} ${at(between, stop.across)} ${at(enter, stop.across)}`;
    }
    last = stop;
  }
  return last === null ? path : `${path} L ${at(last.along, last.across)}`;
}

/** Which way an arrow key points. */
export type Arrow = "left" | "right" | "up" | "down";

/**
 * The nearest node that way, null at the rim. Places are counted in slots. Along the edges the next layer is what matters,
 * and going aside costs half; along a layer, leaving it costs double.
 */
export function neighbour(
  nodes: readonly SceneNode[],
  step: string,
  arrow: Arrow,
  direction: LayoutDirection,
): string | null {
  const start = nodes.find(({ node }) => node.step === step);
  if (start === undefined) return null;
  const [gapX, gapY] =
    direction === "left-right" ? [layerGap[direction], neighbourGap] : [neighbourGap, layerGap[direction]];
  const sideways = arrow === "left" || arrow === "right";
  const aside = sideways === (direction === "left-right") ? 0.5 : 2;
  const sign = arrow === "right" || arrow === "down" ? 1 : -1;
  let best: string | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const { node, place } of nodes) {
    const dx = (place.x - start.place.x) / (slot.width + gapX);
    const dy = (place.y - start.place.y) / (slot.height + gapY);
    const [along, across] = sideways ? [dx * sign, Math.abs(dy)] : [dy * sign, Math.abs(dx)];
    if (along < 0.01) continue;
    const distance = along + across * aside;
    if (distance < shortest) [best, shortest] = [node.step, distance];
  }
  return best;
}
