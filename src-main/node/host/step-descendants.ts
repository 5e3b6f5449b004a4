import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** The variable by which a step's processes are told from all others, whatever group or session they moved to. */
export const stepVariable = "SIGNET_RUN_ID";

/** Set for a hook's processes: what one of these leaves running may be meant to. */
export const hookVariable = "SIGNET_HOOK";

/** How long a killed process may take to be gone: one that waits for a dead disk never is. In milliseconds. */
const patience = 5_000;

/**
 * Kills every process that these steps' runs started and left, and waits until they are gone, so that none of them writes
 * any more. They are found by their environment, which a process hands down to its children. `spareHooks` leaves alone what
 * hooks started, such as a server for the step.
 */
export async function endProcessesOf(
  stepRuns: ReadonlySet<string>,
  { spareHooks } = { spareHooks: false },
): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    // Looked for again each time, because they may have started others meanwhile.
    const found = processesOf(stepRuns, spareHooks);
    if (found.length === 0 || Date.now() > deadline) return;
    for (const pid of found) kill(pid);
    await wait(5);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

function processesOf(stepRuns: ReadonlySet<string>, spareHooks: boolean): number[] {
  const found = process.platform === "linux" ? environmentsOfProc() : environmentsOfPs();
  return found
    .filter(({ pid, run, isHook }) => pid !== process.pid && stepRuns.has(run) && !(spareHooks && isHook))
    .map(({ pid }) => pid);
}

type Tagged = { readonly pid: number; readonly run: string; readonly isHook: boolean };

function environmentsOfProc(): Tagged[] {
  return readdirSync("/proc").flatMap((name): Tagged[] => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      // Empty once the process has ended, whether it was collected or not.
      const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
      const own = variables.find((text) => text.startsWith(`${stepVariable}=`));
      const isHook = variables.some((text) => text.startsWith(`${hookVariable}=`));
      return own === undefined ? [] : [{ pid, run: own.slice(stepVariable.length + 1), isHook }];
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
    const isHook = line.includes(` ${hookVariable}=`);
    return run === undefined ? [] : [{ pid: Number.parseInt(line, 10), run, isHook }];
  });
}
