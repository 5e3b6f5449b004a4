// `npm run bench`: measures the built app beside other tools and writes docs/benchmarks.md. Asserts nothing.
// `--quick` measures small sizes and writes nothing; `--window` measures the window's start instead; `--search` measures
// searches alone and writes their section, with `--million` in a library of a million runs too; `--imports` does so of imports of
// runs, `--points` of points that a program logs while they are taken in.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bigFilesSection, manyFilesSection, modulesSection } from "./bench/files.ts";
import { importSection } from "./bench/imports.ts";
import { endWithin, median, type Series, series } from "./bench/measure.ts";
import { findPeers } from "./bench/peers.ts";
import { planSection, runSection, type Sizes, shapeSection } from "./bench/pipelines.ts";
import { pointsSection } from "./bench/points.ts";
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
const importTitle = "## Imports";
const pointsTitle = "## Points";
/** Sections that are measured and written by themselves, in their order. */
const titlesAlone = [searchTitle, importTitle, pointsTitle];

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
  else if (process.argv.includes("--points")) measurePoints();
  else if (search) await measureSearch();
  else measureAll();
  return 0;
});

async function measureSearch(): Promise<void> {
  const cache = join(projectFolder, ".cache", "bench");
  const sizes = quick ? [2_000] : process.argv.includes("--million") ? [100_000, 1_000_000] : [100_000];
  const text = [searchHead()];
  for (const runs of sizes) text.push(await searchSection(cache, runs, quick ? 4 : 20));
  writeAlone(searchTitle, text.join("\n"));
}

function measureImports(): void {
  const sizes = quick ? [1_000, 10_000] : [10_000, 100_000];
  const head = headAlone(
    importTitle,
    "Written by `npm run bench -- --imports`. Files of generated runs as above, each into an empty library, by the command as a whole process.",
  );
  writeAlone(importTitle, `${head}\n${importSection(cacheFolder(), [process.execPath, builtCli], sizes)}`);
}

function measurePoints(): void {
  const head = headAlone(
    pointsTitle,
    "Written by `npm run bench -- --points`. A program logs through the SDK under `signet exec`, which takes in what it logs meanwhile; the time is of all of it, from the start of the command to its end, the points a second without that of a program that logs none. Each series is read whole, thinned for a chart of 2,000 points.",
  );
  const section = pointsSection(cacheFolder(), [process.execPath, builtCli], quick ? 0.1 : 1);
  writeAlone(pointsTitle, `${head}\n${section}`);
}

function cacheFolder(): string {
  const cache = join(projectFolder, ".cache", "bench");
  mkdirSync(cache, { recursive: true });
  return cache;
}

function headAlone(title: string, text: string): string {
  return `${title}\n\n${text}\n\n- ${new Date().toISOString().slice(0, 10)}, ${machineText()}; ${loadText()}\n`;
}

/** Prints a section, and puts it into the report in place of the one of its title. */
function writeAlone(title: string, section: string): void {
  console.log(section);
  if (quick) return;
  const before = readFileSync(report, "utf8");
  const sections = titlesAlone.map((one) => (one === title ? section : sectionOf(before, one)));
  writeFileSync(report, joined(before.slice(0, startOfThese(before)), sections));
}

function joined(start: string, sections: readonly string[]): string {
  const parts = [start, ...sections].map((part) => part.trim());
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** A section of the report; empty when it has none. */
function sectionOf(text: string, title: string): string {
  const at = text.indexOf(`\n${title}\n`);
  if (at < 0) return "";
  const end = text.indexOf("\n## ", at + title.length);
  return text.slice(at + 1, end < 0 ? undefined : end);
}

/** Where the first of the sections begins that are written by themselves. */
function startOfThese(text: string): number {
  const starts = titlesAlone.map((title) => text.indexOf(`\n${title}\n`)).filter((at) => at >= 0);
  return Math.min(text.length, ...starts);
}

function searchHead(): string {
  return `${searchTitle}

Written by \`npm run bench -- --search\`, with \`--million\` in a million runs too. Runs are generated, each with 20 parameters, 10
metrics, tags, notes of 20 to 80 words, properties, a command and an environment. A page is the newest 50 runs that match, with
the rows of the table; the total follows it. ${quick ? 4 : 20} times each, in the process that the window asks.

- ${new Date().toISOString().slice(0, 10)}, ${machineText()}; ${loadText()}
`;
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
  spreadOut(folder);
  try {
    const own = signet(version);
    const { tools: peers, missing } = findPeers(cache);
    const tools = [own, ...peers];
    const sizes: Sizes = quick
      ? { plan: [10, 100], run: [10, 30, 100], shapes: [10, 30, 100], rounds: 3 }
      : {
          plan: [10, 100, 1_000, 10_000],
          run: [10, 100, 1_000, 10_000],
          shapes: [300, 1_000, 3_000],
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
      "Each step reads a file of its own and writes one (`wide`), two jobs at a time (DVC: one). Each step is a shell command of some milliseconds. Signet keeps every output, console and reason durably: its transactions are flushed to the disk. Each run is in a new folder, on ext4 in a part of the disk of its own: there each new file waits for a look at all that were deleted beside it in the last minutes, by whomever.\n",
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
    add(manyFilesSection(folder, own, quick ? [100, 1_000] : [1_000, 10_000, 100_000]));
    add("\n## Many Python modules\n");
    add(
      "One program, modules of ten functions that import each other; a function of one of them is edited before each plan.\n",
    );
    add(modulesSection(folder, own, quick ? [20] : [20, 100, 200], sizes.rounds));
    add("\n## Big files\n");
    add("Read for the first time, from the system's cache of files; whole processes.\n");
    add(bigFilesSection(folder, own, quick ? [50, 100] : [100, 200, 400]));
    add("\n## Growth\n");
    add("Of the fastest run of each, which others at work on the machine disturb least.\n");
    add(growthTable(growths));
    const all = [...targets, ...growths.filter(({ sizes }) => sizes.length > 2).map(growthTarget)];
    const summary = `## Targets\n\n${targetsTable(all)}\n`;
    console.log(`\n${summary}`);
    text.splice(1, 0, summary);
    if (!quick) {
      const before = readFileSync(report, "utf8");
      const alone = titlesAlone.map((title) => sectionOf(before, title));
      writeFileSync(report, joined(text.join("\n"), alone));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * On ext4 each folder made in this one comes into another part of the disk. Beside files that went in the last minutes each
 * new one takes longer, which is no matter of who makes it: a step of Signet's 0.6 ms. Elsewhere it does nothing.
 */
function spreadOut(folder: string): void {
  spawnSync("chattr", ["+T", folder]);
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
