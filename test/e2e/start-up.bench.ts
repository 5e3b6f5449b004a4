import { performance } from "node:perf_hooks";
import { expect } from "@playwright/test";
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
    await expect(
      runs.page.getByRole("grid", { name: "Runs" }).getByRole("row", { name: /^iris, / }),
    ).toBeVisible();
    list.push(performance.now() - started);
    await runs.close();

    started = performance.now();
    const example = await launch({ args: ["--example"] });
    await expect(example.page.locator('[data-step="report"][data-action="reuse"]')).toBeVisible();
    plan.push(performance.now() - started);
    await example.close();
  }
  console.log(`  run table shown: ${summary(list)}`);
  console.log(`  example's plan shown: ${summary(plan)}`);
});

/** Median and extremes, in milliseconds. */
function summary(times: readonly number[]): string {
  const sorted = times.map(Math.round).sort((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]}–${sorted.at(-1)} ms, ${sorted.length} starts)`;
}
