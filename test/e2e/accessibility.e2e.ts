import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { findings } from "./harness/axe.ts";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

const node = (page: Page, step: string) =>
  page.getByRole("region", { name: "Pipeline graph" }).locator(`[data-step="${step}"]`);

test("axe-core finds nothing serious in any view, light and dark", async ({ launch }) => {
  test.setTimeout(180_000);
  const { page } = await launch();
  /** Every view is looked at before the test fails. */
  const found: string[] = [];
  const look = async (view: string): Promise<void> => {
    for (const line of await findings(page)) found.push(`${view}, ${line}`);
  };
  const tabsOf = async (view: string, region: Locator): Promise<void> => {
    const tabs = region.getByRole("tab");
    for (let index = 0; index < (await tabs.count()); index += 1) {
      await tabs.nth(index).click();
      await expect(region.getByRole("status", { name: "Comparing" })).toHaveCount(0);
      await look(`${view}: ${await tabs.nth(index).textContent()}`);
    }
  };

  await expect(page.getByRole("button", { name: "Open the example" })).toBeVisible();
  await look("first start");

  await page.getByRole("button", { name: "Open the example" }).click();
  await expect(page.getByRole("status", { name: "Plan" })).toContainText("to run");
  await node(page, "train").click();
  await look("plan with a step");
  for (const [number, rate] of [
    [1, "0.3"],
    [2, "0.05"],
  ] as const) {
    await page.getByLabel("train.lr", { exact: true }).fill(rate);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(page.getByText(`Run #${number} succeeded`)).toBeVisible();
  }
  await look("a run that ended");

  await page.getByRole("treeitem", { name: /^examples/ }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(grid.getByRole("row", { name: /^iris, / })).toHaveCount(2);
  await look("table");
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await look("columns");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Search help" }).click();
  await look("search help");
  await page.keyboard.press("Escape");

  await grid
    .getByRole("row", { name: /^iris, / })
    .first()
    .click();
  await tabsOf("run", page.getByRole("region", { name: "Run detail" }));

  await page.getByRole("treeitem", { name: /^examples/ }).click();
  for (const index of [1, 0]) await grid.getByRole("checkbox", { name: "Select iris" }).nth(index).click();
  await look("selected runs");
  const bar = page.getByRole("toolbar", { name: "Selected runs" });
  await bar.getByRole("button", { name: "Tag", exact: true }).click();
  await look("dialog");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const compare = page.getByRole("region", { name: "Compare" });
  await tabsOf("compare", compare);
  await compare
    .getByRole("list", { name: "Runs compared" })
    .getByRole("button", { name: /iris/ })
    .last()
    .click();
  await expect(page.getByRole("menuitem", { name: "Make it the baseline" })).toBeVisible();
  await look("compare: menu of a run");

  expect(found).toEqual([]);
});

test("nothing is lost in the system's own colours, in a small window and enlarged twice", async ({
  place,
  launch,
}, testInfo) => {
  const lines = [1, 2].map((n) =>
    JSON.stringify({ id: `r${n}`, name: `run ${n}`, project: "lab", params: { n } }),
  );
  place.write(join(place.root, "runs.jsonl"), `${lines.join("\n")}\n`);
  expect(await runCli(place, ["import", join(place.root, "runs.jsonl")])).toMatchObject({ status: 0 });
  const { page, app } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  for (const name of ["run 1", "run 2"]) await grid.getByRole("checkbox", { name: `Select ${name}` }).click();
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const compare = page.getByRole("region", { name: "Compare" });
  await expect(compare.locator('[data-key="n"]')).toBeVisible();

  await page.emulateMedia({ forcedColors: "active" });
  const outline = (tab: string): Promise<string> =>
    compare.getByRole("tab", { name: tab }).evaluate((element) => getComputedStyle(element).outlineStyle);
  expect([await outline("Summary"), await outline("Code")]).toEqual(["solid", "none"]);
  const track = compare.locator(".mantine-Switch-track");
  const ground = (): Promise<string> =>
    track.evaluate((element) => getComputedStyle(element).backgroundColor);
  const on = await ground();
  await page.screenshot({ path: testInfo.outputPath("forced-colors.png") });
  await compare.getByRole("switch", { name: "Only differences" }).click();
  await expect.poll(ground).not.toBe(on);
  await page.emulateMedia({ forcedColors: "none" });

  for (const [width, height] of [
    [800, 600],
    [640, 400],
  ] as const) {
    await app.evaluate(
      ({ BrowserWindow }, size) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.setMinimumSize(1, 1);
        window?.setContentSize(size[0], size[1]);
      },
      [width, height] as const,
    );
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
    for (const button of ["Next difference", "Export"])
      await expect(compare.getByRole("button", { name: button })).toBeInViewport({ ratio: 1 });
    await expect(compare.getByRole("heading", { name: "Compare" })).toBeInViewport({ ratio: 1 });
    await page.screenshot({ path: testInfo.outputPath(`${width}.png`) });
  }
});

/** Goes there with Tab alone. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let pressed = 0; pressed < 150; pressed += 1) {
    if (await target.evaluate((element) => element.contains(document.activeElement))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not get to ${target}`);
}

const press = async (page: Page, target: Locator, key = "Enter"): Promise<void> => {
  await reach(page, target);
  await page.keyboard.press(key);
};

test("every flow goes by the keyboard alone", async ({ place, launch }) => {
  test.setTimeout(120_000);
  const workspace = place.workspace("tiny", {
    "pipeline.yaml": `signet: 1
name: tiny
project: lab
params: {n: 1}
steps:
  make: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
  use: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}
`,
  });
  const { page, app } = await launch();
  const saved = join(place.root, "compared.html");
  // The system's own dialogs are not the app's: they are answered as if the person had chosen these files.
  await app.evaluate(
    ({ dialog }, { file, target }) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: target });
    },
    { file: join(workspace, "pipeline.yaml"), target: saved },
  );
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const grid = page.getByRole("grid", { name: "Runs" });

  await test.step("import, trust", async () => {
    await press(page, button("Import pipeline…"));
    const dialog = page.getByRole("dialog", { name: "Import pipeline" });
    await expect(dialog.getByRole("button", { name: "Trust and import" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
  });

  await test.step("plan, choose a step, change a parameter, run", async () => {
    await expect(node(page, "make")).toHaveAttribute("data-action", "run");
    await press(page, node(page, "make"));
    await expect(page.getByText("Never run").first()).toBeVisible();
    for (const [number, n] of [
      [1, "1"],
      [2, "2"],
    ] as const) {
      await reach(page, page.getByLabel("n", { exact: true }));
      await page.keyboard.press("Control+a");
      await page.keyboard.type(n);
      await press(page, button("Run"));
      await expect(page.getByText(`Run #${number} succeeded`)).toBeVisible();
    }
  });

  await test.step("run table: move, open, its tabs", async () => {
    await press(page, page.getByRole("tree", { name: "Projects" }));
    await page.keyboard.press("Enter");
    await expect(grid).toBeVisible();
    await reach(page, grid);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const detail = page.getByRole("region", { name: "Run detail" });
    await reach(page, detail.getByRole("tab", { name: "Overview" }));
    for (const name of ["Graph", "Parameters", "Metrics", "Inputs", "Outputs", "Code", "Logs"]) {
      await page.keyboard.press("ArrowRight");
      await expect(detail.getByRole("tab", { name })).toHaveAttribute("aria-selected", "true");
    }
    await reach(page, detail.getByRole("tab", { name: "Logs" }));
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
  });

  await test.step("tag and note", async () => {
    const detail = page.getByRole("region", { name: "Run detail" });
    await press(page, detail.getByRole("button", { name: "Write notes" }));
    await page.keyboard.type("By hand.");
    await page.keyboard.press("Control+Enter");
    await expect(detail.getByText("By hand.")).toBeVisible();
    await reach(page, detail.getByRole("combobox", { name: "Tags" }));
    await page.keyboard.type("good");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("list", { name: "Tags" }).getByRole("button")).toHaveText([/good/]);
  });

  await test.step("select two, compare, walk the differences, export", async () => {
    await reach(page, grid);
    await page.keyboard.press("Home");
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    await press(
      page,
      page.getByRole("toolbar", { name: "Selected runs" }).getByRole("button", { name: "Compare" }),
    );
    const compare = page.getByRole("region", { name: "Compare" });
    await reach(page, compare.getByRole("tab", { name: "Summary" }));
    await page.keyboard.press("ArrowRight");
    await expect(compare.locator('[data-key="n"]')).toHaveAttribute("data-change", "changed");
    await page.keyboard.press("Alt+ArrowDown");
    await expect(compare.locator('[data-key="n"]')).toHaveAttribute("aria-current", "true");
    const chip = compare.getByRole("list", { name: "Runs compared" }).getByRole("button", { name: /tiny/ });
    await press(page, chip.last());
    await page.keyboard.press("Escape");
    await expect(chip.last()).toBeFocused();
    await press(page, compare.getByRole("button", { name: "Export" }));
    await expect(page.getByRole("menuitem", { name: /HTML/ })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect.poll(() => readText(saved)).toContain("<!doctype html>");
  });

  await test.step("search, archive, undo", async () => {
    await press(page, page.getByRole("tree", { name: "Projects" }));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("params.n:2");
    await expect(grid.locator('[data-kind="pipeline"]')).toHaveCount(1);
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Delete");
    await expect(grid.locator('[data-kind="pipeline"]')).toHaveCount(2);
    await page.keyboard.press("Escape");
    await expect(grid).toBeFocused();
    await page.keyboard.press("Home");
    const bar = page.getByRole("toolbar", { name: "Selected runs" });
    if (await bar.isHidden()) await page.keyboard.press(" ");
    await press(page, bar.getByRole("button", { name: "Archive" }));
    await expect(grid.locator('[data-kind="pipeline"]')).toHaveCount(1);
    await page.keyboard.press("Control+z");
    await expect(grid.locator('[data-kind="pipeline"]')).toHaveCount(2);
  });
});

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").toLowerCase();
  } catch {
    return "";
  }
}
