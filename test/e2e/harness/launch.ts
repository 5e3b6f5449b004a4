import { once } from "node:events";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import { giveToUser, type Place } from "./place.ts";
import { setup } from "./setup.ts";

/** How to start the app. */
export type LaunchOptions = {
  /** Folders of the test; its library and home are used. */
  place: Pick<Place, "library" | "home" | "root">;
  /** The app's own arguments. */
  args?: readonly string[];
  /** More environment for the app. */
  env?: Readonly<Record<string, string>>;
};

/** The started app with its first window. */
export type LaunchedApp = {
  app: ElectronApplication;
  page: Page;
  /** What the app's processes have written so far. */
  output: () => string;
  /** Quits as the menu does. Fails when the app is still there after a while. */
  close: () => Promise<void>;
  /** Ends the main process with SIGKILL, as a power cut would. */
  kill: () => Promise<void>;
};

const closeLimitMs = 15_000;
/** Only an app that hangs takes this long, also on a machine that has much else to do. */
const launchLimitMs = 90_000;

/** Starts the built app, with its sandbox on wherever the machine has one, and waits for its first window. */
export async function launchApp({ place, args = [], env = {} }: LaunchOptions): Promise<LaunchedApp> {
  const app = await _electron.launch({
    executablePath: setup.executable,
    args: [...setup.flags, setup.heldApp, ...args],
    cwd: place.root,
    env: { ...userEnvironment(place), ...env },
    chromiumSandbox: setup.sandbox,
    // Playwright would otherwise hold the page light, whatever the app chose.
    colorScheme: null,
    timeout: launchLimitMs,
  });
  // Asked for now: once the app is gone, Playwright no longer says.
  const child = app.process();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = child.exitCode === null ? once(child, "exit") : Promise.resolve();
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  const close = async (): Promise<void> => {
    const limit = AbortSignal.timeout(closeLimitMs);
    const tooLate = new Promise<"too late">((resolve) => {
      limit.addEventListener("abort", () => resolve("too late"), { once: true });
    });
    if ((await Promise.race([app.close(), tooLate])) !== "too late") return;
    await kill();
    throw new Error(`The app had not quit after ${closeLimitMs / 1000} s. Its output:\n${output}`);
  };
  try {
    const page = await app.firstWindow({ timeout: launchLimitMs });
    await shown(page);
    return { app, page, output: () => output, close, kill };
  } catch (error) {
    await kill();
    throw new Error(`The app showed no window. Its output:\n${output}`, { cause: error });
  }
}

/**
 * Waits until the window shows something and hears what is done with it: what React attaches, it attaches between its first
 * picture and the next. The page itself is asked: no event can be missed that came while Playwright attached to the window.
 */
async function shown(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.readyState === "complete" && (document.getElementById("root")?.childElementCount ?? 0) > 0,
    undefined,
    { polling: 10, timeout: launchLimitMs },
  );
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** The environment of a user at their desktop: nothing of the test runner's own, but the screen. */
export function userEnvironment(place: LaunchOptions["place"]): Record<string, string> {
  const env: Record<string, string> = {
    ...setup.env,
    HOME: place.home,
    LANG: "C.UTF-8",
    SIGNET_LIBRARY: place.library,
  };
  for (const name of ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"]) {
    const value = process.env[name];
    if (value) env[name] = value;
  }
  const authority = process.env.XAUTHORITY;
  if (authority) {
    env.XAUTHORITY = join(place.home, ".Xauthority");
    copyFileSync(authority, env.XAUTHORITY);
    giveToUser(env.XAUTHORITY);
  }
  return env;
}
