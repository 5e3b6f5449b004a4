import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import type { Place } from "./harness/place.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

/** Two runs of two steps, of which the second run has another `n`; then `n` is changed in the file. */
async function twoRuns(place: Place): Promise<string> {
  const file = (n: number): string => `signet: 1
name: tiny
project: lab
params: {n: ${n}}
steps:
  make: {run: "echo {params.n} > {outputs.x}", outputs: [x]}
  use: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}
`;
  const folder = place.workspace("tiny", { "pipeline.yaml": file(1) });
  const path = join(folder, "pipeline.yaml");
  await runCli(place, ["run", path, "--name", "first"]);
  await runCli(place, ["run", path, "--name", "second", "-P", "n=2"]);
  place.write(path, file(3));
  return path;
}

const compared = (compare: Locator) =>
  compare.getByRole("list", { name: "Runs compared" }).locator("[data-side]");

test("a comparison starts from a drag, from a run, from a reason of a plan and from a link, and is taken along", async ({
  place,
  launch,
}, testInfo) => {
  const path = await twoRuns(place);
  const { page, app } = await launch({ args: [path] });
  const compare = page.getByRole("region", { name: "Compare" });
  const grid = page.getByRole("grid", { name: "Runs" });
  const row = (name: string) => grid.getByRole("row", { name: new RegExp(`^${name}, `) });
  const toTable = (): Promise<void> => page.getByRole("treeitem", { name: /^lab/ }).click();
  const isCompared = async (...names: string[]): Promise<void> => {
    await expect(compared(compare)).toHaveText(names.map((name) => new RegExp(name)));
  };

  await test.step("a reason of a plan", async () => {
    await page.getByRole("button", { name: "Trust and import" }).click();
    await page.getByRole("region", { name: "Pipeline graph" }).locator('[data-step="make"]').click();
    await page.getByRole("button", { name: /^Parameter changed: n/ }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("run #2");
    await page.screenshot({ path: testInfo.outputPath("reason.png") });
    await dialog.getByRole("button", { name: "Compare runs" }).click();
    await expect(compare.getByRole("tab", { name: "Parameters" })).toHaveAttribute("aria-selected", "true");
    await expect(compare.locator('[data-key="n"]')).toHaveAttribute("data-change", "changed");
    await isCompared("make· #1", "make· #2");
  });

  await test.step("two runs dropped on each other", async () => {
    await toTable();
    await row("second").dragTo(row("first"));
    await isCompared("first", "second");
  });

  await test.step("a run and its predecessor", async () => {
    await toTable();
    await row("second").click();
    await page.getByRole("button", { name: "Compare with previous" }).click();
    await isCompared("first", "second");
  });

  await test.step("another baseline: by dragging, and by its menu", async () => {
    await compared(compare).last().dragTo(compared(compare).first());
    await isCompared("second", "first");
    await compared(compare).last().click();
    await page.getByRole("menuitem", { name: "Make it the baseline" }).click();
    await isCompared("first", "second");
  });

  await test.step("saved as data and as a page, and its link copied", async () => {
    const save = async (item: RegExp, name: string): Promise<string> => {
      const target = join(place.root, name);
      // The system's own dialog cannot be driven from here: it is answered as if the person had named this file.
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, target);
      await compare.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: item }).click();
      await expect(page.getByText(target)).toBeVisible();
      return readFileSync(target, "utf8");
    };
    expect(await save(/HTML/, "compared.html")).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(await save(/JSON/, "compared.json"))).toMatchObject({});
    await compare.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Copy link to this comparison" }).click();
    await expect(page.getByText("Copied")).toBeVisible();
    const link = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(link).toMatch(/^signet:\/\/compare\//);
    await toTable();
    await typeQuery(page, link);
    await isCompared("first", "second");
  });
});
