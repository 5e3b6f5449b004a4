import { join } from "node:path";
import type { Page } from "@playwright/test";
import { detailTabs } from "../../src-renderer/features/run-detail/detail-tabs.ts";
import { benchPipeline } from "./harness/bench-pipeline.ts";
import { runCli } from "./harness/cli.ts";
import { told } from "./harness/long-tasks.ts";
import { test } from "./harness/test.ts";

/** The first is open already. */
const tabs = detailTabs.slice(1);

test.setTimeout(10 * 60_000);

for (const steps of [1_000, 5_000])
  test(`the graph of a pipeline of ${steps} steps`, async ({ place, launch }) => {
    const folder = benchPipeline(place, steps);
    await runCli(place, ["import", "--trust", folder]);
    const { page } = await launch();
    const listed = page.locator("button", { hasText: "bench" }).first();
    await listed.waitFor();
    const shown = '[aria-label="Pipeline graph"] [data-step]';
    await told(page, "opened and shown", async () => {
      await listed.click();
      await drawn(page, shown);
    });
    await told(page, "its plan on it", () => drawn(page, "[data-step][data-action]"));
    await page.locator("button", { hasText: "All runs" }).click();
    await page.locator(shown).first().waitFor({ state: "detached" });
    await told(page, "opened again", async () => {
      await listed.click();
      await drawn(page, shown);
    });
    console.log(`  panned: ${await panned(page)}`);
  });

test("a run of 1,000 steps", async ({ place, launch }) => {
  const folder = benchPipeline(place, 1_000);
  const { status, stderr } = await runCli(place, ["run", folder]);
  if (status !== 0) throw new Error(stderr);
  const { page } = await launch();
  const run = page.locator("[data-run]").first();
  await run.waitFor();
  await told(page, "its steps unfold in the table", async () => {
    await page.locator('[role="grid"]').focus();
    await page.keyboard.press("ArrowRight");
    await drawn(page, "[data-run][data-child]");
  });
  await told(page, "it opens", async () => {
    await page.keyboard.press("Enter");
    await drawn(page, "[data-run-detail] [data-step]");
  });
  for (const name of tabs)
    await told(page, name, async () => {
      await page.locator('[data-run-detail] [role="tab"]', { hasText: name }).click();
      await drawn(page, '[data-run-detail] [role="tabpanel"] *');
    });
});

test("a chart of a million points", async ({ place, launch }) => {
  const points = Array.from({ length: 1_000_000 }, (_, step) => [
    step,
    1.7e12 + step,
    Math.sin(step / 1e4) + 1,
  ]);
  place.write(
    join(place.root, "long.jsonl"),
    `${JSON.stringify({ id: "long", name: "long", metrics: { loss: points } })}\n`,
  );
  const { status, stderr } = await runCli(place, ["import", join(place.root, "long.jsonl")]);
  if (status !== 0) throw new Error(stderr);
  const { page } = await launch();
  await page.locator("[data-run]").first().click();
  await page.locator("[data-run-detail]").waitFor();
  for (const time of ["first", "again"]) {
    await told(page, `shown, ${time}`, async () => {
      await page.locator('[role="tab"]', { hasText: "Metrics" }).click();
      await drawn(page, ".recharts-line-curve");
    });
    await page.locator('[role="tab"]', { hasText: "Overview" }).click();
  }
});

async function drawn(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector(wanted) !== null, selector, {
    polling: "raf",
  });
}

/** Drags the graph about with the mouse for four seconds, and tells how the frames came. */
async function panned(page: Page): Promise<string> {
  const box = await page.locator(".react-flow__pane").boundingBox();
  if (box === null) throw new Error("There is no graph");
  const frames = page.evaluate(async () => {
    const times: number[] = [];
    const first = performance.now();
    let last = first;
    await new Promise<void>((resolve) => {
      const frame = (now: number): void => {
        times.push(now - last);
        last = now;
        if (now - first > 4_000) resolve();
        else requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    return times.slice(2);
  });
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const started = performance.now();
  for (let move = 0; performance.now() - started < 4_000; move += 1)
    await page.mouse.move(x + 200 * Math.sin(move / 20), y + 150 * Math.sin(move / 33));
  await page.mouse.up();
  const times = (await frames).toSorted((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(1);
  return `${(1_000 / mean).toFixed(1)} frames a second (median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, longest ${at(0.999)} ms)`;
}
