import { join } from "node:path";
import { expect } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

test("the graph is searched, focused on one step and drawn with its datasets, all by keyboard", async ({
  launch,
}, info) => {
  const { page } = await launch({ args: ["--example"] });
  const graph = page.getByRole("region", { name: "Pipeline graph" });
  await expect(graph.locator('[data-step="train"]')).toBeVisible();
  const all = await graph.locator("[data-step]").count();

  await graph.locator('[data-step="train"]').focus();
  await page.keyboard.press("/");
  await page.keyboard.type("TRAIN");
  // The split makes a train set.
  await expect(graph.getByRole("status")).toHaveText("1 of 3");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(graph.getByRole("status")).toHaveText("3 of 3");
  await page.screenshot({ path: info.outputPath("graph-search.png") });
  await page.keyboard.press("Escape");
  await expect(graph.locator('[data-step="train_wide"]')).toBeFocused();

  await page.keyboard.press("f");
  await expect(graph.locator('[data-step="train"]')).toHaveCount(0);
  await expect(graph.locator('[data-step="train_wide"]')).toBeFocused();
  await page.screenshot({ path: info.outputPath("graph-focus.png") });
  await page.keyboard.press("Escape");
  await expect(graph.locator("[data-step]")).toHaveCount(all);

  await graph.locator('[data-step="train"]').focus();
  await page.keyboard.press("d");
  await expect(graph.locator("[data-dataset]").first()).toBeVisible();
  await expect(graph.getByRole("button", { name: "Datasets" })).toHaveAttribute("aria-pressed", "true");
  await page.screenshot({ path: info.outputPath("graph-datasets.png") });
});

test("every run of a list is selected, whether it was scrolled to or not, and the view switches", async ({
  place,
  launch,
}, info) => {
  const lines = Array.from({ length: 450 }, (_, index) =>
    JSON.stringify({
      id: `r${index}`,
      name: `run ${index}`,
      project: "many",
      started: 1_767_607_200_000 + index,
    }),
  );
  const folder = place.workspace("many", { "runs.jsonl": `${lines.join("\n")}\n` });
  await runCli(place, ["import", join(folder, "runs.jsonl")]);
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  const bar = page.getByRole("toolbar", { name: "Selected runs" });
  await expect(grid.getByRole("row", { name: /^run 449, / })).toBeVisible();
  await grid.focus();
  await page.keyboard.press("Control+a");
  await expect(bar).toContainText("450 runs · 450 selected");
  await bar.getByRole("button", { name: "Clear selection" }).click();

  await grid.getByRole("row", { name: /^run 447, / }).click({ modifiers: ["Control"] });
  await grid.focus();
  await page.keyboard.press("Shift+End");
  await expect(bar).toContainText("448 selected");
  await bar.getByRole("button", { name: "Select all 450" }).click();
  await expect(bar).toContainText("450 selected");
  await bar.getByRole("button", { name: "Clear selection" }).click();

  const view = page.getByRole("radiogroup", { name: "View" });
  await view.getByRole("img", { name: "Run beside the table" }).click();
  await expect(page.getByRole("region", { name: "Run detail" })).toBeVisible();
  await expect(grid).toBeVisible();
  await page.screenshot({ path: info.outputPath("view-split.png") });
  await view.getByRole("img", { name: "Run alone" }).click();
  await expect(grid).toBeHidden();
  await view.getByRole("img", { name: "Table alone" }).click();
  await expect(page.getByRole("region", { name: "Run detail" })).toHaveCount(0);
});
