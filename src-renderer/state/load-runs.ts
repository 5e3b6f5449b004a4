import type { RunId } from "../../src-main/core/model/ids.ts";
import { client } from "../api/client.ts";
import { useLive } from "./live.ts";
import { type RunsFilter, runsAfterPage, sameFilter, useRuns, windowSize } from "./runs.ts";

/** The newest question about each window, until it is answered. */
const asking = new Map<number, { readonly filter: RunsFilter }>();
/** What is asked for the list: other runs than before stop the search for those. */
const listStream = "runs";
let seen: readonly [number, number] = [0, 0];

/** Asks for other runs. Rows of the last answer stay on screen until the new ones are there. */
export function setFilter(change: Partial<RunsFilter>): void {
  const state = useRuns.getState();
  const filter = { ...state.filter, ...change };
  if (!sameFilter(filter, state.filter)) {
    useRuns.setState({ filter, selection: new Set(), anchor: null });
    seen = [0, 0];
  } else if (state.total !== null) return;
  void loadWindow(0);
}

/** Says which rows are on screen (by index, half-open), so that their windows are here and refreshed first. */
export function showRows(first: number, last: number): void {
  seen = [Math.floor(first / windowSize), Math.floor(Math.max(first, last - 1) / windowSize)];
  const { windows, answered, filter } = useRuns.getState();
  if (!sameFilter(answered, filter)) return;
  for (let window = seen[0]; window <= seen[1]; window += 1) {
    if (!windows.has(window)) void loadWindow(window);
  }
}

/** Asks again for what is on screen and forgets the other windows; steps of unfolded runs too. */
export async function refreshRuns(): Promise<void> {
  useRuns.setState(({ windows }) => ({
    windows: new Map([...windows].filter(([window]) => window >= seen[0] && window <= seen[1])),
  }));
  const jobs = [];
  for (let window = seen[0]; window <= seen[1]; window += 1) jobs.push(loadWindow(window, true));
  for (const id of useRuns.getState().expanded) jobs.push(loadChildren(id));
  await Promise.all(jobs);
}

async function loadWindow(window: number, again = false): Promise<void> {
  const { filter } = useRuns.getState();
  if (!again && sameFilter(asking.get(window)?.filter ?? null, filter)) return;
  const question = { filter };
  asking.set(window, question);
  const answer = await client.call("runs.list", {
    ...filter,
    limit: windowSize,
    offset: window * windowSize,
    stream: listStream,
  });
  // Another question about this window was asked meanwhile, or other runs are wanted now: this answer is stale.
  if (asking.get(window) !== question || useRuns.getState().filter !== filter) return;
  asking.delete(window);
  useRuns.setState((state) =>
    answer.ok
      ? runsAfterPage(state, useLive.getState(), filter, window, answer.value)
      : { failure: answer.error, diagnostics: [] },
  );
  if (answer.ok && answer.value.uncounted === true) void countRuns(filter);
}

/** Runs whose total is being counted. */
let counting: RunsFilter | null = null;

/** Asks how many runs there are, where the page did not tell. */
async function countRuns(filter: RunsFilter): Promise<void> {
  if (sameFilter(counting, filter)) return;
  counting = filter;
  const { sort: _, ...runs } = filter;
  const answer = await client.call("runs.count", { ...runs, stream: listStream });
  if (counting === filter) counting = null;
  // Without an answer what is known stays: at least so many.
  if (!answer.ok || !sameFilter(useRuns.getState().answered, filter)) return;
  useRuns.setState({ total: answer.value.total, uncounted: false });
}

/** Unfolds a pipeline run to its steps, or folds it. */
export function toggleExpanded(id: RunId, open?: boolean): void {
  const { expanded, children } = useRuns.getState();
  const wanted = open ?? !expanded.has(id);
  const next = new Set(expanded);
  if (wanted) next.add(id);
  else next.delete(id);
  useRuns.setState({ expanded: next });
  if (wanted && children[id] === undefined) void loadChildren(id);
}

async function loadChildren(id: RunId): Promise<void> {
  const answer = await client.call("runs.get", { id });
  useRuns.setState((state) =>
    answer.ok
      ? { children: { ...state.children, [id]: answer.value.steps } }
      : { failure: answer.error, expanded: new Set([...state.expanded].filter((other) => other !== id)) },
  );
}
