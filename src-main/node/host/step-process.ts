import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { AbortSignal } from "../../core/ports/executor.ts";
import { processIdentity } from "./process-identity.ts";

export type StepCommand = {
  /** Words; the first is the program. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** File that standard output and standard error are appended to, by descriptor: no pipe through this process. */
  readonly log: string;
};

export type ExitOutcome =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "killed"; readonly signal: string }
  | { readonly kind: "not-started"; readonly error: string }
  | { readonly kind: "cancelled" };

/** How long a cancelled step has to end by itself, in milliseconds. */
const gracePeriod = 10_000;

/**
 * Runs one command in a process group of its own, its standard input closed. On abort the whole group gets SIGTERM and,
 * ten seconds later, SIGKILL. Done when the process exits, whatever descriptors a grandchild still holds.
 */
export function runStepProcess(
  command: StepCommand,
  signal: AbortSignal,
  onStarted: (identity: string) => void,
): Promise<ExitOutcome> {
  const log = openSync(command.log, "a");
  return new Promise((resolve, reject) => {
    const [program, ...args] = command.argv;
    const child = spawn(program, args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    let cancelled = false;
    let killTimer: NodeJS.Timeout | undefined;
    const signalGroup = (name: NodeJS.Signals) => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, name);
      } catch {
        // The group has ended.
      }
    };
    const cancel = () => {
      cancelled = true;
      signalGroup("SIGTERM");
      killTimer = setTimeout(() => signalGroup("SIGKILL"), gracePeriod);
    };
    child.once("spawn", () => {
      const identity = child.pid === undefined ? null : processIdentity(child.pid);
      try {
        onStarted(identity ?? `${child.pid}:ended`);
      } catch (error) {
        // A process that could not be recorded must not run: nobody would know of it after a crash.
        signalGroup("SIGKILL");
        reject(error);
        return;
      }
      if (signal.aborted) cancel();
      else signal.addEventListener("abort", cancel);
    });
    child.once("error", (error) => resolve({ kind: "not-started", error: error.message }));
    child.once("exit", (code, killer) => {
      clearTimeout(killTimer);
      signal.removeEventListener("abort", cancel);
      // What the step left running in its group must not write behind our back.
      if (cancelled) signalGroup("SIGKILL");
      if (cancelled) resolve({ kind: "cancelled" });
      else
        resolve(code === null ? { kind: "killed", signal: killer ?? "unknown" } : { kind: "exited", code });
    });
  });
}
