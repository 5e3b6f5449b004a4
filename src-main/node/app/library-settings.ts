import { availableParallelism } from "node:os";
import { isAbsolute } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { LibrarySettings, MethodParams } from "../../core/contract/methods.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import { isExecutable, onPath } from "../host/interpreter.ts";
import { putSetting, settingOf } from "../store/tables/settings.ts";
import type { Library } from "./library.ts";

/** What was set for a library; null where nothing was. Read anew each time: a terminal may have changed it. */
export function librarySettings({ database }: Pick<Library, "database">): LibrarySettings {
  const jobs: unknown = JSON.parse(settingOf(database, "jobs") ?? "null");
  const python: unknown = JSON.parse(settingOf(database, "python") ?? "null");
  return {
    jobs: typeof jobs === "number" ? jobs : null,
    python: typeof python === "string" ? python : null,
  };
}

/** `searchPath`: where steps look for programs. */
export function settingsMethods(library: Library, searchPath: () => Promise<string>) {
  return {
    "settings.get": async () => ok({ ...librarySettings(library), cores: availableParallelism() }),
    "settings.set": async (change: MethodParams<"settings.set">): Promise<Result<null, Failure>> => {
      if (change.python != null) {
        const problem = pythonProblem(change.python, await searchPath());
        if (problem !== null) return err(inputFailure(problem));
      }
      for (const [name, value] of Object.entries(change))
        if (value !== undefined)
          putSetting(library.database, name, value === null ? null : JSON.stringify(value));
      return ok(null);
    },
  };
}

/** What is wrong with an interpreter's name or path; null when it is there. */
function pythonProblem(python: string, searchPath: string): string | null {
  if (!python.includes("/"))
    return onPath(python, searchPath) === null
      ? `There is no program ${python} on the PATH of steps: install it, or write its whole path`
      : null;
  if (!isAbsolute(python)) return `Write the whole path of ${python}, from / on`;
  return isExecutable(python) ? null : `${python} is no program that can be started`;
}
