import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { editRuns } from "../../node/app/edit-runs.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import { visible } from "../output.ts";
import type { Finish } from "../session.ts";

export function addRenameCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("rename")
      .usage("[options] <run...> <name>")
      .description("Give runs or steps another name")
      .argument("<run...>", `${runsHelp}; last, the name`),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet rename 41 "lr sweep, cosine"
  signet rename latest/train warm-up
  signet rename --query 'tags:sweep' "sweep of May"

--json prints {"name", "changed": [ids]}. A project is renamed by \`signet projects rename\`.`,
    )
    .action((args: string[], options: BatchOptions, command: Command) => {
      const name = args.at(-1) ?? "";
      if (args.length === 1 && options.query === undefined)
        return finish(err(inputFailure(`Say the new name as well: signet rename ${name} NAME`)));
      return runBatch(command, finish, {
        references: args.slice(0, -1),
        options,
        scope: { steps: true },
        change: (services, ids) => editRuns(services, ids, { name }),
        json: ({ runs }) => ({ name, changed: runs }),
        text: ({ runs }) => `Renamed ${countOf(runs.length)} to ${visible(name)}.`,
      });
    });
}
