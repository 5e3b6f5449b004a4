import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { groupEnded, signalGroup } from "../../src-main/node/host/process-group.ts";
import { startCli } from "./cli.ts";

/** Waits for something that another process does. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await wait(10);
};

/** Head of a script that takes its time to write `saved` when it is told to end. */
export const saves =
  "trap 'until [ $((n=n+1)) -gt 50 ]; do sleep 0.01; done; echo saved > saved; exit 1' TERM\n";

export type LeftRow = {
  readonly id: string;
  readonly step: string | null;
  readonly status: string;
  readonly process: string | null;
  readonly error: string | null;
  readonly exitCode: number | null;
  readonly started: number | null;
  readonly ended: number | null;
};

/** The runs of a library, steps by their place in the pipeline, read beside whoever has it open. */
export function rowsOf(library: string): LeftRow[] {
  const path = join(library, "signet.db");
  if (!existsSync(path)) return [];
  const database = new Database(path, { readonly: true });
  try {
    // Being made, its tables come after its file.
    if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'runs'").get() === undefined) return [];
    return database
      .prepare(
        "SELECT id, step, status, process, error, exit_code AS exitCode, started, ended FROM runs ORDER BY seq",
      )
      .all() as LeftRow[];
  } finally {
    database.close();
  }
}

export const stepRow = (library: string, step: string): LeftRow => {
  const row = rowsOf(library).find((one) => one.step === step);
  if (row === undefined) throw new Error(`${step} is not in the library`);
  return row;
};

/** Runs a pipeline file with the command line, waits for the condition, and kills the command line and nothing else. */
export async function killedRun(library: string, file: string, condition: () => boolean): Promise<void> {
  const child = startCli(library, ["run", file]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await until(condition);
  child.kill("SIGKILL");
  await ended;
}

/** Kills the command of a step as well, with all of its group, and waits for their end: the signal alone is not yet that. */
export async function killCommand(library: string, step: string): Promise<void> {
  const leader = Number.parseInt(stepRow(library, step).process ?? "", 10);
  signalGroup(leader, "SIGKILL");
  await groupEnded(leader, () => false);
}

/** What `failpoints.ts` is told. `noted`: file that gets the name of the point at which the process was killed. */
export type Failpoints = {
  readonly log?: string;
  readonly kill?: { readonly noted: string } & (
    | { readonly name: string; readonly hit: number }
    | { readonly after: number }
  );
};

/** Runs a command of the command line under failpoints, to its end or to where it is killed. */
export async function runWithFailpoints(
  library: string,
  args: readonly string[],
  failpoints: Failpoints,
): Promise<{ readonly stdout: string; readonly killed: boolean }> {
  const preload = join(import.meta.dirname, "failpoints.ts");
  const child = startCli(library, args, {
    FAILPOINTS: JSON.stringify(failpoints),
    NODE_OPTIONS: `--import=${preload} --disable-warning=ExperimentalWarning`,
  });
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  // Not `close`: commands that go on may hold nothing of ours, but nothing is left to chance.
  const signal = await new Promise((resolve) => child.once("exit", (_code, killer) => resolve(killer)));
  return { stdout, killed: signal === "SIGKILL" };
}
