import { inputFailure } from "../../src-main/core/model/failure.ts";
import type { RunId } from "../../src-main/core/model/ids.ts";
import type { PropertyValue, RunDetail, RunRow } from "../../src-main/core/model/run.ts";
import { client } from "../api/client.ts";
import { go, useNavigation } from "../state/navigation.ts";
import { useProjects } from "../state/projects.ts";
import { useRuns } from "../state/runs.ts";
import { shownList } from "../state/view-links.ts";
import { plural } from "../ui/format.ts";
import { ask } from "./asking.ts";
import { edit, offerUndo, tellFailure } from "./edit.tsx";

// What people do to whole runs; each of the destructive ones offers to take it back.

export async function moveRuns(ids: readonly RunId[], project: string): Promise<boolean> {
  const moved = await edit("runs.move", { ids, project }, "Nothing was moved");
  if (moved === null) return false;
  deselect(ids);
  if (moved.runs.length === 0) return true;
  offerUndo(`${plural(moved.runs.length, "run")} moved to ${project}`, async () => {
    for (const { project: from, ids: back } of moved.from)
      await edit("runs.move", { ids: back, project: from }, "Not all was moved back");
    // It stays where something else has come into it, which is no failure.
    const { list } = useProjects.getState();
    if (moved.made && list?.some(({ path }) => path.startsWith(`${project}/`)) === false)
      await client.call("projects.delete", { path: project, runs: false });
  });
  return true;
}

/** Asks which project to move runs to. */
export function askToMove(ids: readonly RunId[]): void {
  ask({
    title: `Move ${plural(ids.length, "run")}`,
    label: "Project",
    value: "",
    choices: (useProjects.getState().list ?? []).map(({ path }) => path),
    hint: "One that is not there yet is made. Nest projects with /, as in vision/mnist",
    action: "Move",
    onAnswer: (project) => moveRuns(ids, project),
  });
}

type RunNotes = Pick<RunDetail, "id" | "name" | "notes">;
type Named = Pick<RunRow, "id" | "name">;

/** Gives a run another name; false when it was not taken, which was said. */
export async function renameRun({ id, name: old }: Named, name: string): Promise<boolean> {
  const title = "The run was not renamed";
  if ((await edit("runs.rename", { ids: [id], name }, title)) === null) return false;
  offerUndo(`${old} is ${name} now`, () => edit("runs.rename", { ids: [id], name: old }, title));
  return true;
}

/** Asks for a run's new name. */
export function askToRenameRun(run: Named): void {
  ask({
    title: `Rename ${run.name}`,
    label: "Name",
    value: run.name,
    choices: [],
    action: "Rename",
    onAnswer: async (name) => name === run.name || (await renameRun(run, name)),
  });
}

export async function archiveRuns(ids: readonly RunId[]): Promise<void> {
  const archived = await edit("runs.archive", { ids }, "Nothing was archived");
  if (archived === null) return;
  deselect(ids);
  offerUndo(`${plural(archived.runs.length, "run")} archived`, () =>
    edit("runs.restore", { ids: archived.runs }, "Nothing was restored"),
  );
}

export async function restoreRuns(ids: readonly RunId[]): Promise<void> {
  const restored = await edit("runs.restore", { ids }, "Nothing was restored");
  if (restored === null) return;
  deselect(ids);
  offerUndo(`${plural(restored.runs.length, "run")} restored`, () =>
    edit("runs.archive", { ids: restored.runs }, "Nothing was archived"),
  );
}

/** They go for good a minute later, if nobody takes it back. */
export async function deleteRuns(ids: readonly RunId[]): Promise<void> {
  const deleted = await edit("runs.delete", { ids }, "Nothing was deleted");
  if (deleted === null) return;
  deselect(ids);
  leaveRuns(ids);
  offerUndo(`${plural(deleted.runs.length, "run")} deleted, with files`, () => undelete(deleted.runs));
}

export async function undelete(ids: readonly RunId[]): Promise<void> {
  if (ids.length === 0) return;
  const back = await edit("runs.undelete", { ids }, "The runs are gone");
  const gone = back === null ? 0 : ids.length - back.runs.length;
  // The notice stays while it is pointed at, and they do not.
  if (gone > 0)
    tellFailure(
      `${plural(gone, "run")} not restored`,
      inputFailure("A minute after they were deleted they went for good."),
    );
}

/** Shows the list when the run that is open is one of those that are gone. */
export function leaveRuns(ids: readonly RunId[]): void {
  const { view } = useNavigation.getState();
  if (view.view === "run" && ids.includes(view.id)) go(shownList());
}

export async function tagRuns(
  ids: readonly RunId[],
  add: readonly string[],
  remove: readonly string[],
): Promise<void> {
  if (add.length + remove.length === 0) return;
  const title = "No tag was changed";
  const tagged = await edit("runs.tag", { ids, add, remove }, title);
  if (tagged === null || tagged.tags.length === 0) return;
  const changes = tagged.tags.map(({ tag, added }) => `${added ? "+" : "−"}${tag}`).join(" ");
  offerUndo(`${changes} on ${plural(tagged.runs.length, "run")}`, async () => {
    for (const { tag, added, ids: back } of tagged.tags)
      await edit("runs.tag", { ids: back, add: added ? [] : [tag], remove: added ? [tag] : [] }, title);
  });
}

/** Writes a run's notes; false when they were not kept, which was said. */
export async function setNotes({ id, name, notes: old }: RunNotes, notes: string): Promise<boolean> {
  const title = "The notes were not kept";
  if ((await edit("runs.setNotes", { ids: [id], notes }, title)) === null) return false;
  // Where nothing was written before nothing is lost.
  if (old !== "" && old !== notes)
    offerUndo(`Notes of ${name} ${notes === "" ? "deleted" : "changed"}`, () =>
      edit("runs.setNotes", { ids: [id], notes: old }, title),
    );
  return true;
}

/** Sets a property of a run, or with null takes it away; false when that was not kept, which was said. */
export async function setProperty(
  { id, properties }: Pick<RunDetail, "id" | "properties">,
  key: string,
  value: PropertyValue | null,
): Promise<boolean> {
  const title = "The property was not kept";
  if ((await edit("runs.setProperty", { ids: [id], key, value }, title)) === null) return false;
  const old = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (old !== undefined && old !== value)
    offerUndo(`${key}: ${String(old)} ${value === null ? "taken away" : `is ${String(value)} now`}`, () =>
      edit("runs.setProperty", { ids: [id], key, value: old }, title),
    );
  return true;
}

function deselect(ids: readonly RunId[]): void {
  const gone = new Set(ids);
  useRuns.setState(({ selection }) => ({ selection: new Set([...selection].filter((id) => !gone.has(id))) }));
}
