import { ok } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { tagCounts } from "../store/tables/run-notes.ts";
import { deleteRuns, undeleteRuns } from "./delete-runs.ts";
import { archiveProject, createProject, deleteProject, renameProject } from "./edit-projects.ts";
import { editRuns, tagRuns } from "./edit-runs.ts";
import { archiveRuns, moveRuns } from "./file-runs.ts";
import type { Services } from "./services.ts";

/** What people do to runs and projects. */
export function editMethods(services: Services) {
  return {
    "runs.rename": async ({ ids, name }: MethodParams<"runs.rename">) => editRuns(services, ids, { name }),
    "runs.tag": async ({ ids, ...tags }: MethodParams<"runs.tag">) => tagRuns(services, ids, tags),
    "runs.setNotes": async ({ ids, notes }: MethodParams<"runs.setNotes">) =>
      editRuns(services, ids, { notes }),
    "runs.setProperty": async ({ ids, key, value }: MethodParams<"runs.setProperty">) =>
      editRuns(services, ids, { properties: { [key]: value } }),
    "runs.move": async ({ ids, project }: MethodParams<"runs.move">) => moveRuns(services, ids, project),
    "runs.archive": async ({ ids }: MethodParams<"runs.archive">) => archiveRuns(services, ids, true),
    "runs.restore": async ({ ids }: MethodParams<"runs.restore">) => archiveRuns(services, ids, false),
    "runs.delete": async ({ ids }: MethodParams<"runs.delete">) => deleteRuns(services, ids),
    "runs.undelete": async ({ ids }: MethodParams<"runs.undelete">) => undeleteRuns(services, ids),
    "projects.create": async ({ path }: MethodParams<"projects.create">) => createProject(services, path),
    "projects.rename": async ({ path, to, join = false }: MethodParams<"projects.rename">) =>
      renameProject(services, path, to, join),
    "projects.archive": async ({ path }: MethodParams<"projects.archive">) => archiveProject(services, path),
    "projects.delete": async ({ path, runs }: MethodParams<"projects.delete">) =>
      deleteProject(services, path, runs),
    "tags.list": async () => ok(tagCounts(services.library.database)),
  };
}
