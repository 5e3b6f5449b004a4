import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect as expectSoon, type Page } from "@playwright/test";
import { searchLibrary } from "../../scripts/bench/search-library.ts";
import { runCli } from "./harness/cli.ts";
import { giveToUser } from "./harness/place.ts";
import { test } from "./harness/test.ts";

const runs = Number(process.env.SIGNET_BENCH_RUNS ?? 100_000);
const cache = join(import.meta.dirname, "../../.cache/bench");
const columns = 12_000;

// Nothing is asserted of the time it takes.
const expect = expectSoon.configure({ timeout: 60_000 });
test.setTimeout(20 * 60_000);

test(`what people do by hand with ${runs} runs and ${columns} columns`, async ({ place, launch }) => {
  cpSync((await searchLibrary(cache, runs)).folder, place.library, { recursive: true });
  for (const path of ["", ...readdirSync(place.library, { recursive: true, encoding: "utf8" })])
    giveToUser(join(place.library, path));
  const params = Object.fromEntries(Array.from({ length: columns }, (_, index) => [`wide${index}`, index]));
  const wide = join(place.root, "wide.jsonl");
  place.write(wide, `${JSON.stringify({ id: "wide", name: "wide", params })}\n`);
  await runCli(place, ["import", wide]);
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  const settled = () => expect(grid).toHaveAttribute("aria-busy", "false");
  const bar = page.getByRole("toolbar", { name: "Selected runs" });
  const listed = (count: number) =>
    page.getByRole("status").filter({ hasText: new RegExp(`^${count.toLocaleString("en")} runs`) });
  await expect(listed(runs + 1)).toBeVisible();
  await watch(page);

  await told(page, "the list of columns opens", async () => {
    await page.getByRole("button", { name: "Columns", exact: true }).click();
    await expect(page.getByRole("checkbox").first()).toBeVisible();
  });
  await told(page, "one of them is found", async () => {
    await page.getByRole("textbox", { name: "Find a column" }).pressSequentially("wide11999");
    await expect(page.getByRole("checkbox", { name: "wide11999" })).toBeVisible();
  });
  await told(page, "and chosen", async () => {
    await page.getByRole("checkbox", { name: "wide11999" }).check();
    await page.keyboard.press("Escape");
    await expect(grid.getByRole("columnheader", { name: "wide11999", exact: true })).toBeVisible();
    await settled();
  });
  await told(page, "the runs are sorted by duration", async () => {
    await grid.getByRole("button", { name: "Duration", exact: true }).click();
    await expect(grid.getByRole("columnheader", { name: "Duration", exact: true })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
    await settled();
  });
  await told(page, "they are grouped by status", async () => {
    await page.getByRole("button", { name: "Group: none" }).click();
    await page.getByRole("dialog", { name: "Group" }).getByRole("button", { name: "Status" }).click();
    await expect(page.getByRole("status").filter({ hasText: "groups" })).toBeVisible();
    await settled();
  });
  await told(page, "and not any more", async () => {
    await page.getByRole("button", { name: "No groups" }).click();
    await expect(page.getByRole("button", { name: "Group: none" })).toBeVisible();
    await settled();
  });
  await told(page, "the end of the list", async () => {
    await grid.focus();
    await page.keyboard.press("End");
    await expect(grid.locator(`[aria-rowindex="${runs + 2}"]`)).toBeVisible();
    await settled();
  });
  await told(page, "all are selected", async () => {
    await page.keyboard.press("Control+a");
    await expect(bar.getByRole("status")).toContainText(`${(runs + 1).toLocaleString("en")} selected`);
  });
  await told(page, "the selection is taken back", async () => {
    await page.keyboard.press("Escape");
    await expect(bar).toHaveCount(0);
  });
  await told(page, "a thousand are selected", async () => {
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    for (let line = 0; line < 999; line += 111) {
      await grid.evaluate((element, to) => {
        element.scrollTop = to * 32;
      }, line);
    }
    await grid.locator('[aria-rowindex="1001"]').click({ modifiers: ["Shift"] });
    await expect(bar.getByRole("status")).toContainText("1,000 selected");
  });
  await told(page, "archived", async () => {
    await bar.getByRole("button", { name: "Archive" }).click();
    await expect(listed(runs - 999)).toBeVisible();
    await settled();
  });
  await told(page, "and taken back", async () => {
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(listed(runs + 1)).toBeVisible();
    await settled();
  });
});

/** Notes every task of the page that takes longer than 50 ms. */
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(Math.round(duration));
    }).observe({ type: "longtask" });
  });

/** Does something and tells how long it took and which tasks froze the page meanwhile. */
async function told(page: Page, what: string, act: () => Promise<void>): Promise<void> {
  const started = performance.now();
  await act();
  const took = Math.round(performance.now() - started);
  const tasks = await page.evaluate(async () => {
    // What was put off is done by then.
    await new Promise((done) => setTimeout(done, 300));
    return (globalThis as unknown as { tasks: number[] }).tasks.splice(0);
  });
  console.log(`  ${what}: ${took} ms, tasks over 50 ms: ${tasks.length === 0 ? "none" : tasks.join(", ")}`);
}
