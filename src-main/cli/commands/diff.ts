import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { err, ok, type Result } from "../../core/base/result.ts";
import { diffText, publicDiff } from "../../core/diff/cli-diff.ts";
import { pairOf } from "../../core/diff/compare-runs.ts";
import { reportHtml } from "../../core/diff/report-html.ts";
import type { ComparisonReport } from "../../core/model/comparison-report.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { gatherReport } from "../../node/app/compare-report.ts";
import { runWithSteps } from "../../node/app/run-methods.ts";
import type { Services } from "../../node/app/services.ts";
import { colored, exitCodes, print, printJson } from "../output.ts";
import { type Finish, type Outcome, resolveRun, withServices } from "../session.ts";

type Options = { readonly json?: boolean; readonly logs?: boolean; readonly html?: string };

export function addDiffCommand(program: Command, finish: Finish): void {
  program
    .command("diff")
    .description("Show exactly what differs between two runs or two steps, or between several and the first")
    .argument("<baseline>", "a number (41), an id or its beginning, `latest`; with /step behind it a step")
    .argument("<candidates...>", "one or more runs to hold against it")
    .option("--logs", "compare what they printed too, times left out of account")
    .option("--html <file>", "write one page that holds everything, to be kept, sent or printed")
    .option("--json", "print one JSON document (of two runs)")
    .action(async (from: string, to: string[], options: Options, command: Command) => {
      finish(await withServices(command, (services) => compare(services, [from, ...to], options)));
    });
}

async function compare(
  services: Services,
  references: readonly string[],
  options: Options,
): Promise<Outcome> {
  const runs = resolveAll(services, references);
  if (!runs.ok) return runs;
  if (options.json && runs.value.length > 2)
    return err(inputFailure("--json is of two runs: name one baseline and one candidate"));
  const report = await gatherReport(services, runs.value, {
    logs: options.logs === true || options.html !== undefined,
  });
  if (!report.ok) return report;
  if (options.html !== undefined) {
    const written = await writePage(options.html, report.value);
    if (!written.ok) return written;
    if (!options.json) print(`Written to ${written.value}`);
  }
  if (options.json || options.html === undefined)
    return printPairs(services, runs.value, report.value, options);
  return ok(exitCodes.done);
}

function resolveAll(services: Services, references: readonly string[]): Result<readonly RunId[], Failure> {
  const runs: RunId[] = [];
  for (const reference of references) {
    const id = resolveRun(services, reference);
    if (!id.ok) return id;
    runs.push(id.value);
  }
  return ok(runs);
}

async function writePage(file: string, report: ComparisonReport): Promise<Result<string, Failure>> {
  const path = resolve(file);
  try {
    await writeFile(path, reportHtml(report));
    return ok(path);
  } catch (error) {
    return err(inputFailure(`${path} cannot be written: ${(error as Error).message}`));
  }
}

function printPairs(
  services: Services,
  runs: readonly RunId[],
  report: ComparisonReport,
  options: Options,
): Outcome {
  for (const [index, { candidate, patches, files, graph, logs }] of report.pairs.entries()) {
    const baseline = runWithSteps(services, runs[0] as RunId);
    if (!baseline.ok) return baseline;
    const other = runWithSteps(services, runs[candidate] as RunId);
    if (!other.ok) return other;
    const diff = {
      ...pairOf(report.comparison, 0, candidate),
      baseline: baseline.value.run,
      candidate: other.value.run,
    };
    if (options.json) printJson({ ...publicDiff(diff, patches), ...(options.logs ? { logs } : {}) });
    else {
      if (index > 0) print("\n");
      print(diffText(diff, patches, { files, graph, logs: options.logs ? logs : null }, { color: colored }));
    }
  }
  if (report.pairsLeftOut > 0 && !options.json)
    print(`\n${report.pairsLeftOut} more runs are not shown: name fewer`);
  return ok(exitCodes.done);
}
