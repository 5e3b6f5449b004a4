import {
  type Layout,
  type LayoutDirection,
  neighbourGap,
  type Point,
  type Size,
  slot,
} from "./layout-model.ts";
import { manyNodes } from "./near-window.ts";

/** Layers that are longer than so many slots stand a part of that further apart, up to so many pixels. */
const [longFrom, share, most] = [20, 1 / 16, 360] as const;
/** Rooms are less than twice as long in one direction as in the other: so much of the longer one is free in the shorter. */
const freeShare = 0.6;

/**
 * The layers of a graph of many nodes that is far longer across its edges than along them, further apart: between two long
 * layers edges go far aside, and in a narrow gap nobody could follow them.
 */
export function spreadLayers(
  placed: Omit<Layout, "direction">,
  sizes: readonly Size[],
  direction: LayoutDirection,
): Omit<Layout, "direction"> {
  const down = direction === "top-down";
  const [along, across] = down ? [placed.height, placed.width] : [placed.width, placed.height];
  const middles = placed.nodes.map((place, index) => {
    const { width, height } = sizes[index] as Size;
    return Math.round(down ? place.y + height / 2 : place.x + width / 2);
  });
  const layers = [...new Set(middles)].sort((a, b) => a - b);
  const gaps = layers.length - 1;
  if (gaps === 0 || placed.nodes.length <= manyNodes) return placed;
  const long = longFrom * ((down ? slot.width : slot.height) + neighbourGap);
  const free = across * freeShare - along;
  const extra = Math.floor(Math.min(most, (across - long) * share, free / gaps));
  if (extra <= 0) return placed;
  const order = new Map(layers.map((middle, layer) => [middle, layer]));
  const moved = (point: Point, middle: number): Point => {
    // What is no layer's middle is a bend that was rounded the other way.
    const layer = order.get(middle) ?? order.get(middle - 1) ?? order.get(middle + 1) ?? 0;
    return down ? { x: point.x, y: point.y + layer * extra } : { x: point.x + layer * extra, y: point.y };
  };
  const [width, height] = down
    ? [placed.width, placed.height + gaps * extra]
    : [placed.width + gaps * extra, placed.height];
  return {
    nodes: placed.nodes.map((place, index) => moved(place, middles[index] as number)),
    bends: placed.bends.map((bends) => bends.map((bend) => moved(bend, down ? bend.y : bend.x))),
    width,
    height,
  };
}
