import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { AbortSignal } from "../../core/ports/executor.ts";
import { afterTime } from "./long-timer.ts";
import { ageOf, isAlive, pidOf, processIdentity } from "./process-identity.ts";
import { type CommandEnd, programProblem, readExit, wrapped } from "./step-wrapper.ts";

export type StepCommand = {
  /** Words; the first is the program. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: { readonly [name: string]: string };
  /** File that standard output and standard error are appended to, by descriptor: no pipe through this process. */
  readonly log: string;
  /** File that tells how it ended, for whoever comes when this process is gone; null: nobody will ask. */
  readonly exitFile: string | null;
};

export type ExitOutcome =
  | CommandEnd
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

/** How often a process is looked at that somebody else started, in milliseconds. */
const lookInterval = 100;

/**
 * Runs one command in a process group of its own, its standard input closed. On abort, and when its time is over, the
 * whole group gets SIGTERM and, ten seconds later, SIGKILL. Done when the process exits, whatever descriptors a
 * grandchild still holds.
 */
export function runStepProcess(
  command: StepCommand,
  { signal, timeout }: ProcessLimits,
  onStarted: (identity: string) => Promise<void>,
): Promise<ExitOutcome> {
  const { argv, cwd, env, exitFile } = command;
  const problem = programProblem(argv[0], cwd, env.PATH ?? "/usr/bin:/bin");
  if (problem !== null) return Promise.resolve({ kind: "not-started", error: problem });
  if (exitFile !== null) rmSync(exitFile, { force: true });
  const log = openSync(command.log, "a");
  return new Promise((resolve, reject) => {
    const words = exitFile === null ? argv : wrapped(argv, exitFile);
    const child = startProcess({ ...command, argv: words }, log);
    closeSync(log);
    if (child instanceof Error) return resolve({ kind: "not-started", error: startProblem(child) });
    let ended: "cancelled" | "timed-out" | null = null;
    let killTimer: NodeJS.Timeout | undefined;
    let callOff = () => {};
    const signalGroup = (name: NodeJS.Signals) => {
      if (child.pid !== undefined) killGroup(child.pid, name);
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
      onStarted(identity ?? `${child.pid}:ended`).catch((error: unknown) => {
        // A process that could not be recorded must not run: nobody would know of it after a crash.
        signalGroup("SIGKILL");
        reject(error);
      });
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
      const record = exitFile === null ? null : readExit(exitFile);
      // A wrapper that was killed has left its command behind.
      if (ended !== null || (exitFile !== null && record === null)) signalGroup("SIGKILL");
      if (ended !== null) resolve({ kind: ended });
      else if (record !== null) resolve(record.end);
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

function killGroup(pid: number, signal: NodeJS.Signals): void {
  // 0 and 1 would mean ourselves and everybody.
  if (pid <= 1) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

/**
 * Waits for the end of a command that `runStepProcess` started in a process that is gone; `identity` is what it told of it.
 * Its time counts from its start. `lost`: it is gone, and did not say how it ended.
 */
export async function watchStepProcess(
  identity: string | null,
  exitFile: string,
  { signal, timeout }: ProcessLimits,
): Promise<ExitOutcome | { readonly kind: "lost" }> {
  let ended: "cancelled" | "timed-out" | null = null;
  let killAt = 0;
  for (;;) {
    // In this order: one that says it and ends in between is not lost.
    const isThere = identity !== null && isAlive(identity);
    const record = readExit(exitFile);
    if (!isThere || record !== null) {
      if (ended === null) return record?.end ?? { kind: "lost" };
      killGroup(pidOf(identity ?? "") ?? 0, "SIGKILL");
      return { kind: ended };
    }
    const pid = pidOf(identity) ?? 0;
    if (ended === null && (signal.aborted || (timeout !== null && ageOf(identity) >= timeout))) {
      ended = signal.aborted ? "cancelled" : "timed-out";
      killAt = performance.now() + gracePeriod;
      killGroup(pid, "SIGTERM");
    } else if (ended !== null && performance.now() >= killAt) killGroup(pid, "SIGKILL");
    await wait(lookInterval);
  }
}
