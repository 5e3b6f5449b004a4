import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SetupProblem } from "./setup-problem.ts";
import { makeIfOutdated, type Work } from "./up-to-date.ts";

/** Absolute path of the project folder. */
export const projectFolder = dirname(import.meta.dirname);

/** Absolute path of the built command line program. */
export const builtCli = join(projectFolder, "out/main/cli.js");

const requireFromProject = createRequire(join(projectFolder, "package.json"));

/** What the build reads. */
const buildSources = ["src-main", "src-preload", "src-renderer", "electron.vite.config.ts", "package.json"];

/** Absolute folder of an installed npm package, also when its `exports` hide `package.json`. */
export function packageFolder(name: string): string {
  for (const folder of requireFromProject.resolve.paths(name) ?? []) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  throw new SetupProblem(`The package ${name} is not installed. Run: npm ci`);
}

/** Absolute path of a program (a JavaScript file) that an installed npm package brings. */
export function packageProgram(packageName: string, program: string): string {
  const folder = packageFolder(packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  const path = typeof bin === "string" ? bin : bin[program];
  if (path === undefined) throw new Error(`${packageName} has no program ${program}`);
  return join(folder, path);
}

/** Builds `out/` when it is missing or older than the sources, unless somebody else just does. Says so in one line. */
export async function buildIfNeeded(): Promise<void> {
  if ((await build()) !== 0) throw new SetupProblem("The build failed; see the messages above.");
}

/** The same, and gives the exit status; warnings and errors go to the terminal. */
export function build(): Promise<number> {
  const builder = packageProgram("electron-vite", "electron-vite");
  const work: Work = {
    stamp: join(projectFolder, "out", "built"),
    sources: buildSources.map((path) => join(projectFolder, path)),
    words: [process.execPath, builder, "build", "--logLevel", "warn"],
    cwd: projectFolder,
    lock: join(projectFolder, ".cache", "build.lock"),
  };
  return makeIfOutdated(work, () => console.log("Building Signet…"));
}
