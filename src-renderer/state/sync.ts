import { client } from "../api/client.ts";
import { applyEvents } from "./apply-event.ts";
import { gathered } from "./gather.ts";
import { useLayout } from "./layout.ts";
import { refreshRuns, setFilter } from "./load-runs.ts";
import { loadPinnedRuns } from "./pinned-runs.ts";
import { loadPipelines, usePipelines } from "./pipelines.ts";
import { loadProjects, useProjects } from "./projects.ts";
import { loadRunColumns, useRunColumns } from "./run-columns.ts";
import { useRuns } from "./runs.ts";
import { countSavedSearches, loadSavedSearches, useSavedSearches } from "./saved-searches.ts";
import { loadTags, useTags } from "./tags.ts";

/** Refreshes follow one another at least this far apart, so that a busy run does not ask for every event. */
const refreshInterval = 250;
/** What runs may be shown with changes seldom, and takes a look at many of them. */
const columnsInterval = 2_000;

/** Loads what the window begins with and keeps it right from then on. The returned function ends it. */
export function startSync(): () => void {
  const refresh = throttled(refreshRuns, refreshInterval);
  const projects = throttled(loadProjects, refreshInterval);
  const pinned = throttled(loadPinnedRuns, refreshInterval);
  const columns = throttled(() => loadRunColumns(useRuns.getState().filter.project), columnsInterval);
  const counts = throttled(countSavedSearches, columnsInterval);
  const tags = throttled(loadTags, refreshInterval);
  const stops = [
    client.onEvent(gathered(applyEvents)),
    useRuns.subscribe((now, before) => {
      if (now.revision !== before.revision) {
        refresh();
        pinned();
        counts();
      }
      if (now.filter.project !== before.filter.project) void loadRunColumns(now.filter.project);
      if (now.cells !== before.cells) {
        useLayout.setState({ lastCells: now.cells });
        pinned();
      }
    }),
    useLayout.subscribe((now, before) => {
      if (now.pinnedRuns !== before.pinnedRuns) pinned();
    }),
    useRunColumns.subscribe((now, before) => {
      if (now.revision !== before.revision) columns();
    }),
    usePipelines.subscribe((now, before) => {
      if (now.revision !== before.revision) void loadPipelines();
    }),
    useSavedSearches.subscribe((now, before) => {
      if (now.revision !== before.revision) void loadSavedSearches();
    }),
    useTags.subscribe((now, before) => {
      if (now.revision !== before.revision) tags();
    }),
    useProjects.subscribe((now, before) => {
      if (now.revision !== before.revision) projects();
    }),
  ];
  const { lastCells } = useLayout.getState();
  if (lastCells !== null) useRuns.setState({ cells: lastCells });
  setFilter({});
  void loadRunColumns(useRuns.getState().filter.project);
  void loadPinnedRuns();
  void loadPipelines();
  void loadProjects();
  void loadTags();
  void loadSavedSearches();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Runs at once, then at most once an interval and never twice at a time; the last wish is always carried out. */
function throttled(work: () => Promise<void>, interval: number): () => void {
  let busy = false;
  let wanted = false;
  const turn = async (): Promise<void> => {
    busy = true;
    wanted = false;
    await work();
    setTimeout(() => {
      busy = false;
      if (wanted) void turn();
    }, interval);
  };
  return () => {
    wanted = true;
    if (!busy) void turn();
  };
}
