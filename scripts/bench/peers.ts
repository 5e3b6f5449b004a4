import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { dvc, luigi, make, ninja, snakemake, type Tool } from "./tools.ts";

export type Peers = {
  readonly tools: readonly Tool[];
  /** Those that could not be had, each with why. */
  readonly missing: readonly string[];
};

/**
 * What Signet is measured beside: ninja and make where the machine has them, the others from PyPI in a virtual
 * environment below `folder`, made when it is not there.
 */
export function findPeers(folder: string): Peers {
  const tools: Tool[] = [];
  const missing: string[] = [];
  const add = (name: string, version: string | null, why: string, make: (version: string) => Tool) => {
    if (version === null) missing.push(`${name}: ${why}`);
    else tools.push(make(version));
  };
  add("ninja", versionOf("ninja", "--version"), "not installed", ninja);
  add("make", versionOf("make", "--version"), "not installed", make);
  const bin = join(folder, "venv", "bin");
  for (const [name, of] of [
    ["snakemake", snakemake],
    ["luigi", luigi],
    ["dvc", dvc],
  ] as const) {
    if (!existsSync(join(bin, name))) install(folder, name);
    const version = existsSync(join(bin, name)) ? packageVersion(bin, name) : null;
    add(name, version, "pip could not install it", (found) => of(found, bin));
  }
  return { tools, missing };
}

function install(folder: string, name: string): void {
  const python = join(folder, "venv", "bin", "python");
  console.log(`Installing ${name}…`);
  if (!existsSync(python)) spawnSync("python3", ["-m", "venv", join(folder, "venv")], { stdio: "ignore" });
  spawnSync(python, ["-m", "pip", "install", "--quiet", name], { stdio: "ignore" });
}

/** The first number with points in it that a program prints; null when it cannot be started. */
function versionOf(program: string, ...words: string[]): string | null {
  const { stdout, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
  return error === undefined ? (/\d+(?:\.\d+)+/.exec(stdout + stderr)?.[0] ?? null) : null;
}

function packageVersion(bin: string, name: string): string | null {
  const code = `import importlib.metadata as m; print(m.version(${JSON.stringify(name)}))`;
  return versionOf(join(bin, "python"), "-c", code);
}
