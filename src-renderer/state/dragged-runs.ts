import type { RunId } from "../../src-main/core/model/ids.ts";
import { go } from "./navigation.ts";
import { findRun, useRuns } from "./runs.ts";
import { mostCompared, runsToCompare } from "./selection.ts";

/** How dragged runs are told from everything else that can be dragged. */
const type = "application/x-signet-runs";

/** Lets a drag carry a run, or all that are selected where it is one of them. */
export function carryRuns(transfer: DataTransfer, run: RunId): void {
  const { selection } = useRuns.getState();
  transfer.setData(type, JSON.stringify(selection.has(run) ? [...selection] : [run]));
  transfer.effectAllowed = "copyMove";
}

/** Whether a drag carries runs; which ones is told only when it is let go. */
export const carriesRuns = (transfer: DataTransfer): boolean => transfer.types.includes(type);

/** Compares the runs that were let go on another with that one. */
export function dropRunsOn(transfer: DataTransfer, target: RunId): void {
  const ids = new Set([...(JSON.parse(transfer.getData(type)) as RunId[]), target]);
  if (ids.size < 2 || ids.size > mostCompared) return;
  const state = useRuns.getState();
  go({ view: "compare", runs: runsToCompare(ids, (id) => findRun(state, id)), tab: null });
}

/** The runs that were let go, steps too; none where something else was. */
export function draggedRuns(transfer: DataTransfer): readonly RunId[] {
  const text = transfer.getData(type);
  return text === "" ? [] : (JSON.parse(text) as RunId[]);
}
