import { foldsAtFirst, type ItemGroup } from "./item-groups.ts";
import type { Point, Size } from "./layout-model.ts";

/** Where the items of an unfolded `foreach` step stand in their frame: offsets of their top left corners, in pixels. */
export type Block = { readonly size: Size; readonly places: ReadonlyMap<string, Point> };

const gap = 14;
/** Free pixels inside a frame, and above its items for its name. */
const padding = 14;
const head = 34;

/** About this much wider than high, as is the room that graphs are drawn in. */
const aspect = 1.5;

/** Few items stand among the other steps; of many a column would be too long to be read, so they stand in rows in a frame. */
export const isBlock = foldsAtFirst;

/** The items of a group in rows, in their order, as many in each as make the frame about one and a half times as wide as high. */
export function blockOf({ steps }: ItemGroup, item: Size): Block {
  const [width, height] = [item.width + gap, item.height + gap];
  const columns = Math.max(1, Math.round(Math.sqrt((steps.length * aspect * height) / width)));
  const rows = Math.ceil(steps.length / columns);
  return {
    size: {
      width: 2 * padding - gap + columns * width,
      height: head + padding - gap + rows * height,
    },
    places: new Map(
      steps.map((step, index) => [
        step,
        { x: padding + (index % columns) * width, y: head + Math.floor(index / columns) * height },
      ]),
    ),
  };
}
