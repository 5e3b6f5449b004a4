import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import type { Place } from "./harness/place.ts";
import { test } from "./harness/test.ts";

/** A pipeline with a step that hears that it is to end, and does not; imported. */
async function stubborn(place: Place): Promise<string> {
  const folder = place.workspace("stubborn", {
    "pipeline.yaml": `signet: 1
name: stubborn
steps:
  wait: {run: "sh wait.sh {outputs.x}", outputs: [x]}
  after: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}
`,
    "wait.sh": "trap 'touch asked' TERM\necho $$ > pid\nuntil [ -e go ]; do sleep 0.05; done\n",
  });
  await runCli(place, ["import", "--trust", folder]);
  return folder;
}

async function start(page: Page, folder: string): Promise<number> {
  await page
    .getByRole("list", { name: "Pipelines" })
    .getByRole("button", { name: /^stubborn/ })
    .click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.locator('[data-step="wait"]')).toHaveAttribute("data-status", "running");
  await expect.poll(() => existsSync(join(folder, "pid"))).toBe(true);
  return Number(readFileSync(join(folder, "pid"), "utf8"));
}

/** One that has ended and that nobody collected has no command line. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}

const cancel = (page: Page) => page.getByRole("button", { name: "Cancel", exact: true });
const kill = (page: Page) => page.getByRole("button", { name: "Kill now", exact: true });

test("a run that was cancelled can be killed, in each window and not by a double click", async ({
  place,
  launch,
}) => {
  const folder = await stubborn(place);
  const { app, page } = await launch();
  const pid = await start(page, folder);
  const opened = app.waitForEvent("window");
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.submenu?.items[0]?.click());
  const other = await opened;
  await other.getByRole("row", { name: /^stubborn, running/ }).click();
  await expect(cancel(other)).toBeVisible();

  await cancel(page).dblclick();
  await expect(kill(page)).toHaveAttribute("title", /what they did not save is lost/);
  await expect(page.getByText("cancelling, steps have ten seconds to end")).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("cancelling.png") });
  await expect.poll(() => existsSync(join(folder, "asked"))).toBe(true);
  expect(isAlive(pid)).toBe(true);
  // Also in a window that opens only now, and in a page that is loaded anew.
  const third = app.waitForEvent("window");
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.submenu?.items[0]?.click());
  const late = await third;
  await late.getByRole("row", { name: /^stubborn, running/ }).click();
  await expect(kill(late)).toBeVisible();
  await other.reload();
  await kill(other).click();
  await expect(other.getByRole("row", { name: /^stubborn, cancelled/ })).toBeVisible();
  expect(isAlive(pid)).toBe(false);
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
});

test("steps that a killed Signet left behind can be killed", async ({ place, launch }) => {
  const folder = await stubborn(place);
  const first = await launch();
  const pid = await start(first.page, folder);
  await first.kill();
  expect(isAlive(pid)).toBe(true);

  const { page } = await launch();
  await page.getByRole("row", { name: /^stubborn, running/ }).click();
  await cancel(page).click();
  await expect.poll(() => existsSync(join(folder, "asked"))).toBe(true);
  // By name, with the keyboard alone.
  await page.keyboard.press("Control+Shift+P");
  await page.keyboard.type("kill now");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row", { name: /^stubborn, interrupted/ })).toBeVisible();
  expect(isAlive(pid)).toBe(false);
});
