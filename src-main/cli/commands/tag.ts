import type { Command } from "commander";
import { inputFailure } from "../../core/model/failure.ts";
import { editRuns } from "../../node/app/edit-runs.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import { collect } from "../pipeline-arguments.ts";
import type { Finish } from "../session.ts";

const noTags = inputFailure("Say which tags: `signet tag 41 baseline`, or --add and --remove");

type Options = BatchOptions & { readonly add?: readonly string[]; readonly remove?: readonly string[] };

export function addTagCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("tag")
      .usage("[options] <run> <tag...>  or  [options] <run...> --add <tag> --remove <tag>")
      .description("Tag runs or steps, or take tags away")
      .argument(
        "[args...]",
        `${runsHelp}. Without --add and --remove the first is the run, the others are tags`,
      )
      .option("-a, --add <tag>", "add this tag (repeatable)", collect)
      .option("-r, --remove <tag>", "take this tag away (repeatable)", collect),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet tag 41 baseline "to show"
  signet tag 41 42 43 --add baseline --remove draft
  signet tag --query 'metrics.acc:>0.95' --add good

--json prints {"added": [tags], "removed": [tags], "changed": [ids]}.`,
    )
    .action((args: string[], options: Options, command: Command) => {
      const isPlain = options.add === undefined && options.remove === undefined;
      // With a query there is no run to name.
      const runs = isPlain ? (options.query === undefined ? 1 : 0) : args.length;
      const added = [...(options.add ?? []), ...args.slice(runs)];
      const removed = options.remove ?? [];
      return runBatch(command, finish, {
        references: args.slice(0, runs),
        options,
        scope: { steps: true },
        change: (services, ids) =>
          added.length + removed.length === 0
            ? { ok: false, error: noTags }
            : editRuns(services, ids, { addTags: added, removeTags: removed }),
        json: ({ runs }) => ({ added, removed, changed: runs }),
        text: ({ runs }) => `Tagged ${countOf(runs.length)}.`,
      });
    });
}
