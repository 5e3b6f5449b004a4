import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const entry = join(import.meta.dirname, "../../src-main/cli/index.ts");

export type CliResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Starts the command line from its sources, as a process of its own. */
export function startCli(
  library: string,
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): ChildProcess {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", entry, ...args], {
    env: { ...process.env, NO_COLOR: "1", SIGNET_LIBRARY: library, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export async function runCli(
  library: string,
  args: readonly string[],
  env: { readonly [name: string]: string } = {},
): Promise<CliResult> {
  const child = startCli(library, args, env);
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}
