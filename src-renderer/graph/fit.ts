import {
  type Layout,
  type LayoutDirection,
  layerGap,
  neighbourGap,
  type Point,
  type Size,
  slot,
} from "./layout-model.ts";

/** Free pixels around a graph that fits; below it stand the controls. */
const margin = { side: 16, top: 16, bottom: 48 } as const;

/** How far out one can zoom: 5,000 steps are still one picture. */
export const smallestZoom = 0.02;

/** The zoom at which a graph of this size fits into a room of that size: 1 is natural size and the most. */
export function zoomToFit(graph: Size, room: Size): number {
  const inner = innerRoom(room);
  const zoom = Math.min(inner.width / Math.max(1, graph.width), inner.height / Math.max(1, graph.height));
  return Math.min(1, Math.max(smallestZoom, zoom));
}

/** At this zoom names, badges and reasons can be read. */
const legible = 0.75;
/** From this one on they are small, but to see all of a graph is worth more. */
const nearlyLegible = 0.6;
/** A graph that is smaller than this when it fits would be looked at through a keyhole; from afar more can be seen of it. */
const overview = 0.35;
/** But one this many times longer than its room, and small in it, would be a mere thread when all of it is shown. */
const thread = 4;
const threadBelow = 0.1;

/** The zoom at which a graph is shown at first: all of it, or its beginning where all of it would be too small to be read. */
export function zoomAtFirst(graph: Size & { readonly direction?: LayoutDirection }, room: Size): number {
  const all = zoomToFit(graph, room);
  if (all >= nearlyLegible) return all;
  const inner = innerRoom(room);
  if (all >= overview)
    return graph.width * legible <= inner.width ? legible : withWholeNodes(inner.width, graph.direction);
  const short = Math.max(inner.width / Math.max(1, graph.width), inner.height / Math.max(1, graph.height));
  return all < threadBelow && short > all * thread ? Math.min(short, legible) : all;
}

/** A zoom at which one more node is seen whole beside the others, where that takes but a little; else the least to be read well. */
function withWholeNodes(width: number, direction: LayoutDirection = "top-down"): number {
  const gap = direction === "top-down" ? neighbourGap : layerGap[direction];
  const count = Math.ceil((width / legible + gap) / (slot.width + gap));
  const zoom = width / (count * (slot.width + gap) - gap);
  return zoom < nearlyLegible ? legible : Math.min(legible, zoom);
}

/**
 * Where the graph's top left corner goes, in pixels of the room, so that it is seen in the middle. Of a direction in which it
 * is larger than its room the place `start`, in pixels of the graph, is in the middle, as far as that leaves no room empty.
 */
export function viewToFit(
  graph: Size,
  room: Size,
  zoom: number = zoomToFit(graph, room),
  start: Point = { x: 0, y: 0 },
): { readonly x: number; readonly y: number; readonly zoom: number } {
  const inner = innerRoom(room);
  // Whole pixels: on half of one, the thin borders of the nodes are pale.
  const place = (space: number, length: number, at: number): number =>
    length <= space
      ? Math.floor((space - length) / 2)
      : Math.ceil(Math.min(0, Math.max(space - length, space / 2 - at)));
  return {
    x: margin.side + place(inner.width, graph.width * zoom, start.x * zoom),
    y: margin.top + place(inner.height, graph.height * zoom, start.y * zoom),
    zoom,
  };
}

/** The middle of the first layer, where reading begins. */
export function startOf({ direction, nodes }: Layout): Point {
  const down = direction === "top-down";
  const first = Math.min(...nodes.map(({ x, y }) => (down ? y : x)));
  const across = nodes.filter(({ x, y }) => (down ? y : x) === first).map(({ x, y }) => (down ? x : y));
  const middle = (Math.min(...across) + Math.max(...across) + (down ? slot.width : slot.height)) / 2;
  return down ? { x: middle, y: 0 } : { x: 0, y: middle };
}

const innerRoom = (room: Size): Size => ({
  width: Math.max(0, room.width - 2 * margin.side),
  height: Math.max(0, room.height - margin.top - margin.bottom),
});
