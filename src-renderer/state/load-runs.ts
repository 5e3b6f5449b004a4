import { ok, type Result } from "../../src-main/core/base/result.ts";
import type { RunGroup } from "../../src-main/core/contract/run-lists.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { client } from "../api/client.ts";
import { useLive } from "./live.ts";
import {
  type Cells,
  groupKeyOf,
  type RunsFilter,
  type RunsState,
  runsAfterGroups,
  runsAfterPage,
  sameFilter,
  useRuns,
  windowSize,
} from "./runs.ts";

/** An unfolded group shows so many of its runs; the others are a list of their own. */
const groupPreview = 50;

/** The newest question about each window, until it is answered. */
const asking = new Map<number, { readonly filter: RunsFilter }>();
/** What is asked for this window's list: other runs than before stop the search for those. */
const listStream = `runs ${Math.random()}`;
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
  const { windows, groupWindows, answered, filter } = useRuns.getState();
  if (!sameFilter(answered, filter)) return;
  const here = filter.group.length > 0 ? groupWindows : windows;
  for (let window = seen[0]; window <= seen[1]; window += 1) {
    if (!here.has(window)) void loadWindow(window);
  }
}

/** Asks again for what is on screen and forgets the other windows; and what is under unfolded lines. */
export async function refreshRuns(): Promise<void> {
  const isSeen = ([window]: readonly [number, unknown]): boolean => window >= seen[0] && window <= seen[1];
  useRuns.setState(({ windows, groupWindows }) => ({
    windows: new Map([...windows].filter(isSeen)),
    groupWindows: new Map([...groupWindows].filter(isSeen)),
  }));
  const jobs = [];
  for (let window = seen[0]; window <= seen[1]; window += 1) jobs.push(loadWindow(window, true));
  for (const id of useRuns.getState().expanded) jobs.push(loadChildren(id));
  await Promise.all(jobs);
}

async function loadWindow(window: number, again = false): Promise<void> {
  const { filter, cells } = useRuns.getState();
  if (!again && sameFilter(asking.get(window)?.filter ?? null, filter)) return;
  const question = { filter };
  asking.set(window, question);
  const answer = await (filter.group.length > 0 ? askGroups : askRuns)(filter, cells, window);
  // Another question about this window was asked meanwhile, or other runs are wanted now: this answer is stale.
  if (asking.get(window) !== question || useRuns.getState().filter !== filter) return;
  asking.delete(window);
  useRuns.setState(answer);
  // Meanwhile other columns were chosen: these rows are without their values.
  if (useRuns.getState().cells !== cells) await loadWindow(window, true);
}

/** Runs whose total is being counted. */
let counting: RunsFilter | null = null;

/** Asks how many runs there are, where the page did not tell. */
async function countRuns(filter: RunsFilter): Promise<void> {
  // Asked about runs that are no longer wanted, it would take the place of the search for those that are.
  if (useRuns.getState().filter !== filter || sameFilter(counting, filter)) return;
  counting = filter;
  const { sort: _, group: __, ...runs } = filter;
  const answer = await client.call("runs.count", { ...runs, stream: listStream });
  if (counting === filter) counting = null;
  // Without an answer what is known stays: at least so many.
  if (!answer.ok || !sameFilter(useRuns.getState().answered, filter)) return;
  useRuns.setState({ total: answer.value.total, uncounted: false });
}

type Update = (state: RunsState) => Partial<RunsState>;

const failed =
  (failure: Failure): Update =>
  () => ({ failure, diagnostics: [] });

async function askRuns(filter: RunsFilter, { columns }: Cells, window: number): Promise<Update> {
  const { group: _, ...query } = filter;
  const page = { limit: windowSize, offset: window * windowSize };
  const answer = await client.call("runs.list", { ...query, columns, ...page, stream: listStream });
  if (!answer.ok) return failed(answer.error);
  // A total that was counted before may be another one now.
  if (answer.value.uncounted === true) void countRuns(filter);
  return (state) => runsAfterPage(state, useLive.getState(), filter, window, answer.value);
}

async function askGroups(filter: RunsFilter, { measures }: Cells, window: number): Promise<Update> {
  const { group, ...query } = filter;
  const { sort: _, ...runs } = query;
  const page = { limit: windowSize, offset: window * windowSize };
  const [groups, counted] = await Promise.all([
    client.call("runs.groups", { ...query, by: group, measures, ...page }),
    client.call("runs.count", { ...runs, stream: listStream }),
  ]);
  if (!groups.ok) return failed(groups.error);
  if (!counted.ok) return failed(counted.error);
  const { total } = counted.value;
  return (state) => runsAfterGroups(state, filter, window, groups.value, { total, measured: measures });
}

/** Says what is shown of each run, so that it is asked for. What is on screen is asked for again. */
export function setCells(cells: Cells): void {
  const { cells: old, answered } = useRuns.getState();
  if (JSON.stringify(old) === JSON.stringify(cells)) return;
  useRuns.setState({ cells });
  if (answered !== null) void refreshRuns();
}

/** Unfolds a pipeline run to its steps or a group to its runs, or folds it. Answers why what is under it could not be had. */
export async function toggleExpanded(id: string, open?: boolean): Promise<Failure | null> {
  const { expanded, children } = useRuns.getState();
  const wanted = open ?? !expanded.has(id);
  const next = new Set(expanded);
  if (wanted) next.add(id);
  else next.delete(id);
  useRuns.setState({ expanded: next });
  return wanted && children[id] === undefined ? await loadChildren(id) : null;
}

/** What is under a line already stays when it cannot be asked for again; a line with nothing under it is folded. */
async function loadChildren(id: string): Promise<Failure | null> {
  const { filter, cells } = useRuns.getState();
  const key = groupKeyOf(id);
  const answer = key === null ? await stepsOf(id as RunId) : await firstOf(filter, cells, key);
  if (!sameFilter(useRuns.getState().filter, filter)) return null;
  if (answer.ok) {
    useRuns.setState(({ children }) => ({ children: { ...children, [id]: answer.value } }));
    return null;
  }
  useRuns.setState(({ expanded, children }) =>
    children[id] === undefined ? { expanded: new Set([...expanded].filter((other) => other !== id)) } : {},
  );
  return answer.error;
}

type Rows = Result<readonly RunRow[], Failure>;

async function stepsOf(id: RunId): Promise<Rows> {
  const answer = await client.call("runs.get", { id });
  return answer.ok ? ok(answer.value.steps) : answer;
}

async function firstOf(filter: RunsFilter, { columns }: Cells, key: RunGroup["key"]): Promise<Rows> {
  const { group, ...query } = filter;
  const within = [...query.within, ...group.map((field, index) => ({ field, value: key[index] ?? null }))];
  // Groups are sorted by what runs may not be: the number of their runs.
  const sort = query.sort?.field === "runs" ? null : query.sort;
  const page = { limit: groupPreview, offset: 0 };
  const answer = await client.call("runs.list", { ...query, within, sort, columns, ...page });
  return answer.ok ? ok(answer.value.runs) : answer;
}
