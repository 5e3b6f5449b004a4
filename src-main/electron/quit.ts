import { app, type BrowserWindow, dialog } from "electron";
import { type AppHost, within } from "./app-host.ts";

/** How long the worker may take to say what runs, before we ask without knowing, in milliseconds. */
const answerLimit = 2_000;
/** How long the worker may take to stop its steps and close the library. */
const closeLimit = 10_000;

export type QuitOptions = {
  readonly window: BrowserWindow;
  readonly host: AppHost;
  /** Called once, just before the window goes. */
  readonly remember: () => void;
  readonly report: (text: string) => void;
};

/**
 * Makes every way of ending the app the same: ask if steps run, then stop them, close the library, and exit. Returns how to
 * end it without asking. The exit code is `process.exitCode`.
 */
export const guardQuit = ({ window, host, remember, report }: QuitOptions): (() => Promise<void>) => {
  let state: "open" | "asking" | "closing" = "open";

  const quit = async (): Promise<void> => {
    if (state === "closing") return;
    state = "closing";
    if (!window.isDestroyed()) {
      remember();
      window.hide();
    }
    if ((await host.close(closeLimit)) === "ended")
      report("The library was not closed in time; its worker was ended.");
    app.exit(Number(process.exitCode ?? 0));
  };

  const askToQuit = async (): Promise<void> => {
    if (state !== "open") return;
    state = "asking";
    const mayQuit = await confirmQuit(window, host);
    if (state !== "asking") return;
    state = "open";
    if (mayQuit) await quit();
  };

  window.on("close", (event) => {
    event.preventDefault();
    void askToQuit();
  });
  app.on("before-quit", (event) => {
    event.preventDefault();
    void askToQuit();
  });
  // Whoever sends a signal, such as a system that shuts down, waits for no answer.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void quit());
  return quit;
};

/** True at once when nothing runs; else what the person answers. */
const confirmQuit = async (window: BrowserWindow, host: AppHost): Promise<boolean> => {
  const asked = host.activeRuns();
  const known = await within(asked, answerLimit);
  const count = known ? (await asked).length : null;
  if (count === 0) return true;
  const runs = count === 1 ? "the run" : "the runs";
  const { response } = await dialog.showMessageBox(window, {
    type: "question",
    message:
      count === null
        ? "Signet is busy and does not say whether steps are running."
        : count === 1
          ? "A run has not finished."
          : `${count} runs have not finished.`,
    detail: "Steps that are done stay done: the next run reuses them.",
    buttons: [count === null ? "Quit" : `Stop ${runs} and quit`, "Stay"],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
};
