import { mkdir } from "node:fs/promises";
import { basename, delimiter, join, relative, resolve } from "node:path";
import { ulid } from "ulid";
import { unreachable } from "../../core/base/unreachable.ts";
import type { ValueObject } from "../../core/base/value.ts";
import { type RunId, runId } from "../../core/model/ids.ts";
import type { RunStatus } from "../../core/model/run.ts";
import { readEnvironment, readGit, readGitDiff } from "../host/environment.ts";
import { onPath } from "../host/interpreter.ts";
import { exitFile } from "../host/staged-files.ts";
import { steadyClock } from "../host/steady-clock.ts";
import { consoleFile } from "../host/step-console.ts";
import { stepVariable } from "../host/step-descendants.ts";
import { type ExitOutcome, noHurry, runStepProcess } from "../host/step-process.ts";
import { eventFile } from "../host/step-setting.ts";
import { notePending } from "../store/search/pending-runs.ts";
import { noteFiles, setGit } from "../store/tables/recorded.ts";
import { insertRun, nextNumber, patchRun } from "../store/tables/runs.ts";
import { digestNoted } from "./intake/event-files.ts";
import { followSteps } from "./intake/follow-steps.ts";
import type { Services } from "./services.ts";

export type CommandToExec = {
  /** The first is the program. */
  readonly words: readonly [string, ...string[]];
  /** The same as a shell reads it, without what may be a secret. */
  readonly text: string;
  readonly cwd: string;
  readonly project: string | null;
  readonly name: string;
  readonly params: ValueObject;
  /** Paths, as given. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whether a person has interrupted it: an end that is no success is a cancellation then. */
  readonly isInterrupted: () => boolean;
};

export type ExecListener = {
  /** The run is in the library; `log` is the file of its console. */
  readonly onRun: (run: RunId, log: string) => void;
  /** The process, which leads its group, is there. */
  readonly onProcess: (identity: string) => void;
};

/** What a command came to. `exitCode` null: it has none. */
export type Executed = {
  readonly run: RunId;
  readonly status: Extract<RunStatus, "succeeded" | "failed" | "cancelled">;
  readonly exitCode: number | null;
  readonly error: string | null;
  /** Inputs and outputs that could not be digested. */
  readonly problems: readonly string[];
};

/**
 * Runs any command as a run of kind `script`: with this process's standard input, its console, its exit code, what it uses of the machine, and what it
 * tells in its event file. It goes on when this process is killed; whoever opens the library then ends its run.
 */
export async function execCommand(
  { library, events, options }: Services,
  command: CommandToExec,
  signal: AbortSignal,
  { onRun, onProcess }: ExecListener,
): Promise<Executed> {
  const { database } = library;
  const { cwd, words, text } = command;
  const [git, environment, inputs] = await Promise.all([
    readGit(cwd),
    readEnvironment(onPath("python3", process.env.PATH ?? ""), [], process.env),
    digestAll(command.inputs, cwd),
  ]);
  const patch = git?.dirty === true ? await readGitDiff(cwd) : null;
  const diff = patch === null ? null : await library.objects.takeText(patch);
  const run = runId(ulid());
  const now = steadyClock();
  const started = now();
  database
    .transaction(() => {
      insertRun(database, {
        id: run,
        number: nextNumber(database),
        parent: null,
        position: null,
        project: command.project ?? (basename(cwd) || "scripts"),
        name: command.name,
        kind: "script",
        status: "starting",
        pipeline: null,
        pipelineId: null,
        step: null,
        workspace: cwd,
        ownParams: command.params,
        params: command.params,
        command: text,
        owner: library.owner,
        created: started,
        started,
        environment,
        git,
        graph: null,
        file: null,
        selection: null,
      });
      if (git !== null) setGit(database, run, { ...git, diff });
      noteFiles(database, run, "input", inputs.files);
      notePending(database, run);
    })
    .immediate();
  events.publishRun(run);
  const folder = library.runFolder(run);
  await mkdir(folder, { recursive: true });
  const log = join(folder, consoleFile);
  onRun(run, log);
  const follower = followSteps(library, events);
  const python = [join(options.resources, "python"), ...(process.env.PYTHONPATH ?? "").split(delimiter)];
  const env = {
    ...(process.env as { [name: string]: string }),
    PYTHONPATH: python.filter((path) => path !== "").join(delimiter),
    PYTHONUNBUFFERED: process.env.PYTHONUNBUFFERED ?? "1",
    SIGNET_CLI: join(options.resources, "bin", "signet"),
    SIGNET_EVENTS: join(folder, eventFile),
    SIGNET_LIBRARY: library.folder,
    [stepVariable]: run,
  };
  try {
    const exit = await follower.during(run, cwd, (tellProcess) =>
      runStepProcess(
        { argv: words, cwd, env, log, exitFile: join(folder, exitFile), inheritsInput: true },
        { signal, hurry: noHurry, timeout: null },
        async (identity) => {
          patchRun(database, run, ["starting"], { status: "running", process: identity });
          events.publishRun(run);
          tellProcess(identity);
          onProcess(identity);
        },
      ),
    );
    const outputs = await digestAll(command.outputs, cwd);
    const end = endOf(exit);
    const isCancelled = end.status === "failed" && command.isInterrupted();
    const ended = {
      ...(isCancelled ? ({ ...end, status: "cancelled", error: null } as const) : end),
      problems: [...inputs.problems, ...outputs.problems],
    };
    recordEnd(library, run, ended, now(), () => noteFiles(database, run, "output", outputs.files));
    events.publishRun(run);
    follower.settled(run);
    return { run, ...ended };
  } finally {
    follower.stop();
  }
}

type Ended = Omit<Executed, "run">;

/** Writes how a command ended, and when (in epoch milliseconds), unless somebody else has. */
export function recordEnd(
  { database }: Services["library"],
  run: RunId,
  { status, exitCode, error, problems }: Ended,
  time: number,
  also: () => void = () => {},
): void {
  database
    .transaction(() => {
      patchRun(database, run, ["starting", "running"], {
        status,
        exit_code: exitCode,
        error: [error, ...problems].filter((text) => text !== null).join("\n") || null,
        ended: time,
      });
      also();
      notePending(database, run);
    })
    .immediate();
}

/** What the end of a command comes to. */
export function endOf(exit: ExitOutcome): Omit<Ended, "problems"> {
  switch (exit.kind) {
    case "exited":
      return exit.code === 0
        ? { status: "succeeded", exitCode: 0, error: null }
        : { status: "failed", exitCode: exit.code, error: `The command ended with exit code ${exit.code}` };
    case "killed":
      return exit.signal === "SIGINT"
        ? { status: "cancelled", exitCode: null, error: null }
        : { status: "failed", exitCode: null, error: `The command was ended by ${exit.signal}` };
    case "not-started":
      return { status: "failed", exitCode: null, error: `The command could not be started: ${exit.error}` };
    case "timed-out":
    case "cancelled":
      return { status: "cancelled", exitCode: null, error: null };
    default:
      return unreachable(exit);
  }
}

/** Files by the names that a step would give them. */
async function digestAll(paths: readonly string[], cwd: string) {
  const all = await Promise.all(
    [...namedPaths(paths, cwd)].map(([name, path]) =>
      digestNoted(cwd, cwd, { type: "input", name, path: resolve(cwd, path) }),
    ),
  );
  return {
    files: all.flatMap((noted) => (noted.ok ? [noted.value] : [])),
    problems: all.flatMap((noted) => (noted.ok ? [] : [noted.error])),
  };
}

/** Names for files that only have paths: `raw` for `data/raw.csv`; of two with one name, both their paths. */
export function namedPaths(paths: readonly string[], cwd: string): ReadonlyMap<string, string> {
  const nameOf = (path: string) => basename(path).replace(/\.\w{1,8}$/, "") || basename(path);
  const names = paths.map(nameOf);
  return new Map(
    paths.map((path, at) => {
      const name = names[at] ?? path;
      const isAlone = names.indexOf(name) === names.lastIndexOf(name);
      return [isAlone ? name : relative(cwd, resolve(cwd, path)).replace(/[^\p{L}\p{N}_-]+/gu, "-"), path];
    }),
  );
}
