import type { Command } from "commander";
import { deleteForGood } from "../../node/app/delete-runs.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import type { Finish } from "../session.ts";

type Options = BatchOptions & { readonly yes?: boolean; readonly archived?: boolean };

export function addDeleteCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("delete")
      .description("Delete runs for good, with their steps and files; results that others reuse stay theirs")
      .argument("[runs...]", runsHelp)
      .option("-y, --yes", "do not ask")
      .option("--archived", "--query looks in the archive"),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet delete 38
  signet delete 38 39 --yes
  signet delete --query 'tags:scratch' --dry-run
  signet delete --archived --query 'ended:<now-1y' --yes

On a terminal it asks first; elsewhere it wants --yes. Runs that go on are refused. Bytes that nothing needs any more are
taken away by \`signet gc\`. --json prints {"deleted": [ids]}.`,
    )
    .action((references: string[], options: Options, command: Command) =>
      runBatch(command, finish, {
        references,
        options,
        scope: { steps: false, archived: options.archived === true },
        question: options.yes
          ? null
          : (runs) => `Delete ${countOf(runs)} for good, with ${runs === 1 ? "its" : "their"} files?`,
        makesRoom: true,
        change: deleteForGood,
        json: ({ runs }) => ({ deleted: runs }),
        text: ({ runs }) => `Deleted ${countOf(runs.length)}.`,
      }),
    );
}
