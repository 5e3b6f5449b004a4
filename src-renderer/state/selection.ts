import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { findRun, useRuns } from "./runs.ts";

/** Selects a run beside the others, or takes it out. A range of the selection begins here. */
export function toggleSelected(id: RunId): void {
  useRuns.setState(({ selection }) => {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    return { selection: next, anchor: id };
  });
}

/** Selects what lies between the anchor and a run, both included; `between` gives the ids from one line to another. */
export function selectRange(to: RunId, between: (from: RunId, to: RunId) => readonly RunId[]): void {
  useRuns.setState(({ selection, anchor }) => ({
    selection: new Set([...selection, ...between(anchor ?? to, to)]),
    anchor: anchor ?? to,
  }));
}

/** Lets all selected runs go; false when none was. */
export function clearSelection(): boolean {
  if (useRuns.getState().selection.size === 0) return false;
  useRuns.setState({ selection: new Set(), anchor: null });
  return true;
}

/** So many runs can be laid side by side. */
export const mostCompared = 100;

/** Runs as they are compared: the oldest first, as baseline. */
export function runsToCompare(
  ids: ReadonlySet<RunId>,
  find: (id: RunId) => RunRow | undefined,
): readonly RunId[] {
  const time = (id: RunId): number => find(id)?.created ?? 0;
  return [...ids].sort((a, b) => time(a) - time(b));
}

export const selectedToCompare = (): readonly RunId[] => {
  const state = useRuns.getState();
  return runsToCompare(state.selection, (id) => findRun(state, id));
};
