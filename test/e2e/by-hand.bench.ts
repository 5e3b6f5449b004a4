import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { searchLibrary } from "../../scripts/bench/search-library.ts";
import { runCli } from "./harness/cli.ts";
import { told } from "./harness/long-tasks.ts";
import { giveToUser } from "./harness/place.ts";
import { test } from "./harness/test.ts";

const runs = Number(process.env.SIGNET_BENCH_RUNS ?? 100_000);
const cache = join(import.meta.dirname, "../../.cache/bench");
const columns = 12_000;

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
  // Looked for by plain selectors: to tell roles and names Playwright works in the page for longer than what is measured.
  const shown = (selector: string) =>
    page.waitForFunction((one) => document.querySelector(one) !== null, selector, { polling: "raf" });
  const says = (text: string) =>
    page.waitForFunction(
      (wanted) =>
        [...document.querySelectorAll('[role="status"]')].some((one) => one.textContent?.includes(wanted)),
      text,
      { polling: "raf" },
    );
  const settled = () => shown('[role="grid"][aria-busy="false"]');
  const number = (count: number) => count.toLocaleString("en");
  const button = (name: string) => page.locator("button", { hasText: name });
  const grid = page.locator('[role="grid"]');
  await says(`${number(runs + 1)} runs`);

  await told(page, "the list of columns opens", async () => {
    await button("Columns").click();
    await shown('input[type="checkbox"][aria-label="Started"]');
  });
  await told(page, "one of them is found", async () => {
    await page.keyboard.type("wide11999");
    await shown('input[type="checkbox"][aria-label="wide11999"]');
  });
  await told(page, "and chosen", async () => {
    await page.locator('input[type="checkbox"][aria-label="wide11999"]').click();
    await shown('[role="grid"] [data-column="params.wide11999"]');
    await settled();
  });
  await told(page, "the list closes", () => page.keyboard.press("Escape"));
  await told(page, "the runs are sorted by duration", async () => {
    await grid.locator("button", { hasText: "Duration" }).click();
    await shown('[role="columnheader"][aria-sort="descending"]');
    await settled();
  });
  await told(page, "they are grouped by status", async () => {
    await button("Group: none").click();
    await page.locator('[aria-label="Group"] button', { hasText: "Status" }).click();
    await says("groups");
    await settled();
  });
  await told(page, "and not any more", async () => {
    await button("No groups").click();
    await shown('[role="grid"] [data-run]');
    await settled();
  });
  await told(page, "the end of the list", async () => {
    await grid.focus();
    await page.keyboard.press("End");
    await shown(`[aria-rowindex="${runs + 2}"][data-run]`);
  });
  await told(page, "all are selected", async () => {
    await page.keyboard.press("Control+a");
    await says(`${number(runs + 1)} selected`);
  });
  await told(page, "the selection is taken back", async () => {
    await page.keyboard.press("Escape");
    await shown('[role="grid"]:not([data-selecting])');
  });
  await told(page, "a thousand are selected", async () => {
    await page.keyboard.press("Home");
    await shown('[aria-rowindex="2"][data-run]');
    await page.keyboard.press("Space");
    await grid.evaluate((element) => {
      element.scrollTop = 990 * 32;
    });
    await page.locator('[aria-rowindex="1001"][data-run]').click({ modifiers: ["Shift"] });
    await says("1,000 selected");
  });
  await told(page, "archived", async () => {
    await page.locator("[data-batch] button", { hasText: "Archive" }).click();
    await says(`${number(runs - 999)} runs`);
    await settled();
  });
  await told(page, "and taken back", async () => {
    await page.keyboard.press("Control+z");
    await says(`${number(runs + 1)} runs`);
    await settled();
  });
});
