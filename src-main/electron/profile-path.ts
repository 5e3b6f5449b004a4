import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * The folder for Chromium's files and the shell's settings, one for each library: Electron's single-instance lock lives
 * in it, so a second start with the same library finds the first window, and another library gets a window of its own.
 */
export const profilePath = (appData: string, library: string): string =>
  join(
    appData,
    "Signet",
    "windows",
    createHash("sha256").update(canonical(library)).digest("hex").slice(0, 16),
  );

/** The path with symbolic links resolved as far as it exists, for a new library does not. */
const canonical = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(canonical(parent), basename(path));
  }
};
