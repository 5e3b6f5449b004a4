import { app, BrowserWindow, Notification } from "electron";
import type { RunRow } from "../core/model/run.ts";
import type { View } from "../core/model/view.ts";
import type { AppHost } from "./app-host.ts";
import { isWorthTelling, newsAfter, noNews, noticeOf, taskBarOf } from "./run-news.ts";
import type { Windows } from "./windows.ts";

export type TellOptions = {
  readonly host: AppHost;
  readonly windows: Windows;
  readonly icon: string;
  /** Whether the person wants to be told by the system. */
  readonly wanted: () => boolean;
  /** Shows a view in front of everything. */
  readonly show: (view: View) => void;
  readonly report: (text: string) => void;
};

/** Only there a task bar has colours. */
const coloured = process.platform === "win32";
/** How long a notice may count on being clicked, in milliseconds: many desktops never tell that one was read. */
const patience = 60_000;

/**
 * Shows in the task bar how far runs are, and has the system tell when one ended that took long or that nobody watched. Answers
 * whether a notice was shown a moment ago and may still be clicked.
 */
export const tellRuns = ({
  host,
  windows,
  icon,
  wanted,
  show,
  report,
}: TellOptions): { readonly awaitsClick: () => boolean } => {
  let news = noNews;
  let shown = taskBarOf(news, coloured);
  /** With when each was shown. Kept, as their clicks would get lost with them. */
  const notices = new Map<Notification, number>();

  const showProgress = (): void => {
    const bar = taskBarOf(news, coloured);
    if (bar.value === shown.value && bar.mode === shown.mode) return;
    shown = bar;
    for (const window of windows.all()) window.setProgressBar(bar.value, { mode: bar.mode });
  };
  const tell = (run: RunRow): void => {
    if (!Notification.isSupported()) return;
    const notice = new Notification({ ...noticeOf(run), icon });
    notices.set(notice, performance.now());
    notice.on("click", () => show({ view: "run", id: run.id }));
    for (const end of ["click", "close", "failed"] as const)
      notice.on(end as "click", () => void notices.delete(notice));
    notice.on("failed", (_event, error) => report(`A notice could not be shown: ${error}`));
    notice.show();
  };

  host.onEvent((event) => {
    const after = newsAfter(news, event);
    news = after.news;
    const focused = BrowserWindow.getFocusedWindow() !== null;
    if (after.ended !== null && wanted() && isWorthTelling(after.ended, focused)) tell(after.ended);
    if (focused) news = { ...news, failed: false };
    showProgress();
  });
  app.on("browser-window-focus", () => {
    news = { ...news, failed: false };
    showProgress();
  });
  app.on("browser-window-created", (_event, window) =>
    window.once("show", () => window.setProgressBar(shown.value, { mode: shown.mode })),
  );
  return {
    awaitsClick: () => [...notices.values()].some((time) => performance.now() - time < patience),
  };
};
