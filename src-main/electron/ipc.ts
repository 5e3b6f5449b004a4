import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { type BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain } from "electron";
import { err, ok, type Result } from "../core/base/result.ts";
import { answerText } from "../core/contract/answer-text.ts";
import {
  answeredAsText,
  channels,
  type PictureToSave,
  type TextToSave,
  type WindowCommand,
  type WindowSettings,
} from "../core/contract/bridge.ts";
import { type ShellCommand, shellCommands } from "../core/contract/commands.ts";
import { methodNames } from "../core/contract/methods.ts";
import { type ExportedRuns, exportFormats } from "../core/contract/run-export.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import { readViewLink } from "../core/model/view.ts";
import { isOfOrigin, type Origin } from "./addresses.ts";
import type { AppHost } from "./app-host.ts";
import { type CancellingRuns, cancellingAfter } from "./cancelling-runs.ts";
import { readEnvelope } from "./envelope.ts";
import { readSettingsChange } from "./shell-settings.ts";
import type { Windows } from "./windows.ts";

export type IpcOptions = {
  readonly windows: Windows;
  readonly host: AppHost;
  readonly origin: Origin;
  readonly report: (text: string) => void;
  readonly settings: () => WindowSettings;
  readonly changeSettings: (change: Partial<WindowSettings>) => Result<null, Failure>;
  readonly shell: (command: ShellCommand, window: BrowserWindow) => void;
  /** Says what of the page's commands can be asked for in a window now. */
  readonly offer: (window: BrowserWindow, commands: ReadonlySet<string>) => void;
  readonly showLibrary: () => void;
  readonly showPipelineFile: (id: string) => Promise<Result<null, Failure>>;
};

/** Answers the calls of all windows and passes events to them. */
export const connectWindows = (options: IpcOptions): void => {
  const { windows, host, origin, report } = options;

  const handle = (channel: string, answer: (message: unknown, window: BrowserWindow) => unknown): void =>
    ipcMain.handle(channel, (event, message: unknown) => {
      const window = trustedWindow(event, windows, origin);
      if (window !== null) return answer(message, window);
      report(`Refused ${channel} from ${event.senderFrame?.url ?? "a frame that is gone"}`);
      throw new Error("This page may not call Signet.");
    });

  handle(channels.call, async (message): Promise<Result<unknown, Failure> | string> => {
    const envelope = readEnvelope(message, methodNames);
    if (!envelope.ok) return envelope;
    const { name, params } = envelope.value;
    const answer = await host.call(name, params);
    return answer.ok && answeredAsText.has(name) ? answerText(answer) : answer;
  });

  handle(channels.chooseFiles, async (what, window): Promise<readonly string[]> => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: "Import",
      buttonLabel: "Import",
      ...(what === "folders"
        ? { properties: ["openDirectory", "multiSelections"] }
        : {
            properties: ["openFile", "multiSelections"],
            filters: [
              {
                name: "Pipelines and runs",
                extensions: ["yaml", "yml", "json", "py", "jsonl", "ndjson", "db"],
              },
              { name: "All files", extensions: ["*"] },
            ],
          }),
    });
    return filePaths;
  });

  handle(channels.saveText, (message, window) => {
    const { name, text } = readTextToSave(message);
    return save(window, name, text);
  });
  handle(channels.savePicture, (message, window) => {
    const { name, png } = readPictureToSave(message);
    return save(window, name, png);
  });

  handle(channels.exportRuns, async (message, window): Promise<Result<ExportedRuns | null, Failure>> => {
    const { id, what, format } = readExport(message);
    const file = await askWhere(window, `runs.${format}`);
    if (file === null) return ok(null);
    return host.exportRuns(what, file, (progress) => {
      if (!window.isDestroyed()) window.webContents.send(channels.exportProgress, { id, progress });
    });
  });
  handle(channels.stopExport, (file): void => {
    if (typeof file !== "string") throw new Error("This names no file.");
    host.stopExport(file);
  });

  let cancelling: CancellingRuns = new Map();
  handle(channels.ready, (_message, window): readonly WindowCommand[] => {
    for (const event of cancelling.values()) windows.tell(window, event);
    return windows.takeWaiting(window);
  });

  handle(channels.settings, () => options.settings());
  handle(channels.changeSettings, (message): Result<null, Failure> => {
    const change = readSettingsChange(message);
    return change.ok ? options.changeSettings(change.value) : change;
  });

  handle(channels.openWindow, (message): void => {
    const view = typeof message === "string" ? readViewLink(message) : null;
    if (view === null) throw new Error("This is no link to a view.");
    windows.open(view);
  });
  handle(channels.shell, (message, window): void => {
    const command = shellCommands.find((id) => id === message);
    if (command === undefined) throw new Error("There is no such command.");
    options.shell(command, window);
  });
  handle(channels.offer, (message, window): void => {
    if (!Array.isArray(message)) throw new Error("These are no commands.");
    options.offer(window, new Set(message.filter((id) => typeof id === "string")));
  });
  handle(channels.showLibrary, () => options.showLibrary());
  handle(channels.showPipelineFile, (message) => {
    if (typeof message !== "string") throw new Error("This names no pipeline.");
    return options.showPipelineFile(message);
  });

  host.onEvent((event) => {
    cancelling = cancellingAfter(cancelling, event);
    for (const window of windows.all()) windows.tell(window, event);
  });
};

/** Asks where a file goes. The path is the person's choice: of a proposed name only the last part is taken. */
async function askWhere(window: BrowserWindow, name: string): Promise<string | null> {
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    title: "Save",
    defaultPath: basename(name),
  });
  return canceled || filePath === "" ? null : filePath;
}

/** Asks where a file goes, and writes it. */
async function save(
  window: BrowserWindow,
  name: string,
  content: string | Uint8Array,
): Promise<Result<string | null, Failure>> {
  const filePath = await askWhere(window, name);
  if (filePath === null) return ok(null);
  try {
    await writeFile(filePath, content);
    return ok(filePath);
  } catch (error) {
    return err(inputFailure(`${filePath} could not be written: ${(error as Error).message}`));
  }
}

/** What is in `what` is checked by the app. */
function readExport(message: unknown) {
  if (typeof message === "object" && message !== null && "id" in message && "what" in message) {
    const { id, what } = message;
    const asked = typeof what === "object" && what !== null && "format" in what ? what.format : null;
    const format = exportFormats.find((one) => one === asked);
    if (typeof id === "number" && format !== undefined) return { id, what, format };
  }
  throw new Error("These are no runs to be exported.");
}

function readTextToSave(message: unknown): TextToSave {
  if (typeof message === "object" && message !== null && "name" in message && "text" in message) {
    const { name, text } = message;
    if (typeof name === "string" && typeof text === "string") return { name: name.slice(0, 200), text };
  }
  throw new Error("This is no text to be saved.");
}

function readPictureToSave(message: unknown): PictureToSave {
  if (typeof message === "object" && message !== null && "name" in message && "png" in message) {
    const { name, png } = message;
    if (typeof name === "string" && png instanceof Uint8Array) return { name: name.slice(0, 200), png };
  }
  throw new Error("This is no picture to be saved.");
}

/** The window that asks. Only the top frame of the app's own page in one of the app's own windows is listened to. */
const trustedWindow = (
  { sender, senderFrame }: IpcMainInvokeEvent,
  windows: Windows,
  origin: Origin,
): BrowserWindow | null => {
  const window = windows.all().find(({ webContents }) => webContents === sender) ?? null;
  return senderFrame !== null && senderFrame.parent === null && isOfOrigin(senderFrame.url, origin)
    ? window
    : null;
};
