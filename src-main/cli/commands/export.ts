import { rmSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import {
  chosenRuns,
  type ExportReport,
  exportTo,
  exportToFile,
  halfOf,
} from "../../node/app/interchange/export-file.ts";
import type { Services } from "../../node/app/services.ts";
import { withUndo } from "../interrupts.ts";
import { exitCodes, printDiagnostics, printJson, put, visible } from "../output.ts";
import { countOf, type Tell, withProgress } from "../progress-line.ts";
import { type Finish, type Outcome, resolveRun, withServices } from "../session.ts";

type Options = {
  readonly format: string;
  readonly metrics?: boolean;
  readonly artifacts?: boolean;
  readonly output: string;
  readonly json?: boolean;
};

export function addExportCommand(program: Command, finish: Finish): void {
  program
    .command("export")
    .description("Write runs to a file: all of them, those that a query finds, or some with their steps")
    .argument("[what...]", "a query, or runs by number or id; nothing: everything, archived runs too")
    .option("--format <format>", "jsonl, which `signet import` reads back, or csv", "jsonl")
    .option("--metrics", "of csv: a row for each point of each metric, not for each run")
    .option("--artifacts", "of jsonl: with the bytes of artifacts")
    .option("-o, --output <file>", "the file; - is standard output", "-")
    .option("--json", "print one JSON document that tells how many; wants a file")
    .action(async (what: readonly string[], options: Options, command: Command) => {
      finish(await withServices(command, async (services) => exportChosen(services, what, options)));
    });
}

async function exportChosen(services: Services, what: readonly string[], options: Options): Promise<Outcome> {
  const { library } = services;
  const { format, metrics = false, artifacts: data = false, output, json = false } = options;
  if (format !== "jsonl" && format !== "csv")
    return err(inputFailure(`--format ${format} is not known: write jsonl or csv`));
  if (metrics && format !== "csv")
    return err(inputFailure("--metrics wants --format csv; jsonl has all metrics"));
  if (data && format !== "jsonl") return err(inputFailure("--artifacts wants --format jsonl"));
  if (json && output === "-") return err(inputFailure("--json wants a file for the runs: -o FILE"));
  const ids = chosen(services, what);
  if (!ids.ok) return ids;
  const settings = { format, metrics, data } as const;
  if (output === "-") {
    // What is written to a terminal tells by itself how far it is.
    const report = await withProgress({ json: process.stdout.isTTY }, (tell) =>
      exportTo(library, ids.value, { ...settings, onRun: telling(tell) }, put),
    );
    printDiagnostics(report.problems);
    if (report.exported === 0) process.stderr.write("No runs.\n");
    return ok(exitCodes.done);
  }
  const report = await withUndo(
    () => rmSync(halfOf(output), { force: true }),
    () =>
      withProgress({ json }, (tell) =>
        exportToFile(library, ids.value, { ...settings, onRun: telling(tell) }, output),
      ),
  );
  if (!report.ok) return report;
  tellReport(report.value, resolve(output), json);
  return ok(exitCodes.done);
}

const telling = (tell: Tell) => (done: number, all: number) => tell(`Exporting: ${countOf(done, all)} runs`);

function tellReport(report: ExportReport, file: string, json: boolean): void {
  if (json) {
    printJson({ file, ...report });
    return;
  }
  printDiagnostics(report.problems);
  if (report.moreProblems > 0) process.stderr.write(`and ${report.moreProblems} more\n`);
  process.stderr.write(
    `Exported ${report.exported} ${report.exported === 1 ? "run" : "runs"} to ${visible(file)}\n`,
  );
}

/** Several words are runs; one is a run where there is such a one, else a query. */
function chosen(services: Services, what: readonly string[]): Result<readonly RunId[], Failure> {
  const { library } = services;
  const [first, ...others] = what;
  if (first === undefined) return chosenRuns(library, { by: "all" });
  const resolved = what.map((reference) => resolveRun(services, reference));
  if (others.length === 0 && resolved[0]?.ok === false)
    return chosenRuns(library, { by: "query", query: first, project: null });
  const ids: RunId[] = [];
  for (const id of resolved) {
    if (!id.ok) return id;
    ids.push(id.value);
  }
  return chosenRuns(library, { by: "ids", ids });
}
