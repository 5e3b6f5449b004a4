import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import { readDuration } from "../../core/pipeline/duration.ts";
import { type Amount, collectGarbage, type Garbage } from "../../node/app/collect-garbage.ts";
import { bytesText } from "../bytes-text.ts";
import { exitCodes, print, printJson } from "../output.ts";
import { withProgress } from "../progress-line.ts";
import { type Finish, unwritable, withServices } from "../session.ts";
import { table } from "../table.ts";

type Options = { readonly delete?: boolean; readonly grace: string; readonly json?: boolean };

export function addGcCommand(program: Command, finish: Finish): void {
  program
    .command("gc")
    .description("Show what the library does not need any more; with --delete, take it away")
    .option("--delete", "take it away; without this nothing is changed")
    .option("--grace <time>", "keep what changed within this time, as in 12h or 2d", "2d")
    .option("--json", "print one JSON document")
    .action(async (options: Options, command: Command) => {
      finish(
        await withServices(
          command,
          async ({ library }) => {
            const grace = readDuration(options.grace);
            if (!grace.ok)
              return err(inputFailure(`--grace ${options.grace} ${grace.error}: write 12h or 2d`));
            const deletes = options.delete === true;
            if (deletes && library.unwritable !== null) return unwritable(library);
            const garbage = await withProgress({ json: options.json === true }, (tell) =>
              collectGarbage(library, {
                deletes,
                grace: grace.value,
                now: Date.now(),
                onObject: (what, count) =>
                  tell(
                    `${what === "looked" ? "Looking at objects" : "Taking objects away"}: ${count.toLocaleString("en")}`,
                  ),
              }),
            );
            if (options.json) printJson(garbage);
            else printGarbage(garbage, options.grace);
            return { ok: true, value: exitCodes.done };
          },
          { makesRoom: options.delete === true },
        ),
      );
    });
}

const rows: readonly (readonly [key: keyof Garbage & string, text: string])[] = [
  ["objects", "objects that no run refers to"],
  ["damaged", "damaged objects, set aside"],
  ["runs", "folders of runs that are not recorded"],
  ["scratch", "scratch folders unused for 30 days"],
  ["folders", "folders laid out from such objects"],
  ["backups", "backups beyond seven days, or not the last of their day"],
];

function printGarbage(garbage: Garbage, grace: string): void {
  const amounts = rows.map(([key, text]) => ({ text, ...(garbage[key] as Amount) }));
  const found = amounts.filter(({ count }) => count > 0);
  const total = found.reduce((sum, { bytes }) => sum + bytes, 0);
  if (found.length === 0) print("Nothing to take away.");
  else {
    const cells = found.map(({ text, count, bytes }) => [
      { text: String(count), right: true },
      { text: bytesText(bytes), right: true },
      { text },
    ]);
    print(table(["COUNT", "SIZE", "WHAT"], cells));
    print(
      garbage.deleted
        ? `Taken away: ${bytesText(total)}.`
        : `${bytesText(total)} could go: \`signet gc --delete\` takes it away.`,
    );
  }
  if (garbage.young.count > 0)
    print(
      `${garbage.young.count} more objects (${bytesText(garbage.young.bytes)}) that no run refers to are kept, being younger than ${grace} or than a run that goes on.`,
    );
}
