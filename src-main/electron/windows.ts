import { type BrowserWindow, dialog } from "electron";
import { channels, type WindowCommand } from "../core/contract/bridge.ts";
import { type View, viewLink } from "../core/model/view.ts";
import { createWindow, focusWindow, placementOf } from "./window.ts";
import type { Placement } from "./window-placement.ts";

/** The app's windows: all show the same library, each a view of its own. */
export type Windows = {
  /** Opens another one, on a view or as at the start. */
  readonly open: (view: View | null) => BrowserWindow;
  readonly all: () => readonly BrowserWindow[];
  /** The one that people look at, or looked at last; null when there is none. */
  readonly current: () => BrowserWindow | null;
  /** Asks one window for something, as soon as its page listens. Without one, the current window, opened if need be. */
  readonly send: (command: WindowCommand, to?: BrowserWindow) => void;
  readonly sendAll: (command: WindowCommand) => void;
  /** Tells the page of a window what happened. */
  readonly tell: (window: BrowserWindow, event: unknown) => void;
  /** Draws all of them as large as they shall be now. */
  readonly zoom: () => void;
  /** The commands that came before the page of a window listened; from now on they are sent at once. */
  readonly takeWaiting: (window: BrowserWindow) => readonly WindowCommand[];
  /** Brings the current one to the front. */
  readonly focus: () => void;
};

export type WindowsOptions = {
  readonly preload: string;
  readonly icon: string;
  /** Address of the page, without a view. */
  readonly page: string;
  /** Where the first one goes. */
  readonly placement: () => Placement | null;
  /** How large everything in them is: 1.25 for 125 %. */
  readonly zoomFactor: () => number;
  /** Called just before a window goes. */
  readonly remember: (placement: Placement) => void;
  readonly onOpen: (window: BrowserWindow) => void;
  readonly quit: () => Promise<void>;
  readonly report: (text: string) => void;
};

export const openWindows = (options: WindowsOptions): Windows => {
  const { report } = options;
  /** Of each window the commands for a page that does not listen yet; null once it does. */
  const open = new Map<BrowserWindow, WindowCommand[] | null>();
  let last: BrowserWindow | null = null;
  const all = (): readonly BrowserWindow[] => [...open.keys()].filter((window) => !window.isDestroyed());
  const current = (): BrowserWindow | null =>
    last !== null && !last.isDestroyed() ? last : (all().at(-1) ?? null);

  const post = (window: BrowserWindow, channel: string, message: unknown): void => {
    if (!window.isDestroyed()) window.webContents.send(channel, message);
  };
  const openOne = (view: View | null): BrowserWindow => {
    const before = current();
    const window = createWindow({
      preload: options.preload,
      icon: options.icon,
      placement: before === null ? options.placement() : placementOf(before),
      beside: before !== null,
    });
    open.set(window, []);
    last = window;
    window.on("focus", () => {
      last = window;
    });
    // A page that is loaded anew has to say again that it listens.
    const hold = (): void => void open.set(window, open.get(window) ?? []);
    window.webContents.on("did-navigate", hold);
    // Chromium keeps a size of its own for each origin: the one that was set goes before it.
    window.webContents.on("did-navigate", () => window.webContents.setZoomFactor(options.zoomFactor()));
    window.webContents.on("render-process-gone", hold);
    window.on("close", () => options.remember(placementOf(window)));
    window.once("closed", () => {
      open.delete(window);
      if (last === window) last = null;
    });
    surviveCrashes(window, options.quit, report);
    options.onOpen(window);
    const hash = view === null ? "" : `#${encodeURIComponent(viewLink(view))}`;
    window.loadURL(`${options.page}${hash}`).catch((error) => {
      if (!window.isDestroyed()) report(`The page could not be loaded: ${String(error)}`);
    });
    return window;
  };
  const send = (command: WindowCommand, to = current() ?? openOne(null)): void => {
    const waiting = open.get(to) ?? null;
    if (waiting === null) post(to, channels.command, command);
    else waiting.push(command);
  };

  return {
    open: openOne,
    all,
    current,
    send,
    sendAll: (command) => {
      for (const window of all()) send(command, window);
    },
    tell: (window, event) => post(window, channels.event, event),
    zoom: () => {
      for (const { webContents } of all()) webContents.setZoomFactor(options.zoomFactor());
    },
    takeWaiting: (window) => {
      const waiting = open.get(window) ?? [];
      open.set(window, null);
      return waiting;
    },
    focus: () => {
      const window = current();
      if (window !== null) focusWindow(window);
    },
  };
};

/** Offers to load the page anew when its process ended; the library and the runs are elsewhere and go on. */
const surviveCrashes = (
  window: BrowserWindow,
  quit: () => Promise<void>,
  report: (text: string) => void,
): void => {
  window.webContents.on("preload-error", (_event, path, error) =>
    report(`${path}: ${error.stack ?? error.message}`),
  );
  window.webContents.on("render-process-gone", async (_event, { reason, exitCode }) => {
    if (reason === "clean-exit" || window.isDestroyed()) return;
    report(`The window's process ended: ${reason} (${exitCode}).`);
    const { response } = await dialog.showMessageBox(window, {
      type: "error",
      message: "The window stopped working.",
      detail: "Runs go on. Loading the window again shows them.",
      buttons: ["Load again", "Quit"],
    });
    if (response !== 0) await quit();
    else if (!window.isDestroyed()) window.reload();
  });
};
