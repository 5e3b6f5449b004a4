// `npm run test:all`: installs or names what is missing, builds, and runs every check and test there is. Its last line
// is `N passed, N failed`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureSystem } from "./ensure-system.ts";
import { capture, run } from "./processes.ts";
import { build, packageProgram, projectFolder } from "./project.ts";
import { runScript } from "./setup-problem.ts";
import {
  closingLine,
  countPlaywright,
  countUnittest,
  countVitest,
  judge,
  type PlaywrightReport,
  type TestCounts,
  total,
  type VitestReport,
} from "./test-counts.ts";
import {
  describeFailure,
  playwrightFailures,
  type TestFailure,
  unittestFailures,
  vitestFailures,
} from "./test-failures.ts";

/** What a part came to. */
type Outcome = { counts: TestCounts; failures: TestFailure[] };

/** No part takes longer unless it hangs. */
const partLimitMs = 40 * 60_000;

const results = join(projectFolder, "test-results");

await runScript(async () => {
  await ensureSystem(["electron", "python", "virtual-display"]);
  mkdirSync(results, { recursive: true });
  // Integration tests start the built program, so the build comes first.
  const parts: ({ name: string } & Outcome)[] = [];
  const add = async (name: string, part: () => Promise<Outcome>): Promise<void> => {
    console.log(`\n── ${name} ${"─".repeat(Math.max(4, 70 - name.length))}`);
    const started = performance.now();
    const outcome = await part();
    parts.push({ name: `${name} (${Math.round((performance.now() - started) / 1000)} s)`, ...outcome });
  };
  await add("build", async () => oneCheck(await build()));
  await add("types", () => check("typescript", "tsc", ["-b"]));
  await add("lint and format", () => check("@biomejs/biome", "biome", ["check", "."]));
  await add("unused code", () => check("knip", "knip", []));
  await add("unit and integration tests", vitest);
  for (const folder of pythonTestFolders()) await add(`Python tests in ${folder}`, () => unittest(folder));
  await add("end-to-end tests", endToEnd);

  // What failed is told once more at the end, where it is found first.
  for (const failure of parts.flatMap(({ failures }) => failures))
    console.log(`\n${describeFailure(failure)}`);
  console.log(`\n── results ${"─".repeat(63)}`);
  for (const { name, counts } of parts) console.log(`${name}: ${closingLine(counts)}`);
  const sum = total(parts.map(({ counts }) => counts));
  console.log(`\n${closingLine(sum)}`);
  return sum.failed === 0 ? 0 : 1;
});

async function check(packageName: string, program: string, args: readonly string[]): Promise<Outcome> {
  return oneCheck(await runProgram(packageName, program, args));
}

function oneCheck(status: number): Outcome {
  const counts = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  return { counts: judge(status, counts), failures: [] };
}

async function vitest(): Promise<Outcome> {
  const report = freshReport("vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = await runProgram("vitest", "vitest", ["run", ...reporters]);
  return outcomeOf(status, readReport<VitestReport>(report), countVitest, vitestFailures);
}

async function endToEnd(): Promise<Outcome> {
  const report = freshReport("e2e.json");
  const script = join(import.meta.dirname, "test-e2e.ts");
  const status = await run(process.execPath, [script], { cwd: projectFolder, timeout: partLimitMs });
  return outcomeOf(status, readReport<PlaywrightReport>(report), countPlaywright, playwrightFailures);
}

async function unittest(folder: string): Promise<Outcome> {
  // -B: no compiled files in a folder that is shipped.
  const args = ["-B", "-m", "unittest", "discover", "-s", folder];
  const { status, stdout, stderr } = await capture("python3", args, {
    cwd: projectFolder,
    timeout: partLimitMs,
  });
  process.stdout.write(stdout + stderr);
  return outcomeOf(status, stderr, countUnittest, unittestFailures);
}

/** Folders, relative to the project, that hold Python tests. */
function pythonTestFolders(): string[] {
  return ["resources/python", "test/python"].filter((folder) => {
    const path = join(projectFolder, folder);
    if (!existsSync(path)) return false;
    return readdirSync(path, { recursive: true, encoding: "utf8" }).some((name) =>
      /(^|\/)test_[^/]*\.py$/.test(name),
    );
  });
}

async function runProgram(packageName: string, program: string, args: readonly string[]): Promise<number> {
  const file = packageProgram(packageName, program);
  return await run(process.execPath, [file, ...args], { cwd: projectFolder, timeout: partLimitMs });
}

/** The path of a report that is not there yet, so that an old one is never taken for a new one. */
function freshReport(name: string): string {
  const path = join(results, name);
  rmSync(path, { force: true });
  return path;
}

function readReport<Report>(path: string): Report | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Report) : null;
}

/** What a program that ended with `status` came to, by its report, or null when it wrote none. */
function outcomeOf<Report>(
  status: number,
  report: Report | null,
  count: (report: Report) => TestCounts,
  failures: (report: Report) => TestFailure[],
): Outcome {
  const counts = judge(status, report === null ? null : count(report));
  return { counts, failures: report === null ? [] : failures(report) };
}
