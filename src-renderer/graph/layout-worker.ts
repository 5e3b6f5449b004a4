import { estimateSizes } from "./direction.ts";
import { layoutGraph } from "./layout.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout-client.ts";

/** Lays graphs out off the window's thread. Answers carry the id of their request. */
addEventListener("message", ({ data: { id, shape, question } }: MessageEvent<LayoutRequest>) => {
  const input = JSON.parse(shape);
  const answer: LayoutAnswer = {
    id,
    answer: question === "sizes" ? estimateSizes(input) : layoutGraph(input, question),
  };
  postMessage(answer);
});
