import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect } from "@playwright/test";
import { runFolderName } from "../../src-main/node/host/run-folder-name.ts";
import { consoleFile } from "../../src-main/node/host/step-console.ts";
import { runCli } from "./harness/cli.ts";
import { dropFiles } from "./harness/drop.ts";
import { test } from "./harness/test.ts";

const lines = `${[
  '{"id":"one","name":"lr sweep 1","project":"vision/mnist","status":"succeeded","started":"2026-01-05T10:00:00Z","metrics":{"acc":0.91}}',
  '{"id":"two","name":"lr sweep 2","project":"vision/mnist","status":"failed","metrics":{"acc":0.42,"loss":[[0,1767607200000,0.9]]}}',
  '{"id":"three","name":',
].join("\n")}\n`;

const pipeline = "signet: 1\nname: beside\nsteps:\n  a: {run: echo 1}\n";

const idsIn = (jsonl: string): string[] =>
  jsonl
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: string }).id);

test("dropped runs are shown with their problems, and imported when the person says so", async ({
  place,
  launch,
}, testInfo) => {
  const folder = place.workspace("runs", { "runs.jsonl": lines, "pipeline.yaml": pipeline });
  const file = join(folder, "runs.jsonl");
  const { page, app } = await launch();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  const dialog = page.getByRole("dialog", { name: "Import pipeline" });
  const rows = page.getByRole("grid", { name: "Runs" }).getByText(/^lr sweep/);

  await test.step("nothing is kept before Import", async () => {
    await dropFiles(page, [file]);
    await expect(dialog).toContainText("Runs as JSON Lines");
    await expect(dialog).toContainText("2 new · 1 cannot be imported");
    await expect(dialog).toContainText("runs.jsonl:3");
    await page.screenshot({ path: testInfo.outputPath("runs.png") });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toBeHidden();
    await expect(rows).toHaveCount(0);
  });

  await test.step("they are in the table after it, and a notice says how many", async () => {
    await dropFiles(page, [file]);
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByText("2 runs imported · 1 refused")).toBeVisible();
    await expect(rows).toHaveCount(2);
    await page.screenshot({ path: testInfo.outputPath("imported.png") });
  });

  await test.step("selected ones are exported to a file that the person names", async () => {
    const target = join(folder, "out.jsonl");
    // The system's own dialog cannot be driven from here: it is answered as if the person had named this file.
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, target);
    const grid = page.getByRole("grid", { name: "Runs" });
    for (const name of ["lr sweep 1", "lr sweep 2"])
      await grid.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
    await page
      .getByRole("toolbar", { name: "Selected runs" })
      .getByRole("button", { name: "Export" })
      .click();
    await page.screenshot({ path: testInfo.outputPath("export.png") });
    await page.getByRole("menuitem", { name: /JSON Lines/ }).click();
    await expect(page.getByText("2 runs exported, steps included")).toBeVisible();
    expect(idsIn(readFileSync(target, "utf8")).sort()).toEqual(["one", "two"]);
  });

  await test.step("all runs that a search finds are exported without selecting them", async () => {
    await page.getByRole("button", { name: "Clear selection" }).click();
    const target = join(folder, "found.jsonl");
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, target);
    await page.getByRole("button", { name: "Export all runs of this list" }).click();
    await page.screenshot({ path: testInfo.outputPath("export-found.png") });
    await page.getByRole("menuitem", { name: /JSON Lines/ }).click();
    await expect(page.getByText(target)).toBeVisible();
    expect(idsIn(readFileSync(target, "utf8")).sort()).toEqual(["one", "two"]);
  });

  await test.step("an export that takes a while says how far it is, and is cancelled without a trace", async () => {
    const target = join(folder, "found.jsonl");
    const before = readFileSync(target, "utf8");
    const consoles = idsIn(before).map((id) => join(place.library, "runs", runFolderName(id), consoleFile));
    for (const path of consoles) {
      mkdirSync(dirname(path), { recursive: true });
      execFileSync("mkfifo", ["-m", "666", path]);
    }
    // Whoever reads such a console waits until it is closed here.
    const [first = 0, second = 0] = consoles.map((path) => openSync(path, "r+"));
    await page.getByRole("button", { name: "Export all runs of this list" }).click();
    await page.getByRole("menuitem", { name: /JSON Lines/ }).click();
    const files = () => readdirSync(folder).filter((name) => name.startsWith("found"));
    await expect.poll(files).toHaveLength(2);
    const began = Date.now();
    await expect.poll(() => Date.now() - began).toBeGreaterThan(300);
    closeSync(first);
    const notice = page.getByRole("alert").filter({ hasText: "Exporting: 1 of 2 runs" });
    await expect(notice).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath("exporting.png") });
    await notice.getByRole("button", { name: "Cancel" }).click();
    closeSync(second);
    await expect(notice).toBeHidden();
    expect(readFileSync(target, "utf8")).toBe(before);
    expect(files()).toEqual(["found.jsonl"]);
    for (const path of consoles) rmSync(path);
  });

  await test.step("with a pipeline and another tool's folder beside them, all are imported at once", async () => {
    const mlruns = resolve("test/fixtures/importers/written/mlflow-3.17.2");
    await dropFiles(page, [file, folder, mlruns]);
    await expect(dialog).toContainText("MLflow runs");
    await expect(dialog).toContainText("3 of 3 files can be imported");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: testInfo.outputPath("mixed-dark.png") });
    await dialog.getByRole("button", { name: "Trust and import 3 files" }).click();
    await expect(page.getByText(/runs imported · 2 unchanged · 1 refused/)).toBeVisible();
    await expect(page.getByRole("region", { name: "Pipeline graph" })).toBeVisible();
  });
});

test("what is let go over a run that has gone meanwhile is taken all the same", async ({ place, launch }) => {
  const folder = place.workspace("late", { "runs.jsonl": lines, "pipeline.yaml": pipeline });
  await runCli(place, ["import", join(folder, "runs.jsonl")]);
  const { page } = await launch();
  const row = page.getByRole("grid", { name: "Runs" }).locator("[data-run]").first();
  const { x, y } = (await row.boundingBox()) ?? { x: 0, y: 0 };
  await dropFiles(page, [join(folder, "pipeline.yaml")], row, async () => {
    // What lies under the pointer gets the drop: were it the run, and gone a moment before, nobody would be told of it.
    const under = await page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.textContent, [
      x,
      y,
    ] as const);
    expect(under).toContain("Drop to import");
    await runCli(place, ["delete", "one", "two", "--yes"]);
    await expect(row).toHaveCount(0);
  });
  await expect(page.getByRole("dialog", { name: "Import pipeline" })).toContainText("beside");
  await expect(page.getByText("Drop to import")).toHaveCount(0);
});
