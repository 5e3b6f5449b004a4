import type { GraphNode, NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import type { Layout, LayoutInput, Point, Size } from "./layout.ts";
import { type EdgeLook, edgeLook } from "./node-view.ts";

/** The slot of every node, in pixels: room for a name and three lines of reasons. A node with less text is lower and centred in it. */
export const slot: Size = { width: 204, height: 96 };

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
  return graph.edges.map(({ from, to, datasets }, index) => {
    const look = edgeLook(stateOf(states, to));
    const bends = layout.bends[index] as readonly Point[];
    const old = previous[index];
    const same =
      old !== undefined &&
      old.from === from &&
      old.to === to &&
      old.bends === bends &&
      old.look.tone === look.tone &&
      old.look.dashed === look.dashed;
    return same ? old : { id: String(index), from, to, datasets, bends, look };
  });
}

/**
 * An SVG path from the right side of one node over the bends of its edge to the left side of another. It leaves, passes and
 * arrives horizontally; across a column it is straight, so that it does not run under the nodes there.
 */
export function edgePath(from: Point, bends: readonly Point[], to: Point): string {
  const half = slot.width / 2;
  const stops: readonly (readonly [Point, Point])[] = [
    ...bends.map(
      ({ x, y }) =>
        [
          { x: x - half, y },
          { x: x + half, y },
        ] as const,
    ),
    [to, to],
  ];
  let path = `M ${from.x} ${from.y}`;
  let last = from;
  for (const [enter, leave] of stops) {
    const middle = (last.x + enter.x) / 2;
    path += ` C ${middle} ${last.y} ${middle} ${enter.y} ${enter.x} ${enter.y}`;
    if (leave.x !== enter.x) path += ` L ${leave.x} ${leave.y}`;
    last = leave;
  }
  return path;
}

export type Direction = "left" | "right" | "up" | "down";

/** The nearest node that way, nearness across counting double; null at the rim. */
export function neighbour(nodes: readonly SceneNode[], step: string, direction: Direction): string | null {
  const start = nodes.find(({ node }) => node.step === step);
  if (start === undefined) return null;
  let best: string | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const { node, place } of nodes) {
    const dx = place.x - start.place.x;
    const dy = place.y - start.place.y;
    const along = direction === "right" ? dx : direction === "left" ? -dx : direction === "down" ? dy : -dy;
    const across = Math.abs(direction === "left" || direction === "right" ? dy : dx);
    if (along <= 1) continue;
    const distance = along + across * 2;
    if (distance < shortest) [best, shortest] = [node.step, distance];
  }
  return best;
}
