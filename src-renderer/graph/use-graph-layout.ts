import { useEffect, useMemo, useState } from "react";
import type { PipelineGraph } from "../../src-main/core/model/graph.ts";
import { chooseDirection, estimateSizes, type Sizes } from "./direction.ts";
import type { Block } from "./item-blocks.ts";
import { createLayoutClient } from "./layout-client.ts";
import {
  type Layout,
  type LayoutDirection,
  type LayoutInput,
  layoutDirections,
  otherDirection,
  type Size,
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
};

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
  const input = useMemo((): LayoutInput => JSON.parse(shape), [shape]);
  const estimates = useMemo(() => (input.nodes.length > compared ? estimateSizes(input) : null), [input]);
  const [known, setKnown] = useState<Known>({ shape, layouts: {} });
  const layouts: Known["layouts"] = known.shape === shape ? known.layouts : {};
  const direction = chosen ?? (room === null ? null : suitable(room, estimates ?? bothOf(layouts)));

  const wanted = chosen ?? (estimates === null ? "both" : direction);
  useEffect(() => {
    if (wanted === null) return;
    const questions = (wanted === "both" ? layoutDirections : [wanted]).map((one) =>
      client.ask(input, one, (layout) =>
        setKnown((old) => ({
          shape,
          layouts: { ...(old.shape === shape ? old.layouts : {}), [one]: layout },
        })),
      ),
    );
    return () => {
      for (const withdraw of questions) withdraw();
    };
  }, [input, shape, wanted]);

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
