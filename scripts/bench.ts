// `npm run bench`: measures the built app beside other tools and writes docs/benchmarks.md. Asserts nothing.
// `--quick` measures small sizes and writes nothing; `--window` measures the window's start instead; `--search` measures
// searches alone and writes their section, with `--million` in a library of a million runs too; `--imports` measures imports
// of runs alone and writes nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bigFilesSection, manyFilesSection, modulesSection } from "./bench/files.ts";
import { importSection } from "./bench/imports.ts";
import { endWithin, median, type Series, series } from "./bench/measure.ts";
import { findPeers } from "./bench/peers.ts";
import { planSection, runSection, type Sizes, shapeSection } from "./bench/pipelines.ts";
import { loadText, machineText, milliseconds, timeText } from "./bench/report.ts";
import { searchSection } from "./bench/search.ts";
import {
  type Growth,
  growthTable,
  growthTarget,
  type Section,
  type Target,
  targetsTable,
} from "./bench/targets.ts";
import { signet } from "./bench/tools.ts";
import { buildIfNeeded, builtCli, projectFolder } from "./project.ts";
import { runPlaywright } from "./run-playwright.ts";
import { runScript } from "./setup-problem.ts";

const quick = process.argv.includes("--quick");
const window = process.argv.includes("--window");
const search = process.argv.includes("--search");
const report = join(projectFolder, "docs", "benchmarks.md");

const searchTitle = "## Searches";

/** So that it can be left alone: what is not measured by then is left out, and said to be. In seconds. */
const timeForAll = 13.5 * 60;

await runScript(async () => {
  await buildIfNeeded();
  if (window)
    return runPlaywright(
      "test/e2e/bench.config.ts",
      process.argv.slice(2).filter((word) => word !== "--window"),
    );
  if (process.argv.includes("--imports")) measureImports();
  else if (search) await measureSearch();
  else measureAll();
  return 0;
});

async function measureSearch(): Promise<void> {
  const cache = join(projectFolder, ".cache", "bench");
  const sizes = quick ? [2_000] : process.argv.includes("--million") ? [100_000, 1_000_000] : [100_000];
  const text = [searchHead()];
  for (const runs of sizes) text.push(await searchSection(cache, runs, quick ? 4 : 20));
  const section = text.join("\n");
  console.log(section);
  if (!quick) writeFileSync(report, withSection(readFileSync(report, "utf8"), section));
}

function measureImports(): void {
  const cache = join(projectFolder, ".cache", "bench");
  mkdirSync(cache, { recursive: true });
  const sizes = quick ? [1_000, 10_000] : [10_000, 50_000, 100_000];
  console.log(`${machineText()}; ${loadText()}\n`);
  console.log(importSection(cache, [process.execPath, builtCli], sizes));
}

function searchHead(): string {
  return `${searchTitle}

Written by \`npm run bench -- --search\`, with \`--million\` in a million runs too. Runs are generated, each with 20 parameters, 10
metrics, tags, notes of 20 to 80 words, properties, a command and an environment. A page is the newest 50 runs that match, with
the rows of the table; the total follows it. ${quick ? 4 : 20} times each, in the process that the window asks.

- ${new Date().toISOString().slice(0, 10)}, ${machineText()}; ${loadText()}
`;
}

/** The report with the section on searches, in place of the one that it had: the last one. */
function withSection(whole: string, section: string): string {
  const at = whole.indexOf(`\n${searchTitle}\n`);
  return `${(at < 0 ? whole : whole.slice(0, at)).trimEnd()}\n\n${section}\n`;
}

function measureAll(): void {
  endWithin(timeForAll);
  const { version } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8")) as {
    version: string;
  };
  // In the project folder, as that is on a real disk, and what is below /tmp often is not.
  const cache = join(projectFolder, ".cache", "bench");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "work-"));
  try {
    const own = signet(version);
    const { tools: peers, missing } = findPeers(cache);
    const tools = [own, ...peers];
    const sizes: Sizes = quick
      ? { plan: [10, 100], run: [10, 30, 100], shapes: [10, 30, 100], rounds: 3 }
      : {
          plan: [10, 100, 1_000, 10_000],
          run: [10, 100, 1_000, 10_000],
          shapes: [100, 300, 1_000],
          rounds: 5,
        };
    const bare = series(20, { words: [process.execPath, "-e", "0"], cwd: folder });
    const text: string[] = [];
    const targets: Target[] = [];
    const growths: Growth[] = [];
    const add = (section: string | Section) => {
      const {
        text: part,
        targets: wanted = [],
        growth = [],
      } = typeof section === "string" ? { text: section } : section;
      console.log(part);
      text.push(part);
      targets.push(...wanted);
      growths.push(...growth);
    };
    add(
      head(
        tools.map(({ name, version }) => `${name} ${version}`),
        missing,
        bare,
      ),
    );
    add("## The first run\n");
    add(
      "Each step reads a file of its own and writes one (`wide`), two jobs at a time (DVC: one). Each step is a shell command of some milliseconds. Signet keeps every output, console and reason durably: its transactions are flushed to the disk. Each run is in a new folder.\n",
    );
    const runs = runSection(folder, tools, sizes);
    add(runs);
    add("\n## A plan when nothing changed\n");
    add(
      "Of what was run before. Where a tool has no plan or dry run (luigi), it is its run with nothing to do; `dvc status` for DVC. CPU is user and system time of all processes. Memory is the most that one process held; less than 15 MB cannot be told apart.\n",
    );
    add(planSection(folder, tools, sizes, runs.ran));
    add("\n## By shape\n");
    add(
      "`chain`: each step reads what the one before it made. `layered`: layers of 100 steps, each reading two files of the layer before.\n",
    );
    add(shapeSection(folder, own, sizes));
    add("\n## Many files\n");
    add("A folder as a source, looked at again; nothing changed.\n");
    add(manyFilesSection(folder, own, quick ? [100, 1_000] : [1_000, 10_000, 100_000], sizes.rounds));
    add("\n## Many Python modules\n");
    add(
      "One program, modules of ten functions that import each other; a function of one of them is edited before each plan.\n",
    );
    add(modulesSection(folder, own, quick ? [20] : [20, 100, 200], sizes.rounds));
    add("\n## Big files\n");
    add("Read for the first time, from the system's cache of files; whole processes.\n");
    add(bigFilesSection(folder, own, quick ? [50, 100] : [100, 200, 400]));
    add("\n## Growth\n");
    add(growthTable(growths));
    const all = [...targets, ...growths.filter(({ sizes }) => sizes.length > 2).map(growthTarget)];
    const summary = `## Targets\n\n${targetsTable(all)}\n`;
    console.log(`\n${summary}`);
    text.splice(1, 0, summary);
    if (!quick) {
      const before = readFileSync(report, "utf8");
      const at = before.indexOf(`\n${searchTitle}\n`);
      const whole = `${text.join("\n")}\n`;
      writeFileSync(report, at < 0 ? whole : withSection(whole, before.slice(at).trim()));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function head(versions: readonly string[], missing: readonly string[], bare: Series): string {
  const date = new Date().toISOString().slice(0, 10);
  return `# Benchmarks

Written by \`npm run bench\`, which measures the built app and other tools in one run, as whole processes, on a real disk.
Times are medians. \`npm run bench -- --quick\` does it with small sizes and writes nothing.

- ${date}, ${machineText()}; ${loadText()}
- ${versions.join(", ")}${missing.length === 0 ? "" : `\n- not measured: ${missing.join("; ")}`}
- Node that does nothing takes ${timeText(bare)}, of which ${milliseconds(median(bare, "cpuSeconds"))} of the CPU; Signet's times include it
`;
}
