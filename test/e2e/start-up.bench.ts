import { performance } from "node:perf_hooks";
import type { Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

const rounds = 5;

test("from the start of the process to a usable window", async ({ place, launch }) => {
  const { stdout } = await runCli(place, ["example"]);
  await runCli(place, ["run", stdout.trim()]);
  const list: number[] = [];
  const plan: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    let started = performance.now();
    const runs = await launch();
    await drawn(runs.page, "[data-run]");
    list.push(performance.now() - started);
    await runs.close();

    started = performance.now();
    const example = await launch({ args: ["--example"] });
    await drawn(example.page, '[data-step="report"][data-action="reuse"]');
    plan.push(performance.now() - started);
    await example.close();
  }
  console.log(`  run table shown: ${summary(list)}`);
  console.log(`  example's plan shown: ${summary(plan)}`);
});

/** Waits, frame by frame, until the page has such an element: Playwright's own waiting looks only every half second. */
async function drawn(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector(wanted) !== null, selector, {
    polling: "raf",
  });
}

/** Median and extremes, in milliseconds. */
function summary(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]}–${sorted.at(-1)} ms, ${sorted.length} starts)`;
}
