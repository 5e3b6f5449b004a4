import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { test } from "./harness/test.ts";

/** A step with a helper, one that draws what it made, and one with six items that one step gathers. */
const workspaceFiles = {
  "pipeline.yaml": `signet: 1
name: fits
params: {lr: 0.1}
datasets:
  curve: {path: out/curve.csv, as: plot}
steps:
  prepare: {run: "python3 prepare.py {outputs.table}", outputs: [table]}
  train: {run: "python3 train.py {inputs.table} {outputs.model} {params.lr}", inputs: [table], outputs: [model]}
  draw: {run: "python3 draw.py {inputs.model} {outputs.curve}", inputs: [model], outputs: [curve]}
  score:
    foreach: {n: [1, 2, 3, 4, 5, 6]}
    run: "python3 score.py {inputs.model} {params.n} {outputs.score}"
    inputs: [model]
    outputs: [score]
  best: {run: "cat {inputs.score} > {outputs.best}", inputs: [score], outputs: [best]}
`,
  "prepare.py": `import sys
open("ran.log", "a").write("prepare\\n")
open(sys.argv[1], "w").write("1 2 3\\n")
`,
  "helpers.py": `"""Shared by the steps."""


def other(value):
    return value - 1


def scale(value, by):
    return value * by
`,
  "train.py": `import sys
from helpers import scale
open("ran.log", "a").write("train\\n")
numbers = [float(one) for one in open(sys.argv[1]).read().split()]
open(sys.argv[2], "w").write(" ".join(str(round(scale(one, float(sys.argv[3])))) for one in numbers))
`,
  "draw.py": `import sys
open("ran.log", "a").write("draw\\n")
numbers = open(sys.argv[1]).read().split()
rows = [f"{place},{one}" for place, one in enumerate(numbers)]
open(sys.argv[2], "w").write("place,value\\n" + "\\n".join(rows) + "\\n")
`,
  "score.py": `import sys
open(sys.argv[3], "w").write(sys.argv[2] + "\\n")
`,
};

const node = (page: Page, step: string) =>
  page.getByRole("region", { name: "Pipeline graph" }).locator(`[data-step="${step}"]`);
const plan = (page: Page) => page.getByRole("status", { name: "Plan" });
const panel = (page: Page, step: string) => page.getByRole("region", { name: `Step ${step}` });
const look = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

async function run(page: Page, number: number): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText(`Run #${number} succeeded`)).toBeVisible();
}

test("a reason opens what changed; steps are chosen, forced, accepted and cloned in the window", async ({
  place,
  launch,
}) => {
  const workspace = place.workspace("fits", workspaceFiles);
  const ran = () => {
    const log = join(workspace, "ran.log");
    const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
    rmSync(log, { force: true });
    return lines;
  };
  place.write(join(workspace, "out/curve.csv"), "mine\n");
  const { page } = await launch({ args: [join(workspace, "pipeline.yaml")] });
  await page.getByRole("button", { name: "Trust and import" }).click();

  // Six items of a foreach are one node until it is unfolded.
  await expect(node(page, "score")).toHaveAttribute("data-items", "6");
  await page.getByRole("button", { name: "Unfold items" }).click();
  await expect(node(page, "score@n=3")).toBeVisible();
  await page.getByRole("button", { name: "Fold items" }).click();
  await expect(node(page, "score@n=3")).toHaveCount(0);

  await run(page, 1);
  expect(ran()).toEqual(["prepare", "train", "draw"]);
  await expect(plan(page)).toContainText("10 up to date");
  await expect(node(page, "score")).toHaveAccessibleName("score, 6 items: 6 up to date");

  // The helper is edited: the reason says so and opens both texts, at the line.
  const helper = workspaceFiles["helpers.py"];
  place.write(join(workspace, "helpers.py"), helper.replace("value * by", "value * by + 0"));
  await look(page);
  await expect(node(page, "train")).toContainText("Helper changed: helpers.py › scale()");
  await node(page, "train").click();
  const reason = panel(page, "train").getByRole("button", {
    name: /^Helper changed: helpers.py › scale\(\)/,
  });
  await expect(panel(page, "train").getByText("return value * by + 0")).toBeVisible();
  await reason.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Helper changed/ });
  await expect(dialog.getByRole("textbox", { name: "helpers.py in run #1" })).toContainText(
    "return value * by",
  );
  await expect(dialog.getByRole("textbox", { name: "helpers.py in now" })).toContainText(
    "return value * by + 0",
  );
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(reason).toBeFocused();

  // A parameter is shown as it was and is.
  await page.getByLabel("lr", { exact: true }).fill("0.2");
  await panel(page, "train")
    .getByRole("button", { name: /^Parameter changed: lr 0.1 → 0.2/ })
    .click();
  const values = page.getByRole("dialog", { name: /^Parameter changed/ });
  await expect(values.locator("del")).toHaveText("0.1");
  await expect(values.locator("ins")).toHaveText("0.2");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Reset" }).click();

  // Only this step: the others are outside the plan, and Run runs it alone.
  await panel(page, "train").getByRole("button", { name: "Run only this step" }).click();
  const strip = page.getByRole("region", { name: "Chosen steps" });
  await expect(strip).toContainText("Only train");
  await expect(strip).toContainText("1 of 10 steps");
  await expect(node(page, "draw")).toHaveAttribute("data-outside", "true");
  await run(page, 2);
  expect(ran()).toEqual(["train"]);
  await strip.getByRole("button", { name: "Clear Only train" }).click();
  await expect(strip).toBeHidden();
  await expect(plan(page)).toContainText("10 up to date");

  // An edit that changes nothing of what it makes is accepted: nothing runs.
  place.write(join(workspace, "helpers.py"), helper.replace("value * by", "by * value"));
  await look(page);
  await expect(node(page, "train")).toHaveAttribute("data-action", "run");
  await panel(page, "train").getByRole("button", { name: "Accept last outputs…" }).click();
  const question = page.getByRole("dialog", { name: "Accept the last outputs of train?" });
  await expect(question).toContainText("Helper changed: helpers.py › scale()");
  await question.getByRole("button", { name: "Accept", exact: true }).click();
  await expect(question).toBeHidden();
  await expect(plan(page)).toContainText("Nothing to run");
  await expect(node(page, "train")).toHaveAttribute("data-action", "reuse");
  expect(ran()).toEqual([]);

  // Forced from its panel.
  await node(page, "draw").click();
  await panel(page, "draw").getByRole("button", { name: "Force" }).click();
  await expect.poll(() => ran()).toEqual(["draw"]);
  await expect(plan(page)).toContainText("Nothing to run");

  // The first run: what it drew, what of the user's it replaced, and once more with its parameters and steps.
  await page.getByRole("button", { name: "All runs" }).click();
  await page
    .getByRole("grid", { name: "Runs" })
    .getByRole("row", { name: /^fits, / })
    .last()
    .click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await expect(detail).toContainText("run #1");
  await detail
    .getByRole("listitem")
    .filter({ hasText: "draw" })
    .getByRole("button", { name: "draw" })
    .click();
  await detail.getByRole("tab", { name: "Outputs" }).click();
  const curve = detail.getByRole("region", { name: "Output curve" });
  await expect(curve.getByRole("img", { name: "curve: value over place" })).toBeVisible();
  await curve.getByText("Table", { exact: true }).click();
  await expect(curve.getByRole("table", { name: "Rows of curve" })).toContainText("place");
  await expect(detail.getByRole("list", { name: "Replaced files" })).toContainText("out/curve.csv");
  await detail.getByRole("button", { name: "Run this step again…" }).click();
  await expect(strip).toContainText("Only draw");
  await expect(page.getByRole("note", { name: "Cloned run" })).toContainText("with today's files and code");
  await expect(panel(page, "draw")).toBeVisible();
});

test("a run that failed is continued: what is done is reused", async ({ place, launch }) => {
  const workspace = place.workspace("broken", {
    "pipeline.yaml": `signet: 1
name: broken
params: {n: 1}
steps:
  first: {run: "echo first {params.n} >> ran.log; echo 1 > {outputs.one}", outputs: [one]}
  second: {run: "echo second >> ran.log; cat whole.txt {inputs.one} > {outputs.two}", inputs: [one], outputs: [two]}
`,
  });
  const { page } = await launch({ args: [join(workspace, "pipeline.yaml")] });
  await page.getByRole("button", { name: "Trust and import" }).click();
  await page.getByLabel("n", { exact: true }).fill("7");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText(/^Run #1 failed/)).toBeVisible();
  await page.getByRole("button", { name: "Reset" }).click();

  place.write(join(workspace, "whole.txt"), "now it is there\n");
  await page.getByRole("button", { name: "All runs" }).click();
  await page
    .getByRole("grid", { name: "Runs" })
    .getByRole("row", { name: /^broken, / })
    .click();
  // Why is told where it is told that it failed.
  const end = page.getByRole("log", { name: "End of the log of second" });
  await expect(end).toContainText("cat: whole.txt: No such file or directory");
  await page.screenshot({ path: test.info().outputPath("what-went-wrong.png"), animations: "disabled" });
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Run #2 succeeded")).toBeVisible();
  await expect(page.getByLabel("n", { exact: true })).toHaveValue("7");
  expect(readFileSync(join(workspace, "ran.log"), "utf8")).toBe("first 7\nsecond\nsecond\n");

  // What it came to is told to whoever looks only after its end, too.
  await page.getByRole("button", { name: "All runs" }).click();
  await expect(page.getByText("Run #2 succeeded")).toBeHidden();
  await page.getByRole("button", { name: "broken · pipeline.yaml" }).click();
  await expect(page.getByText("Run #2 succeeded")).toBeVisible();
});
