import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import type { LaunchedApp } from "./harness/launch.ts";
import { test } from "./harness/test.ts";

const folder = join(import.meta.dirname, "../../docs/pictures");

/** Shows the window in a size, takes it light and dark, and leaves it light. */
async function picture(
  { app, page }: LaunchedApp,
  name: string,
  [width, height] = [1280, 800],
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
    [width, height] as const,
  );
  for (const theme of ["dark", "light"] as const) {
    await page.evaluate((chosen) => window.signet?.changeSettings({ theme: chosen }), theme);
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
  const runs: readonly (readonly string[])[] = [
    ["--name", "baseline", "--tag", "baseline"],
    ["--name", "slower", "-P", "train.lr=0.05"],
    ["--name", "wider", "-P", "wide.hidden=24", "--tag", "keep"],
    ["--name", "other split", "-P", "split.seed=7"],
    ["--name", "diverging", "-P", "train.lr=0"],
    ["--name", "longer", "-P", "train.epochs=1200", "--tag", "keep"],
    ["--name", "baseline again"],
  ];
  for (const options of runs) await runCli(place, ["run", file, ...options]);

  const launched = await launch({ args: ["--example"] });
  const { page } = launched;
  const graph = page.getByRole("region", { name: "Pipeline graph" });
  await page.getByLabel("train.lr", { exact: true }).fill("0.1");
  await expect(graph.locator('[data-step="train"]')).toHaveAttribute("data-action", "run");
  await graph.locator('[data-step="train"]').click();
  await picture(launched, "pipeline");

  await page.getByRole("treeitem", { name: /^examples/ }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByRole("row", { name: /^slower, / }).click();
  await expect(page.getByRole("region", { name: "Run detail" })).toBeVisible();
  await picture(launched, "runs");

  await page.getByRole("button", { name: "Close run detail" }).click();
  await grid.getByRole("checkbox", { name: "Select baseline", exact: true }).click();
  await grid.getByRole("checkbox", { name: "Select slower" }).click();
  await page.getByRole("button", { name: "Compare" }).click();
  await expect(page.getByRole("region", { name: "Compare" })).toBeVisible();
  await picture(launched, "compare");
});
