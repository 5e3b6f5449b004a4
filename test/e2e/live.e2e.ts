import { join } from "node:path";
import { type ElectronApplication, expect } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { test } from "./harness/test.ts";

/** Each step says and logs something until a file tells it to end. */
const work = `import os, signet, sys, time

name, output = sys.argv[1:]
print(f"{name} begins", flush=True)
step = 0
while not os.path.exists(f"end-{name}"):
    signet.log_metric("loss", 1 / (1 + step), step=step)
    step += 1
    time.sleep(0.02)
open(output, "w").write(name)
`;

const pipeline = `signet: 1
name: slow
project: slow
steps:
  first: {run: "python3 work.py first {outputs.a}", outputs: [a]}
  second: {run: "python3 work.py second {outputs.b}", inputs: [a], outputs: [b]}
`;

/** What an earlier run took: the first step a minute and a half, the second one half an hour. */
const earlier = [
  { id: "before", name: "earlier", kind: "pipeline", seconds: 1_890 },
  { id: "before-1", name: "first", kind: "step", seconds: 90 },
  { id: "before-2", name: "second", kind: "step", seconds: 1_800 },
]
  .map(({ seconds, ...run }) => ({
    ...run,
    project: "slow",
    ...(run.kind === "step" && { parent: "before" }),
    started: "2026-01-05T10:00:00Z",
    ended: Date.parse("2026-01-05T10:00:00Z") + seconds * 1_000,
    signet: { pipeline: "slow", ...(run.kind === "step" && { step: run.name, cache: "executed" }) },
  }))
  .map((run) => `${JSON.stringify(run)}\n`)
  .join("");

test("a run that goes on shows its status, progress, time left, metrics and console by itself", async ({
  place,
  launch,
}, info) => {
  const folder = place.workspace("slow", {
    "pipeline.yaml": pipeline,
    "work.py": work,
    "runs.jsonl": earlier,
  });
  await runCli(place, ["import", join(folder, "runs.jsonl")]);
  await runCli(place, ["import", "--trust", join(folder, "pipeline.yaml")]);
  const { app, page } = await launch();
  const taskBar = await watchTaskBar(app);
  await page.getByRole("list", { name: "Pipelines" }).getByRole("button", { name: /^slow/ }).click();
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const first = page.locator('[data-step="first"]');
  const second = page.locator('[data-step="second"]');
  await expect(first).toHaveAttribute("data-status", "running");
  // One waits for the other: a minute and a half, and then half an hour, less what has passed.
  await expect(page.getByText(/0 of 2 steps .* · about 3[01]m( \d\ds)? left/)).toBeVisible();
  await page.screenshot({ path: info.outputPath("time-left.png") });
  await expect.poll(taskBar).toBe(0);

  await page.getByRole("link", { name: /^Open run/ }).click();
  const detail = page.getByRole("region", { name: "Run detail" });
  await expect(detail).toContainText("running");
  const line = page.getByRole("grid", { name: "Runs" }).getByRole("row").filter({ hasText: "0/2" });
  await expect(line).toBeVisible();
  await detail.getByRole("tab", { name: "Metrics" }).click();
  const points = async () => {
    const text = (await detail.locator('[data-metric="loss"]').first().textContent()) ?? "";
    return Number(/([\d,]+) points/.exec(text)?.[1]?.replaceAll(",", "") ?? 0);
  };
  await expect.poll(points).toBeGreaterThan(5);
  const before = await points();
  await expect.poll(points).toBeGreaterThan(before);
  await detail.getByRole("tab", { name: "Logs" }).click();
  await expect(detail).toContainText("first begins");
  await page.screenshot({ path: info.outputPath("detail-live.png") });

  place.write(join(folder, "end-first"), "");
  await expect(
    page.getByRole("grid", { name: "Runs" }).getByRole("row").filter({ hasText: "1/2" }),
  ).toBeVisible();
  await expect.poll(taskBar).toBe(0.5);
  // Also from a tab, which has the focus.
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(second).toHaveAttribute("data-status", "running");
  await expect(first).toHaveAttribute("data-status", "succeeded");
  await expect(page.getByText(/1 of 2 steps .* · about (30m( 00s)?|29m \d\ds) left/)).toBeVisible();
  place.write(join(folder, "end-second"), "");
  await expect(second).not.toHaveAttribute("data-status", "running");
  await expect(page.getByText(/left$/)).toHaveCount(0);
  await expect.poll(taskBar).toBe(-1);
});

/** Notes what the window asks the desktop's task bar to show, and answers the last of it: below 0 nothing. */
async function watchTaskBar(app: ElectronApplication): Promise<() => Promise<number | undefined>> {
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const show = window?.setProgressBar.bind(window);
    if (window === undefined || show === undefined) throw new Error("There is no window");
    window.setProgressBar = (value, options) => {
      Object.assign(globalThis, { inTaskBar: value });
      show(value, options);
    };
  });
  return () => app.evaluate(() => (globalThis as { inTaskBar?: number }).inTaskBar);
}
