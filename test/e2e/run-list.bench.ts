import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Page } from "@playwright/test";
import { searchLibrary } from "../../scripts/bench/search-library.ts";
import { runCli } from "./harness/cli.ts";
import type { LaunchedApp } from "./harness/launch.ts";
import { frozenBy } from "./harness/long-tasks.ts";
import { giveToUser, type Place } from "./harness/place.ts";
import { test } from "./harness/test.ts";

const runs = Number(process.env.SIGNET_BENCH_RUNS ?? 100_000);
const cache = join(import.meta.dirname, "../../.cache/bench");

/** What finds nothing, and what then finds many runs: the table that went is there again. */
const nothingThenMany = ["zq", "s*", "zzq", "chocolate", "zzzq", "status:failed"];

/** What is typed, a character at a time; each length of it is a search of its own. */
const typed = ["s*", "chocolate OR vanilla OR s*", "params.lr:>0.01 AND status:failed"];

test.setTimeout(20 * 60_000);

test(`a list of ${runs} runs: start, scrolling, typing`, async ({ place, launch }) => {
  await copyLibrary(place);
  // A library of an earlier version is brought up and backed up when it is first opened.
  await runCli(place, ["runs", "--limit", "1"]);
  const starts: number[] = [];
  let app: LaunchedApp | null = null;
  for (let round = 0; round < 5; round += 1) {
    await app?.close();
    const started = performance.now();
    app = await launch();
    await drawn(app.page, '[role="grid"] [data-run]');
    starts.push(performance.now() - started);
  }
  if (app === null) return;
  const { page } = app;
  console.log(`  start to runs shown: ${summary(starts)}`);
  await page.waitForTimeout(3_000);

  for (const [name, step] of [
    ["scrolled line by line", 32],
    ["scrolled by two pages a frame", 1_600],
  ] as const)
    console.log(`  ${name}: ${await scrolled(page, step)}`);
  console.log(`  heap of the page after ${await heap(page)}`);

  await page.getByRole("searchbox", { name: "Search runs" }).focus();
  for (const text of typed) {
    const [times, tasks] = await frozenBy(page, async () => {
      const answered: number[] = [];
      for (let length = 1; length <= text.length; length += 1)
        answered.push(...(await answeredIn(page, text.slice(0, length), text[length - 1] ?? "")));
      return answered;
    });
    console.log(`  typing ${text}: ${summary(times)} until its answer is drawn, ${tasks}`);
    await page.getByRole("button", { name: "Clear search" }).click();
    await page.waitForTimeout(500);
  }
  const [times, tasks] = await frozenBy(page, async () => {
    const answered: number[] = [];
    for (const query of nothingThenMany) {
      await page.keyboard.press("Control+a");
      answered.push(...(await answeredIn(page, query, query)));
    }
    return answered;
  });
  console.log(`  nothing found, then many, in turn: ${times.map(Math.round).join(", ")} ms, ${tasks}`);
});

/** A copy, as the app's user owns its library and may change it. */
async function copyLibrary(place: Place): Promise<void> {
  cpSync((await searchLibrary(cache, runs)).folder, place.library, { recursive: true });
  giveToUser(place.library);
  for (const path of readdirSync(place.library, { recursive: true, encoding: "utf8" }))
    giveToUser(join(place.library, path));
}

/** Waits, frame by frame, until the page has such an element: Playwright's own waiting looks only every half second. */
async function drawn(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector(wanted) !== null, selector, {
    polling: "raf",
  });
}

/** Scrolls the table by so many pixels with each frame for four seconds, and tells how the frames came. */
async function scrolled(page: Page, step: number): Promise<string> {
  const { frames, long } = await page.evaluate(async (pixels) => {
    const grid = document.querySelector('[role="grid"]');
    if (grid === null) throw new Error("There is no table");
    grid.scrollTop = 0;
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    });
    observer.observe({ type: "longtask" });
    const times: number[] = [];
    await new Promise<void>((resolve) => {
      const first = performance.now();
      let last = first;
      const frame = (now: number): void => {
        times.push(now - last);
        last = now;
        grid.scrollTop += pixels;
        if (now - first > 4_000) resolve();
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    observer.disconnect();
    return { frames: times.slice(2), long: tasks };
  }, step);
  const sorted = frames.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
  const mean = frames.reduce((sum, time) => sum + time, 0) / frames.length;
  return `${(1_000 / mean).toFixed(1)} frames a second (median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(0.999)} ms), ${long.length} tasks over 50 ms${long.length > 0 ? `, longest ${Math.round(Math.max(...long))} ms` : ""}`;
}

/**
 * Milliseconds from the key that makes this query until the window shows its answer: its runs, or that there are none. Nothing of
 * a query that is wrong, or that finds nothing as the one before did.
 */
async function answeredIn(page: Page, query: string, inserted: string): Promise<readonly number[]> {
  await page.waitForTimeout(120);
  const answered = page.evaluate(async (wanted) => {
    const started = performance.now();
    const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
    const none = (): boolean =>
      [...document.querySelectorAll("h2")].some(({ textContent }) => textContent === "No run matches");
    const wasNone = none();
    for (;;) {
      await frame();
      const grid = document.querySelector<HTMLElement>('[role="grid"]');
      const isAnswered = none() ? !wasNone : grid?.dataset.query === wanted;
      if (isAnswered) return performance.now() - started;
      if (performance.now() - started > 1_500) return null;
    }
  }, query);
  await page.keyboard.insertText(inserted);
  const time = await answered;
  return time === null ? [] : [time];
}

async function heap(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return `a collection: ${(usedSize / 2 ** 20).toFixed(1)} MiB`;
}

/** Median and extremes, in milliseconds. */
function summary(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]}–${sorted.at(-1)} ms, ${sorted.length} times)`;
}
