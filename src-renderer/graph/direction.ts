import { zoomToFit } from "./fit.ts";
import {
  type LayoutDirection,
  type LayoutInput,
  layerGap,
  neighbourGap,
  type Size,
  type Sizes,
} from "./layout-model.ts";
import { arrange, type Part, partsOf } from "./parts.ts";

/** At this zoom text is read without effort; a larger one is no reason to leave the usual direction. */
const readable = 0.8;

/** Left to right when that can be read at once in this room, else whichever way is drawn larger. */
export function chooseDirection(sizes: Sizes, room: Size): LayoutDirection {
  const leftRight = zoomToFit(sizes["left-right"], room);
  if (leftRight >= readable) return "left-right";
  return zoomToFit(sizes["top-down"], room) > leftRight ? "top-down" : "left-right";
}

/** About how large either layout would be, in time proportional to the graph: for graphs too large to lay out twice. */
export function estimateSizes(input: LayoutInput): Sizes {
  const { linked, lone } = partsOf(input);
  const layered = linked.map((part) => ({ part, layers: layersOf(input, part) }));
  const sizeIn = (direction: LayoutDirection): Size => {
    const sizes = layered.map(({ part, layers }) => estimatePart(input, part, layers, direction));
    const { width, height } = arrange(input, direction, sizes, lone);
    return { width, height };
  };
  return { "left-right": sizeIn("left-right"), "top-down": sizeIn("top-down") };
}

/** The layer of each node: one after the last layer among those it depends on. */
function layersOf(input: LayoutInput, part: Part): ReadonlyMap<number, number> {
  const waiting = new Map<number, number>(part.nodes.map((node) => [node, 0]));
  const next = new Map<number, number[]>(part.nodes.map((node) => [node, []]));
  for (const edge of part.edges) {
    const [from, to] = input.edges[edge] as readonly [number, number];
    next.get(from)?.push(to);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const layers = new Map<number, number>();
  const ready = part.nodes.filter((node) => waiting.get(node) === 0);
  for (const node of ready) layers.set(node, 0);
  for (const node of ready) {
    for (const to of next.get(node) ?? []) {
      layers.set(to, Math.max(layers.get(to) ?? 0, (layers.get(node) ?? 0) + 1));
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return layers;
}

/** Layers as deep as their deepest node, as long as their nodes and the edges that pass them. */
function estimatePart(
  input: LayoutInput,
  part: Part,
  layers: ReadonlyMap<number, number>,
  direction: LayoutDirection,
): Size {
  const layerOf = (node: number) => layers.get(node) ?? 0;
  const depths: number[] = [];
  const lengths: number[] = [];
  for (const node of part.nodes) {
    const { width, height } = input.nodes[node] as Size;
    const [depth, length] = direction === "left-right" ? [width, height] : [height, width];
    const layer = layerOf(node);
    depths[layer] = Math.max(depths[layer] ?? 0, depth);
    lengths[layer] = (lengths[layer] ?? 0) + length + neighbourGap;
  }
  // Per layer, by how many more edges it is passed than the one before: a long edge costs no more than a short one.
  const passing: number[] = [];
  for (const edge of part.edges) {
    const [from, to] = input.edges[edge] as readonly [number, number];
    const [first, end] = [layerOf(from) + 1, layerOf(to)];
    passing[first] = (passing[first] ?? 0) + 1;
    passing[end] = (passing[end] ?? 0) - 1;
  }
  let along = -layerGap[direction];
  let across = 0;
  let passed = 0;
  depths.forEach((depth, layer) => {
    passed += passing[layer] ?? 0;
    along += depth + layerGap[direction];
    across = Math.max(across, (lengths[layer] ?? 0) + passed * neighbourGap - neighbourGap);
  });
  return direction === "left-right" ? { width: along, height: across } : { width: across, height: along };
}
