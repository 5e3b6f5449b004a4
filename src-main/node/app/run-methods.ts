import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { LogPiece, MethodParams } from "../../core/contract/methods.ts";
import { diffRuns } from "../../core/diff/diff-runs.ts";
import { filesOf, type RunWithSteps } from "../../core/diff/run-files.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { Digest, RunId } from "../../core/model/ids.ts";
import type { RunDetail } from "../../core/model/run.ts";
import type { FileText } from "../../core/model/run-diff.ts";
import { consoleFile } from "../host/local-executor.ts";
import { searchRuns } from "../store/search/search-runs.ts";
import { readSeries } from "../store/tables/metrics.ts";
import { consoleRuns } from "../store/tables/run-lookups.ts";
import { detailById, graphOfRun, rowsBySeq } from "../store/tables/runs.ts";
import { readLogPiece } from "./log-piece.ts";
import type { Services } from "./services.ts";

export function runMethods(services: Services) {
  const { library } = services;
  const { database } = library;

  return {
    "runs.list": async ({ query, project, limit, offset, sort }: MethodParams<"runs.list">) => {
      const found = searchRuns(database, { query, project, limit, offset, sort });
      if (!found.ok) return err(inputFailure("The query is wrong", found.error));
      const { total, seqs, hints } = found.value;
      return ok({
        total,
        runs: rowsBySeq(database, seqs),
        diagnostics: hints,
        sequence: services.events.sequence(),
      });
    },

    "runs.get": async ({ id }: MethodParams<"runs.get">) => detailOf(services, id),

    "runs.graph": async ({ id }: MethodParams<"runs.graph">) => ok(graphOfRun(database, id)),

    "runs.series": async ({ id, name, points }: MethodParams<"runs.series">) =>
      ok(readSeries(database, id, name, points)),

    "runs.log": async ({
      id,
      offset,
      limit,
    }: MethodParams<"runs.log">): Promise<Result<LogPiece, Failure>> => {
      // A reused step shows what was printed when its results were made.
      const source = consoleRuns(database, id).find((run) => run.id === id)?.source ?? id;
      return ok(await readLogPiece(join(library.runFolder(source), consoleFile), offset, limit));
    },

    "runs.cancel": async ({ id }: MethodParams<"runs.cancel">) => {
      const run = services.pipelines.active().get(id);
      if (run === undefined)
        return err(inputFailure("This run is not running here: it has ended, or another process runs it"));
      run.cancel();
      return ok(null);
    },

    "runs.diff": async ({ baseline, candidate }: MethodParams<"runs.diff">) => {
      const first = runWithSteps(services, baseline);
      if (!first.ok) return first;
      const second = runWithSteps(services, candidate);
      return second.ok ? ok(diffRuns(first.value, second.value)) : second;
    },

    "runs.fileText": async ({
      id,
      role,
      name,
    }: MethodParams<"runs.fileText">): Promise<Result<FileText, Failure>> => {
      const whole = runWithSteps(services, id);
      return whole.ok ? fileTextOf(services, whole.value, role, name) : whole;
    },
  };
}

export function detailOf({ library }: Services, id: RunId): Result<RunDetail, Failure> {
  const detail = detailById(library.database, id, (digest) =>
    library.objects.has({ digest, size: 0, type: "file" }),
  );
  return detail === null ? err(inputFailure(`There is no run ${id}`)) : ok(detail);
}

export function runWithSteps(services: Services, id: RunId): Result<RunWithSteps, Failure> {
  const run = detailOf(services, id);
  if (!run.ok) return run;
  const steps = run.value.steps.map((step) => detailOf(services, step.id));
  return ok({ run: run.value, steps: steps.flatMap((step) => (step.ok ? [step.value] : [])) });
}

/** The text of a file of a run, by the name that a diff gives it. */
export async function fileTextOf(
  services: Services,
  run: RunWithSteps,
  role: MethodParams<"runs.fileText">["role"],
  name: string,
): Promise<Result<FileText, Failure>> {
  const digest = filesOf(run, role).get(name)?.digest;
  if (digest === undefined) return err(inputFailure(`The run has no ${role} ${name}`));
  return ok(await fileText(services, digest as Digest));
}

/** Larger texts are not shown side by side. */
const largestText = 4 * 1024 * 1024;

async function fileText({ library }: Services, digest: Digest): Promise<FileText> {
  const bytes = await library.objects.read(digest);
  if (bytes === null) return { kind: "not-kept" };
  if (bytes.length > largestText) return { kind: "too-large", size: bytes.length };
  if (!isUtf8(bytes) || bytes.includes(0)) return { kind: "binary", size: bytes.length };
  return { kind: "text", text: bytes.toString("utf8") };
}
