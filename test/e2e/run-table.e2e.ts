import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { runCli, runCliJson } from "./harness/cli.ts";
import type { Place } from "./harness/place.ts";
import { test } from "./harness/test.ts";

const table = (page: Page) => page.getByRole("grid", { name: "Runs" });
const line = (page: Page, name: RegExp) => table(page).getByRole("row", { name });
const heading = (page: Page, name: string) => table(page).getByRole("columnheader", { name, exact: true });

/** Pixels from the left of the window to an element's right end. */
const endOf = (element: Locator): Promise<number> =>
  element.evaluate((one) => one.getBoundingClientRect().right);

/** Five runs of one step: `lr` 0.1 thrice, 0.5 twice; the loss is 1 to 5 in the order of the runs. */
async function fiveRuns(place: Place): Promise<void> {
  const workspace = place.workspace("sweep", {
    "pipeline.yaml": `signet: 1
name: sweep
params: {lr: 0.1, loss: 1}
steps:
  train:
    run: 'echo "{\\"loss\\": {params.loss}}" > {outputs.m}; echo {params.lr} > {outputs.model}'
    outputs: [m, model]
datasets:
  m: {path: m.json, as: metrics}
`,
  });
  const file = join(workspace, "pipeline.yaml");
  for (const [index, lr] of ["0.1", "0.1", "0.5", "0.1", "0.5"].entries()) {
    const loss = String(index + 1);
    await runCli(place, ["run", file, "--name", `run ${loss}`, "-P", `lr=${lr}`, "-P", `loss=${loss}`]);
  }
}

test("columns are chosen, moved, pinned and grouped by, and a view of it is saved in the library", async ({
  place,
  launch,
}) => {
  await fiveRuns(place);
  const first = await launch();
  const { page } = first;
  await expect(table(page).locator("[data-run]")).toHaveCount(5);
  await expect(heading(page, "loss").first()).toBeVisible();

  // Choose a column with the keyboard.
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await page.keyboard.type("proj");
  await page.getByRole("checkbox", { name: "Project" }).check();
  await page.keyboard.press("Escape");
  await expect(heading(page, "Project")).toBeVisible();
  await expect(line(page, /^run 1, /).locator('[data-column="project"]')).toHaveText("sweep");

  // Move and pin it from its menu.
  await heading(page, "Project").hover();
  await page.getByRole("button", { name: "Column Project" }).click();
  await page.getByRole("menuitem", { name: "Move left" }).click();
  await heading(page, "Project").hover();
  await page.getByRole("button", { name: "Column Project" }).click();
  await page.getByRole("menuitem", { name: "Pin column" }).click();
  await expect(heading(page, "Project")).toHaveAttribute("aria-colindex", "3");
  // What pins a run lies in its name, not on the column that now stays beside it.
  await expect
    .poll(() => endOf(line(page, /^run 1, /).getByRole("button", { name: "Pin run 1" })))
    .toBeLessThan(await endOf(heading(page, "Name")));

  // Sort by a column, in the store.
  await page.getByRole("button", { name: "Duration", exact: true }).click();
  await expect(heading(page, "Duration")).toHaveAttribute("aria-sort", "descending");

  // Groups with their count, mean and deviation; unfolded they show their runs.
  await page.getByRole("button", { name: "Group: none" }).click();
  await page.keyboard.type("lr");
  await page.getByRole("dialog", { name: "Group" }).getByRole("button", { name: "lr", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("status").filter({ hasText: "5 runs · 2 groups" })).toBeVisible();
  const group = line(page, /^lr 0.1, 3 runs/);
  const loss = group.locator('[data-column="metrics.loss"]');
  await expect(loss).toHaveText("2.333 ±1.5");
  await group.click();
  await expect(group).toHaveAttribute("aria-expanded", "true");
  await expect(line(page, /^run [124], /)).toHaveCount(3);
  await expect(line(page, /^run [35], /)).toHaveCount(0);

  // Keep it as a view.
  await page.getByRole("button", { name: "Save as view" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("by rate");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const saved = page.getByRole("list", { name: "Saved searches" }).getByRole("button", { name: /^by rate/ });
  await expect(saved).toHaveAttribute("aria-current", "page");
  await first.close();
  expect(await runCliJson(place, ["searches", "--json"])).toMatchObject({ searches: [{ name: "by rate" }] });

  // It is there after a restart, in another arrangement of the window too.
  const second = await launch();
  await second.page.evaluate(() => localStorage.removeItem("signet-layout"));
  await second.page.reload();
  await expect(table(second.page).locator("[data-run]")).toHaveCount(5);
  await expect(heading(second.page, "Project")).toHaveCount(0);
  const list = second.page.getByRole("list", { name: "Saved searches" });
  await list.getByRole("button", { name: /^by rate/ }).click();
  await expect(heading(second.page, "Project")).toHaveAttribute("aria-colindex", "3");
  await expect(line(second.page, /^lr 0.5, 2 runs/)).toBeVisible();

  // Renamed, deleted, taken back.
  await list.getByRole("button", { name: "Saved search by rate" }).click();
  await second.page.getByRole("menuitem", { name: "Rename" }).click();
  await second.page.getByLabel("New name of by rate").fill("by learning rate");
  await second.page.keyboard.press("Enter");
  await expect(list.getByRole("button", { name: /^by learning rate/ })).toBeVisible();
  await list.getByRole("button", { name: "Saved search by learning rate" }).click();
  await second.page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(list.getByRole("button", { name: /^by learning rate/ })).toHaveCount(0);
  await second.page.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByRole("button", { name: /^by learning rate/ })).toBeVisible();
});

test("runs are pinned, selected in ranges and unfolded with the keyboard alone", async ({
  place,
  launch,
}) => {
  await fiveRuns(place);
  const { page } = await launch();
  await expect(table(page).locator("[data-run]")).toHaveCount(5);
  await table(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("p");
  await expect(line(page, /^run 4, /)).toHaveCount(2);
  await page.keyboard.press("p");
  await expect(line(page, /^run 4, /)).toHaveCount(1);

  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(table(page).locator('[aria-selected="true"]')).toHaveCount(3);
  // What is shown of runs can be chosen while some are selected.
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  await page.getByRole("checkbox", { name: "Kind", exact: true }).check();
  await page.keyboard.press("Escape");
  await expect(heading(page, "Kind")).toBeVisible();
  await expect(page.getByRole("button", { name: "Group: none" })).toBeVisible();
  await expect(table(page).locator('[aria-selected="true"]')).toHaveCount(3);
  await table(page).focus();
  await page.keyboard.press("Escape");
  await expect(table(page).locator('[aria-selected="true"]')).toHaveCount(0);

  await page.keyboard.press("ArrowRight");
  await expect(line(page, /^train, step of run 2, /)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Run detail" })).toBeVisible();
});

test("a line that becomes another run's keeps nothing of the one before", async ({ place, launch }) => {
  await fiveRuns(place);
  const { page } = await launch();
  const runs = table(page).locator("[data-run]");
  const oneEach = async (lines: number, steps: number): Promise<void> => {
    await expect(runs).toHaveCount(lines);
    await expect(table(page).getByRole("button", { name: /^Steps of / })).toHaveCount(lines - steps);
    await expect(table(page).getByRole("button", { name: /^Pin / })).toHaveCount(lines);
  };
  await oneEach(5, 0);
  for (const name of ["run 5", "run 4"])
    await table(page)
      .getByRole("button", { name: `Steps of ${name}` })
      .click();
  await oneEach(7, 2);
  await table(page).getByRole("button", { name: "Steps of run 5" }).click();
  await oneEach(6, 1);
});

test("a list that is moved far is drawn by the elements that are there, and no key goes to another run than was chosen", async ({
  place,
  launch,
}) => {
  const file = join(place.root, "runs.jsonl");
  const runs = Array.from({ length: 1_000 }, (_, index) => ({ id: `r${index}`, name: `run ${index + 1}` }));
  place.write(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(""));
  await runCli(place, ["import", file]);
  const { page } = await launch();
  await expect(table(page)).toHaveAttribute("aria-rowcount", "1001");
  const shown = table(page).locator("[data-run]");
  const top = await shown.first().elementHandle();
  const name = await shown.first().getAttribute("aria-label");
  await table(page).getByRole("checkbox").first().click();
  await expect(table(page).locator('[aria-selected="true"]')).toHaveCount(1);

  await table(page).evaluate((grid) => grid.scrollTo({ top: 100 * 32 }));
  await expect(line(page, new RegExp(`^${name}$`))).toHaveCount(0);
  expect(await top?.evaluate((element) => element.isConnected)).toBe(true);
  await expect(table(page).locator('[aria-rowindex="110"][data-run]')).toBeVisible();
  await expect(table(page).getByRole("checkbox").first()).not.toBeFocused();
  await expect(table(page).locator('[aria-selected="true"]')).toHaveCount(0);

  // Far and farther without rest: then what is there is shown.
  await table(page).evaluate(async (grid) => {
    for (let jump = 1; jump <= 12; jump += 1) {
      await new Promise(requestAnimationFrame);
      grid.scrollTop = jump * 70 * 32;
    }
  });
  await expect(table(page).locator('[aria-rowindex="850"][data-run]')).toBeVisible();
  await expect(table(page).locator('[role="row"][aria-busy="true"]')).toHaveCount(0);
  await table(page).evaluate((grid) => grid.scrollTo({ top: 0 }));
  await expect(table(page).getByRole("checkbox").first()).toBeChecked();
});

test("what a search finds is drawn from its first run on, at once, wherever the list was", async ({
  place,
  launch,
}) => {
  const file = join(place.root, "runs.jsonl");
  const runs = Array.from({ length: 1_000 }, (_, index) => ({ id: `r${index}`, name: `run ${index + 1}` }));
  place.write(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(""));
  await runCli(place, ["import", file]);
  const { page } = await launch();
  await expect(table(page)).toHaveAttribute("aria-rowcount", "1001");
  await table(page).evaluate((grid) => grid.scrollTo({ top: 800 * 32 }));
  await expect(table(page).locator('[aria-rowindex="802"][data-run]')).toBeVisible();

  // It watches before a key is pressed: on a busy machine the search would be done by then.
  const drawn = await table(page).evaluateHandle((grid) => ({
    lines: new Promise<readonly string[]>((done) => {
      const linesOf = (): readonly string[] =>
        [...grid.querySelectorAll('[role="row"]:not([data-stays])')]
          .filter((row) => row.matches("[data-run], [aria-busy]"))
          .map(
            (row) => `${row.getAttribute("aria-rowindex")}${row.matches("[data-run]") ? "" : " on its way"}`,
          )
          .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
      new MutationObserver(() => done(linesOf())).observe(grid, { attributeFilter: ["data-query"] });
    }),
  }));
  await page.keyboard.press("Control+k");
  await page.keyboard.insertText("run");
  const lines = await drawn.evaluate((watched) => watched.lines);
  expect(lines).toEqual(lines.map((_, place) => String(place + 2)));
  await expect(table(page).locator('[aria-rowindex="2"][data-run]')).toBeVisible();
  expect(await table(page).evaluate((grid) => grid.scrollTop)).toBe(0);
});

test("lines that are scrolled go round among their elements: read in their order, hovered at rest, and what is pinned stays", async ({
  place,
  launch,
}) => {
  const file = join(place.root, "runs.jsonl");
  const runs = Array.from({ length: 1_000 }, (_, index) => ({
    id: `r${index}`,
    name: `run ${index + 1}`,
    params: { optimizer: `adam ${index}`, schedule: `cosine ${index}` },
    metrics: { loss: index, score: index },
  }));
  place.write(file, runs.map((run) => `${JSON.stringify(run)}\n`).join(""));
  await runCli(place, ["import", file]);
  const { app, page } = await launch();
  await expect(table(page)).toHaveAttribute("aria-rowcount", "1001");
  // A window too narrow for all columns.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setBounds({ width: 900 }));
  await expect
    .poll(() => table(page).evaluate((grid) => grid.scrollWidth - grid.clientWidth))
    .toBeGreaterThan(80);

  const shown = table(page).locator("[data-run]");
  const elements = await shown.elementHandles();
  await table(page).hover();
  // Down line by line, each drawn by the element of the line that went, and up again past where it began to go round.
  for (const step of [32, -32])
    await table(page).evaluate(async (grid, pixels) => {
      for (let moved = 0; moved < 20; moved += 1) {
        await new Promise(requestAnimationFrame);
        grid.scrollTop += pixels;
      }
      if (pixels > 0) grid.scrollTop = 15 * 32 + 7;
      else grid.scrollTop = 9 * 32;
    }, step);
  const inOrder = (): Promise<readonly number[]> =>
    table(page).evaluate((grid) =>
      (grid.querySelector("[aria-owns]")?.getAttribute("aria-owns") ?? "")
        .split(" ")
        .map((id) => Number(document.getElementById(id)?.getAttribute("aria-rowindex"))),
    );
  await expect.poll(async () => (await inOrder()).length).toBe(elements.length);
  const order = await inOrder();
  expect(order).toEqual(order.map((_, place) => (order[0] ?? 0) + place));
  for (const element of elements) expect(await element.evaluate((one) => one.isConnected)).toBe(true);
  await expect.poll(() => table(page).locator("[data-run]:hover").count()).toBe(1);

  // A click while they still move, by a pointer that rests, is for the line that is seen there.
  await table(page).evaluate((grid) => {
    let moved = 0;
    const timer = setInterval(() => {
      moved += 1;
      grid.scrollTop += moved % 2 === 0 ? 1 : -1;
      if (document.querySelector('[role="tab"]') !== null) clearInterval(timer);
    }, 20);
  });
  await expect(table(page).locator("[aria-owns]")).toHaveCount(0);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole("tab", { name: "Overview" })).toBeVisible();
  await page.getByRole("button", { name: "Close run detail" }).click();

  // The pinned columns stay when the others are scrolled out, and the headings with them.
  const name = table(page).locator('[aria-rowindex="20"] [data-column="name"]');
  const left = (element: Locator) => element.evaluate((one) => Math.round(one.getBoundingClientRect().left));
  const [before, status] = [await left(name), await left(heading(page, "Status"))];
  await table(page).evaluate((grid) => grid.scrollTo({ left: 80 }));
  await expect.poll(() => left(heading(page, "Status"))).toBe(status - 80);
  expect(await left(name)).toBe(before);
  expect(await left(heading(page, "Name"))).toBe(before);
});
