import type { Page } from "@playwright/test";
import { runCli } from "./harness/cli.ts";
import { frozenBy } from "./harness/long-tasks.ts";
import { test } from "./harness/test.ts";

/** What each run of a comparison has. */
const parameters = 5_000;
const groups = 100;
const files = 100;

/** The table of all parameters: its heading, the groups, and the rows, of which only those in sight are drawn. */
const everything = `[role=tabpanel] [aria-rowcount="${1 + groups + parameters}"]`;

test.setTimeout(10 * 60_000);

for (const [runs, rounds] of [
  [2, 5],
  [100, 2],
] as const)
  test(`comparing ${runs} runs of ${parameters} parameters and ${files} files`, async ({ place, launch }) => {
    const lines = Array.from({ length: runs }, (_, run) => JSON.stringify(recordOf(run)));
    place.write(`${place.root}/runs.jsonl`, `${lines.join("\n")}\n`);
    const imported = await runCli(place, ["import", `${place.root}/runs.jsonl`]);
    if (imported.status !== 0) throw new Error(imported.stderr);
    const { app, page } = await launch();
    const open = (): Promise<void> =>
      app.evaluate(
        ({ BrowserWindow }, ids) =>
          BrowserWindow.getAllWindows()[0]?.webContents.send("signet:command", {
            type: "show",
            view: { view: "compare", runs: ids, tab: null },
          }),
        Array.from({ length: runs }, (_, run) => `run-${run}`),
      );
    const called = await page.evaluate(
      async (ids) => {
        const at = performance.now();
        await window.signet?.["runs.compare"]({ runs: ids as never, all: false });
        return performance.now() - at;
      },
      Array.from({ length: runs }, (_, run) => `run-${run}`),
    );
    console.log(`  asked: ${Math.round(called)} ms`);
    for (let round = 0; round < rounds; round += 1) {
      await page.getByRole("treeitem", { name: /^many/ }).click();
      await page.waitForTimeout(1_500);
      console.log(`  opened: ${await measured(page, open, "[class*=sentence]")}`);
    }
    const compare = page.getByRole("region", { name: "Compare" });
    for (const name of ["Parameters", "Code", "Inputs", "Metrics", "Outputs", "Environment"])
      console.log(
        `  ${name}: ${await measured(page, () => compare.getByRole("tab", { name, exact: true }).click(), "[role=tabpanel] [data-key]")}`,
      );
    await compare.getByRole("tab", { name: "Parameters", exact: true }).click();
    console.log(
      `  everything shown: ${await measured(page, () => compare.getByRole("switch", { name: "Only differences" }).click(), everything)}`,
    );
  });

function recordOf(run: number): object {
  const params: Record<string, Record<string, unknown>> = {};
  for (let index = 0; index < parameters; index += 1) {
    const group = `group${index % groups}`;
    params[group] ??= {};
    params[group][`name${index}`] =
      index % 100 === 0 ? index / 7 + run : index % 3 === 0 ? `text ${index}` : index / 7;
  }
  const digest = (index: number, changed: boolean): string =>
    `sha256:${String(index).padStart(60, "0")}${changed ? String(run).padStart(4, "0") : "ffff"}`;
  const file = (kind: string) => (_: unknown, index: number) => ({
    name: `${kind}${index}`,
    path: `data/${kind}${index}.csv`,
    digest: digest(index, index % 5 === 0),
    size: 1_000 + index,
  });
  const started = Date.UTC(2026, 0, 5, 10, run);
  return {
    id: `run-${run}`,
    project: "many",
    name: `run ${run}`,
    started,
    ended: started + 30_000,
    params,
    code: Array.from({ length: files / 2 }, (_, index) => ({
      path: `src/module${index}.py`,
      digest: digest(index, index % 10 === 0),
    })),
    inputs: Array.from({ length: files / 4 }, file("input")),
    outputs: Array.from({ length: files / 4 }, file("output")),
    metrics: {
      loss: Array.from({ length: 100 }, (_, step) => [step, started + step * 100, 1 / (step + 1 + run)]),
      acc: 0.9 + run / 1_000,
    },
    environment: {
      os: "linux",
      python: "3.12",
      packages: Object.fromEntries(
        Array.from({ length: 200 }, (_, index) => [`package${index}`, `1.${index % 20 === 0 ? run : 0}`]),
      ),
    },
  };
}

/** Milliseconds from a click, or the app's command, until what it leads to is drawn, and the tasks that took long. */
async function measured(page: Page, act: () => Promise<void>, selector: string): Promise<string> {
  // Listening begins before anything is done.
  const watch = await page.evaluateHandle((wanted) => {
    const begun = new Promise<number>((resolve) => {
      addEventListener("click", () => resolve(performance.now()), { once: true, capture: true });
      window.signet?.onCommand(() => resolve(performance.now()));
    });
    const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
    const drawn = async (): Promise<number> => {
      const started = await begun;
      do await frame();
      while (document.querySelector(wanted) === null && performance.now() - started < 60_000);
      await frame();
      return performance.now() - started;
    };
    return { answer: drawn() };
  }, selector);
  const [time, tasks] = await frozenBy(page, async () => {
    await act();
    return await watch.evaluate(({ answer }) => answer);
  });
  return `${Math.round(time)} ms, ${tasks}`;
}
