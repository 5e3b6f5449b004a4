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
  // Open, it is reached again from a step, and from outside of the graph; and the window's own keys are heard in it.
  const field = graph.getByRole("searchbox", { name: "Find steps" });
  for (const [from, keys] of [
    [graph.locator('[data-step="train"]'), "/"],
    [page.getByRole("button", { name: "All runs" }), "Control+f"],
  ] as const) {
    await from.focus();
    await page.keyboard.press(keys);
    await expect(field).toBeFocused();
  }
  await page.keyboard.press("Control+Shift+P");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field).toBeFocused();
  await page.keyboard.type("t/d");
  await expect(field).toHaveValue("t/d");
  await field.fill("TRAIN");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(graph.getByRole("status")).toHaveText("3 of 3");
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

test("a graph of very many steps is boxes from afar that are chosen all the same, and cards with their texts from near", async ({
  place,
  launch,
}, info) => {
  const steps = Array.from(
    { length: 400 },
    (_, index) => `  s${index}: {run: "echo ${index} > {outputs.o${index}}", outputs: [o${index}]}\n`,
  );
  const folder = place.workspace("large", {
    "pipeline.yaml": `signet: 1\nname: large\nsteps:\n${steps.join("")}`,
  });
  await runCli(place, ["import", "--trust", folder]);
  const { page } = await launch();
  await page
    .getByRole("list", { name: "Pipelines" })
    .getByRole("button", { name: /^large/ })
    .click();
  const graph = page.getByRole("region", { name: "Pipeline graph" });
  await expect(graph.locator('[data-step][data-action="run"]')).toHaveCount(400);
  await expect(graph.getByText("s7", { exact: true })).toHaveCount(0);
  await page.screenshot({ path: info.outputPath("graph-far.png") });

  await graph.locator('[data-step="s7"]').click();
  const panel = page.getByRole("region", { name: "Step s7" });
  await expect(panel).toContainText("echo 7");
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await graph.locator('[data-step="s7"]').focus();
  await page.keyboard.press("ArrowRight");
  await expect(graph.locator('[data-step="s7"]')).not.toBeFocused();

  // Alone, and among all again, it keeps the focus; where all is seen there is no map.
  const map = graph.getByRole("img", { name: "Small map of the graph" });
  await expect(map).toHaveCount(0);
  await graph.locator('[data-step="s7"]').focus();
  const keys = await page.evaluateHandle(() => {
    const watched = { lost: false };
    const look = (): void => {
      watched.lost ||= document.activeElement === document.body;
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    return watched;
  });
  await page.keyboard.press("f");
  await expect(graph.locator("[data-step]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(graph.locator("[data-step]")).toHaveCount(400);
  await expect(graph.locator('[data-step="s7"]')).toBeFocused();
  // Also while it is drawn anew a key goes somewhere.
  expect(await keys.jsonValue()).toEqual({ lost: false });

  // What was found stays in view while it comes nearer.
  await page.keyboard.press("/");
  await page.keyboard.type("s399");
  await expect(graph.getByRole("status")).toHaveText("1 of 1");
  await page.keyboard.press("Escape");
  await graph.getByRole("button", { name: /^Zoom \d+ %/ }).click();
  await map.click({ position: { x: 100, y: 75 } });
  const card = graph.locator(".react-flow__node-step").first();
  await expect(card).toContainText(/s\d+/);
  await expect.poll(() => graph.locator("[data-step]").count()).toBeLessThan(200);
  await page.screenshot({ path: info.outputPath("graph-near.png") });
  await graph.getByRole("button", { name: "Fit", exact: true }).click();
  await expect(graph.locator("[data-step]")).toHaveCount(400);
});

test("a graph whose steps change size when their run ends keeps all its edges", async ({ launch }) => {
  const { page } = await launch();
  await page.getByRole("button", { name: "Open the example" }).click();
  const edges = page.locator(".react-flow__edge");
  const report = page.locator('[data-step="report"]');
  await expect(report).toHaveAttribute("data-action", "undecided");
  await expect(edges).toHaveCount(9);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(report).toHaveAttribute("data-action", "reuse");
  // What was told last is drawn.
  await expect(page.getByText("Run #1 succeeded", { exact: false })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("edges.png") });
  await expect(edges).toHaveCount(9);
});
