import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { type BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain } from "electron";
import { err, ok, type Result } from "../core/base/result.ts";
import {
  channels,
  type TextToSave,
  type Theme,
  themes,
  type WindowCommand,
} from "../core/contract/bridge.ts";
import { methodNames } from "../core/contract/methods.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import { isOfOrigin, type Origin } from "./addresses.ts";
import type { AppHost } from "./app-host.ts";
import { readEnvelope } from "./envelope.ts";

export type IpcOptions = {
  readonly window: BrowserWindow;
  readonly host: AppHost;
  readonly origin: Origin;
  readonly report: (text: string) => void;
  readonly theme: { readonly get: () => Theme; readonly set: (theme: Theme) => void };
};

/** Answers the window's calls and passes events to it. Returns how to send it a command. */
export const connectWindow = ({
  window,
  host,
  origin,
  report,
  theme,
}: IpcOptions): ((command: WindowCommand) => void) => {
  /** Commands for a page that does not listen yet; null once it does. */
  let waiting: WindowCommand[] | null = [];

  const handle = (channel: string, answer: (message: unknown) => unknown): void =>
    ipcMain.handle(channel, (event, message: unknown) => {
      if (isTrusted(event, window, origin)) return answer(message);
      report(`Refused ${channel} from ${event.senderFrame?.url ?? "a frame that is gone"}`);
      throw new Error("This page may not call Signet.");
    });

  handle(channels.call, (message): Promise<Result<unknown, Failure>> => {
    const envelope = readEnvelope(message, methodNames);
    return envelope.ok ? host.call(envelope.value.name, envelope.value.params) : Promise.resolve(envelope);
  });

  handle(channels.chooseFiles, async (what): Promise<readonly string[]> => {
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

  handle(channels.saveText, async (message): Promise<Result<string | null, Failure>> => {
    const file = readTextToSave(message);
    const { filePath, canceled } = await dialog.showSaveDialog(window, {
      title: "Save",
      defaultPath: basename(file.name),
    });
    if (canceled || filePath === "") return ok(null);
    try {
      await writeFile(filePath, file.text);
      return ok(filePath);
    } catch (error) {
      return err(inputFailure(`${filePath} could not be written: ${(error as Error).message}`));
    }
  });

  handle(channels.ready, (): readonly WindowCommand[] => {
    const commands = waiting ?? [];
    waiting = null;
    return commands;
  });

  handle(channels.theme, () => theme.get());
  handle(channels.setTheme, (message) => {
    const chosen = themes.find((candidate) => candidate === message);
    if (chosen === undefined) throw new Error("There is no such theme.");
    theme.set(chosen);
  });

  // A page that is loaded anew has to say again that it listens.
  const hold = (): void => {
    waiting ??= [];
  };
  window.webContents.on("did-navigate", hold);
  window.webContents.on("render-process-gone", hold);

  const send = (channel: string, message: unknown): void => {
    if (!window.isDestroyed()) window.webContents.send(channel, message);
  };
  host.onEvent((event) => send(channels.event, event));
  return (command) => {
    if (waiting === null) send(channels.command, command);
    else waiting.push(command);
  };
};

/** The path is the person's choice: the page proposes a name, of which only the last part is taken. */
function readTextToSave(message: unknown): TextToSave {
  if (typeof message === "object" && message !== null && "name" in message && "text" in message) {
    const { name, text } = message;
    if (typeof name === "string" && typeof text === "string") return { name: name.slice(0, 200), text };
  }
  throw new Error("This is no text to be saved.");
}

/** Only the top frame of the app's own page in the app's own window is listened to. */
const isTrusted = (
  { sender, senderFrame }: IpcMainInvokeEvent,
  window: BrowserWindow,
  origin: Origin,
): boolean =>
  !window.isDestroyed() &&
  sender === window.webContents &&
  senderFrame !== null &&
  senderFrame.parent === null &&
  isOfOrigin(senderFrame.url, origin);
