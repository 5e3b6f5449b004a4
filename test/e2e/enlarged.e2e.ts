import { expect, type Locator, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import type { LaunchedApp } from "./harness/launch.ts";
import { test } from "./harness/test.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: lab
project: lab/small
params: {train: {lr: 0.1}}
datasets: {model: {path: model.txt}}
steps:
  train:
    run: python3 train.py --some-option-with-a-long-name --another-option-with-a-long-name --lr {params.train.lr}
    params: [train.lr]
    outputs: [model]
`,
  "train.py": `import sys
import signet

for step in range(240):
    signet.log_metric("accuracy", 0.5 + step / 1000)
print("a line that is long for half of a window, with what differs at its very end: " + "word " * 30 + sys.argv[-1])
open("model.txt", "w").write(sys.argv[-1])
`,
};

/** Enlarges what a window of 1280 by 800, or of another size, shows, as View › Zoom in does. */
const enlarge = ({ app }: LaunchedApp, times: number, width = 1280, height = 800): Promise<void> =>
  app.evaluate(
    ({ BrowserWindow }, [factor, across, down]) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(across, down);
      window?.webContents.setZoomFactor(factor);
    },
    [times, width, height] as const,
  );

/** Whether all of the text is seen: nothing of it is cut off. */
const isWhole = (text: Locator): Promise<boolean> =>
  text.evaluate(
    ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
      scrollWidth <= clientWidth && scrollHeight <= clientHeight,
  );

/** What can be pressed or filled in and has its middle where nobody can scroll to. */
const outOfReach = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const lost = (element: Element): boolean => {
      const { left, top, width, height } = element.getBoundingClientRect();
      if (width < 3 || height < 3 || getComputedStyle(element).visibility === "hidden") return false;
      const [x, y] = [left + width / 2, top + height / 2];
      const free = { x: true, y: true };
      for (let around = element.parentElement; around !== null; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        if (/auto|scroll/.test(overflowX)) free.x = false;
        if (/auto|scroll/.test(overflowY)) free.y = false;
        const edge = around.getBoundingClientRect();
        if (free.x && overflowX === "hidden" && (x < edge.left || x > edge.right)) return true;
        if (free.y && overflowY === "hidden" && (y < edge.top || y > edge.bottom)) return true;
      }
      return (free.x && (x < 0 || x > innerWidth)) || (free.y && (y < 0 || y > innerHeight));
    };
    return [...document.querySelectorAll('button, input, [role="tab"], [role="treeitem"], [role="menuitem"]')]
      .filter((element) => element.closest(".react-flow__viewport") === null && lost(element))
      .map((element) => element.getAttribute("aria-label") ?? element.textContent ?? element.tagName);
  });

test("what is enlarged is shown whole and stays within reach", async ({ place, launch }) => {
  const folder = place.workspace("lab", files);
  for (const [name, rate] of [
    ["with augmentation", "0.1"],
    ["no augmentation", "0.2"],
  ] as const)
    expect((await runCli(place, ["run", folder, "--name", name, "-P", `train.lr=${rate}`])).status).toBe(0);
  await runCli(place, ["import", "--trust", folder]);
  const launched = await launch();
  const { page } = launched;
  await enlarge(launched, 1);
  await page.getByRole("treeitem", { name: /^lab/ }).first().click();
  await test.step("a table with room for its columns does not scroll", async () => {
    const grid = page.getByRole("grid", { name: "Runs" });
    await expect(grid.getByRole("columnheader", { name: "accuracy" })).toBeVisible();
    await enlarge(launched, 1, 1100);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(1100);
    await expect.poll(() => grid.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  });
  await enlarge(launched, 1);
  await page.getByRole("row", { name: /^no augmentation/ }).click();
  const detail = page.getByRole("region", { name: "Run detail" });

  await test.step("150 %: name, project and number of a run", async () => {
    await enlarge(launched, 1.5);
    await expect(detail.getByRole("heading", { name: "no augmentation" })).toBeVisible();
    for (const text of [
      detail.getByRole("heading", { name: "no augmentation" }),
      detail.getByText("lab/small", { exact: true }),
      detail.getByText("run #2"),
    ])
      expect(await isWhole(text.first())).toBe(true);
  });

  await test.step("150 % and 200 %: the table of its metrics", async () => {
    await detail.getByRole("tab", { name: "Metrics" }).press("Enter");
    const metrics = detail.getByRole("table", { name: "Metrics" });
    for (const times of [1.5, 2]) {
      await enlarge(launched, times);
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(Math.round(1280 / times));
      expect(await isWhole(metrics.locator(".."))).toBe(true);
    }
  });

  await test.step("200 %: every button", async () => {
    for (const tab of ["Overview", "Graph", "Parameters", "Metrics", "Logs", "Timeline"]) {
      await detail.getByRole("tab", { name: tab }).press("Enter");
      expect(await outOfReach(page), tab).toEqual([]);
    }
  });

  await test.step("a line of the logs that differs at its end", async () => {
    await enlarge(launched, 1);
    await detail.getByRole("tab", { name: "Overview" }).click();
    await detail.getByRole("button", { name: "Compare with previous" }).click();
    const compare = page.getByRole("region", { name: "Compare" });
    await compare.getByRole("tab", { name: "Logs" }).click();
    const line = compare.locator('td[data-side="to"]', { has: page.locator("mark") });
    await expect(line).toContainText("0.2");
    expect(await isWhole(line)).toBe(true);
    await enlarge(launched, 2);
    for (const tab of await compare.getByRole("tab").all()) {
      await tab.press("Enter");
      expect(await outOfReach(page), (await tab.textContent()) ?? "").toEqual([]);
    }
  });

  const show = page.getByRole("button", { name: "Show sidebar" });
  const sidebar = page.getByRole("navigation", { name: "Library" });
  await test.step("200 %: the sidebar, over the page when it is asked for", async () => {
    await expect(sidebar).toBeHidden();
    await show.press("Enter");
    await expect(sidebar.getByRole("button", { name: "All runs" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(sidebar).toBeHidden();
    await expect(show).toBeFocused();
    await show.press("Enter");
    await sidebar.getByRole("list", { name: "Pipelines" }).getByRole("button").first().press("Enter");
    await expect(sidebar).toBeHidden();
  });

  await test.step("200 %: a graph and its controls, with the parameters below", async () => {
    const graph = page.getByRole("region", { name: "Pipeline graph" });
    await expect(graph.locator('[data-step="train"]')).toBeVisible();
    expect(await outOfReach(page)).toEqual([]);
    expect((await graph.boundingBox())?.width).toBeGreaterThan(600);
    const rate = page.getByLabel("train.lr", { exact: true });
    await rate.scrollIntoViewIfNeeded();
    await expect(rate).toBeInViewport();
  });

  await test.step("200 % in the smallest window: every button of every view", async () => {
    await enlarge(launched, 2, 900, 600);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(450);
    expect(await outOfReach(page), "pipeline").toEqual([]);
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(page.getByRole("region", { name: "Compare" })).toBeVisible();
    expect(await outOfReach(page), "compare").toEqual([]);
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(detail.getByRole("heading", { name: "no augmentation" })).toBeVisible();
    expect(await outOfReach(page), "run").toEqual([]);
    await detail.getByRole("button", { name: "Close run detail" }).press("Enter");
    await expect(page.getByRole("grid", { name: "Runs" })).toBeVisible();
    expect(await outOfReach(page), "runs").toEqual([]);
    await page.keyboard.press("Control+,");
    await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
    expect(await outOfReach(page), "settings").toEqual([]);
  });
});
