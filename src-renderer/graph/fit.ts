import type { Size } from "./layout-model.ts";

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

/** A graph this many times longer than its room, and small in it, would be a mere thread when all of it is shown. */
const thread = 4;
const threadBelow = 0.1;
/** At this zoom names and badges can be read. */
const legible = 0.5;

/** The zoom at which a graph is shown at first: all of it, but of a long chain its beginning, with names that can be read. */
export function zoomAtFirst(graph: Size, room: Size): number {
  const all = zoomToFit(graph, room);
  const inner = innerRoom(room);
  const short = Math.max(inner.width / Math.max(1, graph.width), inner.height / Math.max(1, graph.height));
  return all < threadBelow && short > all * thread ? Math.min(short, legible) : all;
}

/** Where the graph's top left corner goes, in pixels of the room, so that it is seen in the middle, or its beginning where it is larger. */
export function viewToFit(
  graph: Size,
  room: Size,
  zoom: number = zoomToFit(graph, room),
): { readonly x: number; readonly y: number; readonly zoom: number } {
  const inner = innerRoom(room);
  return {
    x: margin.side + Math.max(0, (inner.width - graph.width * zoom) / 2),
    y: margin.top + Math.max(0, (inner.height - graph.height * zoom) / 2),
    zoom,
  };
}

const innerRoom = (room: Size): Size => ({
  width: Math.max(0, room.width - 2 * margin.side),
  height: Math.max(0, room.height - margin.top - margin.bottom),
});
