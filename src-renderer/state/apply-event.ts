import { unreachable } from "../../src-main/core/base/unreachable.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";
import type { RunEvent } from "../../src-main/core/model/run-event.ts";
import { lookUp, withEntry } from "./book.ts";
import { emptyLive, type Live, useLive, withoutRows, withRow } from "./live.ts";
import { usePipelines } from "./pipelines.ts";
import { useProjects } from "./projects.ts";
import { useRunColumns } from "./run-columns.ts";
import { findRun, type RunsState, useRuns } from "./runs.ts";
import { useSavedSearches } from "./saved-searches.ts";
import { useTags } from "./tags.ts";

/**
 * Brings events of the app into the stores, several at once so that what is shown is drawn once. Nothing else changes what the
 * app told.
 */
export function applyEvents(events: readonly RunEvent[]): void {
  let live = useLive.getState();
  let runs = useRuns.getState();
  const changed = new Set<Counted>();
  for (const event of events) {
    for (const store of countedBy(event, live, runs)) changed.add(store);
    live = liveAfter(live, event);
    runs = runsAfter(runs, event);
  }
  useLive.setState(live);
  useRuns.setState(runs);
  for (const store of changed) noteIn[store]();
}

/** Stores that only note that what they hold must be asked for again. */
const noteIn = {
  projects: () => useProjects.setState(grown),
  pipelines: () => usePipelines.setState(grown),
  searches: () => useSavedSearches.setState(grown),
  tags: () => useTags.setState(grown),
  columns: () => useRunColumns.setState(grown),
} as const;
type Counted = keyof typeof noteIn;

/** The stores that an event makes outdated. */
export function countedBy(event: RunEvent, live: Live, runs: RunsState): readonly Counted[] {
  switch (event.type) {
    case "run": {
      const known = lookUp(live.rows, event.run.id);
      const isNew = event.run.parent === null && known === undefined;
      const tagged = changesTags(known ?? findRun(runs, event.run.id), event.run);
      const named = event.run.parent === null && !hasSameNames(known, event.run);
      return [
        ...(isNew ? (["projects"] as const) : []),
        ...(tagged ? (["tags"] as const) : []),
        ...(named ? (["columns"] as const) : []),
      ];
    }
    case "runs-deleted":
      return ["projects", "tags", "columns"];
    case "pipelines":
    case "projects":
    case "searches":
      return [event.type];
    case "stale":
      return ["projects", "searches", "pipelines", "tags", "columns"];
    case "log":
    case "cancelling":
      return [];
    default:
      return unreachable(event);
  }
}

/** Whether a run has the parameters and metrics that it had when it was last told of, by their names. */
const hasSameNames = (before: RunRow | undefined, now: RunRow): boolean =>
  before !== undefined && sameKeys(before.params, now.params) && sameKeys(before.metrics, now.metrics);

function sameKeys(before: object, now: object): boolean {
  const names = Object.keys(now);
  return Object.keys(before).length === names.length && names.every((name) => Object.hasOwn(before, name));
}

/** Whether a run has other tags than it had when it was last told of, or may be listed no more. */
function changesTags(before: RunRow | undefined, now: RunRow): boolean {
  if (before === undefined) return now.tags.length > 0;
  return !sameTags(before, now) || (before.archived !== now.archived && now.tags.length > 0);
}

const grown = ({ revision }: { readonly revision: number }) => ({ revision: revision + 1 });

export function liveAfter(live: Live, event: RunEvent): Live {
  switch (event.type) {
    case "run":
      return withRow(live, event.run, event.sequence);
    case "runs-deleted":
      return { ...withoutRows(live, event.ids), deletions: live.deletions + 1 };
    case "cancelling":
      return { ...live, cancelling: new Set([...live.cancelling, event.run]) };
    case "log":
      return { ...live, logSizes: withEntry(live.logSizes, event.run, event.size) };
    case "stale":
      return {
        ...emptyLive,
        logSizes: live.logSizes,
        cancelling: live.cancelling,
        deletions: live.deletions,
        staleRevision: live.staleRevision + 1,
      };
    case "pipelines":
    case "projects":
    case "searches":
      return live;
    default:
      return unreachable(event);
  }
}

export function runsAfter(state: RunsState, event: RunEvent): RunsState {
  switch (event.type) {
    case "run":
      return runsWithRow(state, event.run);
    case "runs-deleted": {
      const gone = new Set<string>(event.ids);
      return {
        ...state,
        selection: new Set([...state.selection].filter((id) => !gone.has(id))),
        expanded: new Set([...state.expanded].filter((id) => !gone.has(id))),
        children: without(state.children, event.ids),
        revision: state.revision + 1,
      };
    }
    case "stale":
      return { ...state, revision: state.revision + 1 };
    case "log":
    case "cancelling":
    case "pipelines":
    case "projects":
    case "searches":
      return state;
    default:
      return unreachable(event);
  }
}

/**
 * A row that is on screen changes where it is. What may change which rows are listed, or in which order, makes the
 * windows outdated: a run that is not listed yet, or is in another place, and with a query or an order of one's own any
 * change of what one searches by.
 */
function runsWithRow(state: RunsState, row: RunRow): RunsState {
  const shown = findRun(state, row.id);
  const siblings = row.parent === null ? undefined : state.children[row.parent];
  if (shown === undefined && siblings !== undefined) {
    return { ...state, children: { ...state.children, [row.parent as string]: [...siblings, row] } };
  }
  const { query, sort, within, group } = state.filter;
  const searched = query !== "" || sort !== null || within.length > 0 || group.length > 0;
  const outdated =
    shown === undefined
      ? row.parent === null || searched
      : shown.archived !== row.archived ||
        shown.project !== row.project ||
        (searched && (shown.status !== row.status || shown.name !== row.name || !sameTags(shown, row)));
  const revision = outdated ? state.revision + 1 : state.revision;
  if (shown === undefined) return outdated ? { ...state, revision } : state;
  const replaced = (rows: readonly RunRow[]): readonly RunRow[] | null => {
    const at = rows.findIndex(({ id }) => id === row.id);
    return at < 0 ? null : rows.with(at, withProperties(row, rows[at] as RunRow));
  };
  const windows = new Map(state.windows);
  for (const [window, rows] of state.windows) {
    const next = replaced(rows);
    if (next !== null) windows.set(window, next);
  }
  const lists = Object.entries(state.children).flatMap(([id, rows]) => {
    const next = replaced(rows);
    return next === null ? [] : [[id, next] as const];
  });
  return {
    ...state,
    revision,
    windows,
    children: lists.length === 0 ? state.children : { ...state.children, ...Object.fromEntries(lists) },
  };
}

/** Events tell no properties: those that were asked for stay. */
const withProperties = (row: RunRow, { properties }: RunRow): RunRow =>
  row.properties !== undefined || properties === undefined ? row : { ...row, properties };

const sameTags = (a: RunRow, b: RunRow): boolean =>
  a.tags.length === b.tags.length && a.tags.every((tag, index) => tag === b.tags[index]);

function without<T>(
  record: { readonly [id: string]: T },
  ids: readonly string[],
): { readonly [id: string]: T } {
  const gone = new Set(ids);
  return Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
}
