import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A folder and those above it, where they are not there. Node's own `recursive` says of a read-only disk that the folder
 * above is missing, and never ends where a folder can be seen but not made in, as in /proc.
 */
export function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  makeFolder(path);
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
