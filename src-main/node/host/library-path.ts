import { readdirSync } from "node:fs";
import { posix, win32 } from "node:path";

type Environment = { readonly [name: string]: string | undefined };

/** What decides where the library is; `argument` is what `--library` was given, if it was. */
export type LibraryChoice = {
  readonly argument: string | null;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly cwd: string;
};

/** Absolute path of the library to use: `--library`, else `SIGNET_LIBRARY`, else the platform's own folder. */
export const chosenLibrary = ({ argument, env, platform, home, cwd }: LibraryChoice): string => {
  const path = platform === "win32" ? win32 : posix;
  const named = argument || env.SIGNET_LIBRARY;
  return named ? path.resolve(cwd, named) : defaultLibrary(env, platform, home);
};

/**
 * The library's folder when nobody named one. Linux follows the XDG Base Directory Specification, which says to ignore
 * a relative XDG_DATA_HOME.
 */
export const defaultLibrary = (env: Environment, platform: NodeJS.Platform, home: string): string => {
  if (platform === "win32") {
    return win32.join(env.APPDATA || win32.join(home, "AppData", "Roaming"), "Signet", "library");
  }
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "Signet", "library");
  const given = env.XDG_DATA_HOME;
  const data = given && posix.isAbsolute(given) ? given : posix.join(home, ".local", "share");
  return posix.join(data, "signet", "library");
};

/** Whether a folder has something in it and no library: one that cannot be looked into tells that itself when it is opened. */
export const holdsOtherThings = (folder: string): boolean => {
  try {
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    return names.length > 0 && !names.includes("signet.db");
  } catch {
    return false;
  }
};
