import type { RunId } from "../../src-main/core/model/ids.ts";
import { useRuns } from "../state/runs.ts";
import { addSelected } from "../state/selection.ts";
import { edit } from "./edit.tsx";

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
  if (here !== null) addSelected(here);
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

async function addListed(from: RunId | null, to: RunId | null): Promise<void> {
  const { filter } = useRuns.getState();
  const { group: _, sort, ...query } = filter;
  // Groups are sorted by what runs may not be: the number of their runs.
  const order = sort?.field === "runs" ? null : sort;
  const ids = await edit("runs.ids", { ...query, sort: order, from, to }, "The runs were not selected");
  // The ids of a whole library take long to read, and long to be taken in: the window answers between the two.
  await new Promise((next) => setTimeout(next));
  // Unless other runs are listed now.
  if (ids !== null && useRuns.getState().filter === filter) addSelected(ids);
}
