import { app, type BrowserWindow, dialog } from "electron";
import { type AppHost, within } from "./app-host.ts";
import { type Answer, busyQuestion, questionOf } from "./quit-question.ts";
import type { Windows } from "./windows.ts";

/** How long the worker may take to say what runs, before we ask without knowing, in milliseconds. */
const answerLimit = 2_000;
/** How long the worker may take to stop its steps and close the library. */
const closeLimit = 10_000;
/** How often it is looked whether anything still runs, while there is no window. */
const backgroundInterval = 500;

export type QuitOptions = {
  readonly windows: () => Windows;
  readonly host: AppHost;
  /** Whether a notice of the system may be clicked, which would open a window. */
  readonly awaitsClick: () => boolean;
  readonly report: (text: string) => void;
};

export type Quitting = {
  /** Ends the app without asking. The exit code is `process.exitCode`. */
  readonly quit: () => Promise<void>;
  /** Asks before the last window goes while steps run. To be called of every new window. */
  readonly guard: (window: BrowserWindow) => void;
};

/**
 * Makes every way of ending the app the same: ask if steps run; then stop them, close the library, and exit; or go on without
 * a window until they have ended.
 */
export const guardQuit = ({ windows, host, awaitsClick, report }: QuitOptions): Quitting => {
  let state: "open" | "asking" | "closing" = "open";
  /** Windows may go without a question: that was answered. */
  let leaving = false;

  const quit = async (): Promise<void> => {
    if (state === "closing") return;
    state = "closing";
    leaving = true;
    closeAll();
    if ((await host.close(closeLimit)) === "ended")
      report("The library was not closed in time; its worker was ended.");
    app.exit(Number(process.exitCode ?? 0));
  };

  const closeAll = (): void => {
    for (const window of windows().all()) window.close();
  };

  /** Goes on without a window: whoever starts the app again gets one. */
  const keepRunning = (): void => {
    leaving = windows().all().length > 0;
    closeAll();
  };

  /** Ends the app when nothing runs any more and nobody is to click on what was told, unless there is a window by then. */
  const endWhenIdle = async (): Promise<void> => {
    leaving = false;
    while (state !== "closing" && windows().all().length === 0) {
      const runs = (await host.activeRuns()).length > 0;
      if (!runs && !awaitsClick() && windows().all().length === 0) return quit();
      await new Promise((resolve) => setTimeout(resolve, backgroundInterval));
    }
  };

  const askToQuit = async (): Promise<void> => {
    if (state !== "open") return;
    state = "asking";
    const answer = await confirmQuit(windows().current(), host);
    if (state !== "asking") return;
    state = "open";
    if (answer === "quit") await quit();
    else if (answer === "keep") keepRunning();
  };

  app.on("before-quit", (event) => {
    event.preventDefault();
    void askToQuit();
  });
  // Windows go a moment after they were told to. Electron would quit by itself then.
  app.on("window-all-closed", () => void endWhenIdle());
  // Whoever sends a signal, such as a system that shuts down, waits for no answer.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void quit());

  return {
    quit,
    guard: (window) =>
      window.on("close", (event) => {
        if (leaving || windows().all().length > 1) return;
        event.preventDefault();
        void askToQuit();
      }),
  };
};

/** "quit" at once when nothing runs; else what the person answers. */
const confirmQuit = async (window: BrowserWindow | null, host: AppHost): Promise<Answer> => {
  const asked = host.activeRuns();
  const known = await within(asked, answerLimit);
  const count = known ? (await asked).length : null;
  if (count === 0) return "quit";
  const question = count === null ? busyQuestion : questionOf(count);
  const options = {
    type: "question" as const,
    message: question.message,
    detail: question.detail,
    buttons: question.answers.map(({ label }) => label),
    defaultId: question.answers.length - 1,
    cancelId: question.answers.length - 1,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return question.answers[response]?.answer ?? "stay";
};
