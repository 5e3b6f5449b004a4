import type { Result } from "../base/result.ts";
import type { Failure } from "../model/failure.ts";
import type { RunId } from "../model/ids.ts";
import type { RunEvent } from "../model/run-event.ts";
import type { Answer, MethodName, MethodParams } from "./methods.ts";

/** What the preload script puts on `window.signet`: one function per method, events, and what only a window can know. */
export type SignetBridge = {
  readonly [Name in MethodName]: (params: MethodParams<Name>) => Promise<Answer<Name>>;
} & {
  /** Calls back for every event until the returned function is called. */
  readonly onEvent: (listener: (event: RunEvent) => void) => () => void;
  /** Calls back when the app asks this window to do something: a menu item, a file opened from outside. */
  readonly onCommand: (listener: (command: WindowCommand) => void) => () => void;
  /** The absolute path of a dropped file, or "" for one that has none. */
  readonly pathForFile: (file: File) => string;
  /** Opens the system's dialog for what is to be imported. Empty when it was cancelled. */
  readonly chooseToImport: (what: ToImport) => Promise<readonly string[]>;
  /** Asks where to put a text and writes it there. Answers the path, or null when the person chose none. */
  readonly saveText: (file: TextToSave) => Promise<Result<string | null, Failure>>;
  /** What the person chose for the window's colours; the page follows through `prefers-color-scheme`. */
  readonly theme: () => Promise<Theme>;
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Commands that arrived before the window could listen, such as files on the command line. */
  readonly ready: () => Promise<readonly WindowCommand[]>;
};

/** Most systems' dialogs choose either; a drop has both. */
export type ToImport = "files" | "folders";

/** `name` is proposed; its ending tells what kind of file it is. */
export type TextToSave = { readonly name: string; readonly text: string };

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The browser's File, known here only by name, so that core stays free of the DOM. */
type File = object;

export type WindowCommand =
  | { readonly type: "import"; readonly paths: readonly string[] }
  | { readonly type: "open-example" }
  | { readonly type: "open-import"; readonly what: ToImport }
  | { readonly type: "focus-search" }
  | { readonly type: "compare"; readonly runs: readonly RunId[]; readonly tab: string | null }
  | { readonly type: "theme-changed"; readonly theme: Theme };

/** IPC channel names, used by main and preload alike. */
export const channels = {
  call: "signet:call",
  event: "signet:event",
  command: "signet:command",
  chooseFiles: "signet:choose-files",
  saveText: "signet:save-text",
  ready: "signet:ready",
  theme: "signet:theme",
  setTheme: "signet:set-theme",
} as const;
