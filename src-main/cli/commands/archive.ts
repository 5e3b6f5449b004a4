import type { Command } from "commander";
import { archiveRuns } from "../../node/app/file-runs.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import type { Finish } from "../session.ts";

type Options = BatchOptions & { readonly restore?: boolean };

export function addArchiveCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("archive")
      .description("Take runs out of the lists, or put them back; what they made is reused all the same")
      .argument("[runs...]", runsHelp)
      .option("--restore", "put them back; --query then looks in the archive"),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet archive 38 39
  signet archive --query 'status:failed started:<now-30d'
  signet archive --restore 38
  signet runs --archived

--json prints {"archived": true or false, "changed": [ids]}.`,
    )
    .action((references: string[], options: Options, command: Command) => {
      const archived = options.restore !== true;
      return runBatch(command, finish, {
        references,
        options,
        scope: { steps: false, archived: !archived },
        change: (services, ids) => archiveRuns(services, ids, archived),
        json: ({ runs }) => ({ archived, changed: runs }),
        text: ({ runs }) => `${archived ? "Archived" : "Restored"} ${countOf(runs.length)}.`,
      });
    });
}
