import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { capture } from "../../scripts/processes.ts";
import { runCli, runCliJson } from "./harness/cli.ts";
import { dropFiles } from "./harness/drop.ts";
import { hostileNames, hostilePipelines, hostileQueries, hostileRuns } from "./harness/hostile-files.ts";
import { openOutside } from "./harness/outside.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

/** Where the window is, what it is called, and whether anything foreign ran in it. */
const state = (page: Page) =>
  page.evaluate(() => ({
    address: location.href.replace(/#.*/, ""),
    title: document.title,
    broken: "broken" in globalThis || "broken" in {},
  }));
const untouched = { address: "app://signet/index.html", title: "Signet", broken: false };

test("hostile names, contents, pipeline files and queries get nowhere", async ({
  place,
  launch,
}, testInfo) => {
  const outside = await openOutside();
  const file = join(place.root, "hostile.jsonl");
  place.write(file, hostileRuns(outside.address));
  const names = Object.keys(hostileNames).length;
  expect(await runCli(place, ["import", file])).toMatchObject({ status: 0 });
  const { page, app } = await launch();
  await app.evaluate(({ BrowserWindow, clipboard }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
    clipboard.writeText("of the person");
  });
  const grid = page.getByRole("grid", { name: "Runs" });
  const detail = page.getByRole("region", { name: "Run detail" });

  await test.step("names are shown as they are, and are nothing else", async () => {
    await expect(grid.locator("[data-run]")).toHaveCount(names + 1);
    await expect(grid.getByText(hostileNames.markup).first()).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath("names.png") });
    for (const name of [hostileNames.markup, hostileNames.statement, hostileNames.prototype]) {
      await grid.getByText(name, { exact: true }).first().click();
      await expect(detail.getByRole("heading").first()).toContainText(name);
      await detail.getByRole("tab", { name: "Parameters" }).click();
      await expect(detail).toContainText("constructor.prototype.broken");
      await detail.getByRole("tab", { name: "Overview" }).click();
      await page.getByRole("treeitem", { name: /^hostile/ }).click();
    }
    expect(await state(page)).toEqual(untouched);
  });

  await test.step("what runs left behind is looked at, and neither runs nor reaches anything", async () => {
    await grid.getByText("contents", { exact: true }).click();
    await page.screenshot({ path: testInfo.outputPath("notes.png") });
    await detail.getByRole("tab", { name: "Outputs" }).click();
    const show = detail.getByRole("button", { name: "Show", exact: true });
    await expect(show.first()).toBeVisible();
    while ((await show.count()) > 0) await show.first().click();
    await expect(detail.getByRole("img", { name: "drawing" })).toBeVisible();
    await expect(detail.getByRole("img", { name: "bomb" })).toHaveCount(0);
    await expect(detail).toContainText("not that file");
    await page.screenshot({ path: testInfo.outputPath("artifacts.png") });
    await detail.getByRole("tab", { name: "Logs" }).click();
    await expect(detail.getByRole("log")).toContainText("a link");
    await expect(detail.getByRole("log")).toContainText("red <b>markup</b>");
    await page.screenshot({ path: testInfo.outputPath("log.png") });
    expect(await state(page)).toEqual(untouched);
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe("of the person");
    expect(outside.asked).toEqual([]);
  });

  await test.step("two of them are compared", async () => {
    await page.getByRole("treeitem", { name: /^hostile/ }).click();
    for (const name of ["contents", hostileNames.markup])
      await grid.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    const compare = page.getByRole("region", { name: "Compare" });
    await compare.getByRole("tab", { name: "Outputs" }).click();
    await expect(compare.locator('[data-key="drawing"]')).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath("compare.png") });
    expect(await state(page)).toEqual(untouched);
  });

  await test.step("pipeline files that would explode or escape are refused, and nothing of them runs", async () => {
    const folder = place.workspace("pipelines", hostilePipelines);
    const pipe = join(folder, "pipe.yaml");
    expect(await capture("mkfifo", [pipe])).toMatchObject({ status: 0 });
    const dialog = page.getByRole("dialog", { name: "Import pipeline" });
    for (const path of [
      ...Object.keys(hostilePipelines).map((name) => join(folder, name)),
      pipe,
      "/dev/zero",
    ]) {
      await dropFiles(page, [path]);
      await expect(dialog, path).toBeVisible();
      await expect(dialog, path).toContainText("There is nothing here that could be imported.");
      await expect(dialog.locator('[data-severity="error"]').first(), path).toBeVisible();
      await expect(dialog.getByRole("button", { name: /import/i }), path).toHaveCount(0);
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(dialog, path).toBeHidden();
    }
    expect(existsSync(join(folder, "broken"))).toBe(false);
    expect(await state(page)).toEqual(untouched);
  });

  await test.step("queries that would explode or reach the database are answered, and the list goes on", async () => {
    await page.getByRole("treeitem", { name: /^hostile/ }).click();
    const search = page.getByRole("searchbox", { name: "Search runs" });
    const rows = grid.locator("[data-run]");
    const answered = async (query: string, found: number): Promise<void> => {
      await expect(search, query).toHaveAttribute("aria-invalid", "false");
      await expect(grid, query).toHaveAttribute("data-query", query);
      await expect(rows, query).toHaveCount(found);
    };
    for (const [query, found] of hostileQueries) {
      await typeQuery(page, query);
      if (found === "refused") await expect(search, query).toHaveAttribute("aria-invalid", "true");
      else if (found === 0) await expect(page.getByText("No run matches"), query).toBeVisible();
      else await answered(query, found);
      await typeQuery(page, "name:contents");
      await answered("name:contents", 1);
    }
    expect(await runCliJson(place, ["runs", "--json"])).toMatchObject({ total: names + 1 });
    expect(await state(page)).toEqual(untouched);
  });
  expect(outside.asked).toEqual([]);
  await outside.close();
});
