import { unreachable } from "../core/base/unreachable.ts";
import type { RunRow } from "../core/model/run.ts";
import { blue, dim, green, magenta, red, yellow } from "./output.ts";

/** How a run's state is written in a terminal: a mark, a word and a colour. */
export type StatusWord = {
  readonly text: string;
  readonly mark: string;
  readonly paint: (text: string) => string;
};

export function outcomeWord({ status, cache, kind }: Pick<RunRow, "status" | "cache" | "kind">): StatusWord {
  switch (status) {
    case "succeeded":
      if (cache === "reused") return { text: "reused", mark: "=", paint: magenta };
      if (cache === "restored") return { text: "restored", mark: "↓", paint: magenta };
      return {
        text: cache === "executed" && kind === "step" ? "executed" : "succeeded",
        mark: "✓",
        paint: green,
      };
    case "failed":
      return { text: "failed", mark: "✗", paint: red };
    case "running":
    case "starting":
    case "finalizing":
      return { text: status, mark: "▸", paint: blue };
    case "interrupted":
      return { text: status, mark: "!", paint: yellow };
    case "queued":
    case "cancelled":
    case "skipped":
      return { text: status, mark: "·", paint: dim };
    default:
      return unreachable(status);
  }
}
