import { type LayoutDirection, type Point, type Size, slot } from "./layout-model.ts";

/**
 * How far inside the slots that they leave and enter edges that lead down begin to turn, in pixels: few cards fill their
 * slots, and curves become less flat.
 */
const inset = 14;

/** A node's top left corner, and its size where that is not a slot's. */
export type Box = Point & Partial<Size>;

/** Where an edge leads: from one node over its bends to another. */
export type EdgeRoute = {
  readonly direction: LayoutDirection;
  readonly from: Box;
  readonly bends: readonly Point[];
  readonly to: Box;
  /** By the middle of a layer, how far from there an edge that passes it stays straight; half a slot where it is not said. */
  readonly straight: ReadonlyMap<number, number>;
};

/**
 * By the middle of a layer that holds a frame, how far from there its edges must stay straight, so that they do not run under
 * it: half as deep as it is.
 */
export function layerHalves(direction: LayoutDirection, boxes: readonly Box[]): ReadonlyMap<number, number> {
  const halves = new Map<number, number>();
  for (const { x, y, width, height } of boxes) {
    if (width === undefined || height === undefined) continue;
    const [start, depth] = direction === "top-down" ? [y, height] : [x, width];
    const middle = Math.round(start + depth / 2);
    halves.set(middle, Math.max(halves.get(middle) ?? 0, depth / 2));
  }
  return halves;
}

/** A node or bend that an edge comes to: where along the layout and across it, and how far on both sides it is straight. */
type Stop = { readonly along: number; readonly across: number; readonly half: number };

function stopsOf({ direction, from, bends, to, straight }: EdgeRoute): readonly Stop[] {
  const down = direction === "top-down";
  const slotHalf = down ? slot.height / 2 - inset : slot.width / 2;
  const end = ({ x, y, width, height }: Box): Stop => {
    const middle = { x: x + (width ?? slot.width) / 2, y: y + (height ?? slot.height) / 2 };
    const depth = down ? height : width;
    return stop(middle, depth === undefined ? slotHalf : depth / 2);
  };
  const stop = ({ x, y }: Point, half: number): Stop =>
    down ? { along: y, across: x, half } : { along: x, across: y, half };
  const passed = bends.map((point) =>
    stop(point, straight.get(Math.round(down ? point.y : point.x)) ?? slotHalf),
  );
  return [end(from), ...passed, end(to)];
}

/**
 * An SVG path for an edge. It leaves, passes and arrives in the direction of the
 * layout; across a layer it is straight (as far as `straight` says for its middle), so that it does not run under the nodes
 * there. It starts and ends in the middle of the slots, under the cards: these are of many heights, and the edge must reach
 * each.
 */
export function edgePath(route: EdgeRoute): string {
  const down = route.direction === "top-down";
  const at = (along: number, across: number) => (down ? `${across} ${along}` : `${along} ${across}`);
  let path = "";
  let last: Stop | null = null;
  for (const stop of stopsOf(route)) {
    if (last === null) path = `M ${at(stop.along, stop.across)}`;
    else {
      const [leave, enter] = [last.along + last.half, stop.along - stop.half];
      const between = (leave + enter) / 2;
      path += ` L ${at(leave, last.across)}`;
      path += ` C ${at(between, last.across)} ${at(between, stop.across)} ${at(enter, stop.across)}`;
    }
    last = stop;
  }
  return last === null ? path : `${path} L ${at(last.along, last.across)}`;
}

/** A straight piece of an edge seen from afar, in the graph's pixels. */
export type EdgePiece = { readonly from: Point; readonly to: Point };

/** An edge as straight lines, one for each two layers that it leads between: seen from afar nobody could tell it from its path. */
export function edgePieces(route: EdgeRoute): readonly EdgePiece[] {
  const down = route.direction === "top-down";
  const at = (along: number, across: number): Point =>
    down ? { x: across, y: along } : { x: along, y: across };
  const stops = stopsOf(route);
  const pieces: EdgePiece[] = [];
  for (let index = 1; index < stops.length; index += 1) {
    const [last, stop] = [stops[index - 1] as Stop, stops[index] as Stop];
    const leave = at(last.along + last.half, last.across);
    // The layer that was passed before it.
    if (index > 1) pieces.push({ from: at(last.along - last.half, last.across), to: leave });
    pieces.push({ from: leave, to: at(stop.along - stop.half, stop.across) });
  }
  return pieces;
}
