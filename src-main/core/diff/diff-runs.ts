import { canonicalJson } from "../base/json.ts";
import { shortDigest } from "../model/ids.ts";
import type { RunDetail, RunRow } from "../model/run.ts";
import type { FileFact, RecordDiff, RunDiff, RunParts, StepFact } from "../model/run-diff.ts";
import { isOfMachine } from "./metric-delta.ts";
import { countDifferences, diffRecords, reverseRecords } from "./records.ts";
import { type FileRole, filesOf, type RunWithSteps } from "./run-files.ts";

/**
 * Exactly what differs between two runs of any kind. Host and user are left out of the environment: they say where a
 * run was made, not what it computed.
 */
export function diffRuns(baseline: RunWithSteps, candidate: RunWithSteps): RunDiff {
  const alone = nameOfAlone([baseline, candidate]);
  return {
    baseline: rowOf(baseline.run),
    candidate: rowOf(candidate.run),
    parameters: diffRecords(
      baseline.run.params,
      candidate.run.params,
      (a, b) => canonicalJson(a) === canonicalJson(b),
    ),
    code: diffFiles(baseline, candidate, "code"),
    inputs: diffFiles(baseline, candidate, "input"),
    outputs: diffFiles(baseline, candidate, "output"),
    // NaN is the same as NaN, and 0.0 as -0.0.
    metrics: diffRecords(baseline.run.metrics, candidate.run.metrics, (a, b) => a === b || Object.is(a, b)),
    environment: diffRecords(environmentOf(baseline), environmentOf(candidate), (a, b) => a === b),
    steps: diffRecords(stepsOf(baseline, alone), stepsOf(candidate, alone), isSameComputation),
  };
}

/** The diff with the two runs changed over. */
export function reverseDiff(diff: RunDiff): RunDiff {
  return {
    baseline: diff.candidate,
    candidate: diff.baseline,
    parameters: reverseRecords(diff.parameters),
    code: reverseRecords(diff.code),
    inputs: reverseRecords(diff.inputs),
    outputs: reverseRecords(diff.outputs),
    metrics: reverseRecords(diff.metrics),
    environment: reverseRecords(diff.environment),
    steps: reverseRecords(diff.steps),
  };
}

/** What git says of a workspace tells where a run was made: the code that counts is compared file by file. */
const gitFacts = "git.";
/** Present where something was not committed; the text itself is fetched with `runs.fileText`. */
export const uncommittedFact = `${gitFacts}uncommitted`;

/** True when nothing recorded tells the two runs apart, but git and the load of the machine at most. */
export function isIdentical(diff: RunParts): boolean {
  const parts: readonly RecordDiff<unknown>[] = [
    diff.parameters,
    diff.code,
    diff.inputs,
    diff.outputs,
    resultsOf(diff.metrics),
    withoutGit(diff.environment),
    diff.steps,
  ];
  return parts.every((part) => countDifferences(part) === 0);
}

/** The environment as far as it can have a say in what is computed. */
export const withoutGit = (environment: RunParts["environment"]): RunParts["environment"] =>
  withoutKeys(environment, (key) => key.startsWith(gitFacts));

/** The metrics without what was measured of the machine. */
export const resultsOf = (metrics: RunParts["metrics"]): RunParts["metrics"] =>
  withoutKeys(metrics, isOfMachine);

function withoutKeys<T>(diff: RecordDiff<T>, isOut: (key: string) => boolean): RecordDiff<T> {
  const without = <V>(part: { readonly [key: string]: V }): { readonly [key: string]: V } =>
    Object.fromEntries(Object.entries(part).filter(([key]) => !isOut(key)));
  return {
    added: without(diff.added),
    removed: without(diff.removed),
    changed: without(diff.changed),
    same: without(diff.same),
  };
}

/** What became of a step, in one word: how a successful one came by its outputs, else its status. */
function outcomeOf({ status, cache }: RunRow): string {
  return status === "succeeded" ? (cache ?? "succeeded") : status;
}

/** Executed or reused, the same signature is the same computation. Steps without one must be alike in all we know. */
function isSameComputation(a: StepFact, b: StepFact): boolean {
  if (a.signature !== null && b.signature !== null) return a.signature === b.signature;
  return a.signature === b.signature && a.outcome === b.outcome && a.command === b.command;
}

function diffFiles(baseline: RunWithSteps, candidate: RunWithSteps, role: FileRole): RecordDiff<FileFact> {
  return diffRecords<FileFact>(
    factsOfFiles(baseline, role),
    factsOfFiles(candidate, role),
    (a, b) => a.digest === b.digest,
  );
}

export const factsOfFiles = (run: RunWithSteps, role: FileRole): { readonly [name: string]: FileFact } =>
  Object.fromEntries(
    [...filesOf(run, role)].map(([name, { digest, size, path }]) => [name, { digest, size, path }]),
  );

/** A step by itself counts as its own only step, so that a changed command is not lost. */
export function stepsOf(
  { run, steps }: RunWithSteps,
  alone: string | null,
): { readonly [name: string]: StepFact } {
  const details = run.kind === "pipeline" ? steps : [run];
  return Object.fromEntries(
    details.map((detail) => [
      alone ?? detail.step ?? detail.name,
      { signature: detail.signature, outcome: outcomeOf(detail), command: detail.command ?? "" },
    ]),
  );
}

/** Runs of no pipeline are held against each other whatever they are called: the name of the first stands for all of them. */
export function nameOfAlone(runs: readonly RunWithSteps[]): string | null {
  const isAlone = runs.every(({ run }) => run.kind !== "pipeline" && run.step === null);
  return isAlone ? (runs[0]?.run.name ?? null) : null;
}

/** Declared variables belong to steps; a pipeline run has those of all of them. */
export function environmentOf({ run, steps }: RunWithSteps): { readonly [name: string]: string } {
  const facts = new Map<string, string>();
  const note = (name: string, value: string | null): void => {
    if (value !== null && !facts.has(name)) facts.set(name, value);
  };
  for (const { environment } of [run, ...steps]) {
    if (environment === null) continue;
    note("os", environment.os);
    note("python", environment.python);
    for (const [name, value] of Object.entries(environment.variables))
      note(`variables.${name}`, value ?? "(unset)");
    for (const [name, version] of Object.entries(environment.packages)) note(`packages.${name}`, version);
  }
  note(`${gitFacts}commit`, run.git?.commit ?? null);
  note(`${gitFacts}branch`, run.git?.branch ?? null);
  note(uncommittedFact, run.gitDiff === null ? null : shortDigest(run.gitDiff, 12));
  return Object.fromEntries(facts);
}

/** The row part of a detail: a diff is sent to the window, which needs no more of the runs than this. */
function rowOf(detail: RunDetail): RunRow {
  return {
    id: detail.id,
    number: detail.number,
    parent: detail.parent,
    project: detail.project,
    name: detail.name,
    kind: detail.kind,
    status: detail.status,
    cache: detail.cache,
    pipeline: detail.pipeline,
    pipelineId: detail.pipelineId,
    step: detail.step,
    signature: detail.signature,
    created: detail.created,
    started: detail.started,
    ended: detail.ended,
    tags: detail.tags,
    params: detail.params,
    metrics: detail.metrics,
    progress: detail.progress,
    archived: detail.archived,
  };
}
