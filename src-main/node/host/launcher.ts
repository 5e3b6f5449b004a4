import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { unreachable } from "../../core/base/unreachable.ts";
import { identityOf, processIdentity } from "./process-identity.ts";
import { dropStaged, stagedPaths } from "./staged-files.ts";
import { type ProcessEnd, type ProcessToStart, type StartedProcess, startProcess } from "./start-process.ts";

/** `env` is what is different from the variables of the one before: null stands for one that is there no more. */
type StartRequest = Omit<ProcessToStart, "env"> & {
  readonly env: { readonly [name: string]: string | null };
};

type LaunchRequest = { readonly id: number } & (
  | { readonly start: StartRequest }
  | { readonly drop: readonly string[] }
);

type LaunchReply = { readonly id: number } & (
  | { readonly is: "started"; readonly pid: number; readonly start: string | null }
  | { readonly is: "refused"; readonly message: string; readonly code: string | null }
  | { readonly is: "ended"; readonly end: ProcessEnd }
  | { readonly is: "dropped" }
);

/** So many processes are started here first: it takes some 20 ms until the launcher is there, which the next one waits for. */
const worthLauncher = 8;

/** A Python that says nothing for so long starts no launcher, in milliseconds. */
const patience = 5_000;

type Launcher = {
  readonly start: (process: ProcessToStart) => Promise<StartedProcess>;
  readonly drop: (paths: readonly string[]) => Promise<void>;
};

let python: { readonly program: string; readonly script: string } | null = null;
let started = 0;
let launcher: Launcher | "none yet" | "starting" | "impossible" = "none yet";
/** Resolves when it is there, or cannot be had. */
let settled: Promise<void> = Promise.resolve();

/** Tells with which Python a launcher may be started; `resources` is the app's folder of that name. */
export function launchWith(program: string, resources: string): void {
  python ??= { program, script: join(resources, "python", "launcher", "launch.py") };
}

/**
 * Starts a process as `startProcess` does, through a small process of ours once there are many: starting one copies the
 * tables of all the memory that the starting process has, which stands still meanwhile.
 */
export async function launch(process: ProcessToStart): Promise<StartedProcess> {
  started += 1;
  if (started > worthLauncher && launcher === "none yet" && python !== null) settled = prepare(python);
  await settled;
  // Only a shell looks for a program along the `PATH` that it is given.
  const isPlaced = process.argv[0].startsWith("/");
  return typeof launcher === "string" || !isPlaced ? startProcess(process) : launcher.start(process);
}

/**
 * Takes away what executions needed, by the folders of their runs: in that process when it is there, which has nothing else
 * to do when there is much of it. Rejects with what kept some of it.
 */
export async function dropAllStaged(folders: readonly string[]): Promise<void> {
  if (typeof launcher !== "string")
    try {
      return await launcher.drop(folders.flatMap(stagedPaths));
    } catch (error) {
      if (!(error instanceof LauncherGone)) throw error;
    }
  for (const folder of folders) await dropStaged(folder);
}

/** Starts the launcher, for use when it answers. One that does not cannot be had here. */
async function prepare({ program, script }: NonNullable<typeof python>): Promise<void> {
  launcher = "starting";
  const child = spawn(program, ["-I", "-S", script], {
    // Nothing that is sent to our own group or terminal is meant for it, and it keeps no folder in use.
    detached: true,
    cwd: "/",
    stdio: ["pipe", "pipe", "ignore"],
  });
  const made = launcherOver(child);
  child.unref();
  let timer: NodeJS.Timeout | undefined;
  const isThere = await new Promise<boolean>((resolve) => {
    child.stdout?.once("data", () => resolve(true));
    child.once("exit", () => resolve(false));
    child.once("error", () => resolve(false));
    timer = setTimeout(resolve, patience, false);
  });
  clearTimeout(timer);
  if (launcher !== "starting") return;
  launcher = isThere ? made : "impossible";
  if (!isThere) child.kill("SIGKILL");
}

/** Whether the process was started nobody knows. */
export class LauncherGone extends Error {}

type Job = {
  readonly started: (process: StartedProcess) => void;
  readonly refused: (error: Error) => void;
  readonly ended: (end: ProcessEnd) => void;
  readonly dropped: () => void;
};

const nothing = () => {};

function launcherOver(child: ChildProcess): Launcher {
  const jobs = new Map<number, Job>();
  let next = 0;
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("The launcher has no pipes");
  // They keep the process alive while something runs, and only then.
  const pipes = [stdin, stdout] as unknown as { ref: () => void; unref: () => void }[];
  const forget = (id: number) => {
    jobs.delete(id);
    if (jobs.size === 0) for (const pipe of pipes) pipe.unref();
  };
  for (const pipe of pipes) pipe.unref();

  const hear = (reply: LaunchReply): void => {
    const job = jobs.get(reply.id);
    if (job === undefined) return;
    switch (reply.is) {
      case "started": {
        const { pid, start } = reply;
        job.started({
          pid,
          identity: process.platform !== "linux" ? processIdentity(pid) : start && identityOf(pid, start),
          ended: new Promise((ended) => jobs.set(reply.id, { ...job, ended })),
        });
        break;
      }
      case "refused":
        forget(reply.id);
        job.refused(Object.assign(new Error(reply.message), { code: reply.code ?? undefined }));
        break;
      case "ended":
        forget(reply.id);
        job.ended(reply.end);
        break;
      case "dropped":
        forget(reply.id);
        job.dropped();
        break;
      default:
        unreachable(reply);
    }
  };
  let rest = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") hear(JSON.parse(line) as LaunchReply);
  });
  const gone = () => {
    launcher = typeof launcher === "string" ? "impossible" : "none yet";
    started = 0;
    for (const [id, job] of jobs) {
      forget(id);
      job.refused(new LauncherGone("Signet's launcher of processes was ended by somebody"));
      job.ended(null);
    }
  };
  child.once("exit", gone);
  child.once("error", gone);
  // What could not be sent is told by its end.
  stdin.on("error", () => {});

  const ask = (what: { start: StartRequest } | { drop: readonly string[] }, job: Job): void => {
    const id = next++;
    if (jobs.size === 0) for (const pipe of pipes) pipe.ref();
    jobs.set(id, job);
    stdin.write(`${JSON.stringify({ id, ...what } satisfies LaunchRequest)}\n`);
  };
  /** The variables of the last one: most are the same for all. */
  let last: ProcessToStart["env"] = {};
  return {
    start: (process) =>
      new Promise((started, refused) => {
        const start = { ...process, env: difference(last, process.env) };
        last = process.env;
        ask({ start }, { started, refused, ended: nothing, dropped: nothing });
      }),
    drop: (drop) =>
      new Promise((dropped, refused) => {
        ask({ drop }, { dropped, refused, started: nothing, ended: nothing });
      }),
  };
}

function difference(before: ProcessToStart["env"], after: ProcessToStart["env"]): StartRequest["env"] {
  const changed: { [name: string]: string | null } = {};
  for (const name in before) if (!Object.hasOwn(after, name)) changed[name] = null;
  for (const name in after) if (before[name] !== after[name]) changed[name] = after[name] ?? null;
  return changed;
}
