import { canonicalJson } from "../base/json.ts";
import type { ComparedRun, Comparison, Facet } from "../model/comparison.ts";
import type { MetricSummary, RunDetail } from "../model/run.ts";
import type { FileFact, RunParts } from "../model/run-diff.ts";
import { environmentOf, factsOfFiles, nameOfAlone, stepsOf } from "./diff-runs.ts";
import { facetOf, pairOfFacet, reorderFacet } from "./facets.ts";
import type { RunWithSteps } from "./run-files.ts";

/** A run to be compared; `number` is the one to show: of a step of a pipeline run, that run's. */
export type RunToCompare = RunWithSteps & { readonly number: number | null };

/** Two or more runs of any kind side by side; the first is the baseline. */
export function compareRuns(runs: readonly RunToCompare[]): Comparison {
  const digest = (file: FileFact): string => String(file.digest);
  const alone = nameOfAlone(runs);
  const steps = facetOf(
    runs.map((run) => stepsOf(run, alone)),
    // Executed or reused, the same signature is the same computation.
    ({ signature, outcome, command }) => signature ?? JSON.stringify([outcome, command]),
  );
  const keyOf = metricKeys(runs.map(({ run }) => run));
  return {
    same: nothingLeftOut,
    runs: runs.map((run) => comparedRun(run, keyOf)),
    parameters: facetOf(
      runs.map(({ run }) => run.params),
      canonicalJson,
    ),
    code: facetOf(
      runs.map((run) => factsOfFiles(run, "code")),
      digest,
    ),
    inputs: facetOf(
      runs.map((run) => factsOfFiles(run, "input")),
      digest,
    ),
    outputs: facetOf(
      runs.map((run) => factsOfFiles(run, "output")),
      digest,
    ),
    metrics: facetOf(
      runs.map(({ run }) => byKey(run, keyOf, ({ last, min, max, count }) => ({ last, min, max, count }))),
      // NaN is the same as NaN.
      ({ last, min, max, count }) => `${last} ${min} ${max} ${count}`,
    ),
    environment: facetOf(runs.map(environmentOf), (value) => value),
    steps,
  };
}

const nothingLeftOut: Comparison["same"] = { parameters: 0, code: 0, inputs: 0, outputs: 0, environment: 0 };

/**
 * A comparison with only what differs of everything that a run has many of. Of thousands of parameters few differ, and the
 * others would have to be copied from process to process before the window could show anything.
 */
export function withoutSame(comparison: Comparison): Comparison {
  const without = <T>(facet: Facet<T>): Facet<T> => facet.filter(({ at }) => at !== null);
  const { parameters, code, inputs, outputs, environment } = comparison;
  const parts = {
    parameters: without(parameters),
    code: without(code),
    inputs: without(inputs),
    outputs: without(outputs),
    environment: without(environment),
  };
  const count = (section: keyof Comparison["same"]): number =>
    comparison[section].length - parts[section].length;
  return {
    ...comparison,
    ...parts,
    same: {
      parameters: count("parameters"),
      code: count("code"),
      inputs: count("inputs"),
      outputs: count("outputs"),
      environment: count("environment"),
    },
  };
}

/** The comparison of the same runs in another order, or of some of them: `order[i]` is the old place of run i. */
export function reorderComparison(comparison: Comparison, order: readonly number[]): Comparison {
  return {
    same: comparison.same,
    runs: order.flatMap((place) => comparison.runs[place] ?? []),
    parameters: reorderFacet(comparison.parameters, order),
    code: reorderFacet(comparison.code, order),
    inputs: reorderFacet(comparison.inputs, order),
    outputs: reorderFacet(comparison.outputs, order),
    metrics: reorderFacet(comparison.metrics, order),
    environment: reorderFacet(comparison.environment, order),
    steps: reorderFacet(comparison.steps, order),
  };
}

/** What differs between two of the runs, by their places. */
export function pairOf(comparison: Comparison, from: number, to: number): RunParts {
  const itself = <T>(value: T): T => value;
  return {
    parameters: pairOfFacet(comparison.parameters, from, to, itself),
    code: pairOfFacet(comparison.code, from, to, itself),
    inputs: pairOfFacet(comparison.inputs, from, to, itself),
    outputs: pairOfFacet(comparison.outputs, from, to, itself),
    metrics: pairOfFacet(comparison.metrics, from, to, ({ last }) => last),
    environment: pairOfFacet(comparison.environment, from, to, itself),
    steps: pairOfFacet(comparison.steps, from, to, itself),
  };
}

function comparedRun({ run, steps, number }: RunToCompare, keyOf: KeyOf): ComparedRun {
  return {
    id: run.id,
    parent: run.parent,
    project: run.project,
    name: run.name,
    kind: run.kind,
    status: run.status,
    cache: run.cache,
    pipeline: run.pipeline,
    step: run.step,
    signature: run.signature,
    number,
    started: run.started,
    ended: run.ended,
    command: run.command,
    series: byKey(run, keyOf, ({ run: holder, name }) => ({ run: holder, name })),
    steps: steps.map((step) => ({
      id: step.id,
      step: step.step,
      name: step.name,
      signature: step.signature,
      status: step.status,
      cache: step.cache,
      command: step.command,
    })),
  };
}

type KeyOf = (summary: MetricSummary) => string;

/** Metrics go by name; a name that several steps of one run log goes by `step.name` in all of them. */
function metricKeys(runs: readonly RunDetail[]): KeyOf {
  const shared = new Set(runs.flatMap(repeatedNames));
  return ({ step, name }) => (step !== null && shared.has(name) ? `${step}.${name}` : name);
}

const byKey = <T>(
  { metricSummaries }: RunDetail,
  keyOf: KeyOf,
  take: (summary: MetricSummary) => T,
): { readonly [key: string]: T } =>
  Object.fromEntries(metricSummaries.map((summary) => [keyOf(summary), take(summary)]));

function repeatedNames({ metricSummaries }: RunDetail): string[] {
  const seen = new Set<string>();
  return metricSummaries.flatMap(({ name }) => {
    if (seen.has(name)) return [name];
    seen.add(name);
    return [];
  });
}
