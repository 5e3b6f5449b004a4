import { create } from "zustand";
import type { RunsPage } from "../../src-main/core/contract/methods.ts";
import type { GroupsPage, RunGroup, RunsQuery, Within } from "../../src-main/core/contract/run-lists.ts";
import type { Diagnostic } from "../../src-main/core/model/diagnostic.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { lookUp } from "./book.ts";
import { fresher, type Live } from "./live.ts";

/** Rows are asked for and kept in windows of this many. */
export const windowSize = 100;

/** Windows kept at most; those farthest from what is seen go first. */
const windowLimit = 12;

export type RunsFilter = Pick<RunsQuery, "query" | "project" | "sort" | "archived"> & {
  /** Only the runs of these groups. */
  readonly within: readonly Within[];
  /** Fields whose values group the runs; none: they are listed one by one. */
  readonly group: readonly string[];
};

/** What is asked of each run or group, beside what every run has: column ids such as `params.lr`. */
export type Cells = {
  readonly columns: readonly string[];
  /** Those of them, and of the others, that are numbers: groups have their mean. */
  readonly measures: readonly string[];
};

export type RunsState = {
  /** What the person asked for. */
  readonly filter: RunsFilter;
  /** What the rows below answer; another one than `filter` while its answer is on its way. */
  readonly answered: RunsFilter | null;
  readonly total: number | null;
  /** There are at least `total`; how many in all is on its way. */
  readonly uncounted: boolean;
  readonly windows: ReadonlyMap<number, readonly RunRow[]>;
  /** The groups in place of `windows`, and how many there are, while the filter has some. */
  readonly groupWindows: ReadonlyMap<number, readonly RunGroup[]>;
  readonly groupTotal: number;
  readonly cells: Cells;
  /** The measures that the groups' numbers are of. */
  readonly measured: readonly string[];
  /** Hints about the query, as for an unknown field. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why `filter` could not be answered. The rows of the last good one stay. */
  readonly failure: Failure | null;
  /** Unfolded lines: ids of pipeline runs, and of groups by `groupId`. */
  readonly expanded: ReadonlySet<string>;
  /** What is under unfolded lines: steps, and the first runs of groups. */
  readonly children: { readonly [id: string]: readonly RunRow[] };
  readonly selection: ReadonlySet<RunId>;
  /** Where a range of the selection begins. */
  readonly anchor: RunId | null;
  /** Grows when the windows may no longer be right. */
  readonly revision: number;
};

export const emptyRuns: RunsState = {
  filter: { query: "", project: null, sort: null, within: [], group: [] },
  answered: null,
  total: null,
  uncounted: false,
  windows: new Map(),
  groupWindows: new Map(),
  groupTotal: 0,
  cells: { columns: [], measures: ["duration"] },
  measured: [],
  diagnostics: [],
  failure: null,
  expanded: new Set(),
  children: {},
  selection: new Set(),
  anchor: null,
  revision: 0,
};

export const useRuns = create<RunsState>(() => emptyRuns);

export const sameFilter = (a: RunsFilter | null, b: RunsFilter | null): boolean =>
  a !== null &&
  b !== null &&
  a.query === b.query &&
  a.project === b.project &&
  (a.archived ?? false) === (b.archived ?? false) &&
  a.sort?.field === b.sort?.field &&
  a.sort?.descending === b.sort?.descending &&
  JSON.stringify([a.within, a.group]) === JSON.stringify([b.within, b.group]);

/** Ids of runs are any text, but this is in none. */
const groupMark = "\u0000group ";

/** The id of a group's line. */
export const groupId = (key: RunGroup["key"]): string => groupMark + JSON.stringify(key);

/** The key of a group of that id; null for the id of a run. */
export const groupKeyOf = (id: string): RunGroup["key"] | null =>
  id.startsWith(groupMark) ? (JSON.parse(id.slice(groupMark.length)) as RunGroup["key"]) : null;

/** The state after a page came: a first page of another filter replaces all windows; rows that events told newer stay. */
export function runsAfterPage(
  state: RunsState,
  live: Live,
  filter: RunsFilter,
  window: number,
  page: RunsPage,
): RunsState {
  const rows = page.runs.map((row) =>
    (lookUp(live.sequences, row.id) ?? 0) > page.sequence ? fresher(row, lookUp(live.rows, row.id)) : row,
  );
  const fresh = !sameFilter(filter, state.answered);
  return {
    ...state,
    answered: filter,
    ...totalAfter(state, page, fresh),
    windows: withWindow(fresh ? new Map() : state.windows, window, rows),
    groupWindows: new Map(),
    diagnostics: page.diagnostics,
    failure: null,
    expanded: fresh ? new Set() : state.expanded,
    children: fresh ? {} : state.children,
  };
}

/** The same for a page of groups; `total` counts their runs. */
export function runsAfterGroups(
  state: RunsState,
  filter: RunsFilter,
  window: number,
  page: GroupsPage,
  { total, measured }: { readonly total: number; readonly measured: readonly string[] },
): RunsState {
  const fresh = !sameFilter(filter, state.answered);
  return {
    ...state,
    answered: filter,
    total,
    uncounted: false,
    measured,
    groupTotal: page.total,
    groupWindows: withWindow(fresh ? new Map() : state.groupWindows, window, page.groups),
    windows: new Map(),
    diagnostics: page.diagnostics,
    failure: null,
    expanded: fresh ? new Set() : state.expanded,
    children: fresh ? {} : state.children,
  };
}

function withWindow<T>(
  windows: ReadonlyMap<number, readonly T[]>,
  window: number,
  items: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  const next = new Map(windows).set(window, items);
  for (const key of [...next.keys()].sort((a, b) => Math.abs(b - window) - Math.abs(a - window))) {
    if (next.size <= windowLimit) break;
    next.delete(key);
  }
  return next;
}

/** A total that was counted for the same runs a moment ago is nearer than what a page knows. */
function totalAfter(
  state: RunsState,
  page: RunsPage,
  fresh: boolean,
): Pick<RunsState, "total" | "uncounted"> {
  if (page.uncounted !== true) return { total: page.total, uncounted: false };
  if (fresh || state.total === null) return { total: page.total, uncounted: true };
  return { total: Math.max(page.total, state.total), uncounted: state.uncounted };
}

/** A run by id, wherever it is shown: in a window or under an unfolded line. */
export function findRun(state: Pick<RunsState, "windows" | "children">, id: RunId): RunRow | undefined {
  for (const rows of state.windows.values()) {
    const found = rows.find((row) => row.id === id);
    if (found !== undefined) return found;
  }
  for (const rows of Object.values(state.children)) {
    const found = rows.find((row) => row.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}
