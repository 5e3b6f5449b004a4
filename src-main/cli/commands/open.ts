import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { readViewLink, viewLink } from "../../core/model/view.ts";
import { placeExample } from "../../node/app/pipeline-methods.ts";
import { onInterrupt } from "../interrupts.ts";
import { exitCodes, print, printJson } from "../output.ts";
import { appFolder, type Finish, libraryFolder, type Outcome, resolveRun, withServices } from "../session.ts";

export function addOpenCommands(program: Command, finish: Finish): void {
  program
    .command("open")
    .description("Open the window, on these files if any are named")
    .argument(
      "[files...]",
      "pipeline files or folders to import, or a link (signet://compare/…, signet://run/ID)",
    )
    .option("--compare <runs...>", "open the comparison of these runs, the baseline first")
    .option("--json", "print one JSON document that tells what was opened, when the window is closed")
    .action(async (files: string[], options: OpenOptions, command: Command) => {
      finish(await openWindow(files, options, command));
    });
  program
    .command("example")
    .description("Put the bundled example where it can run and be edited, and print its pipeline file")
    .option("--json", "print one JSON document")
    .action(async (options: { json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const file = placeExample(services);
          if (options.json) printJson({ file });
          else print(file);
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}

type OpenOptions = { readonly compare?: readonly string[]; readonly json?: boolean };

/** The window is a process of its own; this one waits for it. */
async function openWindow(
  given: readonly string[],
  { compare, json = false }: OpenOptions,
  command: Command,
): Promise<Outcome> {
  const links = given.filter((file) => readViewLink(file) !== null);
  const files = given.filter((file) => readViewLink(file) === null).map(placeOf);
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) return err(inputFailure(`${missing} is not there`));
  if (links.length + (compare === undefined ? 0 : 1) > 1)
    return err(inputFailure("A window shows one thing at a time: give one link or --compare"));
  const found = compare === undefined ? ok(links[0] ?? null) : await linkTo(command, compare);
  if (!found.ok) return found;
  const [library, view] = [resolve(libraryFolder(command)), found.value];
  const words = ["--window-only", "--library", library, ...files, ...(view === null ? [] : [view])];
  const child = spawn(process.execPath, [join(appFolder, "scripts", "start.ts"), ...words], {
    cwd: appFolder,
    // What it says on the way is not the answer.
    stdio: ["inherit", json ? 2 : "inherit", "inherit"],
  });
  // Ctrl-C at a terminal reaches the window's process by itself.
  const release = onInterrupt((signal) => {
    if (signal !== "SIGINT") child.kill(signal);
  });
  const code = await new Promise<number>((done) => {
    child.once("exit", (status, signal) => done(status ?? 128 + constants.signals[signal ?? "SIGTERM"]));
    child.once("error", () => done(exitCodes.failed));
  });
  release();
  if (code === exitCodes.done && json) printJson({ library, files, view });
  if (code === exitCodes.done || !json) return ok(code);
  const kind = code === exitCodes.input ? "input" : code === exitCodes.library ? "library" : "internal";
  return err({ kind, message: "No window was opened: standard error says why", diagnostics: [] });
}

/** Where a file is that was named by its path or, as desktops do, by its address. */
function placeOf(file: string): string {
  if (!/^file:\/\/\//i.test(file)) return resolve(file);
  try {
    return fileURLToPath(file);
  } catch {
    // No file can have this address: as a path it is not there, and is said not to be.
    return resolve(file);
  }
}

/** The link to a comparison of runs that a person named. */
async function linkTo(command: Command, references: readonly string[]): Promise<Result<string, Failure>> {
  if (references.length < 2) return err(inputFailure("A comparison is of at least two runs"));
  const runs: RunId[] = [];
  const outcome = await withServices(command, async (services) => {
    for (const reference of references) {
      const id = resolveRun(services, reference);
      if (!id.ok) return id;
      runs.push(id.value);
    }
    return ok(exitCodes.done);
  });
  return outcome.ok ? ok(viewLink({ view: "compare", runs, tab: null })) : outcome;
}
