import type { Result } from "../base/result.ts";
import type { Failure } from "../model/failure.ts";
import type { PipelineId } from "../model/ids.ts";
import type { RunEvent } from "../model/run-event.ts";
import type { View } from "../model/view.ts";
import type { CommandId, ShellCommand } from "./commands.ts";
import type { Answer, MethodName, MethodParams } from "./methods.ts";
import type { ExportedRuns, ExportProgress, RunsToExport } from "./run-export.ts";

/**
 * Answers with very many values, that are passed as text (see `answerText`): between the preload script and the page each value
 * is copied by itself, which keeps the page from anything else for 100 ms with 12,000 columns or 5,000 steps. Failures of these
 * methods are passed like all others.
 */
export const answeredAsText: ReadonlySet<MethodName> = new Set<MethodName>([
  "runs.list",
  "runs.columns",
  "runs.ids",
  "runs.get",
  "runs.graph",
  "runs.diffGraph",
  "pipelines.plan",
  "search.complete",
]);

type JsonText = string;

/** What the preload script puts on `window.signet`: one function per method, events, and what only a window can know. */
export type SignetBridge = {
  readonly [Name in MethodName]: (params: MethodParams<Name>) => Promise<Answer<Name> | JsonText>;
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
  /** The same for a picture, as the bytes of a PNG file. */
  readonly savePicture: (file: PictureToSave) => Promise<Result<string | null, Failure>>;
  /**
   * Asks where to put runs, with all their steps, and writes them there. Answers null when the person chose no file, or
   * stopped it: then there is none, or the one that was there before. What takes a while tells how far it is.
   */
  readonly exportRuns: (
    what: RunsToExport,
    tell: (progress: ExportProgress) => void,
  ) => Promise<Result<ExportedRuns | null, Failure>>;
  /** Stops the export that writes this file, if one does. */
  readonly stopExport: (file: string) => Promise<void>;
  /** What the person chose for all windows of this library. */
  readonly settings: () => Promise<WindowSettings>;
  /** Keeps it and applies it at once, in all windows; a failure says why it was not kept. */
  readonly changeSettings: (change: Partial<WindowSettings>) => Promise<Result<null, Failure>>;
  /** Opens another window, on the view that a link names (see `viewLink`). */
  readonly openWindow: (link: string) => Promise<void>;
  /** Asks the shell for what only it can do, as its menu item would. */
  readonly shell: (command: ShellCommand) => Promise<void>;
  /** Says which commands can be asked for in this window now; the menu offers no others of the page's. */
  readonly offer: (commands: readonly CommandId[]) => Promise<void>;
  /** Shows the library's folder in the system's file manager. */
  readonly showLibrary: () => Promise<void>;
  /** Shows the file of a pipeline of the library in the system's file manager. */
  readonly showPipelineFile: (id: PipelineId) => Promise<Result<null, Failure>>;
  /** Commands that arrived before the window could listen, such as files on the command line. */
  readonly ready: () => Promise<readonly WindowCommand[]>;
};

/** Most systems' dialogs choose either; a drop has both. */
export type ToImport = "files" | "folders";

/** `name` is proposed; its ending tells what kind of file it is. */
export type TextToSave = { readonly name: string; readonly text: string };

export type PictureToSave = { readonly name: string; readonly png: Uint8Array };

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** How large everything in the windows can be drawn, in percent: the steps that browsers have. */
export const zooms = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300] as const;
export type Zoom = (typeof zooms)[number];

/** One step larger or smaller; the same at either end. */
export const zoomBy = (zoom: Zoom, steps: 1 | -1): Zoom => zooms[zooms.indexOf(zoom) + steps] ?? zoom;

export type WindowSettings = {
  /** The page follows through `prefers-color-scheme`. */
  readonly theme: Theme;
  /** Whether the system tells that a run has ended, when it took long: longer where a window has the focus. */
  readonly notifications: boolean;
  readonly zoom: Zoom;
};

/** The browser's File, known here only by name, so that core stays free of the DOM. */
type File = object;

export type WindowCommand =
  /** What the table of commands names. */
  | { readonly type: "command"; readonly id: CommandId }
  | { readonly type: "import"; readonly paths: readonly string[] }
  /** Looks at what changed in a pipeline's file since it was imported. */
  | { readonly type: "review"; readonly file: string }
  | { readonly type: "show"; readonly view: View }
  | { readonly type: "settings-changed"; readonly settings: WindowSettings };

/** IPC channel names, used by main and preload alike. */
export const channels = {
  call: "signet:call",
  event: "signet:event",
  command: "signet:command",
  chooseFiles: "signet:choose-files",
  saveText: "signet:save-text",
  savePicture: "signet:save-picture",
  exportRuns: "signet:export-runs",
  exportProgress: "signet:export-progress",
  stopExport: "signet:stop-export",
  ready: "signet:ready",
  settings: "signet:settings",
  changeSettings: "signet:change-settings",
  openWindow: "signet:open-window",
  shell: "signet:shell",
  offer: "signet:offer",
  showLibrary: "signet:show-library",
  showPipelineFile: "signet:show-pipeline-file",
} as const;
