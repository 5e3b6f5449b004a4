import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { statOf } from "./process-identity.ts";

/** The variable by which a step's processes are told from all others, whatever group or session they moved to. */
export const stepVariable = "SIGNET_RUN_ID";

/** Set for a hook's processes: what one of these leaves running may be meant to. */
export const hookVariable = "SIGNET_HOOK";

/** How long a killed process may take to be gone: one that waits for a dead disk never is. In milliseconds. */
const patience = 5_000;

/** How often processes are looked for that are to end by themselves, in milliseconds. */
const strayInterval = 20;

/**
 * Kills every process that these steps' runs started and left, and waits until they are gone, so that none of them writes
 * any more. They are found by their environment, which a process hands down to its children. `spareHooks` leaves alone what
 * hooks started, such as a server for the step.
 */
export async function endProcessesOf(
  stepRuns: ReadonlySet<string>,
  { spareHooks } = { spareHooks: false },
): Promise<void> {
  await endAll(() =>
    taggedProcesses().filter(({ run, hook }) => stepRuns.has(run) && !(spareHooks && hook !== null)),
  );
}

/** Kills what these hooks of a step's run started and left, and leaves alone everything else of it. */
export async function endHooksOf(stepRun: string, hooks: readonly string[]): Promise<void> {
  await endAll(() =>
    taggedProcesses().filter(({ run, hook }) => run === stepRun && hook !== null && hooks.includes(hook)),
  );
}

/** What a command was started for: a step's run, and the hook if it is one. */
export type Origin = { readonly run: string; readonly hook: string | null };

export type Strays = {
  /** Sends SIGTERM to those that did not get it yet. */
  readonly terminate: () => void;
  /** Waits until none is left, or `isOver` says that it is enough; then it kills what is there. */
  readonly gone: (isOver: () => boolean) => Promise<void>;
};

/**
 * What a command started and what left its group, whose leader is `leader`. Of a hook that is what this hook started; of a
 * step's own command all of the run, without what hooks started if `sparesHooks` says so.
 */
export function straysOf({ run, hook }: Origin, leader: number, sparesHooks: () => boolean): Strays {
  const told = new Set<number>();
  const find = (): Tagged[] =>
    taggedProcesses().filter(
      (one) =>
        one.run === run &&
        (hook === null ? one.hook === null || !sparesHooks() : one.hook === hook) &&
        one.pid !== process.pid &&
        !isOfGroup(one.pid, leader),
    );
  const terminate = (found: readonly Tagged[]): void => {
    for (const { pid } of found.filter(({ pid }) => !told.has(pid))) {
      told.add(pid);
      send(pid, "SIGTERM");
    }
  };
  return {
    terminate: () => terminate(find()),
    gone: async (isOver) => {
      for (let found = find(); found.length > 0 && !isOver(); found = find()) {
        terminate(found);
        await wait(strayInterval);
      }
      await endAll(find);
    },
  };
}

/** Elsewhere than on Linux nobody is told of: a second SIGTERM does less harm than none. */
const isOfGroup = (pid: number, leader: number): boolean =>
  process.platform === "linux" && statOf(pid)?.group === leader;

async function endAll(find: () => readonly Tagged[]): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    // Looked for again each time, because they may have started others meanwhile.
    const found = find().filter(({ pid }) => pid !== process.pid);
    if (found.length === 0 || performance.now() > deadline) return;
    for (const { pid } of found) send(pid, "SIGKILL");
    await wait(5);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

/** A process of a step's run, and the hook that started it. */
type Tagged = { readonly pid: number; readonly run: string; readonly hook: string | null };

const taggedProcesses = (): Tagged[] =>
  process.platform === "linux" ? environmentsOfProc() : environmentsOfPs();

function environmentsOfProc(): Tagged[] {
  return readdirSync("/proc").flatMap((name): Tagged[] => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      // Empty once the process has ended, whether it was collected or not.
      const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
      const variable = (name: string) =>
        variables.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
      const run = variable(stepVariable);
      return run === null ? [] : [{ pid, run, hook: variable(hookVariable) }];
    } catch {
      // It ended, or belongs to another user and so to no step of ours.
      return [];
    }
  });
}

/** `ps` shows the environment behind the command to a process's owner. */
function environmentsOfPs(): Tagged[] {
  const lines = execFileSync("ps", ["-E", "-ww", "-A", "-o", "pid=,command="], { encoding: "utf8" }).split(
    "\n",
  );
  return lines.flatMap((line): Tagged[] => {
    const run = new RegExp(` ${stepVariable}=(\\w+)`).exec(line)?.[1];
    const hook = new RegExp(` ${hookVariable}=(\\w+)`).exec(line)?.[1] ?? null;
    return run === undefined ? [] : [{ pid: Number.parseInt(line, 10), run, hook }];
  });
}
