import { err, ok, type Result } from "../base/result.ts";
import { type Diagnostic, type PlacedDiagnostic, problem } from "../model/diagnostic.ts";
import type { Signature } from "../model/ids.ts";
import {
  type Dataset,
  datasetsOf,
  type Pipeline,
  type Port,
  type Step,
  stepsOf,
  upstreamOf,
} from "../model/pipeline.ts";
import type { StepNote } from "../model/plan.ts";
import { renderSourcePath } from "../pipeline/templates.ts";
import type { Content } from "../ports/files.ts";
import { type DecisionPorts, decideStep, identityOf, type Known } from "./decide.ts";
import { callEntries } from "./python-code.ts";
import type { Selection } from "./select.ts";
import { callRoots } from "./step-code.ts";

/** The same ports, where the command of a cache key is executed once at most: one plan and one run see one key. */
export function withKeysOnce<Ports extends Pick<DecisionPorts, "keyOf">>(ports: Ports): Ports {
  const asked = new Map<string, ReturnType<DecisionPorts["keyOf"]>>();
  return {
    ...ports,
    keyOf: (command: string) => {
      const key = asked.get(command) ?? ports.keyOf(command);
      asked.set(command, key);
      return key;
    },
  };
}

export type Given = Known & {
  /** Names of the steps outside the selection that would have to run. */
  readonly outdated: ReadonlySet<string>;
  /** Datasets of such steps that are known, and whose bytes the library no longer holds, with the steps. */
  readonly lost: ReadonlyMap<string, string>;
};

/**
 * What is known before the first of the selected steps is decided: the sources, and what steps outside the selection
 * have made. These never run: their current result serves, else their newest, which is then `stale`. Fails with every
 * source that is missing, every function that is called and not there, every result that is needed and does not exist.
 */
export async function readGiven(
  ports: DecisionPorts,
  pipeline: Pipeline,
  selection: Pick<Selection, "steps" | "outside">,
): Promise<Result<Given, readonly PlacedDiagnostic[]>> {
  const sources = await sourceContents(ports, pipeline, selection.steps);
  const problems: PlacedDiagnostic[] = [
    ...sources.problems,
    ...(await callProblems(ports, pipeline, selection.steps)),
  ];
  const outside = await outsideResults(ports, pipeline, selection.outside);
  for (const step of selection.steps)
    for (const name of upstreamOf(pipeline, step))
      if (outside.missing.has(name) && needsResultOf(pipeline, step, name))
        problems.push(missingResult(pipeline, step, name));
  if (problems.length > 0) return err(problems);
  const { signatures, stale, outdated, lost } = outside;
  const contents =
    outside.contents.size === 0 ? sources.contents : new Map([...sources.contents, ...outside.contents]);
  return ok({ contents, signatures, stale, outdated, lost });
}

/** A step that only comes first and makes something needs not have run; one that makes nothing is all effect. */
export function needsResultOf(pipeline: Pipeline, step: Step, name: string): boolean {
  const datasets = datasetsOf(pipeline);
  const isRead = step.inputs.some(({ dataset }) => datasets.get(dataset)?.maker === name);
  return isRead || stepsOf(pipeline).get(name)?.outputs.length === 0;
}

type Outside = Given & { readonly missing: ReadonlySet<string> };

async function outsideResults(
  ports: DecisionPorts,
  pipeline: Pipeline,
  steps: readonly Step[],
): Promise<Outside> {
  const sources = await sourceContents(ports, pipeline, steps);
  const contents = new Map(sources.contents);
  const signatures = new Map<string, Signature>();
  const stale = new Map<string, StepNote>();
  const missing = new Set<string>();
  const outdated = new Set<string>();
  const lost = new Map<string, string>();
  for (const step of steps) {
    const learn = (outputs: { readonly [port: string]: Content }, signature: Signature) => {
      signatures.set(step.name, signature);
      for (const { port, dataset } of step.outputs) contents.set(dataset, outputs[port] as Content);
    };
    const learnLost = (outputs: readonly Port[]) => {
      for (const { dataset } of outputs) lost.set(dataset, step.name);
    };
    const isKnown =
      !upstreamOf(pipeline, step).some((name) => outdated.has(name)) &&
      step.inputs.every(({ dataset }) => contents.has(dataset));
    const options = { forced: false, waited: null, need: null, asSource: true };
    const known = { contents, signatures, stale };
    const decided = isKnown ? await decideStep(ports, pipeline, step, known, options) : ok(null);
    // What cannot be decided is as little up to date as what changed; nobody asked for it to run.
    const decision = decided.ok ? decided.value : null;
    if (decision !== null && decision.trace !== null) {
      learn(decision.trace.outputs, decision.signature);
      learnLost(decision.lost);
      continue;
    }
    outdated.add(step.name);
    const last = ports.traces.history(identityOf(pipeline, step)).lastSuccess;
    if (last === null || !step.outputs.every(({ port }) => Object.hasOwn(last.outputs, port))) {
      missing.add(step.name);
      continue;
    }
    learn(last.outputs, last.signature);
    learnLost(step.outputs.filter(({ port }) => !ports.objects.has(last.outputs[port] as Content)));
    for (const { dataset } of step.outputs) stale.set(dataset, staleNote(step, dataset, last.runNumber));
  }
  return { contents, signatures, stale, missing, outdated, lost };
}

function staleNote(step: Step, dataset: string, runNumber: number | null): StepNote {
  const run = runNumber === null ? "an earlier run" : `run #${runNumber}`;
  return {
    kind: "stale-input",
    subject: dataset,
    text: `${dataset} comes from ${run}: ${step.name} is not up to date and was not chosen`,
  };
}

const missingResult = (pipeline: Pipeline, step: Step, name: string): PlacedDiagnostic =>
  withoutResult(pipeline, step.name, name, "which was not chosen and has no result yet");

/** That a step reads what one outside the selection made, and nobody has it. */
export const lostResult = (pipeline: Pipeline, step: string, name: string): PlacedDiagnostic =>
  withoutResult(pipeline, step, name, "which was not chosen and which the library no longer holds");

const withoutResult = (pipeline: Pipeline, step: string, name: string, why: string): PlacedDiagnostic => ({
  ...problem(
    "result-missing",
    `${step} needs what ${name} makes, ${why}`,
    `Choose ${name} too, or run it first: signet run … --to ${name}`,
  ),
  file: pipeline.file,
});

/** Functions that are called and not there, once each: said before anything runs. */
async function callProblems(
  ports: DecisionPorts,
  pipeline: Pipeline,
  steps: readonly Step[],
): Promise<PlacedDiagnostic[]> {
  const problems: PlacedDiagnostic[] = [];
  const seen = new Set<string>();
  for (const { command, base } of steps) {
    if (command.kind !== "call" || seen.has(`${command.module}:${command.function}`)) continue;
    seen.add(`${command.module}:${command.function}`);
    const python = { ...ports, files: ports.files.python };
    const found = await callEntries(python, command, callRoots(ports, pipeline));
    if (!found.ok) problems.push({ ...found.error, file: pipeline.file, at: ["steps", base, "call"] });
  }
  return problems;
}

/** Contents of all sources that the steps read, by dataset name; every problem at once. */
export async function readSources(
  ports: Pick<DecisionPorts, "files">,
  pipeline: Pipeline,
  steps: readonly Step[],
): Promise<Result<ReadonlyMap<string, Content>, readonly Diagnostic[]>> {
  const { contents, problems } = await sourceContents(ports, pipeline, steps);
  return problems.length > 0 ? err(problems) : ok(contents);
}

const isSource = ({ maker, path }: Dataset): boolean => maker === null && path !== null;

async function sourceContents(
  { files }: Pick<DecisionPorts, "files">,
  pipeline: Pipeline,
  steps: readonly Step[],
): Promise<{ readonly contents: ReadonlyMap<string, Content>; readonly problems: readonly Diagnostic[] }> {
  const datasets = datasetsOf(pipeline);
  const read = new Set(steps.flatMap(({ inputs }) => inputs.map(({ dataset }) => dataset)));
  const contents = new Map<string, Content>();
  const problems: Diagnostic[] = [];
  // Not all of the pipeline's: this is asked for each step that ends, too.
  const sources = [...read].flatMap((name) => datasets.get(name) ?? []).filter(isSource);
  for (let from = 0; from < sources.length; from += atOnce) {
    // Together, so that big files are digested on all cores.
    const found = await Promise.all(
      sources.slice(from, from + atOnce).map(async ({ name, path: template, type, ignore }) => {
        const path = renderSourcePath(template ?? "", pipeline.params);
        return { name, path, content: await files.content(path, { type, ignore }) };
      }),
    );
    for (const { name, path, content } of found)
      if (!content.ok) problems.push(content.error);
      else if (content.value === null) problems.push(missingSource(name, path, pipeline));
      else contents.set(name, content.value);
  }
  return { contents, problems };
}

/** Sources that are looked at in one go. */
const atOnce = 64;

function missingSource(name: string, path: string, pipeline: Pipeline): Diagnostic {
  return {
    ...problem(
      "source-missing",
      `The source \`${name}\` is not there: ${path}`,
      `No step makes it, so it must exist in ${pipeline.workspace}, or the path in \`datasets\` be mended.`,
    ),
    file: pipeline.file,
  };
}
