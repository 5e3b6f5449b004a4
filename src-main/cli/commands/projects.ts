import type { Command } from "commander";
import { err, ok } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { finishDeletion } from "../../node/app/delete-runs.ts";
import { archiveProject, createProject, deleteProject, renameProject } from "../../node/app/edit-projects.ts";
import { projects } from "../../node/app/library-methods.ts";
import type { Services } from "../../node/app/services.ts";
import { projectRows, runsIn } from "../../node/store/tables/projects.ts";
import { agreed, countOf } from "../chosen-runs.ts";
import { exitCodes, print, printJson, visible } from "../output.ts";
import { type Finish, type Outcome, unwritable, withServices } from "../session.ts";
import { table } from "../table.ts";

type Json = { readonly json?: boolean };

export function addProjectsCommand(program: Command, finish: Finish): void {
  const group = program
    .command("projects")
    .description("List projects, make, rename, archive or delete them")
    .option("--archived", "the archived ones, and no others")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      `
Examples:
  signet projects
  signet projects create vision/mnist
  signet projects rename vision image          with all that is in it and below it
  signet projects archive vision/old
  signet projects delete vision/old --runs

--json prints {"projects": [{"path", "runs"}]}; runs counts those of the project and below it, without archived ones and
steps. Each of the others prints {"project", "changed": [ids]}.`,
    )
    .action(async (options: Json & { readonly archived?: boolean }, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) {
        const known = group.commands.map((below) => below.name()).join(", ");
        return finish(err(inputFailure(`signet projects has no ${unknown}, but ${known}`)));
      }
      finish(
        await withServices(command, async ({ library: { database } }) => {
          const archived = projectRows(database).filter((row) => row.archived);
          const list = options.archived
            ? archived.map(({ path }) => ({ path, runs: runsIn(database, path).length }))
            : projects(database);
          if (options.json) printJson({ projects: list });
          else if (list.length === 0) print("No projects.");
          else
            print(
              table(
                ["PROJECT", "RUNS"],
                list.map(({ path, runs }) => [{ text: path }, { text: String(runs), right: true }]),
              ),
            );
          return ok(exitCodes.done);
        }),
      );
    });

  /** A subcommand that changes something; `json` may stand before or after its name. */
  const change = (
    command: Command,
    work: (services: Services, json: boolean) => Outcome | Promise<Outcome>,
  ) =>
    withServices(command, async (services) =>
      services.library.unwritable === null
        ? work(services, (command.optsWithGlobals() as Json).json === true)
        : unwritable(services.library),
    ).then(finish);
  const tell = (json: boolean, project: string, changed: readonly string[], text: string): Outcome => {
    if (json) printJson({ project, changed });
    else print(text);
    return ok(exitCodes.done);
  };

  group
    .command("create")
    .description("Make a project, and those above it; an archived one is there again")
    .argument("<path>", "nested by /, as in vision/mnist")
    .option("--json", "print one JSON document")
    .action((path: string, _options: Json, command: Command) =>
      change(command, (services, json) => {
        const made = createProject(services, path);
        return made.ok ? tell(json, path, [], `Made ${visible(path)}.`) : made;
      }),
    );
  group
    .command("rename")
    .description("Rename or move a project, with all that is in it and below it")
    .argument("<path>", "the project")
    .argument("<new-path>", "the whole new path")
    .option("--json", "print one JSON document")
    .action((path: string, to: string, _options: Json, command: Command) =>
      change(command, (services, json) => {
        const renamed = renameProject(services, path, to, false);
        if (!renamed.ok) return renamed;
        return tell(json, to, renamed.value.runs, `${visible(path)} is ${visible(to)} now.`);
      }),
    );
  group
    .command("archive")
    .description("Archive a project, with all runs in it and below it")
    .argument("<path>", "the project")
    .option("--json", "print one JSON document")
    .action((path: string, _options: Json, command: Command) =>
      change(command, (services, json) => {
        const archived = archiveProject(services, path);
        if (!archived.ok) return archived;
        const { runs } = archived.value;
        return tell(json, path, runs, `Archived ${visible(path)}, ${countOf(runs.length)}.`);
      }),
    );
  group
    .command("delete")
    .description("Delete a project and those below it; with --runs also all runs there, for good")
    .argument("<path>", "the project")
    .option("--runs", "with their runs, archived ones too")
    .option("-y, --yes", "do not ask")
    .option("--json", "print one JSON document")
    .action((path: string, options: { readonly runs?: boolean; readonly yes?: boolean }, command: Command) =>
      change(command, async (services, json) => {
        const count = runsIn(services.library.database, path).length;
        if (options.runs && !options.yes && count > 0) {
          const question = `Delete ${countOf(count)} of ${path} for good, with their files?`;
          if (!process.stdin.isTTY || !process.stderr.isTTY || json)
            return err(inputFailure(`${question} Say so with --yes. Nothing was changed`));
          if (!(await agreed(question))) return ok(exitCodes.cancelled);
        }
        const deleted = deleteProject(services, path, options.runs === true);
        if (!deleted.ok) return deleted;
        const { runs } = deleted.value;
        finishDeletion(services, runs);
        return tell(json, path, runs, `Deleted ${visible(path)}, ${countOf(runs.length)}.`);
      }),
    );

  // A subcommand that was misspelt is told by the action above; set last, as those below would take it over.
  group.allowExcessArguments();
}
