import { spawn } from "node:child_process";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Diagnostic, problem } from "../../core/model/diagnostic.ts";
import { commonEnvironment, type StepSurroundings } from "./step-environment.ts";

export type KeyLimits = {
  /** Milliseconds that the command may take. */
  readonly time: number;
  /** Bytes that it may print: a key is a version or a date, not the data itself. */
  readonly size: number;
};

const usualLimits: KeyLimits = { time: 60_000, size: 1024 * 1024 };

/** How much of what it said last is told when it fails, in characters. */
const toldOfError = 2_000;

/**
 * What the command of `cache: {key: …}` prints, without white space around it. It runs by `/bin/sh` in the workspace with
 * the variables that steps get. An exit code, too long a time, too long a text are errors, and so is `signal`'s end to it.
 */
export function commandKey(
  surroundings: StepSurroundings,
  workspace: string,
  command: string,
  limits = usualLimits,
  signal: AbortSignal | null = null,
): Promise<Result<string, Diagnostic>> {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: workspace,
      env: { ...commonEnvironment(surroundings) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const printed: Buffer[] = [];
    let size = 0;
    let said = "";
    const fail = (what: string) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      endGroup(child.pid);
      // What a program left running holds must not keep this one waiting.
      child.stdout.destroy();
      child.stderr.destroy();
      const last = said.trim();
      resolve(
        err(
          problem(
            "cache-key-failed",
            `The command of the cache key ${what}: ${command}${last === "" ? "" : `\n${last}`}`,
            "Mend `cache: {key: …}`: it must print what tells one state of the outside world from another.",
          ),
        ),
      );
    };
    const cancel = () => fail("was cancelled");
    signal?.addEventListener("abort", cancel);
    const timer = setTimeout(() => fail(`took longer than ${limits.time / 1000} s`), limits.time);
    child.stdout.on("data", (bytes: Buffer) => {
      size += bytes.length;
      if (size > limits.size) fail(`printed more than ${limits.size / 1024} KiB`);
      else printed.push(bytes);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-toldOfError);
    });
    child.once("error", (error) => fail(`could not be started (${error.message})`));
    // What it left running would hold its pipes open.
    child.once("exit", () => endGroup(child.pid));
    child.once("close", (code, endedBy) => {
      if (code !== 0) return fail(code === null ? `was ended by ${endedBy}` : `ended with exit code ${code}`);
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      resolve(ok(Buffer.concat(printed).toString("utf8").trim()));
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
