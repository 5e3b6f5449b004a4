import type { RunId } from "../../core/model/ids.ts";
import type { Changing } from "./changing-runs.ts";
import { isLeft, type Stop } from "./left-runs.ts";
import type { PipelineRuns, StartedRun } from "./pipeline-runs.ts";

/** Cancelling of runs, and killing of what does not end then. `lookAfter` stops what a process that is gone left. */
export function stopRuns(
  { library, events }: Changing,
  active: ReadonlyMap<RunId, StartedRun>,
  lookAfter: (stop: Stop) => Promise<void>,
): Pick<PipelineRuns, "cancel" | "kill"> {
  /** Runs whose process is gone, and whose steps are being stopped here. */
  const stopping = new Map<RunId, AbortController>();
  return {
    cancel: async (run) => {
      const own = active.get(run);
      if (own === undefined && !stopping.has(run) && !isLeft(library, run)) return false;
      events.publish({ type: "cancelling", run });
      if (own !== undefined) own.cancel();
      else if (!stopping.has(run)) {
        const hurry = new AbortController();
        stopping.set(run, hurry);
        await lookAfter({ run, hurry: hurry.signal }).finally(() => stopping.delete(run));
      }
      return true;
    },
    kill: (run) => {
      const own = active.get(run);
      if (own !== undefined) return own.hurry();
      stopping.get(run)?.abort();
      return stopping.has(run);
    },
  };
}
