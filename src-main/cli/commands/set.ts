import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { propertyValue } from "../../core/model/property-value.ts";
import type { PropertyValue } from "../../core/model/run.ts";
import { editRuns } from "../../node/app/edit-runs.ts";
import { addBatchOptions, type BatchOptions, countOf, runBatch, runsHelp } from "../chosen-runs.ts";
import { collect } from "../pipeline-arguments.ts";
import type { Finish } from "../session.ts";

type Options = BatchOptions & { readonly unset?: readonly string[]; readonly text?: boolean };

export function addSetCommand(program: Command, finish: Finish): void {
  addBatchOptions(
    program
      .command("set")
      .usage("[options] <run...> <key=value...>")
      .description("Set properties of runs or steps: keys and values of your own")
      .argument("[args...]", `${runsHelp}; then key=value`)
      .option("--text", "take every value as text, also 42 and true")
      .option("--unset <key>", "take this property away (repeatable)", collect),
  )
    .addHelpText(
      "after",
      `
Examples:
  signet set 41 owner=Ada budget=12.5 shipped=true
  signet set 41 42 --unset owner
  signet set --query 'tags:paper' figure=3
  signet runs 'properties.budget:>10'

Numbers and true or false are kept as such, everything else is text. --json prints {"properties": {key: value, or null for
one that was taken away}, "changed": [ids]}.`,
    )
    .action((args: string[], options: Options, command: Command) => {
      const first = args.findIndex((arg) => arg.indexOf("=") > 0);
      const pairs = first < 0 ? [] : args.slice(first);
      const wrong = pairs.find((pair) => pair.indexOf("=") < 1);
      const properties: { readonly [key: string]: PropertyValue | null } = Object.fromEntries([
        ...(options.unset ?? []).map((key) => [key, null] as const),
        ...pairs.map((pair) => {
          const equals = pair.indexOf("=");
          const value = pair.slice(equals + 1);
          return [pair.slice(0, equals), options.text ? value : propertyValue(value)] as const;
        }),
      ]);
      return runBatch(command, finish, {
        references: first < 0 ? args : args.slice(0, first),
        options,
        scope: { steps: true },
        change: (services, ids) => {
          if (wrong !== undefined) return err(inputFailure(`${wrong} is no key=value`));
          if (Object.keys(properties).length === 0)
            return err(inputFailure("Say which properties: `signet set 41 owner=Ada`, or --unset owner"));
          return editRuns(services, ids, { properties });
        },
        json: ({ runs }) => ({ properties, changed: runs }),
        text: ({ runs }) => `Changed the properties of ${countOf(runs.length)}.`,
      });
    });
}
