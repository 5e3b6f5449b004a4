import type { RunId } from "../../src-main/core/model/ids.ts";
import { useLive } from "../state/live.ts";
import { tryEdit } from "./edit.tsx";

/** What is told of the two ways to end a run. */
export const stopHints = {
  cancel: "Ends the run: its steps have ten seconds to do so by themselves",
  kill: "Does not wait for steps to end by themselves: what they did not save is lost",
} as const;

/** Whether a run was cancelled, and steps of it have not ended yet. */
export const useIsCancelling = (run: RunId | null): boolean =>
  useLive(({ cancelling }) => run !== null && cancelling.has(run));

export const cancelRun = (id: RunId): Promise<boolean> =>
  tryEdit("runs.cancel", { id }, "The run was not cancelled");

/** Ends at once what is left of a run that was cancelled. */
export const killRun = (id: RunId): Promise<boolean> =>
  tryEdit("runs.kill", { id }, "The run was not killed");
