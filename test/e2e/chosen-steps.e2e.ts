import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, type Page } from "@playwright/test";
import { cacheFolder } from "../../scripts/electron-runtime/cache.ts";
import { runCli } from "./harness/cli.ts";
import { userEnvironment } from "./harness/launch.ts";
import { setup } from "./harness/setup.ts";
import { test } from "./harness/test.ts";

const pipeline = `signet: 1
name: nights
steps:
  draw: {run: "head -c 8 /dev/urandom > {outputs.seed}", outputs: [seed], tags: [nightly]}
  copy: {run: "cat {inputs.seed} > {outputs.copied}", inputs: [seed], outputs: [copied]}
  check: {run: "echo checked > {outputs.checked}", outputs: [checked], tags: [nightly, quick]}
`;

const node = (page: Page, step: string) =>
  page.getByRole("region", { name: "Pipeline graph" }).locator(`[data-step="${step}"]`);

test("steps with a tag are chosen from a menu, and one that made other bytes of the same says so", async ({
  place,
  launch,
}) => {
  const workspace = place.workspace("nights", { "pipeline.yaml": pipeline });
  const { page } = await launch({ args: [join(workspace, "pipeline.yaml")] });
  await page.getByRole("button", { name: "Trust and import" }).click();
  await expect(node(page, "draw")).toBeVisible();
  await page.getByRole("button", { name: "Choose steps" }).click();
  await page.screenshot({ path: test.info().outputPath("tags-menu.png"), animations: "disabled" });
  await page.getByRole("menuitem", { name: "Tag nightly" }).click();
  const chosen = page.getByRole("region", { name: "Chosen steps" });
  await expect(chosen).toContainText("Only tag:nightly");
  await expect(chosen).toContainText("2 of 3 steps planned and run");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText("Run #1 succeeded")).toBeVisible();
  await page.getByRole("button", { name: "Force", exact: true }).click();
  await page.getByRole("menuitem", { name: "All 2 steps" }).click();
  await expect(page.getByText("Run #2 succeeded")).toBeVisible();

  await node(page, "draw").click();
  const panel = page.getByRole("region", { name: "Step draw" });
  const said = "Not deterministic: seed is not what run #1 made of the same code, parameters and inputs";
  await expect(panel.getByText(said)).toBeVisible();
  await expect(node(page, "draw")).toHaveAccessibleName(/with a warning/);
  await page.screenshot({
    path: test.info().outputPath("not-deterministic-plan.png"),
    animations: "disabled",
  });
  await panel.getByRole("link", { name: "Open last run" }).click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await expect(detail.getByText("not deterministic", { exact: true })).toBeVisible();
  await expect(detail.getByText(said)).toBeVisible();
  await page.screenshot({
    path: test.info().outputPath("not-deterministic-run.png"),
    animations: "disabled",
  });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({
    path: test.info().outputPath("not-deterministic-dark.png"),
    animations: "disabled",
  });
});

test("the menu of a step plans and runs that step alone, by the mouse and by keys", async ({
  place,
  launch,
}) => {
  const workspace = place.workspace("nights", { "pipeline.yaml": pipeline });
  const { page } = await launch({ args: [join(workspace, "pipeline.yaml")] });
  await page.getByRole("button", { name: "Trust and import" }).click();
  await node(page, "copy").click({ button: "right" });
  const menu = page.getByRole("menu", { name: "Actions for copy" });
  await menu.getByRole("menuitem", { name: "Up to here" }).click();
  const chosen = page.getByRole("region", { name: "Chosen steps" });
  await expect(chosen).toContainText("2 of 3 steps planned and run");
  await expect(menu).toHaveCount(0);
  await expect(node(page, "copy")).toBeFocused();

  await node(page, "check").focus();
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menu", { name: "Actions for check" })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("step-menu.png"), animations: "disabled" });
  await page.keyboard.press("Escape");
  await expect(node(page, "check")).toBeFocused();
  await page.keyboard.press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Run this step" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Run #1 succeeded")).toBeVisible();
  await chosen.getByRole("button", { name: /Up to copy/ }).click();
  await expect(node(page, "check")).toHaveAttribute("data-action", "reuse");
  await expect(node(page, "copy")).toHaveAttribute("data-action", "undecided");
});

test("signet open tells in one JSON document what it opened, when the window is closed", async ({
  place,
}) => {
  const workspace = place.workspace("nights", { "pipeline.yaml": pipeline });
  const file = join(workspace, "pipeline.yaml");
  for (const _ of [1, 2]) expect((await runCli(place, ["run", file])).status).toBe(0);
  const [first, second] = JSON.parse((await runCli(place, ["runs", "--json"])).stdout).runs.reverse();
  const cli = spawn(
    setup.node,
    [join(setup.appFolder, "out/main/cli.js"), "open", "--json", "nights", "--compare", "1", "2"],
    {
      cwd: place.root,
      // As whoever runs the tests, where the launcher finds the runtime that they have.
      env: { ...userEnvironment(place), XDG_CACHE_HOME: dirname(cacheFolder()) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [answer, ended] = [text(cli.stdout), once(cli, "exit")];
  cli.stderr.resume();
  const opened = () => {
    const names = readdirSync(join(place.library, "open"));
    // Before it has a page, a signal ends it as it would any program.
    return names.map((name) => Number(/^\d+/.exec(name)?.[0])).find(hasPage) ?? null;
  };
  await expect.poll(opened, { timeout: 90_000 }).not.toBeNull();
  process.kill(opened() ?? Number.NaN, "SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(JSON.parse(await answer)).toEqual({
    library: place.library,
    files: [workspace],
    view: `signet://compare/${first.id}/${second.id}`,
  });
});

/** Whether a page is drawn for a process: by one below it. */
const hasPage = (pid: number): boolean =>
  readdirSync("/proc").some(
    (name) =>
      /^\d+$/.test(name) &&
      readOf(`/proc/${name}/cmdline`).includes("--type=renderer") &&
      isBelow(Number(name), pid),
  );

function isBelow(pid: number, ancestor: number): boolean {
  const parent = Number(/^PPid:\s*(\d+)/m.exec(readOf(`/proc/${pid}/status`))?.[1] ?? 0);
  return parent === ancestor || (parent > 1 && isBelow(parent, ancestor));
}

/** Empty of a process that has ended. */
function readOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
