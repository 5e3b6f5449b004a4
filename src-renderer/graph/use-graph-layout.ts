import { useEffect, useMemo, useState } from "react";
import type { PipelineGraph } from "../../src-main/core/model/graph.ts";
import type { Layout } from "./layout.ts";
import { createLayoutClient } from "./layout-client.ts";
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

/**
 * The layout of a graph, null until the worker has answered. Only the shape of the graph counts: a graph that differs
 * in names, commands or states alone keeps the very same layout object.
 */
export function useGraphLayout(graph: PipelineGraph): Layout | null {
  const shape = useMemo(() => JSON.stringify(layoutInput(graph)), [graph]);
  const [answer, setAnswer] = useState<{ readonly shape: string; readonly layout: Layout } | null>(null);
  useEffect(() => client.ask(JSON.parse(shape), (layout) => setAnswer({ shape, layout })), [shape]);
  return answer?.shape === shape ? answer.layout : null;
}
