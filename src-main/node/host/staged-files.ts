import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { removeTree } from "./small-files.ts";

/** In the folder of a step's run: how its command ended. */
export const exitFile = "exit";
/** In the folder of a step's run: its staged outputs when they are taken, until that is recorded. */
export const takenFolder = "taken";
/** In the folder of a step's run: its scratch folder once it has succeeded, which needs none any more. */
export const usedScratch = "scratch";
/** In the folder of a step's run: what its command works with. */
export const stagedFolders = ["inputs", "outputs", takenFolder, "views", usedScratch];
/** Names in the folder of a step's run that are of no use once what it came to is recorded. */
const stagedNames = [...stagedFolders, "observed.jsonl", exitFile];

/** Takes away what an execution needed, when what it came to is recorded; `folder` is that of the step's run. */
export async function dropStaged(folder: string): Promise<void> {
  for (const path of stagedIn(folder)) await removeTree(path);
}

/** Where all of that may be. */
export const stagedPaths = (folder: string): string[] => stagedNames.map((name) => join(folder, name));

function stagedIn(folder: string): string[] {
  // It may have ended before it had a folder.
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => stagedNames.includes(name)).map((name) => join(folder, name));
}
