import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { MethodParams } from "../../core/contract/methods.ts";
import { compareRuns, type RunToCompare, withoutSame } from "../../core/diff/compare-runs.ts";
import { diffGraphs } from "../../core/diff/diff-graphs.ts";
import { matchSteps } from "../../core/diff/match-steps.ts";
import type { RunWithSteps } from "../../core/diff/run-files.ts";
import type { Comparison } from "../../core/model/comparison.ts";
import type { FileDiff, GraphDiff, LogsDiff } from "../../core/model/content-diff.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { consoleFile } from "../host/step-console.ts";
import { consoleRuns, numberOf } from "../store/tables/run-lookups.ts";
import { graphOfRun } from "../store/tables/runs.ts";
import { compareThreads } from "./compare-threads.ts";
import { diffFile } from "./diff-file.ts";
import { runWithSteps } from "./run-methods.ts";
import type { Services } from "./services.ts";

export function compareMethods(services: Services) {
  return {
    "runs.compare": async ({ runs, all }: MethodParams<"runs.compare">) => {
      const whole = await comparisonOf(services, runs);
      return whole.ok && !all ? ok(withoutSame(whole.value)) : whole;
    },

    "runs.diffFile": async ({ baseline, candidate, role, name }: MethodParams<"runs.diffFile">) =>
      diffFileOf(services, baseline, candidate, role, name),

    "runs.diffLogs": async ({ baseline, candidate }: MethodParams<"runs.diffLogs">) =>
      logsDiffOf(services, baseline, candidate),

    "runs.diffGraph": async ({ baseline, candidate }: MethodParams<"runs.diffGraph">) =>
      graphDiffOf(services, baseline, candidate),
  };
}

/** Two or more runs side by side. Reading a hundred takes a second or more: others are answered between two of them. */
export async function comparisonOf(
  services: Services,
  runs: readonly RunId[],
): Promise<Result<Comparison, Failure>> {
  const found: RunToCompare[] = [];
  for (const id of runs) {
    if (found.length > 0) await setImmediate();
    const whole = runWithSteps(services, id);
    if (!whole.ok) return whole;
    const { run } = whole.value;
    const number = run.parent === null ? run.number : numberOf(services.library.database, run.parent);
    found.push({ ...whole.value, number });
  }
  return ok(compareRuns(found));
}

/** An input or output of two runs looked into. */
export async function diffFileOf(
  services: Services,
  baseline: RunId,
  candidate: RunId,
  role: "input" | "output",
  name: string,
): Promise<Result<FileDiff, Failure>> {
  const pair = pairOfRuns(services, baseline, candidate);
  return pair.ok ? diffFile(services, pair.value, role, name) : pair;
}

/** The consoles of two runs; those of pipeline runs step by step, of steps that both have. */
export async function logsDiffOf(
  services: Services,
  baseline: RunId,
  candidate: RunId,
): Promise<Result<LogsDiff, Failure>> {
  const pair = pairOfRuns(services, baseline, candidate);
  if (!pair.ok) return pair;
  const { library } = services;
  const [from, to] = pair.value;
  const console = (id: RunId | undefined): string | null => {
    if (id === undefined) return null;
    // A reused step shows what was printed when its results were made.
    const source = consoleRuns(library.database, id).find((run) => run.id === id)?.source ?? id;
    return join(library.runFolder(source), consoleFile);
  };
  const isPipeline = from.run.kind === "pipeline" || to.run.kind === "pipeline";
  const consoles = isPipeline
    ? matchSteps(stepsOf(from), stepsOf(to)).map((steps) => ({
        step: (steps.to ?? steps.from)?.step ?? null,
        from: console(steps.from?.id),
        to: console(steps.to?.id),
      }))
    : [{ step: null, from: console(from.run.id), to: console(to.run.id) }];
  return ok((await compareThreads.run({ kind: "logs", consoles })) as LogsDiff);
}

const stepsOf = ({ run, steps }: RunWithSteps) => (run.kind === "pipeline" ? steps : [run]);

export function graphDiffOf(
  services: Services,
  baseline: RunId,
  candidate: RunId,
): Result<GraphDiff | null, Failure> {
  const pair = pairOfRuns(services, baseline, candidate);
  if (!pair.ok) return pair;
  const side = (run: RunWithSteps) => ({
    run: run.run,
    steps: stepsOf(run).filter(({ step }) => step !== null),
    // A single step is one node: the graph of its pipeline would show what is not compared.
    graph: run.run.kind === "pipeline" ? graphOfRun(services.library.database, run.run.id) : null,
  });
  const [from, to] = [side(pair.value[0]), side(pair.value[1])];
  return ok(from.steps.length === 0 && to.steps.length === 0 ? null : diffGraphs(from, to));
}

function pairOfRuns(
  services: Services,
  baseline: RunId,
  candidate: RunId,
): Result<readonly [RunWithSteps, RunWithSteps], Failure> {
  const from = runWithSteps(services, baseline);
  if (!from.ok) return err(from.error);
  const to = runWithSteps(services, candidate);
  return to.ok ? ok([from.value, to.value]) : err(to.error);
}
