import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { readViewLink, viewLink } from "../../core/model/view.ts";
import { placeExample } from "../../node/app/pipeline-methods.ts";
import { exitCodes, print, printJson } from "../output.ts";
import { appFolder, type Finish, libraryFolder, resolveRun, withServices } from "../session.ts";

export function addOpenCommands(program: Command, finish: Finish): void {
  program
    .command("open")
    .description("Open the window, on these files if any are named")
    .argument(
      "[files...]",
      "pipeline files or folders to import, or a link (signet://compare/…, signet://run/ID)",
    )
    .option("--compare <runs...>", "open the comparison of these runs, the baseline first")
    .action(async (files: string[], options: { compare?: string[] }, command: Command) => {
      const script = join(appFolder, "scripts", "start.ts");
      let link: readonly string[] = [];
      if (options.compare !== undefined) {
        const found = await linkTo(command, options.compare);
        if (!found.ok) return finish(found);
        link = [found.value];
      }
      const paths = files.map((file) => (readViewLink(file) === null ? resolve(file) : file));
      // The window is its own process and stays when this one ends.
      const child = spawn(
        process.execPath,
        [script, "--library", libraryFolder(command), ...paths, ...link],
        {
          cwd: appFolder,
          stdio: "inherit",
        },
      );
      const code = await new Promise<number>((done) => {
        child.once("exit", (status) => done(status ?? exitCodes.failed));
        child.once("error", () => done(exitCodes.library));
      });
      finish({ ok: true, value: code });
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
