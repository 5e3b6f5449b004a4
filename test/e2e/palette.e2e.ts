import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCliJson } from "./harness/cli.ts";
import { test } from "./harness/test.ts";
import { withRuns } from "./harness/tiny-runs.ts";

const grid = (page: Page) => page.getByRole("grid", { name: "Runs" });
const row = (page: Page, name: string) => grid(page).getByRole("row", { name: new RegExp(`^${name}, `) });
const detail = (page: Page) => page.getByRole("region", { name: "Run detail" });

/** Does by its name what the palette offers, and fails where it does not offer it. */
async function ask(page: Page, label: string): Promise<void> {
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await page.keyboard.press("Control+Shift+P");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(label);
  const first = palette.getByRole("option", { selected: true });
  await expect(first).toContainText(label);
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
}

test("the palette does to the selected runs what the window can, by keyboard alone", async ({
  place,
  launch,
}) => {
  const file = await withRuns(place, ["one", "two", "three"], { imported: true });
  const { page, app } = await launch();
  await expect(row(page, "three")).toBeVisible();
  const dialog = page.getByRole("dialog");
  const saved = join(place.root, "home", "saved.jsonl");
  await app.evaluate(({ dialog: shell }, filePath) => {
    shell.showSaveDialog = (async () => ({ filePath, canceled: false })) as typeof shell.showSaveDialog;
  }, saved);

  // Of one selected run.
  await grid(page).focus();
  await page.keyboard.press("Space");
  await expect(row(page, "three")).toHaveAttribute("aria-selected", "true");
  await ask(page, "Rename the run");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("best");
  await page.keyboard.press("Enter");
  await expect(row(page, "best")).toBeVisible();
  await ask(page, "Undo the last change");
  await expect(row(page, "three")).toBeVisible();

  await ask(page, "Tag runs");
  await expect(dialog.getByRole("combobox", { name: "Add" })).toBeFocused();
  await page.keyboard.type("good");
  await page.keyboard.press("Enter");
  for (let tabs = 0; tabs < 3; tabs += 1) await page.keyboard.press("Tab");
  await page.screenshot({ path: test.info().outputPath("tag.png") });
  await expect(dialog.getByRole("button", { name: "Tag", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("list", { name: "Tags" }).getByRole("button", { name: "good, 1 run" }),
  ).toBeVisible();

  await ask(page, "Pin the run");
  await expect(row(page, "three")).toHaveCount(2);
  await ask(page, "Pin the run");

  await ask(page, "Write notes");
  await expect(detail(page).getByRole("textbox", { name: "Notes" })).toBeFocused();
  await page.keyboard.type("Said with the keyboard");
  await page.keyboard.press("Control+Enter");
  await expect(detail(page).getByText("Said with the keyboard")).toBeVisible();
  await expect(detail(page).getByRole("button", { name: "Edit notes" })).toBeFocused();

  await ask(page, "Compare with the previous");
  const compare = page.getByRole("region", { name: "Compare" });
  await expect(compare).toBeVisible();
  const position = compare.getByRole("status").filter({ hasText: "difference" });
  await expect(position).toHaveText(/^\d+ differences$/);
  // Keys are not for what is behind a dialog.
  await page.keyboard.press("Control+Shift+P");
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Control+f");
  await expect(page.getByRole("combobox", { name: /^Command/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(position).toHaveText(/^\d+ differences$/);
  await ask(page, "Next difference");
  await expect(compare.getByRole("status").filter({ hasText: /^1 of \d/ })).toBeVisible();
  await ask(page, "Find in what is shown");
  await expect(compare.getByRole("searchbox", { name: "Search in the comparison" })).toBeFocused();
  await page.keyboard.press("Alt+ArrowLeft");

  await ask(page, "Clone the run");
  await expect(page.getByRole("note", { name: "Cloned run" })).toContainText("run #3");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(detail(page)).toBeVisible();

  await app.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void Object.assign(globalThis, { shown: path });
  });
  await ask(page, "Show the pipeline");
  await expect.poll(() => app.evaluate(() => (globalThis as unknown as { shown?: string }).shown)).toBe(file);

  // Of all of the list.
  await ask(page, "Select all runs");
  await expect(grid(page).locator('[aria-selected="true"]')).toHaveCount(3);
  await ask(page, "Export runs, all");
  await expect(page.getByText("6 runs exported, steps included")).toBeVisible();
  expect(readFileSync(saved, "utf8")).toContain('"two"');

  await ask(page, "Move runs");
  await expect(dialog.getByRole("combobox", { name: "Project" })).toBeFocused();
  await page.keyboard.type("attic");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("tree", { name: "Projects" }).getByRole("treeitem", { name: "attic, 3 runs" }),
  ).toBeVisible();

  await ask(page, "Select all runs");
  await ask(page, "Archive runs");
  await expect(page.getByText("3 runs archived")).toBeVisible();
  await ask(page, "Archive");
  await ask(page, "Select all runs");
  await ask(page, "Restore runs");
  await expect(page.getByText("3 runs restored")).toBeVisible();
  await ask(page, "All runs");
  await expect(row(page, "two")).toBeVisible();
  await ask(page, "Select all runs");
  await ask(page, "Delete runs");
  await expect(page.getByText("3 runs deleted, with files")).toBeVisible();
  await ask(page, "Undo the last change");
  await expect(row(page, "two")).toBeVisible();
  const { runs } = (await runCliJson(place, ["runs", "--json"])) as { runs: { project: string }[] };
  expect(runs.map(({ project }) => project)).toEqual(["attic", "attic", "attic"]);
});

test("the palette offers no export where no run is listed", async ({ place, launch }) => {
  await withRuns(place, ["one"]);
  const { page } = await launch();
  const exports = page.getByRole("option", { name: /^Export runs/ });
  await expect(row(page, "one")).toBeVisible();
  await page.keyboard.press("Control+Shift+P");
  await page.keyboard.type("Export runs");
  await expect(exports).toHaveCount(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("nosuch");
  await expect(page.getByText("No run matches")).toBeVisible();
  await page.keyboard.press("Control+Shift+P");
  await page.keyboard.type("Export runs");
  await expect(page.getByText("Nothing is called so")).toBeVisible();
});

test("the palette does to its window what the menu's items do", async ({ place, launch }) => {
  await withRuns(place, ["one"]);
  const { page, app } = await launch();
  await expect(row(page, "one")).toBeVisible();
  const size = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor().toFixed(2),
    );
  await ask(page, "Zoom in");
  await expect.poll(size).toBe("1.10");
  await ask(page, "Zoom out");
  await ask(page, "Zoom out");
  await expect.poll(size).toBe("0.90");
  await ask(page, "Actual size");
  await expect.poll(size).toBe("1.00");
  const next = app.waitForEvent("window");
  await ask(page, "New window");
  const other = await next;
  await expect(row(other, "one")).toBeVisible();
  const closed = other.waitForEvent("close");
  await other.keyboard.press("Control+Shift+P");
  await other.keyboard.type("Close window");
  await expect(other.getByRole("option", { name: /^Close window/ })).toBeVisible();
  await other.evaluate(
    () => void setTimeout(() => document.querySelector<HTMLElement>("[role=option]")?.click()),
  );
  await closed;
  await expect(row(page, "one")).toBeVisible();
});

test("the palette chooses columns and groups, keeps that as a view and goes to it, by keyboard alone", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["one", "two"], { imported: true });
  const { page } = await launch();
  await expect(row(page, "two")).toBeVisible();

  await ask(page, "Columns");
  await expect(page.getByRole("textbox", { name: "Find a column" })).toBeFocused();
  await page.keyboard.type("proj");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await expect(grid(page).getByRole("columnheader", { name: "Project", exact: true })).toBeVisible();

  await ask(page, "Group by");
  await expect(page.getByRole("textbox", { name: "Find what to group by" })).toBeFocused();
  await page.keyboard.type("status");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(grid(page).getByRole("row", { name: /^Status succeeded, 2 runs|2 runs/ })).toBeVisible();

  await ask(page, "Save what is shown");
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toBeFocused();
  await page.keyboard.type("by outcome");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("list", { name: "Saved searches" }).getByRole("button", { name: /^by outcome/ }),
  ).toBeVisible();

  await ask(page, "lab/tiny");
  await expect(page.getByRole("status").filter({ hasText: "in lab/tiny" })).toBeVisible();
  await ask(page, "by outcome");
  await expect(
    page.getByRole("list", { name: "Saved searches" }).getByRole("button", { name: /^by outcome/ }),
  ).toHaveAttribute("aria-current", "page");
  await page.screenshot({ path: test.info().outputPath("view.png") });
});
