import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { workedExample } from "../fixtures/worked-example.ts";
import { runCliJson } from "./harness/cli.ts";
import { dragFilesInVain, dropFiles } from "./harness/drop.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

const node = (page: Page, step: string) =>
  page.getByRole("region", { name: "Pipeline graph" }).locator(`[data-step="${step}"]`);
const plan = (page: Page) => page.getByRole("status", { name: "Plan" });
const runButton = (page: Page) => page.getByRole("button", { name: "Run", exact: true });

/** Presses Run and waits until the strip says how it ended. */
async function runPipeline(page: Page, number: number): Promise<void> {
  await runButton(page).click();
  await expect(page.getByText(`Run #${number} succeeded`)).toBeVisible();
}

async function setParameter(page: Page, name: string, value: string): Promise<void> {
  await page.getByLabel(name, { exact: true }).fill(value);
}

test("the worked table holds through the window: drop, trust, run, change, restore", async ({
  place,
  launch,
}) => {
  const workspace = place.workspace("worked", workedExample);
  const ran = () => {
    const log = join(workspace, "ran.log");
    const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    rmSync(log, { force: true });
    return lines;
  };
  const { page } = await launch();

  const overlay = page.getByText("Drop to import", { exact: true });
  await dragFilesInVain(page, [join(workspace, "pipeline.yaml")], () => expect(overlay).toBeVisible());
  await page.mouse.move(200, 200);
  await expect(overlay).toHaveCount(0);
  await dropFiles(page, [join(workspace, "pipeline.yaml")], undefined, () => expect(overlay).toBeVisible());
  await expect(overlay).toHaveCount(0);
  const dialog = page.getByRole("dialog", { name: "Import pipeline" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText("sh a.sh {params.n} {outputs.oA}").first()).toBeVisible();
  expect(ran()).toEqual([]);
  await dialog.getByRole("button", { name: "Trust and import" }).click();

  await expect(node(page, "A")).toHaveAttribute("data-action", "run");
  await expect(node(page, "A")).toHaveAccessibleName(/^A, to run: Never run/);
  await expect(node(page, "B")).toHaveAttribute("data-action", "undecided");
  expect(ran()).toEqual([]);

  // run B
  await runPipeline(page, 1);
  expect(ran()).toEqual(["A 0", "B 1"]);

  // run B again
  await expect(plan(page)).toContainText("2 up to date");
  await expect(node(page, "B")).toHaveAttribute("data-action", "reuse");
  await runPipeline(page, 2);
  expect(ran()).toEqual([]);

  // run B with n=1: seen before it runs
  await setParameter(page, "n", "1");
  await expect(node(page, "A")).toHaveAttribute("data-action", "run");
  await expect(node(page, "A")).toContainText("Parameter changed: n 0 → 1");
  await expect(node(page, "B")).toHaveAttribute("data-action", "undecided");
  expect(ran()).toEqual([]);
  await runPipeline(page, 3);
  expect(ran()).toEqual(["A 1", "B 1"]);

  // run B with n=1 m=2
  await setParameter(page, "m", "2");
  await expect(node(page, "A")).toHaveAttribute("data-action", "reuse");
  await expect(node(page, "B")).toHaveAttribute("data-action", "run");
  await runPipeline(page, 4);
  expect(ran()).toEqual(["B 2"]);

  // back to n=0 m=1
  await setParameter(page, "n", "0");
  await setParameter(page, "m", "1");
  await expect(node(page, "A")).toHaveAttribute("data-action", "restore");
  await expect(node(page, "B")).toHaveAttribute("data-action", "restore");
  await runPipeline(page, 5);
  expect(ran()).toEqual([]);
  expect(readFileSync(join(workspace, "out/b.txt"), "utf8")).toBe("a with n=0\nb with m=1\n");

  // edit only B's code; the window sees it when it gets the focus again
  place.write(join(workspace, "b.sh"), `${workedExample["b.sh"]}echo more >> "$3"\n`);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(node(page, "B")).toContainText("Code changed: b.sh");
  await expect(node(page, "A")).toHaveAttribute("data-action", "reuse");
  await runPipeline(page, 6);
  expect(ran()).toEqual(["B 1"]);

  // delete A's output from the workspace
  rmSync(join(workspace, "out/a.txt"));
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(node(page, "A")).toHaveAttribute("data-action", "restore");
  await expect(node(page, "A")).toContainText("Output missing: out/a.txt, kept from run #1");
  await expect(node(page, "B")).toHaveAttribute("data-action", "reuse");
  await runPipeline(page, 7);
  expect(ran()).toEqual([]);
  expect(readFileSync(join(workspace, "out/a.txt"), "utf8")).toBe("a with n=0\n");
});

test("the example is trained, compared, found, and all there after a restart", async ({ place, launch }) => {
  const first = await launch({ args: ["--example"] });
  const { page } = first;
  await expect(plan(page)).toContainText("1 to run");
  await runPipeline(page, 1);
  await expect(plan(page)).toContainText("Nothing to run · 6 up to date");

  await setParameter(page, "train.lr", "0.05");
  await expect(node(page, "train")).toHaveAttribute("data-action", "run");
  await expect(node(page, "train_wide")).toHaveAttribute("data-action", "reuse");
  await expect(node(page, "evaluate")).toHaveAttribute("data-action", "undecided");
  await expect(plan(page)).toContainText("1 to run");
  await runPipeline(page, 2);

  // Both runs are in the table; the newest is first.
  await page.getByRole("treeitem", { name: /^examples/ }).click();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(grid.getByRole("row", { name: /^iris, / })).toHaveCount(2);

  // Compare the two.
  await grid.getByRole("checkbox", { name: "Select iris" }).nth(1).click();
  await grid.getByRole("checkbox", { name: "Select iris" }).nth(0).click();
  await page.getByRole("button", { name: "Compare" }).click();
  const compare = page.getByRole("region", { name: "Compare" });
  await compare.getByRole("tab", { name: "Parameters" }).click();
  const changed = compare.locator('[data-key="train.lr"]');
  await expect(changed).toHaveAttribute("data-change", "changed");
  await expect(changed).toContainText("0.3");
  await expect(changed).toContainText("0.05");
  await expect(compare.locator('[data-key="split.seed"]')).toHaveCount(0);
  await compare.getByRole("switch", { name: "Only differences" }).click();
  await expect(compare.locator('[data-key="split.seed"]')).toHaveAttribute("data-change", "same");
  await compare.getByRole("tab", { name: "Metrics" }).click();
  await expect(compare.locator('[data-key="softmax.loss"]')).toHaveAttribute("data-change", "changed");

  // Find one by typing.
  await page.getByRole("treeitem", { name: /^examples/ }).click();
  await typeQuery(page, "kind:pipeline AND params.train.lr:0.05");
  await expect(grid.getByRole("row", { name: /^iris, / })).toHaveCount(1);
  await typeQuery(page, "nothing-is-called-this");
  await expect(grid.getByRole("row", { name: /^iris, / })).toHaveCount(0);
  await typeQuery(page, "train_wide");
  await expect(grid.getByRole("row", { name: /^train_wide, / }).first()).toBeVisible();

  // Close, open: everything is there.
  await first.close();
  const second = await launch();
  await expect(second.page.getByRole("treeitem", { name: /^examples/ })).toBeVisible();
  const rows = second.page.getByRole("grid", { name: "Runs" }).getByRole("row", { name: /^iris, / });
  await expect(rows).toHaveCount(2);
  await rows.first().click();
  const detail = second.page.getByRole("region", { name: "Run detail" });
  await detail.getByRole("tab", { name: "Metrics" }).click();
  await expect(detail.getByText("test_accuracy").first()).toBeVisible();
  await detail.getByRole("tab", { name: "Logs" }).click();
  await expect(detail.getByRole("log")).toBeVisible();

  // The terminal sees the same library.
  const runs = await runCliJson(place, ["runs", "--json"]);
  expect(runs).toMatchObject({ total: 2 });
});

test("a running pipeline is watched live and can be cancelled", async ({ place, launch }) => {
  const workspace = place.workspace("slow", {
    "pipeline.yaml": `signet: 1
name: slow
steps:
  quick: {run: "echo done > {outputs.q}", outputs: [q]}
  long: {run: "touch started; sleep 600; cat {inputs.q} > {outputs.l}", inputs: [q], outputs: [l]}
`,
  });
  const { page } = await launch({ args: [join(workspace, "pipeline.yaml")] });
  await page.getByRole("button", { name: "Trust and import" }).click();
  await runButton(page).click();
  await expect(node(page, "quick")).toHaveAttribute("data-status", "succeeded");
  await expect(node(page, "long")).toHaveAttribute("data-status", "running");
  await expect(node(page, "long")).toHaveAccessibleName(/^long, running/);
  await expect.poll(() => existsSync(join(workspace, "started"))).toBe(true);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Run #1 was cancelled")).toBeVisible();
  await expect(node(page, "long")).toContainText("Its last run was cancelled (run #1)");
});

test("a wrong pipeline file is explained by line and column, and cannot be imported", async ({
  place,
  launch,
}) => {
  const workspace = place.workspace("wrong", {
    "pipeline.yaml":
      "signet: 1\nparams: {lr: 0.1}\nsteps:\n  train:\n    run: python3 train.py {params.lrr} {outputs.m}\n    outputs: [m]\n",
    "notes.txt": "no pipeline",
  });
  const { page } = await launch();
  await dropFiles(page, [join(workspace, "pipeline.yaml"), join(workspace, "notes.txt")]);
  const dialog = page.getByRole("dialog", { name: "Import pipeline" });
  await expect(dialog.getByText("lrr").first()).toBeVisible();
  await expect(dialog.getByText(/5:2\d/).first()).toBeVisible();
  await expect(dialog.getByText("notes.txt").first()).toBeVisible();
  await expect(dialog.getByRole("button", { name: /import/i })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
});

test("a step goes on when the app is killed with SIGKILL; the next one finishes it, and what was finished is reused", async ({
  place,
  launch,
}) => {
  // Outside the workspace: files that a command names there count as its code.
  const signals = place.workspace("signals", { "read.me": "" });
  const workspace = place.workspace("killed", {
    "pipeline.yaml": `signet: 1
name: killed
steps:
  first: {run: "echo first >> ran.log; echo 1 > {outputs.one}", outputs: [one]}
  second: {run: "echo second >> ran.log; touch ${signals}/started; until [ -e ${signals}/go ]; do sleep 0.1; done; cat {inputs.one} > {outputs.two}", inputs: [one], outputs: [two]}
  third: {run: "echo third >> ran.log; cat {inputs.two} > {outputs.three}", inputs: [two], outputs: [three]}
`,
  });
  const file = join(workspace, "pipeline.yaml");
  const app = await launch({ args: [file] });
  await app.page.getByRole("button", { name: "Trust and import" }).click();
  await runButton(app.page).click();
  await expect.poll(() => existsSync(join(signals, "started"))).toBe(true);
  // What is shown is recorded: killed before that, the app has told nobody of the step, and it is ended.
  await expect(node(app.page, "second")).toHaveAttribute("data-status", "running");
  await app.kill();

  const again = await launch();
  const row = again.page.getByRole("grid", { name: "Runs" }).getByRole("row", { name: /^killed, / });
  await expect(row).toHaveAccessibleName("killed, running");
  writeFileSync(join(signals, "go"), "");
  await expect(row).toHaveAccessibleName("killed, interrupted");
  await again.page
    .getByRole("list", { name: "Pipelines" })
    .getByRole("button", { name: /killed/ })
    .click();
  await expect(node(again.page, "first")).toHaveAttribute("data-action", "reuse");
  await expect(node(again.page, "second")).toHaveAttribute("data-action", "reuse");
  await runPipeline(again.page, 2);
  expect(readFileSync(join(workspace, "ran.log"), "utf8")).toBe("first\nsecond\nthird\n");
});
