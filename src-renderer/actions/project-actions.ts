import { setFilter } from "../state/load-runs.ts";
import { go } from "../state/navigation.ts";
import { useProjects } from "../state/projects.ts";
import { useRuns } from "../state/runs.ts";
import { plural } from "../ui/format.ts";
import { ask } from "./asking.ts";
import { edit, offerUndo } from "./edit.tsx";
import { leaveRuns, undelete } from "./run-actions.ts";

/** Asks for a project's path and makes it. */
export function askForProject(below: string | null): void {
  ask({
    title: below === null ? "New project" : `New project in ${below}`,
    label: "Name",
    value: "",
    choices: [],
    hint: "Nest projects with /, as in vision/mnist",
    action: "Create",
    onAnswer: async (name) => {
      const path = below === null ? name : `${below}/${name}`;
      const made = await edit("projects.create", { path }, "The project was not made");
      if (made !== null) show(path);
      return made !== null;
    },
  });
}

/** Asks for a project's new path and renames it, with all below it. */
export function askToRename(path: string): void {
  ask({
    title: `Rename ${path}`,
    label: "Path",
    value: path,
    choices: [],
    hint: "Its runs and the projects in it go along. New runs go where their pipeline file says",
    action: "Rename",
    onAnswer: async (to) => {
      if (to === path) return true;
      if (!(await rename(path, to, false))) return false;
      // The next run of a pipeline file that names it makes the old project again: then they are one.
      offerUndo(`${path} is ${to} now`, () => rename(to, path, true));
      return true;
    },
  });
}

async function rename(path: string, to: string, join: boolean): Promise<boolean> {
  const renamed = await edit("projects.rename", { path, to, join }, "The project was not renamed");
  if (renamed === null) return false;
  const { project } = useRuns.getState().filter;
  if (project !== null && (project === path || project.startsWith(`${path}/`)))
    show(`${to}${project.slice(path.length)}`);
  return true;
}

export async function archiveProject(path: string): Promise<void> {
  const archived = await edit("projects.archive", { path }, "The project was not archived");
  if (archived === null) return;
  leaveProject(path);
  offerUndo(`${path} archived${withRuns(archived.runs.length)}`, async () => {
    for (const project of archived.projects)
      await edit("projects.create", { path: project }, "The project was not restored");
    if (archived.runs.length > 0) await edit("runs.restore", { ids: archived.runs }, "Nothing was restored");
  });
}

/** Deletes a project with all runs in it and below it, after asking when there are any. */
export function askToDelete(path: string): void {
  const runs = useProjects.getState().list?.find((project) => project.path === path)?.runs ?? 0;
  ask({
    title: `Delete ${path}?`,
    text: `${plural(runs, "run")} in it and below it, and those that are archived, go with their files. Results that other runs reuse stay.`,
    label: null,
    value: "",
    choices: [],
    action: "Delete",
    danger: true,
    onAnswer: async () => {
      const deleted = await edit("projects.delete", { path, runs: true }, "The project was not deleted");
      if (deleted === null) return false;
      leaveProject(path);
      leaveRuns(deleted.runs);
      offerUndo(`${path} deleted${withRuns(deleted.runs.length)}`, async () => {
        for (const project of deleted.projects)
          await edit("projects.create", { path: project }, "The project was not restored");
        await undelete(deleted.runs);
      });
      return true;
    },
  });
}

const withRuns = (runs: number): string => (runs === 0 ? "" : `, with ${plural(runs, "run")}`);

function show(project: string | null): void {
  setFilter({ project });
  go({ view: "runs", project });
}

/** Shows all runs when the project that is shown is gone. */
function leaveProject(path: string): void {
  const { project } = useRuns.getState().filter;
  if (project !== null && (project === path || project.startsWith(`${path}/`))) show(null);
}
