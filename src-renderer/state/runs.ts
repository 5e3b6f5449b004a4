import { create } from "zustand";
import type { RunsPage } from "../../src-main/core/contract/methods.ts";
import type { RunsQuery } from "../../src-main/core/contract/run-lists.ts";
import type { Diagnostic } from "../../src-main/core/model/diagnostic.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import { fresher, type Live } from "./live.ts";

/** Rows are asked for and kept in windows of this many. */
export const windowSize = 200;

/** Windows kept at most; those farthest from what is seen go first. */
const windowLimit = 12;

export type RunsFilter = Pick<RunsQuery, "query" | "project" | "sort">;

export type RunsState = {
  /** What the person asked for. */
  readonly filter: RunsFilter;
  /** What the rows below answer; another one than `filter` while its answer is on its way. */
  readonly answered: RunsFilter | null;
  readonly total: number | null;
  /** There are at least `total`; how many in all is on its way. */
  readonly uncounted: boolean;
  readonly windows: ReadonlyMap<number, readonly RunRow[]>;
  /** Hints about the query, as for an unknown field. */
  readonly diagnostics: readonly Diagnostic[];
  /** Why `filter` could not be answered. The rows of the last good one stay. */
  readonly failure: Failure | null;
  readonly expanded: ReadonlySet<RunId>;
  /** Steps of unfolded pipeline runs. */
  readonly children: { readonly [id: RunId]: readonly RunRow[] };
  readonly selection: ReadonlySet<RunId>;
  /** Where a range of the selection begins. */
  readonly anchor: RunId | null;
  /** Grows when the windows may no longer be right. */
  readonly revision: number;
};

export const emptyRuns: RunsState = {
  filter: { query: "", project: null, sort: null },
  answered: null,
  total: null,
  uncounted: false,
  windows: new Map(),
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
  a.sort?.field === b.sort?.field &&
  a.sort?.descending === b.sort?.descending;

/** The state after a page came: a first page of another filter replaces all windows; rows that events told newer stay. */
export function runsAfterPage(
  state: RunsState,
  live: Live,
  filter: RunsFilter,
  window: number,
  page: RunsPage,
): RunsState {
  const rows = page.runs.map((row) =>
    (live.sequences[row.id] ?? 0) > page.sequence ? fresher(row, live.rows[row.id]) : row,
  );
  const fresh = !sameFilter(filter, state.answered);
  const windows = new Map(fresh ? [] : state.windows);
  windows.set(window, rows);
  for (const key of [...windows.keys()].sort((a, b) => Math.abs(b - window) - Math.abs(a - window))) {
    if (windows.size <= windowLimit) break;
    windows.delete(key);
  }
  return {
    ...state,
    answered: filter,
    ...totalAfter(state, page, fresh),
    windows,
    diagnostics: page.diagnostics,
    failure: null,
    expanded: fresh ? new Set() : state.expanded,
    children: fresh ? {} : state.children,
  };
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

/** A run by id, wherever it is shown: in a window or under an unfolded run. */
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
