import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCli, runCliJson } from "./harness/cli.ts";
import type { Place } from "./harness/place.ts";
import { test } from "./harness/test.ts";
import { withRuns } from "./harness/tiny-runs.ts";

const shown = async (place: Place, run: string) =>
  (await runCliJson(place, ["show", run, "--json"])) as {
    name: string;
    project: string;
    tags: string[];
    notes: string;
    archived: boolean;
    properties: { [key: string]: unknown };
  };

const row = (page: Page, name: string) =>
  page.getByRole("grid", { name: "Runs" }).getByRole("row", { name: new RegExp(`^${name}, `) });

test("name, notes, tags and properties of a run are edited, and what the terminal changes is shown at once", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first"]);
  await runCli(place, ["tag", "1", "known"]);
  const { page } = await launch();
  await row(page, "first").click();
  const detail = page.getByRole("region", { name: "Run detail" });

  await detail.getByRole("button", { name: "Rename run" }).click();
  await detail.getByLabel("Name", { exact: true }).fill("best of May");
  await page.keyboard.press("Enter");
  await expect(row(page, "best of May")).toBeVisible();
  await expect(detail.getByRole("button", { name: "Rename run" })).toBeFocused();

  await detail.getByRole("button", { name: "Write notes" }).click();
  await detail
    .getByRole("textbox", { name: "Notes" })
    .fill(
      '# Found\n\nIt **works**. <img src=x onerror="document.title=1"> ![pixel](https://example.org/p.png) [bad](javascript:alert(1)) [good](https://example.org/)\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    );
  await page.keyboard.press("Control+Enter");
  await expect(detail.getByRole("heading", { name: "Found" })).toBeVisible();
  await expect(detail.getByText("works", { exact: true })).toHaveCSS("font-weight", "700");
  await expect(detail.locator("img")).toHaveCount(0);
  await expect(detail.getByRole("link")).toHaveText(["good"]);
  await expect(detail.getByRole("cell", { name: "2", exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/Signet/);

  // Escape is for the list, also the first time that it opens.
  await detail.getByRole("combobox", { name: "Tags" }).click();
  await expect(detail.getByRole("combobox", { name: "Tags" })).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(detail.getByRole("combobox", { name: "Tags" })).toHaveAttribute("aria-expanded", "false");
  await expect(detail).toBeVisible();

  await detail.getByRole("combobox", { name: "Tags" }).fill("good");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Tags" }).getByRole("button")).toHaveText([/good1/, /known1/]);

  await detail.getByLabel("New property", { exact: true }).fill("budget");
  await detail.getByLabel("Value of the new property").fill("12.5");
  await page.keyboard.press("Enter");
  await expect(detail.getByLabel("Property budget", { exact: true })).toHaveValue("12.5");

  await expect
    .poll(async () => await shown(place, "1"))
    .toMatchObject({
      name: "best of May",
      tags: ["good", "known"],
      properties: { budget: 12.5 },
    });

  await runCli(place, ["note", "1", "-m", "Said in the terminal"]);
  await runCli(place, ["set", "1", "budget=99"]);
  await runCli(place, ["rename", "1", "renamed there"]);
  await expect(detail.getByText("Said in the terminal")).toBeVisible();
  await expect(detail.getByLabel("Property budget", { exact: true })).toHaveValue("99");
  await expect(row(page, "renamed there")).toBeVisible();
});

test("notes that change elsewhere while one writes are shown, and not replaced unseen", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first"]);
  const { app, page } = await launch();
  await row(page, "first").click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await detail.getByRole("button", { name: "Write notes" }).click();
  const field = detail.getByRole("textbox", { name: "Notes" });
  await field.fill("Mine");
  // They wait while one looks elsewhere.
  await detail.getByRole("tab", { name: "Logs" }).click();
  await expect(field).toBeHidden();
  await page.getByRole("button", { name: "All runs", exact: true }).click();
  await row(page, "first").click();
  await detail.getByRole("tab", { name: "Overview" }).click();
  await expect(field).toHaveValue("Mine");
  const overtaken = detail.getByRole("alert");
  await expect(overtaken).toHaveCount(0);

  const next = app.waitForEvent("window");
  await row(page, "first").click({ button: "middle" });
  const other = await next;
  const there = other.getByRole("region", { name: "Run detail" });
  await there.getByRole("button", { name: "Write notes" }).click();
  await there.getByRole("textbox", { name: "Notes" }).fill("Theirs");
  await other.keyboard.press("Control+Enter");

  await expect(overtaken).toContainText("Theirs");
  await page.screenshot({ path: test.info().outputPath("overtaken.png") });
  await expect(field).toHaveValue("Mine");
  await overtaken.getByRole("button", { name: "Put it above mine" }).click();
  await expect(overtaken).toHaveCount(0);
  await field.press("Control+Enter");
  await expect.poll(() => shown(place, "1")).toMatchObject({ notes: "Theirs\n\nMine" });
  await expect(there.getByText("Mine")).toBeVisible();
});

test("selected runs are tagged, moved, archived and deleted, and each can be undone", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["one", "two", "three"]);
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  const bar = page.getByRole("toolbar", { name: "Selected runs" });
  const undo = (notice: string) =>
    page.getByRole("status").filter({ hasText: notice }).getByRole("button", { name: "Undo" }).click();
  const select = async (...names: string[]) => {
    for (const name of names)
      await grid.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
  };

  await select("one", "two");
  await bar.getByRole("button", { name: "Tag", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Add" }).fill("pair");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Tag", exact: true }).click();
  await expect(
    page.getByRole("list", { name: "Tags" }).getByRole("button", { name: "pair, 2 runs" }),
  ).toBeVisible();

  await bar.getByRole("button", { name: "Move" }).click();
  await dialog.getByRole("combobox", { name: "Project" }).fill("attic/old");
  await page.keyboard.press("Enter");
  const projects = page.getByRole("tree", { name: "Projects" });
  await expect(projects.getByRole("treeitem", { name: "old, 2 runs" })).toBeVisible();
  await undo("moved to attic/old");
  // The project was made for them.
  await expect(projects.getByRole("treeitem", { name: /^old/ })).toHaveCount(0);
  await expect(projects.getByRole("treeitem", { name: "tiny, 3 runs" })).toBeVisible();

  await select("one", "two");
  await bar.getByRole("button", { name: "Archive" }).click();
  await expect(row(page, "one")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Archive, 2 runs" })).toBeVisible();
  await select("three");
  await bar.getByRole("button", { name: "Archive" }).click();
  await expect(row(page, "three")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(row(page, "three")).toBeVisible();
  await expect(row(page, "one")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(row(page, "one")).toBeVisible();

  await select("two", "three");
  await bar.getByRole("button", { name: "Delete" }).click();
  await expect(row(page, "two")).toHaveCount(0);
  expect((await runCli(place, ["show", "2"])).status).toBe(2);
  await undo("2 runs deleted");
  await expect(row(page, "two")).toBeVisible();
  expect((await runCli(place, ["show", "2"])).status).toBe(0);

  await select("three");
  await bar.getByRole("button", { name: "Archive" }).click();
  await page.getByRole("button", { name: "Archive, 1 run" }).click();
  await expect(page.getByRole("button", { name: "Save as view" })).toBeDisabled();
  await expect(row(page, "three")).toBeVisible();
  await expect(row(page, "one")).toHaveCount(0);
  await select("three");
  await bar.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("The archive is empty")).toBeVisible();

  // Elsewhere for good: gone here at once.
  await page.getByRole("button", { name: "All runs" }).click();
  await expect(row(page, "three")).toBeVisible();
  await runCli(place, ["delete", "3", "--yes"]);
  await expect(row(page, "three")).toHaveCount(0);
});

test("what is taken away from one run, a saved search and a pipeline come back with Undo", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["first"]);
  await runCli(place, ["import", "--trust", join(place.root, "tiny")]);
  await runCli(place, ["tag", "1", "keep"]);
  await runCli(place, ["note", "1", "-m", "Long thought about"]);
  await runCli(place, ["set", "1", "budget=12.5"]);
  const { page } = await launch();
  await row(page, "first").click();
  const detail = page.getByRole("region", { name: "Run detail" });
  const undo = async (notice: string): Promise<void> => {
    const told = page.getByRole("status").filter({ hasText: notice });
    await expect(told).toBeVisible();
    await page.screenshot({ path: test.info().outputPath(`${notice.slice(0, 12)}.png`) });
    await told.getByRole("button", { name: "Undo" }).click();
    await expect(told).toBeHidden();
  };

  await detail.getByRole("combobox", { name: "Tags" }).press("Backspace");
  await undo("−keep on 1 run");
  await detail.getByRole("button", { name: "Edit notes" }).click();
  await detail.getByRole("textbox", { name: "Notes" }).fill("");
  await page.keyboard.press("Control+Enter");
  await undo("Notes of first deleted");
  await detail.getByRole("button", { name: "Remove property budget" }).click();
  await undo("budget: 12.5 taken away");
  await expect
    .poll(() => shown(place, "1"))
    .toMatchObject({ tags: ["keep"], notes: "Long thought about", properties: { budget: 12.5 } });

  await page.getByRole("button", { name: "Save as view" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("mine");
  await page.keyboard.press("Enter");
  const searches = page.getByRole("list", { name: "Saved searches" });
  await searches.getByRole("button", { name: "Saved search mine" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(searches.getByRole("button", { name: /^mine/ })).toHaveCount(0);
  await page.getByRole("grid", { name: "Runs" }).focus();
  await page.keyboard.press("Control+z");
  await expect(searches.getByRole("button", { name: /^mine/ })).toBeVisible();

  const pipelines = page.getByRole("list", { name: "Pipelines" });
  await pipelines.getByRole("button", { name: /^tiny/ }).click();
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
  await page.keyboard.press("Control+Shift+P");
  await page.keyboard.type("off the list");
  await page.keyboard.press("Enter");
  await expect(pipelines.getByRole("button", { name: /^tiny/ })).toHaveCount(0);
  await undo("tiny is off the list");
  await expect(pipelines.getByRole("button", { name: /^tiny/ })).toBeVisible();
  // Its commands are still agreed to.
  await expect(page.getByRole("button", { name: "Run", exact: true })).toBeEnabled();
});

test("projects are made, renamed and archived by keyboard, and take runs that are dropped on them", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["one", "two"]);
  const { page } = await launch();
  const projects = page.getByRole("tree", { name: "Projects" });
  const dialog = page.getByRole("dialog");

  await page.getByRole("button", { name: "New project" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("shelf");
  await page.keyboard.press("Enter");
  const shelf = projects.getByRole("treeitem", { name: "shelf, 0 runs" });
  await expect(shelf).toBeVisible();

  await page.getByRole("button", { name: "All runs" }).click();
  await row(page, "one").dragTo(shelf);
  await expect(projects.getByRole("treeitem", { name: "shelf, 1 run" })).toBeVisible();
  expect((await shown(place, "1")).project).toBe("shelf");

  await projects.getByRole("treeitem", { name: "shelf, 1 run" }).click();
  await page.keyboard.press("F2");
  await dialog.getByRole("textbox", { name: "Path" }).fill("lab/shelf");
  await page.keyboard.press("Enter");
  const renamed = projects.getByRole("treeitem", { name: "shelf, 1 run" });
  await expect(renamed).toHaveAttribute("data-project", "lab/shelf");
  await expect(row(page, "one")).toBeVisible();

  await runCli(place, ["projects", "create", "lab/shelf/empty"]);
  const inside = projects.getByRole("treeitem", { name: "empty, 0 runs" });
  await expect(inside).toBeVisible();
  await renamed.focus();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Archive" }).press("Enter");
  await expect(renamed).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(renamed).toBeVisible();
  await expect(inside).toBeVisible();
});

test("the name of a project is taken back also when a run has made the old one again", async ({
  place,
  launch,
}) => {
  await withRuns(place, ["one", "two"], { imported: true });
  const { page } = await launch();
  const projects = page.getByRole("tree", { name: "Projects" });
  const tiny = projects.getByRole("treeitem", { name: "tiny, 2 runs" });
  await tiny.click();
  await page.keyboard.press("F2");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Path" }).fill("lab/small");
  await page.keyboard.press("Enter");
  const renamed = projects.getByRole("treeitem", { name: "small, 2 runs" });
  await expect(renamed).toBeVisible();
  // The pipeline's file still names it.
  await page.getByRole("list", { name: "Pipelines" }).getByRole("button", { name: /^tiny/ }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(projects.getByRole("treeitem", { name: "tiny, 1 run" })).toBeVisible();
  // Twice, as the notice is still there for a moment: it is taken back once.
  await page.getByRole("button", { name: "Undo" }).dblclick();
  await expect(projects.getByRole("treeitem", { name: "tiny, 3 runs" })).toBeVisible();
  await expect(renamed).toHaveCount(0);
  await expect(page.getByText("The project was not renamed")).toHaveCount(0);
});
