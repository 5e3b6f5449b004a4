import { type SpawnOptions, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { constants as osConstants } from "node:os";
import { delimiter, join } from "node:path";

/** How a finished process ended, and what it wrote. */
export type Captured = { status: number; stdout: string; stderr: string };

/** `timeout`: milliseconds after which the program gets a SIGTERM. */
type RunOptions = Pick<SpawnOptions, "cwd" | "env" | "timeout">;

/**
 * Runs a program on this terminal and gives its exit status (128 + signal number when a signal ended it).
 * While it runs, Ctrl-C is left to the program (the terminal sends it to both), and a SIGTERM is passed on.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: "inherit" });
    const leaveToChild = (): void => {};
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on("SIGINT", leaveToChild);
    process.on("SIGTERM", passOn);
    process.on("SIGHUP", passOn);
    const release = (): void => {
      process.off("SIGINT", leaveToChild);
      process.off("SIGTERM", passOn);
      process.off("SIGHUP", passOn);
    };
    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("close", (code, signal) => {
      release();
      resolve(exitStatus(code, signal));
    });
  });
}

/** Runs a program without input and gives its status and its output. A program that cannot be started is status 127. */
export function capture(
  program: string,
  args: readonly string[],
  options: RunOptions & Pick<SpawnOptions, "uid" | "gid"> = {},
): Promise<Captured> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", (error) => resolve({ status: 127, stdout, stderr: error.message }));
    child.once("close", (code, signal) => resolve({ status: exitStatus(code, signal), stdout, stderr }));
  });
}

/** Absolute path of a program on `path` (default: this process's PATH), or null. */
export function findProgram(name: string, path = process.env.PATH ?? ""): string | null {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Whether this process runs as root (never on Windows). */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function exitStatus(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? (signal ? 128 + osConstants.signals[signal] : 1);
}
