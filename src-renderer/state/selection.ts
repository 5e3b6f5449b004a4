import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { client } from "../api/client.ts";
import { findRun, useRuns } from "./runs.ts";

/** Selects a run beside the others, or takes it out. A range of the selection begins here. */
export function toggleSelected(id: RunId): void {
  useRuns.setState(({ selection }) => {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    return { selection: next, anchor: id };
  });
}

/** The runs that are listed from one line to another; null where some of them are not here. */
export type Between = (from: RunId, to: RunId) => readonly RunId[] | null;

/**
 * Selects what lies between the anchor and a run, both included. What of it is not here, as it was scrolled over or away from,
 * is asked for.
 */
export async function selectRange(to: RunId, between: Between): Promise<void> {
  const anchor = useRuns.getState().anchor ?? to;
  useRuns.setState({ anchor });
  const here = between(anchor, to);
  if (here !== null) add(here);
  else await addListed(anchor, to);
}

/** Selects from the anchor, or else from a run, to the first or the last run of the list. */
export async function selectToEnd(from: RunId, end: "first" | "last"): Promise<void> {
  const anchor = useRuns.getState().anchor ?? from;
  useRuns.setState({ anchor });
  await (end === "first" ? addListed(null, anchor) : addListed(anchor, null));
}

/** Selects every run that answers the filter, whether it is here or not. */
export const selectAll = (): Promise<void> => addListed(null, null);

const add = (ids: readonly RunId[]): void =>
  useRuns.setState(({ selection }) => ({ selection: new Set([...selection, ...ids]) }));

async function addListed(from: RunId | null, to: RunId | null): Promise<void> {
  const { filter } = useRuns.getState();
  const { group: _, sort, ...query } = filter;
  // Groups are sorted by what runs may not be: the number of their runs.
  const order = sort?.field === "runs" ? null : sort;
  const answer = await client.call("runs.ids", { ...query, sort: order, from, to });
  // Other runs are listed now.
  if (useRuns.getState().filter !== filter) return;
  if (answer.ok) add(answer.value);
  else useRuns.setState({ failure: answer.error });
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
