import type { Command } from "commander";
import { err } from "../../core/base/result.ts";
import { inputFailure } from "../../core/model/failure.ts";
import type { RunRow } from "../../core/model/run.ts";
import { savedSearchNamed } from "../../node/app/saved-searches.ts";
import { searchRuns } from "../../node/store/search/search-runs.ts";
import { rowsBySeq } from "../../node/store/tables/runs.ts";
import { isoTime } from "../iso-time.ts";
import { bold, dim, durationText, exitCodes, print, printDiagnostics, printJson } from "../output.ts";
import { wrongQuery } from "../query-caret.ts";
import { type Finish, withServices } from "../session.ts";
import { outcomeWord } from "../status-words.ts";
import { table } from "../table.ts";

type Options = {
  limit: string;
  offset: string;
  sort?: string;
  project?: string;
  saved?: string;
  archived?: boolean;
  json?: boolean;
};

export function addRunsCommand(program: Command, finish: Finish): void {
  program
    .command("runs")
    .description("List runs, newest first; with a query, those that match (steps too)")
    .argument("[query]", 'words and field:value, as in: status:failed params.lr:>0.1 "exact phrase"')
    .option("--limit <n>", "at most this many", "50")
    .option("--offset <n>", "pass over this many", "0")
    .option(
      "--sort <field[:asc|:desc]>",
      "order by a field (params.lr, metrics.loss, duration, …) or by score",
    )
    .option("--project <path>", "only this project and those below it")
    .option(
      "--saved <name>",
      "what a saved search finds, in its order; a query and options narrow or change it",
    )
    .option("--archived", "archived runs, and no others")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      `
Examples:
  signet runs                                       pipeline runs and scripts, newest first
  signet runs 'status:failed started:>now-7d'       what failed this week, steps too
  signet runs 'params.lr:>0.1 AND metrics.acc:>0.9' --sort metrics.acc:desc
  signet runs -- '-tags:draft'                      a query that begins with - goes behind --`,
    )
    .action(async (query: string | undefined, options: Options, command: Command) => {
      finish(
        await withServices(command, async (services) => {
          const { library } = services;
          const limit = Number(options.limit);
          const offset = Number(options.offset);
          if (!isCount(limit) || !isCount(offset))
            return err(inputFailure("--limit and --offset want whole numbers from 0 on"));
          const saved = options.saved === undefined ? null : savedSearchNamed(services, options.saved);
          if (options.saved !== undefined && saved === null)
            return err(
              inputFailure(`There is no saved search “${options.saved}”. signet searches lists them`),
            );
          const text = bothQueries(saved?.query ?? "", query ?? "");
          const request = {
            query: text,
            project: options.project ?? saved?.project ?? null,
            limit,
            offset,
            sort: sortOf(options.sort) ?? saved?.sort ?? null,
            onlyArchived: options.archived === true,
          };
          const found = searchRuns(library.database, request);
          if (!found.ok) return err(wrongQuery(text, found.error));
          printDiagnostics(found.value.hints);
          const runs = rowsBySeq(library.database, found.value.seqs);
          if (options.json)
            printJson({
              total: found.value.total,
              runs: runs.map((run, at) => publicRow(run, found.value.scores[at] ?? null)),
            });
          else printRows(runs, found.value.total, offset);
          return { ok: true, value: exitCodes.done };
        }),
      );
    });
}

/** What both find; one of them may be empty. */
const bothQueries = (first: string, second: string): string =>
  first.trim() === "" ? second : second.trim() === "" ? first : `(${first}) AND (${second})`;

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

function sortOf(text: string | undefined): { field: string; descending: boolean } | null {
  if (text === undefined) return null;
  const [, field = text, direction] = /^(.*):(asc|desc)$/.exec(text) ?? [];
  return { field, descending: direction === undefined ? field === "score" : direction === "desc" };
}

const publicRow = (run: RunRow, score: number | null) => ({
  id: run.id,
  number: run.number,
  name: run.name,
  project: run.project,
  kind: run.kind,
  status: run.status,
  started: isoTime(run.started),
  ended: isoTime(run.ended),
  tags: run.tags,
  score,
});

function printRows(runs: readonly RunRow[], total: number, offset: number): void {
  if (runs.length === 0) {
    print(total === 0 ? "No runs." : `No runs from ${offset} on; there are ${total}.`);
    return;
  }
  const rows = runs.map((run) => {
    const { text, paint } = outcomeWord(run);
    const seconds =
      run.started !== null && run.ended !== null ? durationText((run.ended - run.started) / 1000) : "";
    return [
      { text: run.number === null ? run.id : `#${run.number}`, paint: dim },
      { text: run.name, paint: bold },
      { text, paint, whole: true },
      { text: isoTime(run.started)?.slice(0, 19).replace("T", " ") ?? "", whole: true },
      { text: seconds, right: true },
      { text: run.project },
      { text: run.tags.join(", ") },
    ];
  });
  print(table(["RUN", "NAME", "STATUS", "STARTED (UTC)", "TIME", "PROJECT", "TAGS"], rows));
  if (total > runs.length) print(dim(`\n${offset + 1}–${offset + runs.length} of ${total}`));
}
