import type { GraphNode, NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import { datasetOf, datasetSize } from "./datasets.ts";
import { type Box, type EdgeRoute, layerHalves } from "./edge-route.ts";
import type { Block } from "./item-blocks.ts";
import type { Stack } from "./item-groups.ts";
import {
  type Layout,
  type LayoutDirection,
  type LayoutInput,
  layerGap,
  neighbourGap,
  type Point,
  type Size,
  slot,
} from "./layout-model.ts";
import { type EdgeLook, edgeLook } from "./node-view.ts";

const nothingKnown: NodeState = { action: null, status: null, reasons: [], notes: [] };

const noBlocks: ReadonlyMap<string, Block> = new Map();

/**
 * What the layout depends on: how many nodes, which of them hold a block of items, and which edges. Nothing that changes
 * while one looks at a graph.
 */
export function layoutInput(
  graph: PipelineGraph,
  blocks: ReadonlyMap<string, Block> = noBlocks,
): LayoutInput {
  const index = new Map(graph.nodes.map(({ step }, position) => [step, position]));
  const at = (step: string): number => {
    const position = index.get(step);
    if (position === undefined) throw new Error(`An edge names a step that the graph lacks: ${step}`);
    return position;
  };
  return {
    nodes: graph.nodes.map(({ step }) => ownSize(step, blocks) ?? slot),
    edges: graph.edges.map(({ from, to }) => [at(from), at(to)] as const),
  };
}

/** The size of a node that does not stand in a slot. */
const ownSize = (node: string, blocks: ReadonlyMap<string, Block>): Size | undefined =>
  blocks.get(node)?.size ?? (datasetOf(node) === null ? undefined : datasetSize);

/** The state of a step; a step nobody reported on has none. */
export const stateOf = (states: { readonly [step: string]: NodeState }, step: string): NodeState =>
  Object.hasOwn(states, step) ? (states[step] ?? nothingKnown) : nothingKnown;

export type SceneNode = {
  readonly node: GraphNode;
  readonly place: Point;
  readonly state: NodeState;
  readonly selected: boolean;
  /** Outside what is chosen to be planned and run. */
  readonly dimmed: boolean;
  /** Whether a search found it, and whether it is the one that is led to. */
  readonly found: "found" | "current" | null;
  /** Null for a node that is one step. */
  readonly stack: Stack | null;
  /** The size of a frame around items; null for a node in a slot. */
  readonly frame: Size | null;
};

/** How the nodes of a scene are drawn beside their states. */
export type SceneLook = {
  readonly selected: string | null;
  /** Names of the nodes that are chosen; null: all. */
  readonly within: ReadonlySet<string> | null;
  /** Nodes that a search found, and the one of them that is led to; left out: nothing is searched for. */
  readonly search?: { readonly found: ReadonlySet<string>; readonly current: string | null };
  /** Nodes that stand for several steps, by name. */
  readonly stacks: ReadonlyMap<string, Stack>;
  /** Nodes that are frames with several steps in them, by name. */
  readonly blocks: ReadonlyMap<string, Block>;
};

export type SceneEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly datasets: readonly string[];
  readonly route: EdgeRoute;
  readonly look: EdgeLook;
  readonly dimmed: boolean;
};

/** Nodes to draw, a frame before the items in it. Those equal to one of `previous` are that very object, so that only what changed is drawn again. */
export function sceneNodes(
  graph: PipelineGraph,
  layout: Layout,
  states: { readonly [step: string]: NodeState },
  { selected, within, stacks, blocks, search }: SceneLook,
  previous: readonly SceneNode[],
): SceneNode[] {
  const sceneNode = (node: GraphNode, place: Point, frame: Size | null): SceneNode => ({
    node,
    place,
    state: stateOf(states, node.step),
    selected: node.step === selected,
    dimmed: within !== null && !within.has(node.step),
    found: search?.current === node.step ? "current" : search?.found.has(node.step) ? "found" : null,
    stack: stacks.get(node.step) ?? null,
    frame,
  });
  const nodes = graph.nodes.flatMap((node, index) => {
    const place = layout.nodes[index] as Point;
    const block = blocks.get(node.step);
    if (block === undefined) return [sceneNode(node, place, null)];
    const items = [...block.places].map(([step, { x, y }]) =>
      sceneNode({ ...node, step }, { x: place.x + x, y: place.y + y }, null),
    );
    return [sceneNode(node, place, block.size), ...items];
  });
  return nodes.map((next, index) => {
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
    a.state.change === b.state.change &&
    a.state.reasons.length === b.state.reasons.length &&
    a.state.reasons.every((reason, index) => reason.text === b.state.reasons[index]?.text) &&
    a.state.notes.length === b.state.notes.length &&
    a.state.notes.every((note, index) => note.text === b.state.notes[index]?.text) &&
    a.dimmed === b.dimmed &&
    a.found === b.found &&
    a.stack?.count === b.stack?.count &&
    a.stack?.summary === b.stack?.summary &&
    a.frame?.width === b.frame?.width &&
    a.frame?.height === b.frame?.height
  );
}

/** Edges to draw, with the same promise as `sceneNodes`. */
export function sceneEdges(
  graph: PipelineGraph,
  layout: Layout,
  states: { readonly [step: string]: NodeState },
  { within, blocks }: Pick<SceneLook, "within" | "blocks">,
  previous: readonly SceneEdge[],
): SceneEdge[] {
  const boxes = new Map(
    graph.nodes.map(({ step }, index): [string, Box] => [
      step,
      { ...(layout.nodes[index] as Point), ...ownSize(step, blocks) },
    ]),
  );
  const frames = graph.nodes.flatMap(({ step }) => (blocks.has(step) ? (boxes.get(step) ?? []) : []));
  const straight = layerHalves(layout.direction, frames);
  return graph.edges.map(({ from, to, datasets }, index) => {
    const look = edgeLook(stateOf(states, to));
    const dimmed = within !== null && !(within.has(from) && within.has(to));
    const bends = layout.bends[index] as readonly Point[];
    const old = previous[index];
    // A layout makes its bends anew, none too: the same bends are those of the same layout, so the route is the same.
    const placed = old !== undefined && old.from === from && old.to === to && old.route.bends === bends;
    if (placed && old.look.tone === look.tone && old.look.dashed === look.dashed && old.dimmed === dimmed)
      return old;
    const route = placed
      ? old.route
      : {
          direction: layout.direction,
          from: boxes.get(from) as Box,
          bends,
          to: boxes.get(to) as Box,
          straight,
        };
    return { id: String(index), from, to, datasets, route, look, dimmed };
  });
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
  const slots = nodes.filter(({ frame }) => frame === null);
  const start = slots.find(({ node }) => node.step === step);
  if (start === undefined) return null;
  const [gapX, gapY] =
    direction === "left-right" ? [layerGap[direction], neighbourGap] : [neighbourGap, layerGap[direction]];
  const sideways = arrow === "left" || arrow === "right";
  const aside = sideways === (direction === "left-right") ? 0.5 : 2;
  const sign = arrow === "right" || arrow === "down" ? 1 : -1;
  let best: string | null = null;
  let shortest = Number.POSITIVE_INFINITY;
  for (const { node, place } of slots) {
    const dx = (place.x - start.place.x) / (slot.width + gapX);
    const dy = (place.y - start.place.y) / (slot.height + gapY);
    const [along, across] = sideways ? [dx * sign, Math.abs(dy)] : [dy * sign, Math.abs(dx)];
    if (along < 0.01) continue;
    const distance = along + across * aside;
    if (distance < shortest) [best, shortest] = [node.step, distance];
  }
  return best;
}
