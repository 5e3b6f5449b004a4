import { err, ok, type Result } from "../../../core/base/result.ts";
import type { ImportedRuns, RunsCandidate } from "../../../core/contract/methods.ts";
import type { RunRecord } from "../../../core/interchange/record.ts";
import type { Diagnostic } from "../../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../../core/model/failure.ts";
import { detectRuns, type FoundRuns } from "../../importers/detect.ts";
import type { Looking } from "../../importers/looking.ts";
import { readRuns } from "../../importers/read-runs.ts";
import { type SourceItem, sourceProblem } from "../../importers/run-source.ts";
import type { Services } from "../services.ts";
import { unwritableText } from "../unwritable-text.ts";
import { importRuns } from "./import-runs.ts";
import { type RunGroup, runsAhead } from "./runs-ahead.ts";

/** So many runs are shown before they are imported. */
const shownRuns = 10;
/** So many problems are shown; the others are counted. */
const shownProblems = 200;

/** The runs that a path holds; null for none, and for what cannot be opened: reading it as a pipeline says why. */
export async function runsAt(path: string, looking?: Looking): Promise<FoundRuns | null> {
  try {
    return await detectRuns(path, looking);
  } catch {
    looking?.signal.throwIfAborted();
    return null;
  }
}

/** What the runs are, and what importing them would come to; changes nothing. */
export async function inspectRuns(
  services: Services,
  found: FoundRuns,
  looking: Looking,
): Promise<RunsCandidate> {
  const projects = new Set<string>();
  const first: RunRecord[] = [];
  const outcome = await takeRuns(services, found, {
    dryRun: true,
    onRecord: (record) => {
      looking.signal.throwIfAborted();
      looking.runs += 1;
      projects.add(record.project);
      if (first.length < shownRuns) first.push(record);
    },
  });
  return {
    kind: "runs",
    path: found.path,
    format: found.format,
    ...outcome,
    projects: [...projects].sort(),
    first: first.map(({ name, project, status, started, metrics }) => ({
      name,
      project,
      status,
      started,
      metrics: metrics.size,
    })),
  };
}

/** Takes the runs of a path in. Those of other tools are brought up to date, and what is there otherwise stays. */
export async function importRunsAt(services: Services, path: string): Promise<Result<ImportedRuns, Failure>> {
  const { folder, unwritable } = services.library;
  if (unwritable !== null)
    return err({
      kind: "library",
      message: unwritableText(folder, unwritable),
      diagnostics: [],
    });
  const found = await runsAt(path);
  if (found === null) return err(inputFailure(`There are no runs at ${path} any more`));
  return ok(await takeRuns(services, found, { dryRun: false, onRecord: () => {} }));
}

type TakeOptions = { readonly dryRun: boolean; readonly onRecord: (record: RunRecord) => void };

async function takeRuns(
  services: Services,
  found: FoundRuns,
  { dryRun, onRecord }: TakeOptions,
): Promise<ImportedRuns> {
  let wrong = 0;
  let wrongLine: number | null = null;
  const count = ({ severity, line }: Diagnostic): void => {
    if (severity !== "error") return;
    // A line with three mistakes is one run that is refused.
    if (line === null || line !== wrongLine) wrong += 1;
    wrongLine = line;
  };
  async function* watched(): AsyncGenerator<SourceItem | RunGroup> {
    for await (const item of readToItsEnd(found, dryRun)) {
      if (item.kind === "run") onRecord(item.run.record);
      else if (item.kind === "problem") count(item.problem);
      else for (const problem of item.problems) count(problem);
      yield item;
    }
  }
  const follow = found.format !== "signet";
  const report = await importRuns(services, watched(), { replace: false, follow, dryRun });
  return {
    imported: report.imported,
    updated: report.replaced,
    unchanged: report.unchanged,
    refused: report.conflicts + wrong,
    diagnostics: report.problems.slice(0, shownProblems).map((problem) => inTheWindow(problem, found)),
    moreDiagnostics: Math.max(0, report.problems.length - shownProblems) + report.moreProblems,
  };
}

/** What keeps the source from being read on is its last problem; the runs before it count. */
async function* readToItsEnd(found: FoundRuns, oneByOne: boolean): AsyncGenerator<SourceItem | RunGroup> {
  try {
    yield* oneByOne ? readRuns(found) : runsAhead(found);
  } catch (error) {
    const message = `It cannot be read any further: ${(error as Error).message}`;
    yield sourceProblem("error", "unreadable", message, { file: found.path });
  }
}

/** The terminal's way out of a conflict, in words for who does not sit at one. */
const inTheWindow = (problem: Diagnostic, { path }: FoundRuns): Diagnostic =>
  problem.code === "conflict"
    ? {
        ...problem,
        remedy: `It stays as it is. \`signet import --replace ${path}\` in a terminal takes what the file says.`,
      }
    : problem;
