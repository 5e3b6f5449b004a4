import { symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { clearmlScripts } from "../fixtures/clearml-scripts.ts";
import { dvcRepository } from "../fixtures/dvc-repository.ts";
import { kedroProjectWithExtras } from "../fixtures/kedro-extras.ts";
import { kedroProject } from "../fixtures/kedro-project.ts";
import { luigiModule } from "../fixtures/luigi-module.ts";
import { type PythonTools, pythonTools } from "../helpers/python-tools.ts";
import { dropFiles } from "./harness/drop.ts";
import { test } from "./harness/test.ts";

const node = (page: Page, step: string) =>
  page.getByRole("region", { name: "Pipeline graph" }).locator(`[data-step="${step}"]`);
const plan = (page: Page) => page.getByRole("status", { name: "Plan" });
const look = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

type Change = {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly step: string;
  readonly reason: string;
};

type Dropped = {
  readonly tool: string;
  readonly files: { readonly [path: string]: string };
  /** What is dropped, in the folder of the files; "" is the folder itself. */
  readonly drop: string;
  readonly format: string;
  readonly packages: readonly string[];
  readonly steps: number;
  /** A parameter, a function, an input: each in turn, put back after it was seen. */
  readonly changes: readonly Change[];
};

const dropped: readonly Dropped[] = [
  {
    tool: "DVC",
    files: { ".dvc/config": "", ...dvcRepository },
    drop: "",
    format: "DVC pipeline",
    packages: [],
    steps: 9,
    changes: [
      {
        file: "params.yaml",
        from: "lr: 0.1",
        to: "lr: 0.2",
        step: "train@1",
        reason: "Parameter changed: train.lr 0.1 → 0.2",
      },
      {
        file: "src/helper.py",
        from: "line.strip()",
        to: "line.rstrip()",
        step: "prepare",
        reason: "Helper changed: src/helper.py › cleaned()",
      },
      {
        file: "data/raw.csv",
        from: "3,9",
        to: "3,10",
        step: "prepare",
        reason: "Input changed: data/raw.csv",
      },
    ],
  },
  {
    tool: "ClearML",
    files: clearmlScripts,
    drop: "squares.py",
    format: "ClearML pipeline",
    packages: [],
    steps: 5,
    changes: [
      {
        file: "squares.py",
        from: "rate=0.3",
        to: "rate=0.4",
        step: "fit",
        reason: "Parameter changed: rate 0.3 → 0.4",
      },
      {
        file: "squares.py",
        from: "return value * by",
        to: "return by * value",
        step: "fit",
        reason: "scaled()",
      },
      {
        file: "data/first.txt",
        from: "0",
        to: "1",
        step: "load",
        reason: "Undeclared input changed: data/first.txt",
      },
    ],
  },
  {
    tool: "Luigi",
    files: luigiModule,
    drop: "etl.py",
    format: "Luigi tasks",
    packages: ["luigi==3.8.1"],
    steps: 4,
    changes: [
      {
        file: "etl.py",
        from: "IntParameter(default=2)",
        to: "IntParameter(default=3)",
        step: "Count",
        reason: "Parameter changed: Count.top 2 → 3",
      },
      {
        file: "words.py",
        from: "text.lower() if",
        to: "text.lower().strip() if",
        step: "Clean(name=a)",
        reason: "Helper changed: words.py › tidy()",
      },
      {
        file: "data/b.txt",
        from: "x b a",
        to: "x b",
        step: "Clean(name=b)",
        reason: "Input changed: data/b.txt",
      },
    ],
  },
  {
    tool: "Kedro",
    files: kedroProject("1.7.0"),
    drop: "",
    format: "Kedro project",
    packages: ["kedro==1.7.0", "kedro-datasets==9.6.0", "pandas==3.1.1"],
    steps: 6,
    changes: [
      {
        file: "conf/base/parameters.yml",
        from: "rate: 0.5",
        to: "rate: 0.25",
        step: "model.train",
        reason: "Parameter changed: model.rate 0.5 → 0.25",
      },
      {
        file: "src/shuttles/pipelines/cleaning.py",
        from: ">= least",
        to: "> least",
        step: "clean",
        reason: "at_least()",
      },
      {
        file: "data/01_raw/reviews.csv",
        from: "3,3",
        to: "3,4",
        step: "join",
        reason: "Input changed: data/01_raw/reviews.csv",
      },
    ],
  },
];

for (const { tool, files, drop, format, packages, steps, changes } of dropped) {
  test(`a ${tool} pipeline is dropped, trusted, run, and only what changed would run again`, async ({
    place,
    launch,
  }) => {
    test.setTimeout(300_000);
    let tools: PythonTools | null = null;
    if (packages.length > 0) {
      tools = await pythonTools(`${tool} pipelines in the window`, packages);
      test.skip(tools === null, "no package index can be reached");
    }
    const workspace = place.workspace("project", files);
    if (tools !== null) symlinkSync(dirname(dirname(tools.python)), join(workspace, ".venv"));
    const { page } = await launch();
    await dropFiles(page, [drop === "" ? workspace : join(workspace, drop)]);
    const dialog = page.getByRole("dialog", { name: "Import pipeline" });
    await expect(dialog.getByText(format, { exact: true })).toBeVisible();
    // What it shows before anything of it may run is looked at by people, in both themes.
    for (const theme of ["dark", "light"] as const) {
      await page.evaluate((chosen) => window.signet?.changeSettings({ theme: chosen }), theme);
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", theme);
      await page.screenshot({
        path: test.info().outputPath(`${tool}-import-${theme}.png`),
        animations: "disabled",
      });
    }
    await dialog.getByRole("button", { name: "Trust and import" }).click();
    const first = changes[0]?.step ?? "";
    await expect(node(page, first)).toBeVisible({ timeout: 60_000 });

    await page.getByRole("button", { name: "Run", exact: true }).click();
    await expect(page.getByText("Run #1 succeeded")).toBeVisible({ timeout: 180_000 });
    // ClearML's `check` says that it wants to run always.
    const settled = tool === "ClearML" ? steps - 1 : steps;
    await expect(plan(page)).toContainText(`${settled} up to date`, { timeout: 60_000 });
    await page.screenshot({ path: test.info().outputPath(`${tool}-done.png`) });

    for (const { file, from, to, step, reason } of changes) {
      const text = files[file] ?? "";
      expect(text).toContain(from);
      place.write(join(workspace, file), text.replace(from, to));
      await look(page);
      await expect(node(page, step)).toHaveAttribute("data-action", "run", { timeout: 60_000 });
      await expect(node(page, step)).toHaveAccessibleName(
        new RegExp(reason.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")),
      );
      place.write(join(workspace, file), text);
      await look(page);
      await expect(plan(page)).toContainText(`${settled} up to date`, { timeout: 60_000 });
    }
  });
}

test("a ClearML script that needs a server says so before anybody trusts it, and after", async ({
  place,
  launch,
}) => {
  const workspace = place.workspace("project", clearmlScripts);
  const { page } = await launch();
  await dropFiles(page, [join(workspace, "settings.py")]);
  const dialog = page.getByRole("dialog", { name: "Import pipeline" });
  await expect(
    dialog.getByText("Step remote is a copy of a task on a ClearML server, and left out"),
  ).toBeVisible();
  await expect(dialog.getByText("Step after is left out as well: it waits for remote")).toBeVisible();
  await expect(dialog.getByText(/slow: with continue_on_fail the others go on/)).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("ClearML-server.png"), animations: "disabled" });
  await dialog.getByRole("button", { name: "Trust and import" }).click();
  await expect(node(page, "flaky")).toBeVisible({ timeout: 60_000 });
  await expect(
    page.getByText("Step remote is a copy of a task on a ClearML server, and left out"),
  ).toBeVisible();
  await page.screenshot({
    path: test.info().outputPath("ClearML-server-trusted.png"),
    animations: "disabled",
  });
});

test("the steps of a named pipeline or with a tag are chosen from a menu", async ({ place, launch }) => {
  test.setTimeout(300_000);
  const tools = await pythonTools("sets of steps of a Kedro project in the window", [
    "kedro==1.7.0",
    "kedro-datasets==9.6.0",
    "pandas==3.1.1",
  ]);
  if (tools === null) test.skip(true, "no package index can be reached");
  const workspace = place.workspace("project", kedroProjectWithExtras("1.7.0"));
  if (tools !== null) symlinkSync(dirname(dirname(tools.python)), join(workspace, ".venv"));
  const { page } = await launch();
  await dropFiles(page, [workspace]);
  await page.getByRole("button", { name: "Trust and import" }).click();
  await expect(node(page, "count")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Choose steps" }).click();
  await page.screenshot({ path: test.info().outputPath("Kedro-steps-menu.png"), animations: "disabled" });
  await page.getByRole("menuitem", { name: "Tag nightly" }).click();
  const chosen = page.getByRole("region", { name: "Chosen steps" });
  await expect(chosen).toContainText("Only tag:nightly");
  await expect(
    page.getByText("remember needs what join makes, which was not chosen and has no result yet"),
  ).toBeVisible();
  await page.getByRole("button", { name: "Choose steps" }).click();
  await page.getByRole("menuitem", { name: "Pipeline data" }).click();
  await expect(chosen).toContainText("Only pipeline:data");
  await expect(chosen).toContainText("2 of 9 steps planned and run");
  await page.screenshot({ path: test.info().outputPath("Kedro-steps-chosen.png"), animations: "disabled" });
  await page.getByRole("button", { name: "Choose steps" }).click();
  await page.getByRole("menuitem", { name: /^All 9 steps/ }).click();
  await expect(chosen).toHaveCount(0);
});
