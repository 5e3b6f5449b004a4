import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../core/model/ids.ts";
import { runFolderName } from "../host/run-folder-name.ts";
import { consoleFile } from "../host/step-console.ts";
import type { Library } from "./library.ts";

/** Where scripts that were started by hand leave what they tell: a folder for each, named by its run's id. */
export const inboxFolder = (library: Pick<Library, "folder">): string => join(library.folder, "inbox");

/** Where a run's console is kept: of a script that was started by hand, and goes on, in the inbox. */
export function consolePlace(library: Pick<Library, "folder" | "runFolder">, run: RunId): string {
  // An imported run may have any id, and was never started here.
  if (runFolderName(run) !== run) return join(library.runFolder(run), consoleFile);
  const incoming = join(inboxFolder(library), run, consoleFile);
  return existsSync(incoming) ? incoming : join(library.runFolder(run), consoleFile);
}
