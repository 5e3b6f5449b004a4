import type { Page } from "@playwright/test";

/** A task of the page's main thread, in milliseconds: how long it took, and how long a processor was at work on it. */
type Task = { readonly time: number; readonly work: number };

type TraceEvent = {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
};

/** What a task may take at most, in milliseconds: then the page answers in time. */
const longest = 50;

/**
 * Does something and answers, besides its outcome, which tasks froze the page meanwhile and just after, in words. Where others
 * use the processors a task takes longer than the work in it: the one is told beside the other.
 */
export async function frozenBy<T>(page: Page, act: () => Promise<T>): Promise<[outcome: T, tasks: string]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: ["toplevel", "__metadata"],
      excludedCategories: ["*"],
      recordMode: "recordAsMuchAsPossible",
    },
  });
  const outcome = await act();
  // What was put off is done by then.
  await page.waitForTimeout(300);
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return [outcome, inWords(longTasks(events))];
}

/** Does something and tells how long it took and which tasks froze the page. */
export async function told(page: Page, what: string, act: () => Promise<unknown>): Promise<void> {
  const timed = async (): Promise<number> => {
    const started = performance.now();
    await act();
    return Math.round(performance.now() - started);
  };
  const [took, tasks] = await frozenBy(page, timed);
  console.log(`  ${what}: ${took} ms, ${tasks}`);
}

function longTasks(events: readonly TraceEvent[]): readonly Task[] {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const pages = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(threadOf),
  );
  return events
    .filter((event) => event.name === "ThreadControllerImpl::RunTask" && pages.has(threadOf(event)))
    .map(({ dur = 0, tdur = 0 }) => ({ time: dur / 1_000, work: tdur / 1_000 }))
    .filter(({ time }) => time > longest);
}

function inWords(tasks: readonly Task[]): string {
  const each = tasks.map(({ time, work }) => `${Math.round(time)} (${Math.round(work)} of work)`);
  return `tasks over ${longest} ms: ${each.length === 0 ? "none" : each.join(", ")}`;
}
