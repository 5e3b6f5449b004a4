import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { moveRuns } from "../../node/app/file-runs.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import { visible } from "../output.ts";
import type { Finish } from "../session.ts";

export function addMoveCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("move")
      .usage("[options] <run...> <project>")
      .description("Move runs, with their steps, to another project; it is made if it is not there")
      .argument("<run...>", `${runsHelp}; last, the project`),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet move 41 vision/mnist/best
  signet move 38 39 40 attic
  signet move --query 'project:playground AND tags:keep' vision/mnist

--json prints {"project", "moved": [ids], "from": [{"project", "runs": [ids]}]}. Moved runs serve their pipeline as before;
new runs go where its file says.`,
    )
    .action((args: string[], options: BatchOptions, command: Command) => {
      const project = args.at(-1) ?? "";
      if (args.length === 1 && options.query === undefined)
        return finish(err(inputFailure(`Say the project as well: signet move ${project} PROJECT`)));
      return runBatch(command, finish, {
        references: args.slice(0, -1),
        options,
        scope: { steps: false },
        change: (services, ids) => moveRuns(services, ids, project),
        json: ({ runs, from }) => ({
          project,
          moved: runs,
          from: from.map(({ project, ids }) => ({ project, runs: ids })),
        }),
        text: ({ runs }) => `Moved ${countOf(runs.length)} to ${visible(project)}.`,
      });
    });
}
