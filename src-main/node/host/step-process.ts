import { rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { AbortSignal } from "../../core/ports/executor.ts";
import { LauncherGone, launch } from "./launcher.ts";
import { afterTime } from "./long-timer.ts";
import { groupEnded, signalGroup } from "./process-group.ts";
import { ageOf, isAlive, pidOf } from "./process-identity.ts";
import type { ProcessToStart, StartedProcess } from "./start-process.ts";
import { endProcessesOf, hookVariable, type Origin, stepVariable, straysOf } from "./step-descendants.ts";
import { type CommandEnd, programProblem, readExit, wrapped } from "./step-wrapper.ts";

export type StepCommand = ProcessToStart & {
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
  /** Aborts when there is no time left for what is to end by itself. */
  readonly hurry: AbortSignal;
  /** Milliseconds it may take; null: as long as it likes. */
  readonly timeout: number | null;
};

/** For what is cancelled once only: it has its time. */
export const noHurry: AbortSignal = new AbortController().signal;

/** How long a step that is to end has to do so by itself, in milliseconds. */
const gracePeriod = 10_000;

/** How often a process is looked at that somebody else started, in milliseconds. */
const lookInterval = 100;

/**
 * Runs one command in a process group of its own. On abort, and when its time is over, the whole group and what left it get
 * SIGTERM, and what is still there ten seconds later, or on `hurry`, SIGKILL; it is done when none of it is left. Else it is
 * done when the process exits, whatever descriptors a grandchild still holds.
 */
export async function runStepProcess(
  command: StepCommand,
  limits: ProcessLimits,
  onStarted: (identity: string) => Promise<void>,
): Promise<ExitOutcome> {
  const { argv, exitFile, ...setting } = command;
  const { cwd, env } = setting;
  const problem = programProblem(argv[0], cwd, env.PATH ?? "/usr/bin:/bin");
  if (problem !== null) return { kind: "not-started", error: problem };
  if (exitFile !== null) rmSync(exitFile, { force: true });
  const words = exitFile === null ? argv : wrapped(argv, exitFile);
  let child: StartedProcess;
  try {
    child = await launch({ ...setting, argv: words });
  } catch (error) {
    const run = env[stepVariable];
    if (error instanceof LauncherGone && run !== undefined)
      await endProcessesOf(new Set([run]), { spareHooks: true });
    return { kind: "not-started", error: startProblem(error as Error) };
  }
  return whenEnded(
    child,
    { exitFile, origin: originOf(env) },
    limits,
    onStarted(child.identity ?? `${child.pid}:ended`),
  );
}

async function whenEnded(
  { pid, identity, ended: end }: StartedProcess,
  { exitFile, origin }: { readonly exitFile: string | null; readonly origin: Origin | null },
  limits: ProcessLimits,
  recorded: Promise<void>,
): Promise<ExitOutcome> {
  const { signal, hurry, timeout } = limits;
  let ended: "cancelled" | "timed-out" | null = null;
  let killAt = 0;
  let killTimer: NodeJS.Timeout | undefined;
  const isOver = () => hurry.aborted || performance.now() >= killAt;
  const strays = origin === null ? null : straysOf(origin, pid, () => ended === "timed-out");
  const endIt = (why: "cancelled" | "timed-out") => {
    // Who cancels a step whose time is over waits for the same end.
    const isEnding = ended !== null;
    if (ended !== "cancelled") ended = why;
    if (isEnding) return;
    signalGroup(pid, "SIGTERM");
    strays?.terminate();
    killAt = performance.now() + gracePeriod;
    killTimer = setTimeout(() => signalGroup(pid, "SIGKILL"), gracePeriod);
  };
  const kill = () => {
    if (ended !== null) signalGroup(pid, "SIGKILL");
  };
  hurry.addEventListener("abort", kill);
  const cancel = () => endIt("cancelled");
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel);
  const callOff = timeout === null ? () => {} : afterTime(timeout, () => endIt("timed-out"));
  try {
    const exit = await Promise.race([end, recorded.then(() => end)]);
    const record = exitFile === null ? null : readExit(exitFile);
    if (exit === null && ended === null && record === null)
      return await watchOrphan({ identity, origin }, exitFile, limits);
    // A shell ends at once and leaves what it started in the midst of ending.
    if (ended !== null) await groupEnded(pid, isOver);
    // A wrapper that was killed has left its command behind.
    if (ended !== null || (exitFile !== null && record === null)) signalGroup(pid, "SIGKILL");
    if (ended !== null) {
      await strays?.gone(isOver);
      return { kind: ended };
    }
    if (record !== null) return record.end;
    return exit === null || exit.code === null
      ? { kind: "killed", signal: exit?.signal ?? "unknown" }
      : { kind: "exited", code: exit.code };
  } catch (error) {
    // A process that could not be recorded must not run: nobody would know of it after a crash.
    signalGroup(pid, "SIGKILL");
    throw error;
  } finally {
    clearTimeout(killTimer);
    callOff();
    signal.removeEventListener("abort", cancel);
    hurry.removeEventListener("abort", kill);
  }
}

/** Null: it is told from no other, as a command without a run is not. */
const originOf = (env: ProcessToStart["env"]): Origin | null => {
  const run = env[stepVariable];
  return run === undefined ? null : { run, hook: env[hookVariable] ?? null };
};

/** A process that somebody else started. */
type Watched = {
  /** What was told of it when it was started; null: nothing. */
  readonly identity: string | null;
  readonly origin: Origin | null;
};

/** The launcher, its parent, was ended by somebody: the process goes on, and how it ends is in its file alone. */
async function watchOrphan(
  watched: Watched,
  exitFile: string | null,
  limits: ProcessLimits,
): Promise<ExitOutcome> {
  const exit = exitFile === null ? null : await watchStepProcess(watched, exitFile, limits);
  return exit === null || exit.kind === "lost" ? { kind: "killed", signal: "unknown" } : exit;
}

const startProblem = (error: NodeJS.ErrnoException): string =>
  error.code === "E2BIG"
    ? "its words and variables are longer than the system takes; hand long values over in a file"
    : error.message;

/**
 * Waits for the end of a command that `runStepProcess` started in a process that is gone.
 * Its time counts from its start. `lost`: it is gone, and did not say how it ended.
 */
export async function watchStepProcess(
  { identity, origin }: Watched,
  exitFile: string,
  { signal, hurry, timeout }: ProcessLimits,
): Promise<ExitOutcome | { readonly kind: "lost" }> {
  let ended: "cancelled" | "timed-out" | null = null;
  let killAt = 0;
  const isOver = () => hurry.aborted || performance.now() >= killAt;
  const leader = pidOf(identity ?? "") ?? 0;
  const strays = origin === null ? null : straysOf(origin, leader, () => ended === "timed-out");
  for (;;) {
    // In this order: one that says it and ends in between is not lost.
    const isThere = identity !== null && isAlive(identity);
    const record = readExit(exitFile);
    if (!isThere || record !== null) {
      if (ended === null) return record?.end ?? { kind: "lost" };
      await groupEnded(leader, isOver);
      signalGroup(leader, "SIGKILL");
      await strays?.gone(isOver);
      return { kind: ended };
    }
    if (ended === null && (signal.aborted || (timeout !== null && ageOf(identity) >= timeout))) {
      ended = signal.aborted ? "cancelled" : "timed-out";
      killAt = performance.now() + gracePeriod;
      signalGroup(leader, "SIGTERM");
      strays?.terminate();
    } else if (ended !== null && isOver()) signalGroup(leader, "SIGKILL");
    await wait(lookInterval);
  }
}
