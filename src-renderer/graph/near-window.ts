import { type Point, type Size, slot } from "./layout-model.ts";
import type { SceneEdge, SceneNode } from "./scene.ts";

/** React Flow's: what is added to a scaled place, and the scale. */
type Transform = readonly [x: number, y: number, zoom: number];

/** Above this many nodes a graph is drawn in a cheaper way: only what is near the window, and as mere boxes from afar. */
export const manyNodes = 150;
/** Below this zoom the text of a node cannot be read. */
export const readableZoom = 0.4;

/** Below this zoom boxes are too low for a border. */
export const tinyZoom = 0.1;

/** From this zoom on some letters of a name fit; of more than so many nodes only names are drawn that say more. */
const namedZoom = 0.14;
const crowd = 600;
const crowdNamedZoom = 0.19;

/**
 * How large names are in a graph that is seen from afar, in the graph's own pixels, so that they are 8 to 11 in the window; null
 * where there are none. It changes in leaps, so that not each bit of zooming lays out all names anew.
 */
export function nameSizeAt(zoom: number, nodes: number): number | null {
  if (zoom < (nodes > crowd ? crowdNamedZoom : namedZoom)) return null;
  const leap = 1.35;
  return Math.round(11 / (namedZoom * leap ** (Math.floor(Math.log(zoom / namedZoom) / Math.log(leap)) + 1)));
}

/**
 * How many of the graph's own pixels one of the window's is, about, for lines that are as thick from wherever they are seen. It
 * changes in leaps, as each time all lines are drawn anew.
 */
export const linePixel = (zoom: number): number => 2 ** (Math.round(-2 * Math.log2(zoom)) / 2);

/** A part of a graph, in its own pixels. */
export type Area = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/**
 * The part of a graph that is seen in a window of that size, and at least a leap more on each side. It moves in leaps, of
 * which a window has two unless it is said otherwise, so that it stays the same while somebody pans within it.
 */
export function nearWindow([x, y, zoom]: Transform, { width, height }: Size, leaps = 2): Area {
  const [leapX, leapY] = [Math.max(1, width / zoom / leaps), Math.max(1, height / zoom / leaps)];
  const left = (Math.floor(-x / zoom / leapX) - 1) * leapX;
  const top = (Math.floor(-y / zoom / leapY) - 1) * leapY;
  return { left, top, right: left + (leaps + 3) * leapX, bottom: top + (leaps + 3) * leapY };
}

/** No part of it. */
export const nowhere: Area = { left: 0, top: 0, right: 0, bottom: 0 };

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
export function edgesIn(edges: readonly SceneEdge[], area: Area): SceneEdge[] {
  return edges.filter(({ route: { from, bends, to } }) => {
    const beyond = (aside: (point: Point) => boolean): boolean =>
      aside(from) && aside(to) && bends.every(aside);
    return !(
      beyond(({ x }) => x + slot.width < area.left) ||
      beyond(({ x }) => x > area.right) ||
      beyond(({ y }) => y + slot.height < area.top) ||
      beyond(({ y }) => y > area.bottom)
    );
  });
}
