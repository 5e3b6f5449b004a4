import { homedir } from "node:os";
import { join } from "node:path";
import { app, type BrowserWindow, dialog, nativeTheme, session, shell as systemShell } from "electron";
import type { Result } from "../core/base/result.ts";
import { type WindowCommand, type WindowSettings, zoomBy } from "../core/contract/bridge.ts";
import type { ShellCommand } from "../core/contract/commands.ts";
import type { Failure } from "../core/model/failure.ts";
import { chosenLibrary } from "../node/host/library-path.ts";
import { makeFolders } from "../node/host/make-folders.ts";
import { appPage } from "./app-files.ts";
import { type AppHost, startAppHost } from "./app-host.ts";
import { devServerAddress } from "./dev-server.ts";
import { mayHaveGraphics } from "./graphics.ts";
import { connectWindows } from "./ipc.ts";
import { openLog } from "./log-file.ts";
import { enableItems, setMenu } from "./menu.ts";
import { openLibrary } from "./open-library.ts";
import { profilePath } from "./profile-path.ts";
import { registerAppScheme, serveAppScheme } from "./protocol.ts";
import { guardQuit } from "./quit.ts";
import { guardContents, guardSession, pageOrigin } from "./security.ts";
import { keepSettings, windowSettings } from "./shell-settings.ts";
import { showPipelineFile } from "./show-pipeline-file.ts";
import { commandsOf, handedOver, ownArguments, parseStartOptions } from "./start-options.ts";
import { tellRuns } from "./tell-runs.ts";
import { commandWindow } from "./window-commands.ts";
import { openWindows, type Windows } from "./windows.ts";

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
  makeFolders(profile);
  app.setPath("userData", profile);
  // The desktop knows us by the entry that `signet desktop` writes: notices and the task bar go by it.
  if (process.platform === "linux") app.setDesktopName("signet.desktop");
  if (
    !app.requestSingleInstanceLock({ example: options.example, files: options.files, links: options.links })
  ) {
    app.exit(0); // The app that has this library open got our command line.
    return;
  }
  // Root cannot use the sandbox: the launcher gives the switch then, and enabling would overrule it and crash.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();
  if (!mayHaveGraphics()) app.disableHardwareAcceleration();
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

  void app.whenReady().then(() => openShell({ parts, library, profile, host, inbox, report }));
};

type Shell = {
  readonly parts: AppParts;
  readonly library: string;
  readonly profile: string;
  readonly host: AppHost;
  readonly inbox: Inbox;
  readonly report: (text: string) => void;
};

const openShell = ({ parts, library, profile, host, inbox, report }: Shell): void => {
  const devServer = devServerAddress();
  const origin = pageOrigin(devServer);
  guardContents(origin);
  guardSession(session.defaultSession, origin, devServer);
  serveAppScheme(session.defaultSession, parts.renderer);

  const kept = keepSettings(join(profile, "window.json"), report);
  nativeTheme.themeSource = kept.settings().theme;

  const { quit, guard } = guardQuit({
    windows: () => windows,
    host,
    awaitsClick: () => told.awaitsClick(),
    report,
  });
  const windows = openWindows({
    preload: parts.preload,
    icon: parts.icon,
    page: devServer ?? appPage,
    placement: () => kept.settings().window,
    zoomFactor: () => kept.settings().zoom / 100,
    remember: (window) => void kept.change({ window }),
    onOpen: (window) => {
      guard(window);
      window.on("focus", () => enableMenu());
      window.once("closed", () => enableMenu());
    },
    quit,
    report,
  });

  const changeSettings = (change: Partial<WindowSettings>): Result<null, Failure> => {
    const changed = kept.change(change);
    const settings = windowSettings(kept.settings());
    nativeTheme.themeSource = settings.theme;
    windows.zoom();
    showMenu();
    windows.sendAll({ type: "settings-changed", settings });
    return changed;
  };
  const shell = (command: ShellCommand, window: BrowserWindow | null): void => {
    switch (command) {
      case "new-window":
        windows.open(null);
        return;
      case "actual-size":
        changeSettings({ zoom: 100 });
        return;
      case "zoom-in":
      case "zoom-out":
        changeSettings({ zoom: zoomBy(kept.settings().zoom, command === "zoom-in" ? 1 : -1) });
        return;
      case "open-library":
        void openLibrary(windows.current());
        return;
      case "quit":
        app.quit();
        return;
      default:
        if (window !== null) commandWindow(window, command);
    }
  };
  /** What can be asked for in each window; of one whose page has not said it yet, nothing. */
  const offered = new WeakMap<BrowserWindow, ReadonlySet<string>>();
  const enableMenu = (): void => {
    const window = windows.current();
    enableItems(window === null ? null : (offered.get(window) ?? new Set()));
  };
  const showMenu = (): void => {
    setMenu({
      send: (id, window) => windows.send({ type: "command", id }, window ?? undefined),
      shell,
      theme: kept.settings().theme,
      onTheme: (theme) => void changeSettings({ theme }),
      development: devServer !== null,
    });
    enableMenu();
  };

  connectWindows({
    windows,
    host,
    origin,
    report,
    settings: () => windowSettings(kept.settings()),
    changeSettings,
    shell,
    offer: (window, commands) => {
      offered.set(window, commands);
      enableMenu();
    },
    showLibrary: () => void openPath(library, report),
    showPipelineFile: (id) => showPipelineFile(host, id),
  });
  const told = tellRuns({
    host,
    windows,
    icon: parts.icon,
    wanted: () => kept.settings().notifications,
    show: (view) => {
      if (windows.current() === null) windows.open(view);
      else {
        windows.focus();
        windows.send({ type: "show", view });
      }
    },
    report,
  });
  windows.open(null);
  inbox.connect(windows);
  showMenu();
  app.on("activate", () => {
    if (windows.current() === null) windows.open(null);
  });

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
  void host.damage.then((text) => tellDamage(windows.current() ?? windows.open(null), text, quit));
};

const openPath = async (path: string, report: (text: string) => void): Promise<void> => {
  const problem = await systemShell.openPath(path);
  if (problem === "") return;
  report(`${path} could not be shown: ${problem}`);
  dialog.showErrorBox("The library’s folder could not be shown.", `${path}: ${problem}`);
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

/** Takes commands from outside, before there is a window and after. */
type Inbox = {
  readonly put: (command: WindowCommand) => void;
  readonly focus: () => void;
  readonly connect: (windows: Windows) => void;
};

const openInbox = (first: readonly WindowCommand[]): Inbox => {
  const early = [...first];
  let windows: Windows | null = null;
  return {
    put: (command) => {
      if (windows === null) early.push(command);
      else windows.send(command);
    },
    // One that goes on without a window gets one.
    focus: () => {
      if (windows?.current() === null) windows.open(null);
      else windows?.focus();
    },
    connect: (opened) => {
      windows = opened;
      for (const command of early) opened.send(command);
    },
  };
};
