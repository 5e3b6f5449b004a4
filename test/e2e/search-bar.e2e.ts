import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import type { Place } from "./harness/place.ts";
import { typeQuery } from "./harness/search.ts";
import { test } from "./harness/test.ts";

const searchBox = (page: Page) => page.getByRole("searchbox", { name: "Search runs" });
const runRows = (page: Page) => page.getByRole("grid", { name: "Runs" }).locator('[data-kind="pipeline"]');

/** Three runs: two with `lr` 0.1, one of them tagged `fun stuff`; one with 0.5. */
async function threeRuns(place: Place): Promise<void> {
  const workspace = place.workspace("sweep", {
    "pipeline.yaml": `signet: 1
name: sweep
params: {lr: 0.1}
steps:
  train: {run: "echo {params.lr} > {outputs.model}", outputs: [model]}
`,
  });
  const file = join(workspace, "pipeline.yaml");
  await runCli(place, ["run", file, "--name", "first", "--tag", "fun stuff"]);
  await runCli(place, ["run", file, "--name", "second", "-P", "lr=0.5", "--tag", "baseline"]);
  await runCli(place, ["run", file, "--name", "third"]);
}

test("one finds runs with the keyboard alone, helped by what the library has", async ({ place, launch }) => {
  await threeRuns(place);
  const { page } = await launch();
  await expect(runRows(page)).toHaveCount(3);

  await page.keyboard.press("Control+k");
  await expect(searchBox(page)).toBeFocused();

  // A field, then a value of it, from the proposals.
  const proposals = page.getByRole("listbox");
  await page.keyboard.type("tag");
  await expect(proposals.getByRole("option", { name: /^tags/ })).toBeVisible();
  // It takes one only when those for what was typed last are there.
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(searchBox(page)).toHaveText("tags:", { timeout: 500 });
  }).toPass();
  await expect(proposals.getByRole("option", { name: /^fun stuff/ })).toBeVisible();
  await page.keyboard.type("fu");
  await expect(proposals.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(searchBox(page)).toHaveText('tags:"fun stuff"');
  await expect(runRows(page)).toHaveCount(1);
  await page.keyboard.press("Enter");

  // What is wrong is marked under its place, said in words, and the last answer stays.
  await page.keyboard.type(" AND");
  const box = searchBox(page);
  await expect(box).toHaveAttribute("aria-invalid", "true");
  await expect(box.locator('[data-severity="error"]')).toHaveText("AND");
  await expect(page.getByRole("alert")).toContainText("Nothing follows this operator");
  await expect(box).toHaveAccessibleDescription(/Nothing follows this operator.*Write a clause there/);
  await expect(runRows(page)).toHaveCount(1);
  await page.keyboard.type(" name:first OR lr");
  await expect(box).toHaveAttribute("aria-invalid", "false");
  await expect(page.getByText(/Without brackets this means/)).toContainText(
    '+tags:"fun stuff" +name:first lr',
  );

  // The clear button, earlier searches, and Escape to the table.
  await page.getByRole("button", { name: "Clear search" }).click();
  await expect(box).toHaveText(/^Search runs/);
  await expect(runRows(page)).toHaveCount(3);
  await page.keyboard.press("ArrowUp");
  await expect(box).toHaveText('tags:"fun stuff" AND name:first OR lr');
  await page.keyboard.press("ArrowUp");
  await expect(box).toHaveText('tags:"fun stuff"');
  await page.keyboard.press("Escape");
  await expect(page.getByRole("grid", { name: "Runs" })).toBeFocused();
  await expect(runRows(page)).toHaveCount(1);
});

test("a table without a match is kept for the next answer, and none of its runs is there meanwhile", async ({
  place,
  launch,
}) => {
  await threeRuns(place);
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  await expect(runRows(page)).toHaveCount(3);
  const element = await grid.elementHandle();
  const cell = await grid.locator('[data-run] [data-column="name"]').first().elementHandle();
  await page.keyboard.press("Control+k");
  await page.keyboard.insertText('"nowhere"');
  await expect(page.getByText("No run matches")).toBeVisible();
  await expect(grid).toBeHidden();
  await expect(page.locator("[data-run]")).toHaveCount(0);
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText('"second"');
  await expect(grid).toHaveAttribute("data-query", '"second"');
  await expect(page.getByText("No run matches")).toHaveCount(0);
  await expect(page.locator("[data-run]")).toHaveCount(1);
  for (const kept of [element, cell]) expect(await kept?.evaluate((one) => one.isConnected)).toBe(true);
});

test("a search that takes long is stopped by what is typed on, and its answer never comes", async ({
  place,
  launch,
}) => {
  await threeRuns(place);
  const { page } = await launch();
  const grid = page.getByRole("grid", { name: "Runs" });
  // Quotes, as nothing is proposed after them, for which the library would be asked too.
  const typeOn = (text: string) => page.keyboard.insertText(text);
  const answered = (query: string) => expect(grid).toHaveAttribute("data-query", query);
  await page.keyboard.press("Control+k");
  await expect(searchBox(page)).toBeFocused();

  // The answer to what was typed last takes the place of the one before.
  await typeOn('"first"');
  await answered('"first"');
  await expect(runRows(page)).toHaveCount(1);
  await typeOn(' "third"');
  await answered('"first" "third"');
  await expect(runRows(page)).toHaveCount(2);

  // The process that searches hangs: this search takes for ever.
  const [reader] = readersOf(place);
  expect(reader).toBeDefined();
  process.kill(reader as number, "SIGSTOP");
  await typeOn(' "second"');
  await expect(grid).toHaveAttribute("aria-busy", "true");
  await answered('"first" "third"');
  await expect(runRows(page)).toHaveCount(2);

  await typeOn(' -"third"');
  await answered('"first" "third" "second" -"third"');
  await expect(runRows(page)).toHaveCount(2);
  await expect(runRows(page).filter({ hasText: "second" })).toHaveCount(1);
  await expect(grid).toHaveAttribute("aria-busy", "false");
  await expect.poll(() => readersOf(place)).not.toContain(reader);
});

/** The processes that search the library, the oldest first, which is asked first. */
function readersOf({ library }: Place): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const words = readFileSync(join("/proc", name, "cmdline"), "utf8").split("\0");
        const stat = readFileSync(join("/proc", name, "stat"), "utf8");
        // State and start are the third and the 22nd value; the second, in brackets, may hold spaces.
        const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const isReader = words.includes(join(library, "signet.db")) && state !== "Z";
        return isReader ? [{ pid: Number(name), start: Number(rest[18]) }] : [];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    })
    .sort((one, other) => one.start - other.start || one.pid - other.pid)
    .map(({ pid }) => pid);
}

test("earlier searches are there after a restart", async ({ place, launch }) => {
  await threeRuns(place);
  const first = await launch();
  await typeQuery(first.page, "params.lr:>=0.5");
  await expect(runRows(first.page)).toHaveCount(1);
  await first.page.keyboard.press("Enter");
  await first.close();

  const { page } = await launch();
  await expect(runRows(page)).toHaveCount(3);
  await page.keyboard.press("Control+k");
  await page.keyboard.press("ArrowUp");
  await expect(searchBox(page)).toHaveText("params.lr:>=0.5");
  await expect(runRows(page)).toHaveCount(1);
});

test("the help shows the syntax by examples that can be tried", async ({ place, launch }) => {
  await threeRuns(place);
  const { page } = await launch();
  await page.getByRole("button", { name: "Search help" }).click();
  const help = page.getByRole("dialog", { name: "Search help" });
  for (const line of [
    'Examples: query, "exact match", wildcard*, wild?ard, wild*rd',
    "Fuzzy search: cake~ (finds cakes, bake)",
    'Term boost: "red velvet"^4, chocolate^2',
    'Field grouping: tags:(+work -"fun-stuff")',
    'Escaping: Escape characters +-&|!(){}[]^"~*?:\\ with \\, e.g. \\+',
    "Range search: properties.timestamp:[1587729413488 TO *] (inclusive), properties.title:{A TO Z}(excluding A and Z)",
    'Combinations: chocolate AND vanilla, chocolate OR vanilla, (chocolate OR vanilla) NOT "vanilla pudding"',
    'Field search: properties.title:"The Title" AND text',
  ])
    await expect(help.getByText(line, { exact: true })).toBeVisible();
  await help.getByRole("button", { name: "properties.timestamp:[1587729413488 TO *]" }).click();
  await expect(searchBox(page)).toHaveText("properties.timestamp:[1587729413488 TO *]");
  await expect(searchBox(page)).toBeFocused();
});
