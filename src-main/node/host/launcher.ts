import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { unreachable } from "../../core/base/unreachable.ts";
import { scriptBeside } from "./script-beside.ts";
import { dropStaged } from "./staged-files.ts";
import { type ProcessEnd, type ProcessToStart, type StartedProcess, startProcess } from "./start-process.ts";

export type LaunchRequest = { readonly id: number } & (
  | { readonly start: ProcessToStart }
  | { readonly drop: readonly string[] }
);

export type LaunchReply = { readonly id: number } & (
  | { readonly is: "started"; readonly pid: number; readonly identity: string | null }
  | { readonly is: "refused"; readonly message: string; readonly code: string | undefined }
  | { readonly is: "ended"; readonly end: ProcessEnd }
  | { readonly is: "dropped" }
);

/** So many processes are started here first: it takes some 40 ms until the launcher is there. */
const worthLauncher = 8;

type Launcher = {
  readonly start: (process: ProcessToStart) => Promise<StartedProcess>;
  readonly drop: (folders: readonly string[]) => Promise<void>;
};

let started = 0;
let launcher: Launcher | "none yet" | "gone" = "none yet";

/**
 * Starts a process as `startProcess` does, through a small process of ours once there are many: starting one copies the
 * tables of all the memory that the starting process has, which stands still meanwhile. Not below Electron, whose
 * executable is no Node unless it was built to be.
 */
export function launch(process: ProcessToStart): Promise<StartedProcess> {
  started += 1;
  if (started === worthLauncher && globalThis.process.versions.electron === undefined) prepare();
  return typeof launcher === "string" ? startProcess(process) : launcher.start(process);
}

/**
 * Takes away what executions needed, by the folders of their runs: in that process when it is there, which has nothing else
 * to do when there is much of it. Rejects with what kept some of it.
 */
export async function dropAllStaged(folders: readonly string[]): Promise<void> {
  if (typeof launcher !== "string") return launcher.drop(folders);
  for (const folder of folders) await dropStaged(folder);
}

/** Starts the launcher, for use as soon as it answers. */
function prepare(): void {
  const child = spawn(
    globalThis.process.execPath,
    [fileURLToPath(scriptBeside("launcher-process", import.meta.url))],
    {
      // Nothing that is sent to our own group or terminal is meant for it, and it keeps no folder in use.
      detached: true,
      cwd: "/",
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  const made = launcherOver(child);
  child.unref();
  child.stdout?.once("data", () => {
    if (launcher === "none yet") launcher = made;
  });
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
        const { pid, identity } = reply;
        job.started({
          pid,
          identity,
          ended: new Promise((ended) => jobs.set(reply.id, { ...job, ended })),
        });
        break;
      }
      case "refused":
        forget(reply.id);
        job.refused(Object.assign(new Error(reply.message), { code: reply.code }));
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
    launcher = "gone";
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

  const ask = (what: { start: ProcessToStart } | { drop: readonly string[] }, job: Job): void => {
    const id = next++;
    if (jobs.size === 0) for (const pipe of pipes) pipe.ref();
    jobs.set(id, job);
    stdin.write(`${JSON.stringify({ id, ...what } satisfies LaunchRequest)}\n`);
  };
  return {
    start: (start) =>
      new Promise((started, refused) => {
        ask({ start }, { started, refused, ended: nothing, dropped: nothing });
      }),
    drop: (drop) =>
      new Promise((dropped, refused) => {
        ask({ drop }, { dropped, refused, started: nothing, ended: nothing });
      }),
  };
}
