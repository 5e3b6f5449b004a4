import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { app, type BrowserWindow, dialog, nativeTheme, session } from "electron";
import type { Theme, WindowCommand } from "../core/contract/bridge.ts";
import type { Failure } from "../core/model/failure.ts";
import { chosenLibrary } from "../node/host/library-path.ts";
import { appPage } from "./app-files.ts";
import { type AppHost, startAppHost } from "./app-host.ts";
import { devServerAddress } from "./dev-server.ts";
import { connectWindow } from "./ipc.ts";
import { openLog } from "./log-file.ts";
import { setMenu } from "./menu.ts";
import { profilePath } from "./profile-path.ts";
import { registerAppScheme, serveAppScheme } from "./protocol.ts";
import { guardQuit } from "./quit.ts";
import { guardContents, guardSession, pageOrigin } from "./security.ts";
import { readShellSettings, type ShellSettings, writeShellSettings } from "./shell-settings.ts";
import { commandsOf, handedOver, ownArguments, parseStartOptions } from "./start-options.ts";
import { createWindow, focusWindow, placementOf } from "./window.ts";

/** Where the parts of the built app are: absolute paths, and the version to show. */
export type AppParts = {
  readonly version: string;
  readonly worker: string;
  readonly preload: string;
  /** Folder of the built page. */
  readonly renderer: string;
  /** Folder of what is shipped beside the code: the example, the Python SDK. */
  readonly resources: string;
  /** Picture for the window and the task bar. */
  readonly icon: string;
};

/** Exit codes, as the terminal has them. */
const exitCodes: { readonly [kind in Failure["kind"]]: number } = { input: 2, library: 3, internal: 1 };

/** Starts the app: the worker that opens the library and the window that shows it, side by side. */
export const start = (parts: AppParts): void => {
  const options = parseStartOptions(ownArguments(process.argv, app.isPackaged), process.cwd());
  const library = chosenLibrary({
    argument: options.library,
    env: process.env,
    platform: process.platform,
    home: homedir(),
    cwd: process.cwd(),
  });
  const profile = profilePath(app.getPath("appData"), library);
  mkdirSync(profile, { recursive: true });
  app.setPath("userData", profile);
  if (
    !app.requestSingleInstanceLock({ example: options.example, files: options.files, links: options.links })
  ) {
    app.exit(0); // The app that has this library open got our command line.
    return;
  }
  // Root cannot use the sandbox: the launcher gives the switch then, and enabling would overrule it and crash.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
  registerAppScheme();

  const report = openLog(join(profile, "signet.log"));
  const host = startAppHost({
    script: parts.worker,
    app: { library, resources: parts.resources, appVersion: parts.version },
    report,
  });

  const inbox = openInbox(commandsOf(options));
  app.on("open-file", (event, path) => {
    event.preventDefault();
    inbox.put({ type: "import", paths: [path] });
  });
  app.on("second-instance", (_event, _argv, _cwd, data) => {
    inbox.focus();
    for (const command of commandsOf(handedOver(data))) inbox.put(command);
  });
  app.setAboutPanelOptions({
    applicationName: "Signet",
    applicationVersion: parts.version,
    iconPath: parts.icon,
  });

  void app.whenReady().then(() => openWindow({ parts, library, profile, host, inbox, report }));
};

type Shell = {
  readonly parts: AppParts;
  readonly library: string;
  readonly profile: string;
  readonly host: AppHost;
  readonly inbox: Inbox;
  readonly report: (text: string) => void;
};

const openWindow = ({ parts, library, profile, host, inbox, report }: Shell): void => {
  const devServer = devServerAddress();
  const origin = pageOrigin(devServer);
  guardContents(origin);
  guardSession(session.defaultSession, origin, devServer);
  serveAppScheme(session.defaultSession, parts.renderer);

  const settingsFile = join(profile, "window.json");
  let settings = readShellSettings(settingsFile);
  const change = (changed: Partial<ShellSettings>): void => {
    settings = { ...settings, ...changed };
    try {
      writeShellSettings(settingsFile, settings);
    } catch (error) {
      report(`The window's settings could not be kept: ${String(error)}`);
    }
  };
  nativeTheme.themeSource = settings.theme;

  const window = createWindow({ preload: parts.preload, icon: parts.icon, placement: settings.window });
  const setTheme = (theme: Theme): void => {
    nativeTheme.themeSource = theme;
    change({ theme });
    showMenu();
    send({ type: "theme-changed", theme });
  };
  const send = connectWindow({
    window,
    host,
    origin,
    report,
    theme: { get: () => settings.theme, set: setTheme },
  });
  const showMenu = (): void =>
    setMenu({ send, theme: settings.theme, onTheme: setTheme, development: devServer !== null });
  window
    .loadURL(devServer ?? appPage)
    .catch((error) => report(`The page could not be loaded: ${String(error)}`));
  inbox.connect(window, send);

  showMenu();

  const quit = guardQuit({ window, host, remember: () => change({ window: placementOf(window) }), report });
  const give = async (failure: Failure, message: string): Promise<void> => {
    report(`${message} ${failure.message}`);
    process.exitCode = exitCodes[failure.kind];
    await dialog.showMessageBox({ type: "error", message, detail: explain(failure), buttons: ["Quit"] });
    await quit();
  };
  void host.opened.then((result) => {
    if (!result.ok) return give(result.error, `Signet could not open the library ${library}.`);
  });
  void host.died.then((failure) => give(failure, "Signet had to stop. What was finished is kept."));
  void host.damage.then((text) => tellDamage(window, text, quit));
  surviveCrashes(window, quit, report);
};

/** Stays in the way until it is answered: what is done in a damaged library may be lost. */
const tellDamage = async (window: BrowserWindow, text: string, quit: () => Promise<void>): Promise<void> => {
  // It may be found before there is anything to see, and would then be behind it.
  if (!window.isDestroyed() && !window.isVisible())
    await new Promise<void>((resolve) => window.once("show", () => resolve()));
  if (window.isDestroyed()) return;
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    message: "The library is damaged.",
    detail: `${text}\n\nQuit Signet before you do that. If you go on, what you do from now on may not be kept.`,
    buttons: ["Quit", "Go on"],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) await quit();
};

const explain = ({ message, diagnostics }: Failure): string =>
  [message, ...diagnostics.map((diagnostic) => diagnostic.message)].join("\n");

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
    if (response === 0) window.reload();
    else await quit();
  });
};

/** Takes commands from outside, before there is a window and after. */
type Inbox = {
  readonly put: (command: WindowCommand) => void;
  readonly focus: () => void;
  readonly connect: (window: BrowserWindow, send: (command: WindowCommand) => void) => void;
};

const openInbox = (first: readonly WindowCommand[]): Inbox => {
  const early = [...first];
  let window: BrowserWindow | null = null;
  let send = (command: WindowCommand): void => void early.push(command);
  return {
    put: (command) => send(command),
    focus: () => {
      if (window && !window.isDestroyed()) focusWindow(window);
    },
    connect: (opened, sendNow) => {
      window = opened;
      send = sendNow;
      for (const command of early) sendNow(command);
    },
  };
};
