import type { Point, Size } from "./layout-model.ts";
import { type SceneEdge, type SceneNode, slot } from "./scene.ts";

/** React Flow's: what is added to a scaled place, and the scale. */
type Transform = readonly [x: number, y: number, zoom: number];

/** Above this many nodes a graph is drawn in a cheaper way: only what is near the window, and as mere boxes from afar. */
export const manyNodes = 150;
/** Below this zoom the text of a node cannot be read. */
export const readableZoom = 0.4;

/** Up to this many nodes have names also from afar, as far as they are wide enough for some letters. */
const mostNamed = 600;
const namedZoom = 0.14;

/**
 * How large names are in a graph that is seen from afar, in the graph's own pixels, so that they are 8 to 11 in the window; null
 * where there are none. It changes in leaps, so that not each bit of zooming lays out all names anew.
 */
export function nameSizeAt(zoom: number, nodes: number): number | null {
  if (nodes > mostNamed || zoom < namedZoom) return null;
  const leap = 1.35;
  return Math.round(11 / (namedZoom * leap ** (Math.floor(Math.log(zoom / namedZoom) / Math.log(leap)) + 1)));
}

/** A part of a graph, in its own pixels. */
export type Area = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/**
 * The part of a graph that is seen in a window of that size, and at least half a window more on each side. It moves in
 * leaps of half a window, so that it stays the same while somebody pans within it.
 */
export function nearWindow([x, y, zoom]: Transform, { width, height }: Size): Area {
  const [leapX, leapY] = [Math.max(1, width / zoom / 2), Math.max(1, height / zoom / 2)];
  const left = (Math.floor(-x / zoom / leapX) - 1) * leapX;
  const top = (Math.floor(-y / zoom / leapY) - 1) * leapY;
  return { left, top, right: left + 5 * leapX, bottom: top + 5 * leapY };
}

export const sameArea = (a: Area, b: Area): boolean =>
  a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;

/** The nodes that reach into an area. */
export const nodesIn = (nodes: readonly SceneNode[], area: Area): SceneNode[] =>
  nodes.filter(({ place, frame }) => {
    const { width, height } = frame ?? slot;
    return (
      place.x < area.right &&
      place.x + width > area.left &&
      place.y < area.bottom &&
      place.y + height > area.top
    );
  });

/** The edges that may pass through an area: those that do not lie beyond one of its sides. */
export function edgesIn(edges: readonly SceneEdge[], nodes: readonly SceneNode[], area: Area): SceneEdge[] {
  const places = new Map(nodes.map(({ node, place }): [string, Point] => [node.step, place]));
  return edges.filter(({ from, to, bends }) => {
    const ends = [places.get(from), places.get(to), ...bends].filter((point) => point !== undefined);
    const beyond = (aside: (point: Point) => boolean): boolean => ends.every(aside);
    return !(
      beyond(({ x }) => x + slot.width < area.left) ||
      beyond(({ x }) => x > area.right) ||
      beyond(({ y }) => y + slot.height < area.top) ||
      beyond(({ y }) => y > area.bottom)
    );
  });
}
