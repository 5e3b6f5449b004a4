import { type BrowserWindow, dialog, type IpcMainInvokeEvent, ipcMain } from "electron";
import type { Result } from "../core/base/result.ts";
import { channels, type Theme, themes, type WindowCommand } from "../core/contract/bridge.ts";
import { methodNames } from "../core/contract/methods.ts";
import type { Failure } from "../core/model/failure.ts";
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

  handle(channels.chooseFiles, async (): Promise<readonly string[]> => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: "Import pipeline",
      buttonLabel: "Import",
      properties: ["openFile", "multiSelections"],
      filters: [
        { name: "Pipeline files", extensions: ["yaml", "yml"] },
        { name: "All files", extensions: ["*"] },
      ],
    });
    return filePaths;
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
