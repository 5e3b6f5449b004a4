import type { Command } from "commander";
import { savedSearches } from "../../node/app/saved-searches.ts";
import { bold, dim, exitCodes, print, printJson } from "../output.ts";
import { type Finish, withServices } from "../session.ts";
import { table } from "../table.ts";

export function addSearchesCommand(program: Command, finish: Finish): void {
  program
    .command("searches")
    .description("List the searches that were saved in the window; runs --saved NAME answers one")
    .option("--json", "print one JSON document")
    .action(async (options: { json?: boolean }, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const searches = savedSearches(services);
          if (options.json)
            printJson({
              searches: searches.map(({ name, query, project, sort }) => ({ name, query, project, sort })),
            });
          else if (searches.length === 0)
            print("No saved searches. Save one in the window, beside the search bar.");
          else
            print(
              table(
                ["NAME", "QUERY", "PROJECT"],
                searches.map(({ name, query, project }) => [
                  { text: name, paint: bold },
                  { text: query === "" ? "(all runs)" : query, paint: query === "" ? dim : (text) => text },
                  { text: project ?? "" },
                ]),
              ),
            );
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}
