import { unreachable } from "../../src-main/core/base/unreachable.ts";
import type { PlanAction } from "../../src-main/core/model/plan.ts";
import type { CacheOutcome, RunStatus } from "../../src-main/core/model/run.ts";
import type { Change } from "../../src-main/core/model/run-diff.ts";

/** Everything a badge can say: where a run stands, where its outputs came from, what a plan would do, how two runs differ. */
export type StatusWord = RunStatus | Exclude<CacheOutcome, "executed"> | PlanAction | Change;

/** The colour family of a word: `--signet-status-<tone>` is its ink, `…-text` that of words, `…-soft` its ground. */
export type StatusTone = "succeeded" | "running" | "failed" | "todo" | "reused" | "idle";

export function toneOf(word: StatusWord): StatusTone {
  switch (word) {
    case "succeeded":
    case "added":
      return "succeeded";
    case "starting":
    case "running":
    case "finalizing":
      return "running";
    case "failed":
    case "removed":
      return "failed";
    case "run":
    case "undecided":
    case "changed":
      return "todo";
    case "reuse":
    case "reused":
    case "restore":
    case "restored":
      return "reused";
    case "queued":
    case "cancelled":
    case "interrupted":
    case "skipped":
    case "same":
      return "idle";
    default:
      return unreachable(word);
  }
}

/** What people read for a word: a plan's `reuse` is "up to date", everything else is itself. */
export const labelOf = (word: StatusWord): string => (word === "reuse" ? "up to date" : word);

/** The one word for a run: its status, or where its outputs came from when it did not have to run. */
export function wordOf(run: { readonly status: RunStatus; readonly cache: CacheOutcome | null }): StatusWord {
  return run.status === "succeeded" && (run.cache === "reused" || run.cache === "restored")
    ? run.cache
    : run.status;
}
