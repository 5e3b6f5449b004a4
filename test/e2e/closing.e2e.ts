import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { runCli, runCliJson } from "./harness/cli.ts";
import { answerQuestions } from "./harness/questions.ts";
import { test } from "./harness/test.ts";

test("closing while a run goes on asks; kept running, the app ends by itself when the run has", async ({
  place,
  launch,
}) => {
  const step = 'run: "while [ ! -e go ]; do sleep 0.1; done; echo x > {outputs.x}", outputs: [x]';
  const folder = place.workspace("slow", {
    "pipeline.yaml": `signet: 1\nname: slow\nsteps:\n  wait: {${step}}\n`,
  });
  await runCli(place, ["import", "--trust", folder]);
  const { app, page } = await launch();
  const ended = once(app.process(), "exit");
  await page.getByRole("list", { name: "Pipelines" }).getByRole("button", { name: /^slow/ }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.locator('[data-step="wait"]')).toHaveAttribute("data-status", "running");
  const windows = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  const asked = await answerQuestions(app, "Stay");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(asked).toEqual(["A run has not finished."]);
  expect(await windows()).toBe(1);

  await answerQuestions(app, "Keep running");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(windows).toBe(0);
  place.write(join(folder, "go"), "");
  await ended;
  const { runs } = (await runCliJson(place, ["runs", "--json"])) as { runs: { status: string }[] };
  expect(runs.map(({ status }) => status)).toEqual(["succeeded"]);
});

test("stop and quit ends the steps of this window and no others, keeps what is done, and the app is gone", async ({
  place,
  launch,
}) => {
  const waits = (file: string): string =>
    `echo $$ > ${file}.pid; while [ ! -e ${file} ]; do sleep 0.1; done; echo x > {outputs.x}`;
  const folder = place.workspace("slow", {
    "pipeline.yaml": `signet: 1
name: slow
steps:
  done: {run: "echo y > {outputs.y}", outputs: [y]}
  wait: {run: "${waits("go")}", inputs: [y], outputs: [x]}
  after: {run: "cat {inputs.x} > {outputs.z}", inputs: [x], outputs: [z]}
`,
  });
  const elsewhere = place.workspace("elsewhere", {
    "pipeline.yaml": `signet: 1\nname: elsewhere\nsteps:\n  wait: {run: "${waits("go")}", outputs: [x]}\n`,
  });
  await runCli(place, ["import", "--trust", folder]);
  const { app, page } = await launch();
  const ended = once(app.process(), "exit");
  const fromTerminal = runCli(place, ["run", elsewhere]);
  await page.getByRole("list", { name: "Pipelines" }).getByRole("button", { name: /^slow/ }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.locator('[data-step="wait"]')).toHaveAttribute("data-status", "running");
  await expect.poll(() => isAlive(join(folder, "go.pid"))).toBe(true);
  await expect.poll(() => isAlive(join(elsewhere, "go.pid"))).toBe(true);

  // One of two windows goes without a question; quitting asks once, of what this app itself runs.
  const another = app.waitForEvent("window");
  await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.submenu?.items[0]?.click());
  await another;
  const asked = await answerQuestions(app, "Stay");
  await app.evaluate(({ app: shell }) => shell.quit());
  await expect.poll(asked).toEqual(["A run has not finished."]);
  await answerQuestions(app, "Stop the run and quit");
  await app.evaluate(({ app: shell }) => void setTimeout(() => shell.quit()));
  await ended;

  expect(isAlive(join(folder, "go.pid"))).toBe(false);
  expect(isAlive(join(elsewhere, "go.pid"))).toBe(true);
  place.write(join(elsewhere, "go"), "");
  expect((await fromTerminal).status).toBe(0);

  // It is what it was at the next start, and goes on from what is done.
  const again = await launch();
  const list = again.page.getByRole("grid", { name: "Runs" });
  await expect(list.getByRole("row", { name: /^elsewhere, succeeded/ })).toBeVisible();
  await list.getByRole("row", { name: /^slow, cancelled/ }).click();
  await again.page.getByRole("tab", { name: "Graph" }).click();
  const statusOf = (step: string) => again.page.locator(`[data-step="${step}"]`);
  await expect(statusOf("done")).toHaveAttribute("data-status", "succeeded");
  await expect(statusOf("wait")).toHaveAttribute("data-status", "cancelled");
  await expect(statusOf("after")).toHaveAttribute("data-status", "cancelled");
  place.write(join(folder, "go"), "");
  await again.page.getByRole("button", { name: "Continue", exact: true }).click();
  // Statuses give way to the plan as soon as the run has ended.
  for (const step of ["done", "wait", "after"])
    await expect(statusOf(step)).toHaveAttribute("data-action", "reuse");
  const { runs } = (await runCliJson(place, ["runs", "kind:pipeline AND pipeline:slow", "--json"])) as {
    runs: { status: string }[];
  };
  expect(runs.map(({ status }) => status)).toEqual(["succeeded", "cancelled"]);
});

test("what ended without a window is told, and a click on the notice opens one on the run", async ({
  place,
  launch,
}) => {
  const folder = place.workspace("slow", {
    "pipeline.yaml": `signet: 1\nname: slow\nsteps:\n  wait: {run: "sleep 11; echo x > {outputs.x}", outputs: [x]}\n`,
  });
  await runCli(place, ["import", "--trust", folder]);
  const { app, page } = await launch();
  await page.getByRole("list", { name: "Pipelines" }).getByRole("button", { name: /^slow/ }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.locator('[data-step="wait"]')).toHaveAttribute("data-status", "running");
  // No desktop is there to show it.
  await app.evaluate(({ Notification }) => {
    Notification.isSupported = () => true;
    Notification.prototype.show = function (this: Electron.Notification) {
      Object.assign(globalThis, { notice: this });
    };
  });
  await answerQuestions(app, "Keep running");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const opened = app.waitForEvent("window");
  const notice = () =>
    app.evaluate(() => {
      const { notice: shown } = globalThis as { notice?: Electron.Notification };
      return shown === undefined ? null : `${shown.title}: ${shown.body}`;
    });
  await expect.poll(notice).toMatch(/^slow succeeded: slow · 1 of 1 steps ended · 1\ds$/);
  // Nothing runs any more: this is what the app waits for, longer than it takes to ask for runs a few times.
  for (const _ of [1, 2, 3]) {
    const { runs } = (await runCliJson(place, ["runs", "--json"])) as { runs: { status: string }[] };
    expect(runs.map(({ status }) => status)).toEqual(["succeeded"]);
  }
  await app.evaluate(() => (globalThis as { notice?: Electron.Notification }).notice?.emit("click"));
  const shown = await opened;
  await expect(shown.getByRole("region", { name: "Run detail" })).toContainText("slow");
});

/** Whether the process whose id a file has is there; false while there is no such file. */
function isAlive(file: string): boolean {
  if (!existsSync(file)) return false;
  const id = readFileSync(file, "utf8").trim();
  return id !== "" && existsSync(`/proc/${id}`);
}
