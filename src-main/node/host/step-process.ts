import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { AbortSignal } from "../../core/ports/executor.ts";
import { afterTime } from "./long-timer.ts";
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
  | { readonly kind: "timed-out" }
  | { readonly kind: "cancelled" };

export type ProcessLimits = {
  readonly signal: AbortSignal;
  /** Milliseconds it may take; null: as long as it likes. */
  readonly timeout: number | null;
};

/** How long a step that is to end has to do so by itself, in milliseconds. */
const gracePeriod = 10_000;

/**
 * Runs one command in a process group of its own, its standard input closed. On abort, and when its time is over, the
 * whole group gets SIGTERM and, ten seconds later, SIGKILL. Done when the process exits, whatever descriptors a
 * grandchild still holds.
 */
export function runStepProcess(
  command: StepCommand,
  { signal, timeout }: ProcessLimits,
  onStarted: (identity: string) => void,
): Promise<ExitOutcome> {
  const log = openSync(command.log, "a");
  return new Promise((resolve, reject) => {
    const child = startProcess(command, log);
    closeSync(log);
    if (child instanceof Error) return resolve({ kind: "not-started", error: startProblem(child) });
    let ended: "cancelled" | "timed-out" | null = null;
    let killTimer: NodeJS.Timeout | undefined;
    let callOff = () => {};
    const signalGroup = (name: NodeJS.Signals) => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, name);
      } catch {
        // The group has ended.
      }
    };
    const end = (why: "cancelled" | "timed-out") => {
      // Who cancels a step whose time is over waits for the same end.
      const isEnding = ended !== null;
      if (ended !== "cancelled") ended = why;
      if (isEnding) return;
      signalGroup("SIGTERM");
      killTimer = setTimeout(() => signalGroup("SIGKILL"), gracePeriod);
    };
    const cancel = () => end("cancelled");
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
      if (timeout !== null) callOff = afterTime(timeout, () => end("timed-out"));
    });
    child.once("error", (error) => resolve({ kind: "not-started", error: startProblem(error) }));
    child.once("exit", (code, killer) => {
      clearTimeout(killTimer);
      callOff();
      signal.removeEventListener("abort", cancel);
      // What the step left running in its group must not write behind our back.
      if (ended !== null) signalGroup("SIGKILL");
      if (ended !== null) resolve({ kind: ended });
      else
        resolve(code === null ? { kind: "killed", signal: killer ?? "unknown" } : { kind: "exited", code });
    });
  });
}

/** Of some problems (too many words) Node tells by throwing, of others by an event. */
function startProcess(
  { argv: [program, ...args], cwd, env }: StepCommand,
  log: number,
): ChildProcess | Error {
  try {
    return spawn(program, args, { cwd, env, stdio: ["ignore", log, log], detached: true });
  } catch (error) {
    return error as Error;
  }
}

const startProblem = (error: NodeJS.ErrnoException): string =>
  error.code === "E2BIG"
    ? "its words and variables are longer than the system takes; hand long values over in a file"
    : error.message;
