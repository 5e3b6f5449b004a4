import { readFileSync } from "node:fs";
import { type LaunchedApp, launchApp } from "./launch.ts";
import { type Outside, openOutside } from "./outside.ts";
import { makePlace } from "./place.ts";

/** What the app asked the person, what it opened in their browser, and whether they agree to it. */
export type Kept = { readonly asked: string[]; readonly opened: string[]; agree: boolean };

/** An app for tests that try to break out of its page. */
export type GuardedApp = Omit<LaunchedApp, "close"> & {
  readonly outside: Outside;
  /** The preferences that the window was really made with. */
  readonly preferences: () => Promise<Record<string, unknown>>;
  readonly rendererPid: () => Promise<number>;
  /** The command line of the page's process. */
  readonly rendererCommand: () => Promise<readonly string[]>;
  /** Values of a switch of Chromium's, of the browser's process and of the page's. */
  readonly switchValues: (name: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/**
 * Starts the app beside a server that it must not reach. What it would ask of the person, and open in their browser, is
 * written down in the main process, as the global `kept`; nobody agrees until `kept.agree` is set.
 */
export async function openGuarded(): Promise<GuardedApp> {
  const place = makePlace();
  const outside = await openOutside();
  const launched = await launchApp({ place });
  const { app } = launched;
  await app.evaluate(({ dialog, shell }) => {
    const kept = { asked: [] as string[], opened: [] as string[], agree: false };
    Object.assign(globalThis, { kept });
    dialog.showMessageBox = (async (...given: unknown[]) => {
      kept.asked.push((given.at(-1) as { detail?: string }).detail ?? "");
      return { response: kept.agree ? 0 : 1, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    shell.openExternal = async (address) => {
      kept.opened.push(address);
    };
  });
  const rendererPid = (): Promise<number> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? -1);
  const rendererCommand = async (): Promise<readonly string[]> =>
    readFileSync(`/proc/${await rendererPid()}/cmdline`, "utf8").split("\0");
  return {
    ...launched,
    outside,
    rendererPid,
    rendererCommand,
    preferences: () =>
      app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
          getLastWebPreferences: () => Record<string, unknown>;
        };
        return JSON.parse(JSON.stringify(contents.getLastWebPreferences()));
      }),
    switchValues: async (name) => {
      const own = await app.evaluate(
        ({ app: { commandLine } }, wanted) =>
          commandLine.hasSwitch(wanted) ? [commandLine.getSwitchValue(wanted)] : [],
        name,
      );
      const given = (await rendererCommand()).filter((word) => word.split("=")[0] === `--${name}`);
      return [...own, ...given.map((word) => word.slice(name.length + 3))];
    },
    close: async () => {
      await launched.close();
      await outside.close();
      place.remove();
    },
  };
}
