import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { capture } from "../../scripts/processes.ts";
import { runCli } from "./harness/cli.ts";
import { dropFiles } from "./harness/drop.ts";
import { hostileOutputs, inheritedNames, inheritedRuns } from "./harness/hostile-files.ts";
import { openOutside } from "./harness/outside.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

/** The window as it must be whatever was looked at: at its page, alone, with nothing foreign in it. */
async function expectUntouched(page: Page): Promise<void> {
  const state = await page.evaluate(() => ({
    address: location.href.replace(/#.*/, ""),
    broken: "broken" in globalThis || "broken" in {},
  }));
  expect(state).toEqual({ address: "app://signet/index.html", broken: false });
  expect(page.context().pages()).toHaveLength(1);
}

test("names that every object has already are names like others, from the file to the table and out again", async ({
  place,
  launch,
}) => {
  test.setTimeout(120_000);
  const file = join(place.root, "inherited.jsonl");
  place.write(file, inheritedRuns());
  const { page, app } = await launch();
  const saved = (name: string): string => join(place.root, name);
  const saveAs = (target: string): Promise<void> =>
    app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, target);
  await dropFiles(page, [file]);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /import/i }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(grid.locator("[data-run]")).toHaveCount(2);

  await test.step("as columns, and in the search", async () => {
    for (const query of ["params.__proto__.broken:2", "params.constructor.broken:3", "metrics.toString:>2"]) {
      await typeQuery(page, query);
      await expect(grid, query).toHaveAttribute("data-query", query);
      await expect(grid.locator("[data-run]"), query).toHaveCount(1);
    }
    await typeQuery(page, "");
    await expect(grid.locator("[data-run]")).toHaveCount(2);
  });

  await test.step("in a run", async () => {
    await grid.getByText("inherited 1", { exact: true }).click();
    const detail = page.getByRole("region", { name: "Run detail" });
    for (const name of inheritedNames)
      await expect(detail.getByText(name, { exact: true }).first()).toBeVisible();
    await detail.getByRole("tab", { name: "Parameters" }).click();
    for (const name of inheritedNames) await expect(detail).toContainText(`${name}.broken`);
    await detail.getByRole("tab", { name: "Metrics" }).click();
    for (const name of inheritedNames) await expect(detail).toContainText(name);
    await page.getByRole("treeitem", { name: /^inherited/ }).click();
    await expectUntouched(page);
  });

  await test.step("side by side", async () => {
    for (const name of ["inherited 1", "inherited 2"])
      await grid.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    const compare = page.getByRole("region", { name: "Compare" });
    const row = (key: string) => compare.locator(`[data-key="${key}"]`);
    await compare.getByRole("tab", { name: "Parameters" }).click();
    for (const name of inheritedNames)
      await expect(row(`${name}.broken`)).toHaveAttribute("data-change", "changed");
    await compare.getByRole("tab", { name: "Metrics" }).click();
    for (const name of inheritedNames) await expect(row(name)).toHaveAttribute("data-change", "changed");
    await saveAs(saved("compared.html"));
    await compare.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /HTML/ }).click();
    await expect.poll(() => textOf(saved("compared.html"))).toContain("__proto__");
    await expectUntouched(page);
  });

  await test.step("as a table of which no cell is a formula", async () => {
    const { status, stdout } = await runCli(place, ["export", "--format", "csv"]);
    expect(status).toBe(0);
    for (const name of inheritedNames) expect(stdout).toContain(name);
    expect(stdout).toContain("HYPERLINK");
    const cells = stdout.split(/[\n,]/).map((cell) => cell.replace(/^"/, ""));
    expect(cells.filter((cell) => /^[=@\t\r]|^[+-](?![\d.])/.test(cell))).toEqual([]);
  });
});

test("what a run left behind neither fills the memory nor gets out, and the window goes on", async ({
  place,
  launch,
}, testInfo) => {
  test.setTimeout(170_000);
  const outside = await openOutside();
  const outputs = hostileOutputs(outside.address);
  const id = (name: string): string => name.replace(".", "-");
  const names = Object.keys(outputs);
  const copies = names.map((name) => `cp {inputs.${id(name)}-from} {outputs.${id(name)}}\n`);
  const datasets = names.flatMap((name) => [
    `  ${id(name)}-from: {path: from/${name}}\n`,
    `  ${id(name)}: {path: out/${name}}\n`,
  ]);
  const workspace = place.workspace("left", {
    ...Object.fromEntries(Object.entries(outputs).map(([name, text]) => [`from/${name}`, text])),
    "pipeline.yaml": `signet: 1
name: left
project: left
datasets:
${datasets.join("")}  long-csv: {path: out/long.csv}
steps:
  leave:
    inputs: [${names.map((name) => `${id(name)}-from`).join(", ")}]
    outputs: [${names.map(id).join(", ")}, long-csv]
    run: |
      ${copies.join("      ")}      head -c 100000000 /dev/zero | tr '\\0' x > {outputs.long-csv}
`,
  });
  const ran = await runCli(place, ["run", join(workspace, "pipeline.yaml")]);
  expect(ran, ran.stderr + ran.stdout).toMatchObject({ status: 0 });
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  await grid.getByText("left", { exact: true }).first().click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await detail.getByRole("tab", { name: "Outputs" }).click();
  const show = detail.getByRole("button", { name: /^Show .*-(svg|html|csv|yaml|json)$/ });
  await expect(show.first()).toBeVisible();
  while ((await show.count()) > 0) await show.first().click();
  await expect(detail.getByRole("status", { name: /^Reading / })).toHaveCount(0, { timeout: 60_000 });
  // What would be drawn for ever is shown as the text that it is; what is only odd is drawn.
  const output = (name: string) => detail.getByRole("region", { name: `Output ${name}` });
  for (const name of ["laughs-svg", "uses-svg"]) await expect(output(name).getByRole("img")).toHaveCount(0);
  await expect(output("uses-svg")).toContainText("xlink:href");
  await page.screenshot({ path: testInfo.outputPath("outputs.png"), fullPage: true });
  await expectUntouched(page);
  await detail.getByRole("tab", { name: "Overview" }).click();
  await expect(detail.getByRole("heading").first()).toContainText("left");
  expect(outside.asked).toEqual([]);
  await outside.close();
});

test("links in a dropped folder lead nowhere", async ({ place, launch }) => {
  const folder = place.workspace("linked", {
    "metrics.json": '{"acc": 0.5}',
    "params.yaml": "n: 1\n",
    "plots/metrics/acc.tsv": "step\tacc\n0\t0.5\n",
    "artifacts/own.txt": "of the run",
  });
  const secret = join(place.root, "secret.txt");
  place.write(secret, "a secret of the person");
  const links = {
    "artifacts/password": "/etc/passwd",
    "artifacts/outside": secret,
    "artifacts/round": "..",
    "artifacts/itself": "itself",
    "plots/metrics/stolen.tsv": secret,
    "plots/images": place.root,
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
  const { page } = await launch();
  await dropFiles(page, [folder]);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /import/i }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(grid.locator("[data-run]")).toHaveCount(1);
  await grid.locator("[data-run]").first().click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await detail.getByRole("tab", { name: "Outputs" }).click();
  await expect(detail).toContainText("own.txt");
  for (const name of ["password", "outside", "round", "itself"]) await expect(detail).not.toContainText(name);
  await expectUntouched(page);
  const holds = async (text: string): Promise<boolean> =>
    (await capture("grep", ["-rqF", text, place.library])).status === 0;
  expect(await holds("of the run")).toBe(true);
  expect(await holds("a secret of the person")).toBe(false);
  expect(await holds("root:x:0:0")).toBe(false);
});

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
