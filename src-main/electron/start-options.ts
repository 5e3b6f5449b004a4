import { resolve } from "node:path";
import type { WindowCommand } from "../core/contract/bridge.ts";

/** What the command line asks of the window. Paths are absolute. */
export type StartOptions = {
  readonly library: string | null;
  readonly example: boolean;
  readonly files: readonly string[];
};

/**
 * Reads the arguments after the executable and, in a build that is not packaged, after the app's folder. Chromium's and
 * Electron's own switches are among them and are passed over.
 */
export const parseStartOptions = (args: readonly string[], cwd: string): StartOptions => {
  const files: string[] = [];
  let library: string | null = null;
  let example = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--example") example = true;
    else if (arg === "--library") library = args[++i] ?? null;
    else if (arg.startsWith("--library=")) library = arg.slice("--library=".length);
    else if (arg !== "" && !arg.startsWith("-")) files.push(resolve(cwd, arg));
  }
  return { library: library ? resolve(cwd, library) : null, example, files };
};

/** Drops the executable and, where Electron was given the app's folder, that folder, which is the first argument without a dash. */
export const ownArguments = (argv: readonly string[], packaged: boolean): readonly string[] => {
  const args = argv.slice(1);
  if (packaged) return args;
  const folder = args.findIndex((arg) => !arg.startsWith("-"));
  return folder === -1 ? args : args.toSpliced(folder, 1);
};

export const commandsOf = ({ example, files }: Omit<StartOptions, "library">): readonly WindowCommand[] => [
  ...(files.length > 0 ? [{ type: "import", paths: files } as const] : []),
  ...(example ? [{ type: "open-example" } as const] : []),
];

/** Checks what a second start of the app handed over: another process made it. */
export const handedOver = (data: unknown): Omit<StartOptions, "library"> => {
  const nothing = { example: false, files: [] };
  if (typeof data !== "object" || data === null || !("example" in data) || !("files" in data)) return nothing;
  const { example, files } = data;
  if (typeof example !== "boolean" || !Array.isArray(files)) return nothing;
  return { example, files: files.filter((file): file is string => typeof file === "string" && file !== "") };
};
