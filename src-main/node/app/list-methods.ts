import { ok } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { bringIndexUpInParts } from "./index-recorded-run.ts";
import { runColumns } from "./run-columns.ts";
import { forgetSearch, keepSearch, renameSavedSearch, savedSearches } from "./saved-searches.ts";
import type { Services } from "./services.ts";

/** What lists of runs are laid out by: their columns, and the searches that people keep. */
export function listMethods(services: Services) {
  const { database } = services.library;
  return {
    "runs.columns": async ({ project }: MethodParams<"runs.columns">) => {
      await bringIndexUpInParts(services.library);
      return ok(runColumns(database, project));
    },
    "searches.list": async () => ok(savedSearches(services)),
    "searches.save": async (search: MethodParams<"searches.save">) => keepSearch(services, search),
    "searches.rename": async ({ id, name }: MethodParams<"searches.rename">) =>
      renameSavedSearch(services, id, name),
    "searches.delete": async ({ id }: MethodParams<"searches.delete">) => forgetSearch(services, id),
  };
}
