import type { Result } from "../../src-main/core/base/result.ts";
import { readAnswer } from "../../src-main/core/contract/answer-text.ts";
import type {
  PictureToSave,
  SignetBridge,
  TextToSave,
  ToImport,
  WindowCommand,
  WindowSettings,
} from "../../src-main/core/contract/bridge.ts";
import type { CommandId, ShellCommand } from "../../src-main/core/contract/commands.ts";
import type { Answer, MethodName, MethodParams } from "../../src-main/core/contract/methods.ts";
import type { ExportProgress, RunsToExport } from "../../src-main/core/contract/run-export.ts";
import type { Failure } from "../../src-main/core/model/failure.ts";
import type { PipelineId } from "../../src-main/core/model/ids.ts";
import type { RunEvent } from "../../src-main/core/model/run-event.ts";
import { type View, viewLink } from "../../src-main/core/model/view.ts";

declare global {
  interface Window {
    /** Put there by the preload script; absent in a plain browser. */
    readonly signet?: SignetBridge;
  }
}

type Listener<T> = (value: T) => void;

let bridge: SignetBridge | null = null;
const commandListeners = new Set<Listener<WindowCommand>>();

/** Sets what answers the calls: the preload script's bridge, or one over fixtures. Called once, before the first render. */
export function connect(to: SignetBridge): void {
  bridge = to;
}

function connected(): SignetBridge {
  if (bridge === null) throw new Error("The window is not connected to the app.");
  return bridge;
}

/** The app, as the window sees it. */
export const client = {
  /**
   * Calls a method of the contract. Never rejects: a call that could not be delivered is an `internal` failure, so
   * that it is shown like any other.
   */
  async call<Name extends MethodName>(name: Name, params: MethodParams<Name>): Promise<Answer<Name>> {
    try {
      const answer = await connected()[name](params as never);
      return typeof answer === "string" ? (readAnswer(answer) as Answer<Name>) : (answer as Answer<Name>);
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem);
      return { ok: false, error: { kind: "internal", message: `${name}: ${message}`, diagnostics: [] } };
    }
  },
  /** Calls back for every event of the app until the returned function is called. */
  onEvent: (listener: Listener<RunEvent>): (() => void) => connected().onEvent(listener),
  /** Calls back for what menu, command line or other parts of the window ask for (see `issue`). */
  onCommand(listener: Listener<WindowCommand>): () => void {
    commandListeners.add(listener);
    return () => commandListeners.delete(listener);
  },
  /** Asks whoever listens in this window, as the app would: `client.issue({ type: "import", paths })`. */
  issue(command: WindowCommand): void {
    for (const listener of [...commandListeners]) listener(command);
  },
  /**
   * Passes the app's commands on to the listeners, those first that came before the window could listen. Called once
   * everything that listens is there; the returned function ends it.
   */
  startCommands(): () => void {
    const stop = connected().onCommand((command) => client.issue(command));
    void connected()
      .ready()
      .then((early) => early.forEach(client.issue));
    return stop;
  },
  /** Asks where to put a text and writes it there. Answers the path, or null when the person chose none. */
  saveText: (file: TextToSave) => connected().saveText(file),
  /** The same for a picture. */
  savePicture: (file: PictureToSave) => connected().savePicture(file),
  /** Asks where to put runs and writes them there; null when there is no file in the end. */
  exportRuns: (what: RunsToExport, tell: (progress: ExportProgress) => void) =>
    connected().exportRuns(what, tell),
  stopExport: (file: string): Promise<void> => connected().stopExport(file),
  /** What the person chose for all windows. */
  settings: (): Promise<WindowSettings> => connected().settings(),
  changeSettings: (change: Partial<WindowSettings>): Promise<Result<null, Failure>> =>
    connected().changeSettings(change),
  /** Opens another window on a view. */
  openWindow: (view: View): Promise<void> => connected().openWindow(viewLink(view)),
  /** Asks the shell for what only it can do. */
  /** Says what the menu may offer of what this page does. */
  offer: (commands: readonly CommandId[]): Promise<void> => connected().offer(commands),
  shell: (command: ShellCommand): Promise<void> => connected().shell(command),
  /** Shows the library's folder in the system's file manager. */
  showLibrary: (): Promise<void> => connected().showLibrary(),
  /** Shows a pipeline's file there. */
  showPipelineFile: (id: PipelineId): Promise<Result<null, Failure>> => connected().showPipelineFile(id),
  /** The absolute path of a dropped file, or "" for one that has none. */
  pathForFile: (file: File): string => connected().pathForFile(file),
  /** Opens the system's dialog for pipeline files. Empty when it was cancelled. */
  chooseToImport: (what: ToImport): Promise<readonly string[]> => connected().chooseToImport(what),
};
