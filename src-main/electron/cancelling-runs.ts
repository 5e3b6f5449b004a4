import type { RunId } from "../core/model/ids.ts";
import { isActive } from "../core/model/run.ts";
import type { RunEvent } from "../core/model/run-event.ts";

/** The event of each run that was cancelled and goes on: no answer tells of it, so a page that opens later is told anew. */
export type CancellingRuns = ReadonlyMap<RunId, RunEvent>;

export function cancellingAfter(runs: CancellingRuns, event: RunEvent): CancellingRuns {
  switch (event.type) {
    case "cancelling":
      return new Map(runs).set(event.run, event);
    case "run":
      return isActive(event.run.status) ? runs : without(runs, [event.run.id]);
    case "runs-deleted":
      return without(runs, event.ids);
    default:
      return runs;
  }
}

function without(runs: CancellingRuns, ids: readonly RunId[]): CancellingRuns {
  if (!ids.some((id) => runs.has(id))) return runs;
  const gone = new Set(ids);
  return new Map([...runs].filter(([id]) => !gone.has(id)));
}
