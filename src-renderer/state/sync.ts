import { client } from "../api/client.ts";
import { applyEvent } from "./apply-event.ts";
import { refreshRuns, setFilter } from "./load-runs.ts";
import { loadPipelines, usePipelines } from "./pipelines.ts";
import { loadProjects, useProjects } from "./projects.ts";
import { useRuns } from "./runs.ts";
import { loadSavedSearches, useSavedSearches } from "./saved-searches.ts";

/** Refreshes follow one another at least this far apart, so that a busy run does not ask for every event. */
const refreshInterval = 250;

/** Loads what the window begins with and keeps it right from then on. The returned function ends it. */
export function startSync(): () => void {
  const refresh = throttled(refreshRuns);
  const projects = throttled(loadProjects);
  const stops = [
    client.onEvent(applyEvent),
    useRuns.subscribe((now, before) => {
      if (now.revision !== before.revision) refresh();
    }),
    usePipelines.subscribe((now, before) => {
      if (now.revision !== before.revision) void loadPipelines();
    }),
    useSavedSearches.subscribe((now, before) => {
      if (now.revision !== before.revision) void loadSavedSearches();
    }),
    useProjects.subscribe((now, before) => {
      if (now.revision !== before.revision) projects();
    }),
  ];
  setFilter({});
  void loadPipelines();
  void loadProjects();
  void loadSavedSearches();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Runs at once, then at most once an interval and never twice at a time; the last wish is always carried out. */
function throttled(work: () => Promise<void>): () => void {
  let busy = false;
  let wanted = false;
  const turn = async (): Promise<void> => {
    busy = true;
    wanted = false;
    await work();
    setTimeout(() => {
      busy = false;
      if (wanted) void turn();
    }, refreshInterval);
  };
  return () => {
    wanted = true;
    if (!busy) void turn();
  };
}
