import { durationText } from "../core/base/duration-text.ts";
import type { RunId } from "../core/model/ids.ts";
import { isActive, type RunRow } from "../core/model/run.ts";
import type { RunEvent } from "../core/model/run-event.ts";

/** What the task bar and the system's notices are made of: the runs that go on, and whether one failed meanwhile. */
export type RunNews = { readonly active: ReadonlyMap<RunId, RunRow>; readonly failed: boolean };

export const noNews: RunNews = { active: new Map(), failed: false };

/** The news after an event; `ended` is the run, if any, whose end the event tells. Steps are part of their run. */
export function newsAfter(
  news: RunNews,
  event: RunEvent,
): { readonly news: RunNews; readonly ended: RunRow | null } {
  if (event.type === "runs-deleted") {
    const gone = new Set(event.ids);
    return {
      news: { ...news, active: new Map([...news.active].filter(([id]) => !gone.has(id))) },
      ended: null,
    };
  }
  if (event.type !== "run" || event.run.parent !== null) return { news, ended: null };
  const { run } = event;
  if (isActive(run.status))
    return { news: { ...news, active: new Map(news.active).set(run.id, run) }, ended: null };
  // What was never seen to go on was imported, or tells something else about a run that ended long ago.
  if (!news.active.has(run.id)) return { news, ended: null };
  const active = new Map(news.active);
  active.delete(run.id);
  return { news: { active, failed: news.failed || isFailure(run) }, ended: run };
}

const isFailure = ({ status }: RunRow): boolean => status === "failed" || status === "interrupted";

/** What `setProgressBar` takes: below 0 none, above 1 without a measure. */
export type TaskBar = {
  readonly value: number;
  readonly mode: "none" | "normal" | "indeterminate" | "error";
};

/**
 * How far the runs that go on are, by their steps. A failure stays to be seen until somebody looked, where the task bar has a
 * colour for it (`coloured`): a full bar would say that all is done.
 */
export function taskBarOf({ active, failed }: RunNews, coloured: boolean): TaskBar {
  if (active.size === 0)
    return failed && coloured ? { value: 1, mode: "error" } : { value: -1, mode: "none" };
  const steps = [...active.values()].map(({ progress }) => progress ?? { total: 0, ended: 0 });
  const total = steps.reduce((sum, one) => sum + one.total, 0);
  const ended = steps.reduce((sum, one) => sum + one.ended, 0);
  if (total === 0) return { value: 2, mode: "indeterminate" };
  return { value: ended / total, mode: failed ? "error" : "normal" };
}

/** Runs that took at least so many milliseconds are told of even to who looks at the app, who may look at something else. */
const longRun = 30_000;
/** Others are told of to who looks elsewhere: nobody turns away for less, and a terminal may start one after the other. */
const shortRun = 10_000;

/** Whether the system tells of a run's end: it took long, or nobody looks. Who cancelled it knows. */
export const isWorthTelling = (run: RunRow, focused: boolean): boolean =>
  run.status !== "cancelled" && tookOf(run) >= (focused ? longRun : shortRun);

const tookOf = ({ created, started, ended }: RunRow): number => (ended ?? created) - (started ?? created);

/** The words of the notice. */
export function noticeOf(run: RunRow): { readonly title: string; readonly body: string } {
  const { progress, project } = run;
  const steps = progress === null ? [] : [`${progress.ended} of ${progress.total} steps ended`];
  return {
    title: `${shortened(run.name)} ${isFailure(run) ? run.status : "succeeded"}`,
    body: [shortened(project), ...steps, durationText(Math.round(tookOf(run) / 1_000) * 1_000)]
      .filter((part) => part !== "")
      .join(" · "),
  };
}

/** Desktops draw all of it, however long it is. */
const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
