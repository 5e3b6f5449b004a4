import { expect, type Locator, type Page } from "@playwright/test";
import type { LaunchedApp } from "./harness/launch.ts";
import { planted, plantedRuns } from "./harness/planted-runs.ts";
import { test } from "./harness/test.ts";

const compareRegion = (page: Page): Locator => page.getByRole("region", { name: "Compare" });

/** Selects runs in the table by their names and compares them. */
async function compareByName(page: Page, names: readonly string[]): Promise<Locator> {
  await page.getByRole("treeitem", { name: /^planted/ }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(grid).toBeVisible();
  const clear = page.getByRole("button", { name: "Clear selection" });
  if (await clear.isVisible()) await clear.click();
  for (const name of names) await grid.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const compare = compareRegion(page);
  await expect(compare.getByRole("tab", { name: "Summary" })).toBeVisible();
  return compare;
}

/** Keeps the window as it is, light and dark, in both sizes. */
async function pictures(
  { app, page }: LaunchedApp,
  name: string,
  path: (name: string) => string,
): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1]),
      [width, height] as const,
    );
    for (const theme of ["dark", "light"] as const) {
      await page.evaluate((chosen) => window.signet?.changeSettings({ theme: chosen }), theme);
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", theme);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      await page.screenshot({ path: path(`${name}-${width}-${theme}.png`), animations: "disabled" });
    }
  }
}

const tab = async (compare: Locator, name: string): Promise<void> =>
  compare.getByRole("tab", { name, exact: true }).click();

test("a stranger finds every planted difference by its name", async ({ place, launch }, testInfo) => {
  test.setTimeout(240_000);
  await plantedRuns(place);
  const launched = await launch();
  const { page } = launched;
  const keep = (name: string) => pictures(launched, name, (file) => testInfo.outputPath(file));

  await test.step("a parameter", async () => {
    const compare = await compareByName(page, ["base", "parameter"]);
    await expect(compare.getByText("1 parameter differs.")).toBeVisible();
    await tab(compare, "Parameters");
    const row = compare.getByRole("table", { name: "Parameters" }).getByRole("row", { name: /train\.lr/ });
    await expect(row).toHaveAttribute("data-key", "train.lr");
    await expect(row).toHaveAttribute("data-change", "changed");
    await expect(row).toContainText(/0\.1\s*0\.4/);
    await keep("parameter");
  });

  await test.step("a helper function", async () => {
    const compare = await compareByName(page, ["base", "helper"]);
    await tab(compare, "Code");
    const file = compare.getByRole("list", { name: "Files" }).getByRole("button", { name: /lib\/optim\.py/ });
    await expect(file).toHaveAttribute("data-change", "changed");
    await expect(file).toContainText("1 line removed, 1 added");
    const after = compare.getByRole("textbox", { name: "lib/optim.py in helper" });
    await expect(after.locator(".cm-changedLine")).toHaveText("    v = beta * v + (1 - beta) * g");
    await keep("helper");
    await compare.getByRole("searchbox", { name: "Search in the comparison" }).fill("beta");
  });

  await test.step("one cell of a table", async () => {
    const compare = await compareByName(page, ["base", "cell"]);
    // What was searched for in another comparison is not what is hidden in this one.
    await expect(compare.getByRole("searchbox", { name: "Search in the comparison" })).toHaveValue("");
    await tab(compare, "Inputs");
    await expect(compare.getByText("1 of 4,800 cells differs")).toBeVisible();
    const { row, column, from, to } = planted.cell;
    const cell = compare
      .getByRole("table", { name: "Cells of raw that differ" })
      .getByRole("row", { name: new RegExp(`^${row} .*${column} ${from} ${to}$`) });
    await expect(cell).toHaveCount(1);
    await keep("cell");
  });

  await test.step("a changed step, and one that is new", async () => {
    const compare = await compareByName(page, ["base", "step"]);
    await tab(compare, "Graph");
    const graph = compare.getByRole("region", { name: "Both pipelines" });
    await expect(graph.locator('[data-step="report"]')).toHaveAttribute("data-change", "changed");
    await expect(graph.locator('[data-step="report"]')).toHaveAccessibleName(
      /report, changed: Command changed/,
    );
    await expect(graph.locator('[data-step="audit"]')).toHaveAttribute("data-change", "added");
    await expect(graph.locator('[data-step="train"]')).toHaveAttribute("data-change", "same");
    await keep("step");
  });

  await test.step("one pixel of a picture", async () => {
    const compare = await compareByName(page, ["base", "pixel"]);
    await tab(compare, "Outputs");
    const { x, y } = planted.pixel;
    await expect(compare.getByRole("status").filter({ hasText: "pixels" })).toContainText(
      `1 of 3,072 pixels differs, at (${x}, ${y}): `,
    );
    await keep("pixel");
    await compare.getByText("Difference", { exact: true }).click();
    await expect(compare.getByRole("img", { name: "What differs between both plot" })).toBeVisible();
    await keep("pixel-difference");
    await compare.getByText("Slider", { exact: true }).click();
    const slider = compare.getByRole("slider");
    const before = await slider.getAttribute("aria-valuenow");
    await slider.press("ArrowRight");
    await expect(slider).not.toHaveAttribute("aria-valuenow", before ?? "");
  });

  await test.step("all at once, and the lines that were printed", async () => {
    const compare = await compareByName(page, ["base", "everything"]);
    await expect(compare.getByText("What differs, and what it did")).toBeVisible();
    await keep("summary");
    await tab(compare, "Logs");
    const logs = compare.getByRole("table", { name: "Logs" });
    await expect(logs.getByRole("row").filter({ hasText: "epoch 2: loss" }).first()).toHaveAttribute(
      "data-change",
      "changed",
    );
    await keep("logs");
    await tab(compare, "Metrics");
    await expect(compare.locator('[data-key="loss"]')).toHaveAttribute("data-change", "changed");
    await keep("metrics");
    await tab(compare, "Graph");
    await expect(compare.locator('[data-step="train"]')).toHaveAttribute("data-change", "changed");
    await keep("graph");
  });

  await test.step("many runs at once", async () => {
    const names = ["base", "parameter", "helper", "cell", "everything"];
    const compare = await compareByName(page, names);
    await keep("many-summary");
    await tab(compare, "Parameters");
    await expect(compare.locator('[data-key="train.lr"] td')).toHaveCount(names.length + 2);
    await tab(compare, "Metrics");
    await expect(compare.getByRole("img", { name: /^Parallel coordinates/ })).toBeVisible();
    await keep("many-metrics");
  });

  await test.step("a package", async () => {
    const compare = await compareByName(page, ["base", "package"]);
    await tab(compare, "Environment");
    const row = compare
      .getByRole("table", { name: "Environment" })
      .getByRole("row", { name: /packages\.tinylib/ });
    await expect(row).toContainText(/2\.0\.3\s*2\.1\.0\s*upgraded/);
    await keep("package");
  });
});
