import type { Page } from "@playwright/test";
import { benchPipeline } from "./harness/bench-pipeline.ts";
import { runCli } from "./harness/cli.ts";
import { told } from "./harness/long-tasks.ts";
import { test } from "./harness/test.ts";

test.setTimeout(10 * 60_000);

/** What is open while the steps run, and how one gets there from the pipeline once it has been started. */
const open: { readonly [name: string]: (page: Page) => Promise<void> } = {
  "the pipeline's graph": async () => {},
  "the table of runs, with its steps": async (page) => {
    await page.locator("button", { hasText: "All runs" }).click();
    await page.locator('[role="grid"]').focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.locator("[data-run][data-child]").first().waitFor();
  },
  "its overview": (page) => tab(page, "Overview"),
  "its graph": (page) => tab(page, "Graph"),
  "its logs": (page) => tab(page, "Logs"),
  "its timeline": (page) => tab(page, "Timeline"),
};

test("1,000 quick steps run while they are looked at", async ({ place, launch }) => {
  await runCli(place, ["import", "--trust", benchPipeline(place, 1_000)]);
  const { page } = await launch();
  const listed = page.locator("button", { hasText: "bench" }).first();
  for (const [name, look] of Object.entries(open)) {
    await listed.click();
    await page.locator("[data-step][data-action]").first().waitFor();
    await page.getByRole("button", { name: "Force" }).click();
    await page.getByRole("menuitem", { name: /^All / }).click();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    await look(page);
    const answers = answerTimes(page);
    await told(page, name, () => ended(page));
    await told(page, "  until each step shows its end", () => allEnded(page));
    console.log(`    ${await answers()}`);
  }
});

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: /^Open run/ }).click();
  await page.locator('[data-run-detail] [role="tab"]', { hasText: name }).click();
  await page.locator('[data-run-detail] [role="tabpanel"] *').first().waitFor();
}

/** Waits until no run goes on, without looking at what is drawn. */
const ended = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((done) => {
        const stop = window.signet?.onEvent((event) => {
          if (event.type !== "run" || event.run.parent !== null || event.run.ended === null) return;
          stop?.();
          done();
        });
      }),
  );

/** Waits until no step is drawn as if it went on, or were to begin. */
async function allEnded(page: Page): Promise<void> {
  const going = ["queued", "starting", "running", "finalizing"].map(
    (status) => `[data-step][data-status=${status}]`,
  );
  await page.waitForFunction((which) => document.querySelector(which) === null, going.join(), {
    polling: "raf",
  });
}

/** Asks the app for something small ten times a second; the function it answers ends that and says how long answers took. */
function answerTimes(page: Page): () => Promise<string> {
  const times = page.evaluate(async () => {
    const took: number[] = [];
    Object.assign(globalThis, { asking: true });
    while ((globalThis as { asking?: boolean }).asking) {
      const asked = performance.now();
      await window.signet?.["tags.list"]({});
      took.push(performance.now() - asked);
      await new Promise((next) => setTimeout(next, 100));
    }
    return took;
  });
  return async () => {
    await page.evaluate(() => Object.assign(globalThis, { asking: false }));
    const sorted = (await times).toSorted((a, b) => a - b);
    const at = (part: number): string => `${Math.round(sorted[Math.floor(sorted.length * part)] ?? 0)} ms`;
    return `answers: median ${at(0.5)}, 95 % within ${at(0.95)}, longest ${at(0.999)}`;
  };
}
