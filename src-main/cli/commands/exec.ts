import { basename, relative, resolve } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { flattenValues } from "../../core/base/value.ts";
import { paramsFromWords } from "../../core/events/argument-params.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { withoutSecrets } from "../../core/model/secret-names.ts";
import { quotedWords } from "../../core/pipeline/shell-quoting.ts";
import { type Executed, execCommand, namedPaths } from "../../node/app/exec-command.ts";
import { pidOf } from "../../node/host/process-identity.ts";
import { numberOf } from "../../node/store/tables/run-lookups.ts";
import { execCached } from "../exec-cached.ts";
import { onInterrupt } from "../interrupts.ts";
import { exitCodes, printJson } from "../output.ts";
import { collect } from "../pipeline-arguments.ts";
import { type Finish, unwritable, withServices } from "../session.ts";
import { showConsole } from "../show-console.ts";

type Options = {
  readonly paramsFromArgs?: boolean;
  readonly in?: readonly string[];
  readonly out?: readonly string[];
  readonly cache?: boolean;
  readonly project?: string;
  readonly name?: string;
  readonly json?: boolean;
};

export function addExecCommand(program: Command, finish: Finish): void {
  program
    .enablePositionalOptions()
    .command("exec")
    .usage("[options] -- <command...>")
    .description("Run any command, and record it as a run")
    .argument("<command...>", "the program and its arguments, after `--`")
    .option("--params-from-args", "its options are parameters: --lr 0.1, --lr=0.1, lr=0.1")
    .option("-i, --in <path>", "a file or folder that it reads (repeatable)", collect)
    .option("-o, --out <path>", "a file or folder that it writes (repeatable)", collect)
    .option("--cache", "do not run it when it was run before with the same inputs, code and parameters")
    .option("--project <path>", "where the run is filed (default: the name of this folder)")
    .option("--name <name>", "the run's name (default: the script's)")
    .option("--json", "print one JSON document on standard output, and the console on standard error")
    .passThroughOptions()
    .addHelpText(
      "after",
      `
Its console is shown and kept; its exit code is that of the command, and 130 when it is cancelled with Ctrl-C.
It reads this command's standard input, but with --cache, where what it reads there could not count. In it, and in what it starts, \`signet log\` and the Python package record to the run.

Examples:
  signet exec -- python train.py --lr 0.1
  signet exec --params-from-args --in data/raw.csv --out model.pkl -- python train.py --lr 0.1`,
    )
    .action(async (words: string[], options: Options, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          if (services.library.unwritable !== null) return unwritable(services.library);
          const [program = "", ...rest] = words;
          const project = options.project
            ?.split("/")
            .filter((part) => part.trim() !== "")
            .join("/");
          if (project === "") return err(inputFailure("The project has no name"));
          const cwd = process.cwd();
          if (options.cache)
            return execCached(
              services,
              {
                name: options.name ?? nameOf(words),
                project: project ?? (basename(cwd) || "scripts"),
                command: quotedWords(words),
                params: Object.fromEntries(
                  flattenValues(options.paramsFromArgs ? paramsFromWords(rest) : {}),
                ),
                inputs: pathsOf(options.in ?? [], cwd),
                outputs: pathsOf(options.out ?? [], cwd),
              },
              options,
            );
          const abort = new AbortController();
          const stop = interrupts(abort);
          let shown: Promise<void> = Promise.resolve();
          const ended = new AbortController();
          try {
            const done = await execCommand(
              services,
              {
                words: [program, ...rest],
                text: withoutSecrets(quotedWords(words)),
                cwd,
                project: project ?? null,
                name: options.name ?? nameOf(words),
                params: options.paramsFromArgs ? paramsFromWords(rest) : {},
                inputs: options.in ?? [],
                outputs: options.out ?? [],
                isInterrupted: stop.isInterrupted,
              },
              abort.signal,
              {
                onRun: (_run, log) => {
                  shown = showConsole(log, options.json ? process.stderr : process.stdout, ended.signal);
                },
                onProcess: stop.reach,
              },
            );
            ended.abort();
            await shown;
            for (const problem of done.problems) console.error(`signet: ${problem}`);
            if (done.exitCode === null && done.error !== null) console.error(`signet: ${done.error}`);
            const number = numberOf(services.library.database, done.run);
            if (options.json) {
              const { run, status, exitCode } = done;
              printJson({ run, number, status, exitCode });
            } else console.error(`signet: run #${number} ${done.status}`);
            return { ok: true, value: codeOf(done) };
          } finally {
            ended.abort();
            stop.end();
          }
        }),
      );
    });
}

/** The command's own; 127 when it could not be started, as in a shell. */
function codeOf({ status, exitCode, error }: Executed): number {
  if (status === "cancelled") return exitCodes.cancelled;
  if (status === "succeeded") return exitCodes.done;
  return exitCode ?? (error?.includes("could not be started") ? 127 : exitCodes.failed);
}

/** Relative to the folder where they lie in it. */
const pathsOf = (paths: readonly string[], cwd: string): { readonly [name: string]: string } =>
  Object.fromEntries(
    [...namedPaths(paths, cwd)].map(([name, path]) => [name, relative(cwd, resolve(cwd, path)) || "."]),
  );

/** `train.py` of `python train.py --lr 0.1`. */
function nameOf(words: readonly string[]): string {
  const script = words.find((word, at) => at > 0 && !word.startsWith("-") && /\.\w{1,5}$/.test(word));
  return basename(script ?? words[0] ?? "command");
}

/**
 * Ctrl-C is for the command, which is in a group of its own: it gets an interrupt the first time, and after that it is
 * ended as a step is.
 */
function interrupts(abort: AbortController) {
  let group: number | null = null;
  let count = 0;
  const release = onInterrupt((signal) => {
    if (signal === "SIGTERM") return abort.abort();
    count += 1;
    if (count > 1 || group === null) abort.abort();
    else
      try {
        process.kill(-group, "SIGINT");
      } catch {
        // It has ended.
      }
  });
  return {
    isInterrupted: () => count > 0 || abort.signal.aborted,
    reach: (identity: string) => {
      group = pidOf(identity);
    },
    end: release,
  };
}
