import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { run } from "./processes.ts";
import { SetupProblem } from "./setup-problem.ts";

/** Absolute path of the project folder. */
export const projectFolder = dirname(import.meta.dirname);

/** Absolute path of the built command line program. */
export const builtCli = join(projectFolder, "out/main/cli.js");

const requireFromProject = createRequire(join(projectFolder, "package.json"));

/** What `electron-vite build` writes; the renderer comes last, so an interrupted build leaves it missing or old. */
const buildProducts = ["out/main/index.js", "out/main/cli.js", "out/renderer/index.html"];

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

/** Builds `out/` when it is missing or older than the sources. Says so in one line when it does. */
export async function buildIfNeeded(): Promise<void> {
  if (isBuilt()) return;
  console.log("Building Signet…");
  const status = await build();
  if (status !== 0) throw new SetupProblem("The build failed; see the messages above.");
}

/** Builds `out/` and gives the exit status; warnings and errors go to the terminal. */
export async function build(): Promise<number> {
  const builder = packageProgram("electron-vite", "electron-vite");
  return await run(process.execPath, [builder, "build", "--logLevel", "warn"], { cwd: projectFolder });
}

function isBuilt(): boolean {
  const products = buildProducts.map((path) => join(projectFolder, path));
  if (!products.every((path) => existsSync(path))) return false;
  const oldestProduct = Math.min(...products.map((path) => statSync(path).mtimeMs));
  const newestSource = Math.max(...buildSources.map((path) => newestChange(join(projectFolder, path))));
  return oldestProduct >= newestSource;
}

/** Newest modification time under a path in milliseconds; folders count too, so that a removed file is noticed. */
function newestChange(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
