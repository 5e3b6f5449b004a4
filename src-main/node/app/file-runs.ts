import { err, ok, type Result } from "../../core/base/result.ts";
import type { Changed, MethodResult } from "../../core/contract/methods.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { nameComplaint, nameFailure } from "../../core/pipeline/names.ts";
import { withStepsOf } from "../store/tables/deletions.ts";
import { keepProject, projectExists, projectOf, setArchived, setProject } from "../store/tables/projects.ts";
import { type Change, type Changing, changeRuns, existingWhole } from "./changing-runs.ts";

/**
 * Files runs, with their steps, under another project, which is made where it is missing. They may go on meanwhile. The
 * project they leave stays.
 */
export function moveRuns(
  changing: Changing,
  ids: readonly RunId[],
  project: string,
): Result<MethodResult<"runs.move">, Failure> {
  const wrong = nameFailure(nameComplaint("project", project));
  if (wrong !== null) return err(wrong);
  const { database } = changing.library;
  return changeRuns(changing, () => {
    const found = existingWhole(changing, ids, { ended: false, doing: "moved" });
    if (!found.ok) return found;
    const now = Date.now();
    const made = !projectExists(database, project);
    keepProject(database, project, now);
    const from = new Map<string, RunId[]>();
    for (const run of found.value) {
      const before = projectOf(database, run);
      if (before === project) continue;
      keepProject(database, before, now);
      setProject(database, run, project);
      from.set(before, [...(from.get(before) ?? []), run]);
    }
    const moved = [...from.values()].flat();
    const runs = moved.flatMap((run) => withStepsOf(database, run));
    const answer = { runs: moved, made, from: [...from].map(([path, ids]) => ({ project: path, ids })) };
    return ok({ answer, runs, indexed: runs, projects: true });
  });
}

/**
 * Takes runs out of the lists, or puts them back, with their steps. Those that go on are not archived. What they made is
 * reused all the same.
 */
export const archiveRuns = (
  changing: Changing,
  ids: readonly RunId[],
  archived: boolean,
): Result<Changed, Failure> => changeRuns(changing, () => archiving(changing, ids, archived));

/** The same, as part of a transaction. */
export function archiving(
  changing: Changing,
  ids: readonly RunId[],
  archived: boolean,
): Result<Change<Changed>, Failure> {
  const { database } = changing.library;
  const doing = archived ? "archived" : "restored";
  const found = existingWhole(changing, ids, { ended: archived, doing });
  if (!found.ok) return found;
  const now = Date.now();
  const changed = found.value.filter((run) => {
    if (!setArchived(database, run, archived)) return false;
    // The project they leave stays, and the one they come back to is there again.
    keepProject(database, projectOf(database, run), now);
    return true;
  });
  const runs = changed.flatMap((run) => withStepsOf(database, run));
  return ok({ answer: { runs: changed }, runs, indexed: [], projects: true });
}
