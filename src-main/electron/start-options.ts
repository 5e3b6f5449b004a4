import { resolve } from "node:path";
import type { WindowCommand } from "../core/contract/bridge.ts";
import { readViewLink } from "../core/model/view.ts";

/** What the command line asks of the window. Paths are absolute. */
export type StartOptions = {
  readonly library: string | null;
  readonly example: boolean;
  readonly files: readonly string[];
  /** Views to show, as links inside of the library. */
  readonly links: readonly string[];
};

/**
 * Reads the arguments after the executable and, in a build that is not packaged, after the app's folder. Chromium's and
 * Electron's own switches are among them and are passed over.
 */
export const parseStartOptions = (args: readonly string[], cwd: string): StartOptions => {
  const files: string[] = [];
  const links: string[] = [];
  let library: string | null = null;
  let example = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--example") example = true;
    else if (arg === "--library") library = args[++i] ?? null;
    else if (arg.startsWith("--library=")) library = arg.slice("--library=".length);
    else if (readViewLink(arg) !== null) links.push(arg);
    else if (arg !== "" && !arg.startsWith("-")) files.push(resolve(cwd, arg));
  }
  return { library: library ? resolve(cwd, library) : null, example, files, links };
};

/** Drops the executable and, where Electron was given the app's folder, that folder, which is the first argument without a dash. */
export const ownArguments = (argv: readonly string[], packaged: boolean): readonly string[] => {
  const args = argv.slice(1);
  if (packaged) return args;
  const folder = args.findIndex((arg) => !arg.startsWith("-"));
  return folder === -1 ? args : args.toSpliced(folder, 1);
};

export const commandsOf = ({
  example,
  files,
  links,
}: Omit<StartOptions, "library">): readonly WindowCommand[] => [
  ...(files.length > 0 ? [{ type: "import", paths: files } as const] : []),
  ...(example ? [{ type: "command", id: "open-example" } as const] : []),
  ...links.flatMap((text): WindowCommand[] => {
    const view = readViewLink(text);
    return view === null ? [] : [{ type: "show", view }];
  }),
];

/** Checks what a second start of the app handed over: another process made it. */
export const handedOver = (data: unknown): Omit<StartOptions, "library"> => {
  const nothing = { example: false, files: [], links: [] };
  if (typeof data !== "object" || data === null || !("example" in data) || !("files" in data)) return nothing;
  const { example, files } = data;
  const links = "links" in data && Array.isArray(data.links) ? data.links : [];
  if (typeof example !== "boolean" || !Array.isArray(files)) return nothing;
  const texts = (list: readonly unknown[]): string[] =>
    list.filter((item): item is string => typeof item === "string" && item !== "");
  return { example, files: texts(files), links: texts(links) };
};

/**
 * Arguments with which this executable opens another library: the switches and the app's folder that it was started with
 * itself, without what it was asked to open.
 */
export const argumentsForLibrary = (
  argv: readonly string[],
  packaged: boolean,
  library: string,
): readonly string[] => {
  const own = ownArguments(argv, packaged);
  const switches = own.filter(
    (arg, index) =>
      arg.startsWith("--") &&
      arg !== "--example" &&
      arg !== "--library" &&
      !arg.startsWith("--library=") &&
      own[index - 1] !== "--library",
  );
  const folder = packaged
    ? []
    : argv
        .slice(1)
        .filter((arg) => !arg.startsWith("-"))
        .slice(0, 1);
  return [...switches, ...folder, "--library", library];
};
