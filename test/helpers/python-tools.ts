import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cachedFolder } from "../../scripts/electron-runtime/cache.ts";
import { systemPath } from "../../scripts/ensure-system.ts";
import { capture, findProgram } from "../../scripts/processes.ts";

/** A Python of its own with real tools installed. */
export type PythonTools = {
  /** Absolute path of its interpreter. Programs are started with `-m`: its scripts name the folder it was made in. */
  readonly python: string;
  /** With its folder of programs first on the PATH. */
  readonly env: NodeJS.ProcessEnv;
};

/**
 * Installs packages (with exact versions) from the Python package index, once a machine, for a Python that every user can
 * start. Null where no index can be reached, which is said by the name of who asks; where one can, a failure is thrown, so
 * that nothing is skipped unseen.
 */
export async function pythonTools(asker: string, packages: readonly string[]): Promise<PythonTools | null> {
  const base = findProgram("python3", systemPath) ?? "python3";
  const key = createHash("sha256")
    .update([base, ...packages].join("\n"))
    .digest("hex");
  let reachable = true;
  const folder = await cachedFolder(`python-tools-${key.slice(0, 16)}`, async (half) => {
    mkdirSync(half, { recursive: true });
    // The system's Python may come without pip: any other installs for it.
    await must(base, ["-m", "venv", "--without-pip", half]);
    const python = join(half, "bin", "python");
    const pip = ["-m", "pip", "--python", python, "install", "--quiet", "--no-input", ...packages];
    const installed = await capture("python3", pip);
    if (installed.status === 0) return;
    const asked = await capture("python3", ["-m", "pip", "download", "--no-deps", "--dest", half, "pip"]);
    reachable = asked.status === 0;
    throw new Error(`pip cannot install ${packages.join(" ")}:\n${installed.stderr.slice(-2_000)}`);
  }).catch((error: Error) => {
    if (reachable) throw error;
    return null;
  });
  if (folder === null) {
    console.log(`Left out, as no package index can be reached: ${asker}`);
    return null;
  }
  const bin = join(folder, "bin");
  return { python: join(bin, "python"), env: { ...process.env, PATH: `${bin}:${process.env.PATH ?? ""}` } };
}

async function must(program: string, args: readonly string[]): Promise<void> {
  const { status, stderr } = await capture(program, args);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stderr}`);
}
