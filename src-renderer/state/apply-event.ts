import { unreachable } from "../../src-main/core/base/unreachable.ts";
import { isActive, type RunRow } from "../../src-main/core/model/run.ts";
import type { RunEvent } from "../../src-main/core/model/run-event.ts";
import { type Live, useLive } from "./live.ts";
import { usePipelines } from "./pipelines.ts";
import { useProjects } from "./projects.ts";
import { findRun, type RunsState, useRuns } from "./runs.ts";
import { useSavedSearches } from "./saved-searches.ts";
import { useTags } from "./tags.ts";

/** Rows of ended runs beyond this many are forgotten, oldest first. */
const liveLimit = 5_000;

/** Brings an event of the app into the stores. Nothing else changes what the app told. */
export function applyEvent(event: RunEvent): void {
  if (changesTags(event)) useTags.setState(grown);
  const known = event.type === "run" && useLive.getState().rows[event.run.id] !== undefined;
  useLive.setState((live) => liveAfter(live, event));
  useRuns.setState((runs) => runsAfter(runs, event));
  switch (event.type) {
    case "run":
      if (event.run.parent === null && !known) useProjects.setState(grown);
      break;
    case "runs-deleted":
      useProjects.setState(grown);
      break;
    case "pipelines":
      usePipelines.setState(grown);
      break;
    case "projects":
      useProjects.setState(grown);
      break;
    case "searches":
      useSavedSearches.setState(grown);
      break;
    case "stale":
      useProjects.setState(grown);
      useSavedSearches.setState(grown);
      usePipelines.setState(grown);
      break;
    case "log":
      break;
    default:
      unreachable(event);
  }
}

/** Whether a run has other tags than it had when it was last told of, or may be listed no more. */
function changesTags(event: RunEvent): boolean {
  if (event.type === "stale" || event.type === "runs-deleted") return true;
  if (event.type !== "run") return false;
  const before = useLive.getState().rows[event.run.id] ?? findRun(useRuns.getState(), event.run.id);
  if (before === undefined) return event.run.tags.length > 0;
  return (
    !sameTags(before, event.run) || (before.archived !== event.run.archived && event.run.tags.length > 0)
  );
}

const grown = ({ revision }: { readonly revision: number }) => ({ revision: revision + 1 });

export function liveAfter(live: Live, event: RunEvent): Live {
  switch (event.type) {
    case "run":
      return pruned({
        ...live,
        rows: { ...live.rows, [event.run.id]: event.run },
        sequences: { ...live.sequences, [event.run.id]: event.sequence },
      });
    case "runs-deleted":
      return {
        ...live,
        rows: without(live.rows, event.ids),
        sequences: without(live.sequences, event.ids),
        logSizes: without(live.logSizes, event.ids),
      };
    case "log":
      return { ...live, logSizes: { ...live.logSizes, [event.run]: event.size } };
    case "stale":
      return { ...live, rows: {}, sequences: {}, staleRevision: live.staleRevision + 1 };
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
      return withRow(state, event.run);
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
function withRow(state: RunsState, row: RunRow): RunsState {
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
  const replace = (rows: readonly RunRow[]) =>
    rows.some(({ id }) => id === row.id)
      ? rows.map((old) => (old.id === row.id ? withProperties(row, old) : old))
      : rows;
  return {
    ...state,
    revision,
    windows: new Map([...state.windows].map(([window, rows]) => [window, replace(rows)])),
    children: Object.fromEntries(Object.entries(state.children).map(([id, rows]) => [id, replace(rows)])),
  };
}

/** Events tell no properties: those that were asked for stay. */
const withProperties = (row: RunRow, { properties }: RunRow): RunRow =>
  row.properties !== undefined || properties === undefined ? row : { ...row, properties };

const sameTags = (a: RunRow, b: RunRow): boolean =>
  a.tags.length === b.tags.length && a.tags.every((tag, index) => tag === b.tags[index]);

function pruned(live: Live): Live {
  const rows = Object.values(live.rows);
  if (rows.length <= liveLimit) return live;
  const ended = rows
    .filter((row) => !isActive(row.status))
    .sort((a, b) => (live.sequences[a.id] ?? 0) - (live.sequences[b.id] ?? 0))
    .slice(0, rows.length - liveLimit / 2)
    .map(({ id }) => id);
  return {
    ...live,
    rows: without(live.rows, ended),
    sequences: without(live.sequences, ended),
    logSizes: without(live.logSizes, ended),
  };
}

function without<T>(
  record: { readonly [id: string]: T },
  ids: readonly string[],
): { readonly [id: string]: T } {
  const gone = new Set(ids);
  return Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
}
