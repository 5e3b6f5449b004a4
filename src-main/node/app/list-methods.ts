import { err, ok } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { groupRuns } from "../store/search/group-runs.ts";
import { bringIndexUp } from "./index-recorded-run.ts";
import { runColumns } from "./run-columns.ts";
import { forgetSearch, keepSearch, renameSavedSearch, savedSearches } from "./saved-searches.ts";
import type { Services } from "./services.ts";

/** What lists of runs are laid out by: their columns, their groups, and the searches that people keep. */
export function listMethods(services: Services) {
  const { database } = services.library;
  return {
    "runs.columns": async ({ project }: MethodParams<"runs.columns">) => {
      bringIndexUp(services.library);
      return ok(runColumns(database, project));
    },
    "runs.groups": async ({ archived, within, ...query }: MethodParams<"runs.groups">) => {
      bringIndexUp(services.library);
      const found = groupRuns(database, { ...query, within: within ?? [], onlyArchived: archived === true });
      if (!found.ok) return err(inputFailure("The query is wrong", found.error));
      const { total, groups, hints } = found.value;
      return ok({ total, groups, diagnostics: hints });
    },
    "searches.list": async () => ok(savedSearches(services)),
    "searches.save": async (search: MethodParams<"searches.save">) => keepSearch(services, search),
    "searches.rename": async ({ id, name }: MethodParams<"searches.rename">) =>
      renameSavedSearch(services, id, name),
    "searches.delete": async ({ id }: MethodParams<"searches.delete">) => forgetSearch(services, id),
  };
}
