import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { err, ok, type Result } from "../core/base/result.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import type { RunId } from "../core/model/ids.ts";
import { bringIndexUp } from "../node/app/index-recorded-run.ts";
import type { Services } from "../node/app/services.ts";
import { searchRuns } from "../node/store/search/search-runs.ts";
import { idsBySeq } from "../node/store/tables/run-lookups.ts";
import { rowById } from "../node/store/tables/runs.ts";
import { dim, exitCodes, print, printDiagnostics, printJson, type ShownFailure, visible } from "./output.ts";
import { wrongQuery } from "./query-caret.ts";
import { type Finish, type Outcome, resolveRun, unwritable, withServices } from "./session.ts";
import { outcomeWord } from "./status-words.ts";
import { table } from "./table.ts";

/** What every command that changes runs takes, beside their names. */
export type BatchOptions = {
  readonly query?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

export const runsHelp = "numbers (41), ids or their beginnings, `latest`; with /step behind it a step";

export const addBatchOptions = (command: Command): Command =>
  command
    .option(
      "-q, --query <query>",
      "all runs that match, in place of naming them, as `signet runs` lists them",
    )
    .option("-n, --dry-run", "only show which runs it would be")
    .option("--json", "print one JSON document");

/** Which runs a query may find: whole runs alone where steps go where they go, archived ones alone for the archive. */
export type Scope = { readonly steps: boolean; readonly archived?: boolean };

/** The runs named by references, or matched by `--query`; how many a query matched goes to standard error. */
function chosenRuns(
  services: Services,
  references: readonly string[],
  { query }: BatchOptions,
  scope: Scope,
): Result<readonly RunId[], ShownFailure> {
  if (query !== undefined) {
    if (references.length > 0)
      return err(inputFailure(`Either name runs or give --query, not both: ${references.join(" ")}`));
    return matching(services, query, scope);
  }
  if (references.length === 0)
    return err(inputFailure("Name the runs, or choose them with --query. `signet runs` lists them"));
  const ids: RunId[] = [];
  for (const reference of references) {
    const id = resolveRun(services, reference);
    if (!id.ok) return id;
    ids.push(id.value);
  }
  return ok([...new Set(ids)]);
}

/** More than any library has. */
const all = 1_000_000_000;

function matching(
  { library }: Services,
  query: string,
  { steps, archived = false }: Scope,
): Result<readonly RunId[], ShownFailure> {
  bringIndexUp(library);
  const { database } = library;
  const found = searchRuns(database, {
    query,
    project: null,
    limit: all,
    offset: 0,
    sort: null,
    onlyArchived: archived,
  });
  if (!found.ok) return err(wrongQuery(query, found.error));
  printDiagnostics(found.value.hints);
  const matches = idsBySeq(database, found.value.seqs);
  const chosen = steps ? matches : matches.filter(({ parent }) => parent === null);
  const passed = matches.length - chosen.length;
  const more =
    passed === 0
      ? ""
      : ` (${passed === 1 ? "a step that matches is" : `${passed} steps that match are`} passed over: steps go with their run)`;
  process.stderr.write(`${chosen.length === 1 ? "1 run matches" : `${chosen.length} runs match`}${more}\n`);
  return ok(chosen.map(({ id }) => id));
}

export const countOf = (runs: number): string =>
  runs === 0 ? "no run: it was so already" : runs === 1 ? "1 run" : `${runs} runs`;

/** As many runs are listed before they are only counted. */
const mostListed = 20;

function listRuns({ library }: Services, ids: readonly RunId[]): void {
  const rows = ids.slice(0, mostListed).flatMap((id) => {
    const run = rowById(library.database, id);
    if (run === null) return [];
    const cell = run.number === null ? run.id : `#${run.number}`;
    return [[{ text: cell, paint: dim }, { text: run.name }, outcomeWord(run), { text: run.project }]];
  });
  if (rows.length > 0) print(table(["RUN", "NAME", "STATUS", "PROJECT"], rows));
  if (ids.length > rows.length) print(dim(`and ${ids.length - rows.length} more`));
}

export type Batch<Answer> = {
  readonly references: readonly string[];
  readonly options: BatchOptions;
  readonly scope: Scope;
  /** Asked on a terminal before anything is done; null: need not be asked. */
  readonly question?: ((runs: number) => string) | null;
  /** It is done on a full disk too. */
  readonly makesRoom?: boolean;
  readonly change: (services: Services, ids: readonly RunId[]) => Result<Answer, Failure>;
  /** What `--json` prints. */
  readonly json: (answer: Answer) => unknown;
  /** What people read. */
  readonly text: (answer: Answer) => string;
};

/** Runs a command that changes runs: chooses them, shows or asks where that is wanted, changes them, and tells. */
export async function runBatch<Answer>(
  command: Command,
  finish: Finish,
  batch: Batch<Answer>,
): Promise<void> {
  const makesRoom = batch.makesRoom === true && batch.options.dryRun !== true;
  finish(await withServices(command, (services) => changeChosen(services, batch), { makesRoom }));
}

async function changeChosen<Answer>(services: Services, batch: Batch<Answer>): Promise<Outcome> {
  const { options, question = null } = batch;
  const chosen = chosenRuns(services, batch.references, options, batch.scope);
  if (!chosen.ok) return chosen;
  const ids = chosen.value;
  if (options.dryRun === true) {
    if (options.json) printJson({ dryRun: true, runs: ids });
    else {
      listRuns(services, ids);
      print(`${ids.length === 1 ? "1 run" : `${ids.length} runs`} would be changed. Nothing was.`);
    }
    return ok(exitCodes.done);
  }
  if (services.library.unwritable !== null) return unwritable(services.library);
  if (question !== null && ids.length > 0) {
    if (!process.stdin.isTTY || !process.stderr.isTTY || options.json)
      return err(inputFailure(`${question(ids.length)} Say so with --yes. Nothing was changed`));
    if (!options.json) listRuns(services, ids);
    if (!(await agreed(question(ids.length)))) {
      process.stderr.write("Nothing was changed.\n");
      return ok(exitCodes.cancelled);
    }
  }
  const changed = batch.change(services, ids);
  if (!changed.ok) return changed;
  if (options.json) printJson(batch.json(changed.value));
  else print(ids.length === 0 ? "Nothing to do." : batch.text(changed.value));
  return ok(exitCodes.done);
}

/** Asks at the terminal; anything but yes is no. */
export async function agreed(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // An interrupt or the end of the input is no answer.
  const ended = new Promise<string>((done) => reader.once("close", () => done("")));
  const answer = await Promise.race([reader.question(`${visible(question)} [y/N] `), ended]);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}
