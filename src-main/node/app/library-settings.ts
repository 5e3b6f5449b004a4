import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { LibrarySettings, MethodParams } from "../../core/contract/methods.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { TextCache } from "../../core/ports/python.ts";
import { isExecutable, onPath } from "../host/interpreter.ts";
import { type Environment, pythonFacts } from "../host/python-facts.ts";
import { putSetting, settingOf } from "../store/tables/settings.ts";
import type { Library } from "./library.ts";

/** What was set for a library; null where nothing was. Read anew each time: a terminal may have changed it. */
export function librarySettings({ database }: Pick<Library, "database">): LibrarySettings {
  const jobs: unknown = JSON.parse(settingOf(database, "jobs") ?? "null");
  const keptSource: unknown = JSON.parse(settingOf(database, "keptSource") ?? "null");
  const keepGoing: unknown = JSON.parse(settingOf(database, "keepGoing") ?? "null");
  const python: unknown = JSON.parse(settingOf(database, "python") ?? "null");
  return {
    jobs: typeof jobs === "number" ? jobs : null,
    keptSource: typeof keptSource === "number" ? keptSource : null,
    keepGoing: keepGoing === true,
    python: typeof python === "string" ? python : null,
  };
}

/** `stepEnvironment`: with its `PATH` steps look for programs. A Python is started once, to see that it is one. */
export function settingsMethods(library: Library, stepEnvironment: () => Promise<Environment>) {
  return {
    "settings.get": async () => ok({ ...librarySettings(library), cores: availableParallelism() }),
    "settings.set": async (change: MethodParams<"settings.set">): Promise<Result<null, Failure>> => {
      if (change.python != null) {
        const problem = await pythonProblem(change.python, await stepEnvironment());
        if (problem !== null) return err(inputFailure(problem));
      }
      for (const [name, value] of Object.entries(change))
        if (value !== undefined)
          putSetting(library.database, name, value === null ? null : JSON.stringify(value));
      return ok(null);
    },
  };
}

/** What is wrong with an interpreter's name or path; null when it is a Python that answers. */
async function pythonProblem(python: string, env: Environment): Promise<string | null> {
  const isPath = python.includes("/");
  if (isPath && !isAbsolute(python)) return `Write the whole path of ${python}, from / on`;
  const found = isPath ? python : onPath(python, env.PATH ?? "");
  if (found === null)
    return `There is no program ${python} on the PATH of steps: install it, or write its whole path`;
  if (!isExecutable(found)) return notStartable(found);
  return (await pythonFacts(found, dirname(found), env, unread)) === null
    ? `${python} does not answer as a Python 3 does: choose another one`
    : null;
}

function notStartable(path: string): string {
  if (!existsSync(path))
    return `There is no file ${path}: look whether it was moved, or choose another Python`;
  return statSync(path).isDirectory()
    ? `${path} is a folder: write the path of the program in it, such as ${join(path, "bin", "python")}`
    : `${path} is no program that can be started`;
}

/** Asked each time: what a Python said earlier may not be so any more. */
const unread: TextCache = { get: () => null, put: () => {} };
