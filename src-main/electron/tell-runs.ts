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

/** Shows in the task bar how far runs are, and has the system tell when one ended that took long or that nobody watched. */
export const tellRuns = ({ host, windows, icon, wanted, show, report }: TellOptions): void => {
  let news = noNews;
  let shown = taskBarOf(news);
  /** Kept, as their clicks would get lost with them. */
  const notices = new Set<Notification>();

  const showProgress = (): void => {
    const bar = taskBarOf(news);
    if (bar.value === shown.value && bar.mode === shown.mode) return;
    shown = bar;
    for (const window of windows.all()) window.setProgressBar(bar.value, { mode: bar.mode });
  };
  const tell = (run: RunRow): void => {
    if (!Notification.isSupported()) return;
    const notice = new Notification({ ...noticeOf(run), icon });
    notices.add(notice);
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
};
