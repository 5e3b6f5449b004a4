import { err, ok, type Result } from "../../core/base/result.ts";
import type { Changed, MethodResult } from "../../core/contract/methods.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { nameComplaint, nameFailure, shown } from "../../core/pipeline/names.ts";
import { withStepsOf } from "../store/tables/deletions.ts";
import {
  archiveProjects,
  insertProject,
  keepProject,
  projectExists,
  projectOf,
  removeProjects,
  runsIn,
  setProject,
} from "../store/tables/projects.ts";
import { type Changing, changeRuns } from "./changing-runs.ts";
import { deleting, published } from "./delete-runs.ts";
import { archiving } from "./file-runs.ts";

/** Makes a project, or takes it out of the archive. */
export function createProject({ library, events }: Changing, path: string): Result<Changed, Failure> {
  const wrong = nameFailure(nameComplaint("project", path));
  if (wrong !== null) return err(wrong);
  keepProject(library.database, path, Date.now());
  events.publish({ type: "projects" });
  return ok({ runs: [] });
}

const unknownProject = (path: string): Failure =>
  inputFailure(`There is no project ${shown(path)}: \`signet projects\` lists them`);

/**
 * Gives a project another path, with all below it. Its pipeline files still name the old one: that is said in the docs. Where there is
 * a project `to` it becomes part of that with `join`, and is refused without.
 */
export function renameProject(
  changing: Changing,
  path: string,
  to: string,
  join: boolean,
): Result<Changed, Failure> {
  const wrong = nameFailure(nameComplaint("project", to));
  if (wrong !== null) return err(wrong);
  if (to === path || to.startsWith(`${path}/`))
    return err(inputFailure(`${shown(path)} cannot be moved into itself`));
  const { database } = changing.library;
  const renamed = (project: string) => `${to}${project.slice(path.length)}`;
  return changeRuns(changing, () => {
    if (!projectExists(database, path)) return err(unknownProject(path));
    if (!join && projectExists(database, to))
      return err(
        inputFailure(
          `There is a project ${shown(to)} already: choose another name, or move the runs there (\`signet move\`)`,
        ),
      );
    const now = Date.now();
    const runs: RunId[] = [];
    for (const run of runsIn(database, path)) {
      setProject(database, run, renamed(projectOf(database, run)));
      runs.push(...withStepsOf(database, run));
    }
    const rows = removeProjects(database, path);
    for (const row of rows) {
      if (row.archived) insertProject(database, { ...row, path: renamed(row.path) }, now);
      else keepProject(database, renamed(row.path), now);
    }
    insertProject(database, { path: to, archived: false }, now);
    return ok({ answer: { runs }, runs, indexed: runs, projects: true });
  });
}

/** Archives all runs of a project and those below it, and the project. */
export function archiveProject(
  changing: Changing,
  path: string,
): Result<MethodResult<"projects.archive">, Failure> {
  const { database } = changing.library;
  return changeRuns(changing, () => {
    if (!projectExists(database, path)) return err(unknownProject(path));
    const archived = archiving(changing, runsIn(database, path), true);
    if (!archived.ok) return archived;
    const projects = archiveProjects(database, path, Date.now());
    return ok({ ...archived.value, answer: { ...archived.value.answer, projects } });
  });
}

/** Takes a project and those below it away; what can be told to make them again is in the answer. */
export function deleteProject(
  changing: Changing,
  path: string,
  withRuns: boolean,
): Result<MethodResult<"projects.delete">, Failure> {
  const { database } = changing.library;
  const deleted = changeRuns(changing, () => {
    if (!projectExists(database, path)) return err(unknownProject(path));
    const runs = runsIn(database, path);
    if (runs.length > 0 && !withRuns)
      return err(
        inputFailure(
          `The project ${shown(path)} has ${runs.length === 1 ? "a run" : `${runs.length} runs`}, archived ones counted: move or delete them first`,
        ),
      );
    const marked = deleting(changing, runs);
    if (!marked.ok) return marked;
    const rows = removeProjects(database, path);
    const projects = rows.filter(({ archived }) => !archived).map((row) => row.path);
    return ok({ ...marked.value, answer: { ...marked.value.answer, projects } });
  });
  return published(changing, deleted);
}
