import { datasetOf, datasetSize } from "./datasets.ts";
import { mapColor } from "./flow-nodes.ts";
import { slot } from "./layout-model.ts";
import { nodeWord } from "./node-view.ts";
import type { SceneNode } from "./scene.ts";

/** How much lower than its slot a step is above and below in such a picture, in pixels: few cards fill theirs. */
const inset = 16;

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where a node is in a picture without texts, in the graph's pixels. */
export function boxOf({ node, place, frame }: SceneNode): Box {
  if (frame !== null) return { ...place, ...frame };
  if (datasetOf(node.step) !== null) return { ...place, ...datasetSize };
  return { x: place.x, y: place.y + inset, width: slot.width, height: slot.height - 2 * inset };
}

/** All nodes that look the same as one shape. */
export type NodeShape = {
  readonly key: string;
  readonly color: string;
  readonly frame: boolean;
  readonly dimmed: boolean;
  /** Of what is not decided or put back: filled with little colour. */
  readonly light: boolean;
  /** For an SVG path. */
  readonly path: string;
};

function isLight({ state }: SceneNode): boolean {
  const word = nodeWord(state);
  return word === "undecided" || word === "restore" || word === "restored";
}

/** The picture of a graph without texts: some shapes, however many nodes there are. Frames come first. */
export function nodeShapes(nodes: readonly SceneNode[]): readonly NodeShape[] {
  const shapes = new Map<string, Omit<NodeShape, "path"> & { readonly paths: string[] }>();
  for (const scene of nodes) {
    const { x, y, width, height } = boxOf(scene);
    const path = `M${x} ${y}h${width}v${height}h${-width}z`;
    const color = mapColor(scene);
    const light = isLight(scene);
    const key = `${color} ${light} ${scene.dimmed}`;
    const shape = shapes.get(key);
    if (shape === undefined)
      shapes.set(key, {
        key,
        color,
        frame: scene.frame !== null,
        light,
        dimmed: scene.dimmed,
        paths: [path],
      });
    else shape.paths.push(path);
  }
  return [...shapes.values()]
    .sort((a, b) => Number(b.frame) - Number(a.frame))
    .map(({ paths, ...shape }) => ({ ...shape, path: paths.join("") }));
}
