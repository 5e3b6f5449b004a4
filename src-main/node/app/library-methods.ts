import { ok } from "../../core/base/result.ts";
import type { ProjectSummary } from "../../core/contract/methods.ts";
import { projectRows } from "../store/tables/projects.ts";
import { countArchivedRuns, countByProject, countTopLevelRuns } from "../store/tables/run-lookups.ts";
import type { Services } from "./services.ts";
import { unwritableText } from "./unwritable-text.ts";

export function libraryMethods({ library, events, options }: Services) {
  return {
    "library.info": async () =>
      ok({
        path: library.folder,
        appVersion: options.appVersion,
        sequence: events.sequence(),
        runs: countTopLevelRuns(library.database),
        archived: countArchivedRuns(library.database),
        readOnly: library.unwritable === null ? null : unwritableText(library.folder, library.unwritable),
      }),
    "projects.list": async () => ok(projects(library.database)),
  };
}

/** Every project that has runs or was made and is not archived, and those above it. */
export function projects(database: Services["library"]["database"]): ProjectSummary[] {
  const counts = new Map<string, number>();
  const kept = projectRows(database).filter(({ archived }) => !archived);
  const empty = kept.map(({ path }) => ({ project: path, runs: 0 }));
  for (const { project, runs } of [...countByProject(database), ...empty]) {
    // Of an imported run that named none.
    if (project === "") continue;
    const parts = project.split("/");
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const path = parts.slice(0, depth).join("/");
      counts.set(path, (counts.get(path) ?? 0) + runs);
    }
  }
  return [...counts].map(([path, runs]) => ({ path, runs })).sort((a, b) => (a.path < b.path ? -1 : 1));
}
