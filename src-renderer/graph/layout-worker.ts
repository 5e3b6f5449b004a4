import { layoutGraph } from "./layout.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout-client.ts";

/** Lays graphs out off the window's thread. Answers carry the id of their request. */
addEventListener("message", ({ data }: MessageEvent<LayoutRequest>) => {
  const answer: LayoutAnswer = { id: data.id, layout: layoutGraph(data.input, data.direction) };
  postMessage(answer);
});
