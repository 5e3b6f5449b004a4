import { useEffect, useMemo, useState } from "react";
import type { PipelineGraph } from "../../src-main/core/model/graph.ts";
import { chooseDirection } from "./direction.ts";
import type { Block } from "./item-blocks.ts";
import { createLayoutClient } from "./layout-client.ts";
import {
  type Layout,
  type LayoutDirection,
  layoutDirections,
  otherDirection,
  type Size,
  type Sizes,
} from "./layout-model.ts";
import { layoutInput } from "./scene.ts";

const client = createLayoutClient(() => {
  const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
  return {
    post: (request) => worker.postMessage(request),
    onAnswer: (listener) => {
      worker.onmessage = ({ data }) => listener(data);
      // A worker that throws has met a bug; it must not look like a layout that takes long.
      worker.onerror = (event) => {
        throw new Error(`The layout worker failed: ${event.message}`);
      };
    },
  };
});

/** Up to this many nodes both directions are laid out and compared; beyond, sizes are estimated and one is laid out. */
const compared = 250;

type Known = {
  readonly shape: string;
  readonly layouts: { readonly [direction in LayoutDirection]?: Layout };
  /** About how large it is laid out either way; null while nobody needs to know. */
  readonly estimates: Sizes | null;
};

const nothingOf = (shape: string): Known => ({ shape, layouts: {}, estimates: null });

/**
 * The layout of a graph in the direction that was chosen by hand, else in the one that suits the room (in pixels); null
 * until the worker has answered. Only the shape of the graph counts: a graph that differs in names, commands or states
 * alone keeps the very same layout object. Until another direction is known the last one stays.
 */
export function useGraphLayout(
  graph: PipelineGraph,
  blocks: ReadonlyMap<string, Block>,
  room: Size | null,
  chosen: LayoutDirection | null,
): Layout | null {
  const shape = useMemo(() => JSON.stringify(layoutInput(graph, blocks)), [graph, blocks]);
  const [known, setKnown] = useState<Known>(() => nothingOf(shape));
  const { layouts, estimates } = known.shape === shape ? known : nothingOf(shape);
  const direction = chosen ?? (room === null ? null : suitable(room, estimates ?? bothOf(layouts)));

  const estimated = chosen === null && graph.nodes.length > compared;
  useEffect(() => {
    if (!estimated) return;
    return client.ask(shape, "sizes", (sizes) =>
      setKnown((old) => ({ ...(old.shape === shape ? old : nothingOf(shape)), estimates: sizes })),
    );
  }, [shape, estimated]);
  const wanted = chosen ?? (estimated ? direction : "both");
  useEffect(() => {
    if (wanted === null) return;
    const questions = (wanted === "both" ? layoutDirections : [wanted]).map((one) =>
      client.ask(shape, one, (layout) =>
        setKnown((old) => {
          const before = old.shape === shape ? old : nothingOf(shape);
          return { ...before, layouts: { ...before.layouts, [one]: layout } };
        }),
      ),
    );
    return () => {
      for (const withdraw of questions) withdraw();
    };
  }, [shape, wanted]);

  if (direction === null) return null;
  return layouts[direction] ?? layouts[otherDirection(direction)] ?? null;
}

const suitable = (room: Size, sizes: Sizes | null): LayoutDirection | null =>
  sizes === null ? null : chooseDirection(sizes, room);

function bothOf({ "left-right": leftRight, "top-down": topDown }: Known["layouts"]): Sizes | null {
  return leftRight === undefined || topDown === undefined
    ? null
    : { "left-right": leftRight, "top-down": topDown };
}
