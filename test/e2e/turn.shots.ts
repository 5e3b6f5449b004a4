import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { type LaunchedApp } from "./harness/launch.ts";
import { test } from "./harness/test.ts";

const folder = "/tmp/turn";

/** Shows the window in a size, takes it light and dark, and leaves it light. */
async function picture({ app, page }: LaunchedApp, name: string, [width, height] = [1280, 800]): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]), [width, height] as const);
  for (const theme of ["dark", "light"] as const) {
    await page.evaluate((chosen) => window.signet?.setTheme(chosen), theme);
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", theme);
    await page.mouse.move(0, 0);
    await settled(page);
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: "disabled" });
  }
}

/** Waits until nothing is loading and two frames have been drawn. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator(".mantine-Loader-root")).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

test("pictures", async ({ place, launch }) => {
  mkdirSync(folder, { recursive: true });
  const { stdout } = await runCli(place, ["example"]);
  const file = stdout.trim();
  await runCli(place, ["run", file, "--name", "baseline"]);
  await runCli(place, ["run", file, "--name", "slower", "-P", "train.lr=0.05"]);
  const launched = await launch({ args: ["--example"] });
  const { page } = launched;
  const graph = page.getByRole("region", { name: "Pipeline graph" });
  await page.getByLabel("train.lr", { exact: true }).fill("0.1");
  await expect(graph.locator('[data-step="train"]')).toHaveAttribute("data-action", "run");
  await graph.locator('[data-step="train"]').click();
  await picture(launched, "pipeline-1280");
  await expect(graph.getByRole("button", { name: "Lay out left to right" })).toBeVisible();
  await picture(launched, "pipeline-1920", [1920, 1080]);
  await expect(graph.getByRole("button", { name: "Lay out top to bottom" })).toBeVisible();
  // Zoomed by hand: a resize does not turn it.
  await graph.getByRole("button", { name: "Zoom out" }).click();
  await picture(launched, "pipeline-held", [1280, 800]);
  await expect(graph.getByRole("button", { name: "Lay out top to bottom" })).toBeVisible();
  await graph.getByRole("button", { name: "Fit" }).click();
  await expect(graph.getByRole("button", { name: "Lay out left to right" })).toBeVisible();
  await graph.locator('[data-step="split"]').focus();
  await page.keyboard.press("ArrowDown");
  console.log(await page.evaluate(() => document.activeElement?.getAttribute("data-step")));

  for (const [name, size] of [["1280", [1280, 800]], ["1920", [1920, 1080]]] as const) {
    await page.getByRole("treeitem", { name: /^examples/ }).click();
    const grid = page.getByRole("grid", { name: "Runs" });
    await grid.getByRole("row", { name: /^slower, / }).click();
    await page.getByRole("tab", { name: "Graph" }).click();
    await expect(page.locator('[data-step="train"]').first()).toBeVisible();
    await picture(launched, `run-${name}`, size as unknown as [number, number]);
  }
  await page.getByRole("button", { name: /^Lay out left to right/ }).click();
  await picture(launched, "run-turned", [1280, 800]);
});
