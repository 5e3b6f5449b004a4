import { err, ok, type Result } from "../base/result.ts";
import { type Diagnostic, problem } from "../model/diagnostic.ts";
import type { Signature } from "../model/ids.ts";
import type { Pipeline, Step } from "../model/pipeline.ts";
import type { Plan, PlannedStep } from "../model/plan.ts";
import { renderSourcePath } from "../pipeline/templates.ts";
import type { Content } from "../ports/files.ts";
import { type DecisionPorts, decideStep, openUpstream } from "./decide.ts";
import { reason } from "./reasons.ts";
import type { Selection } from "./select.ts";

/**
 * Forecasts every selected step, in order: decided while its inputs are known, `undecided` after a step that runs.
 * Runs nothing and writes nothing but caches. Fails with every source that is missing or cannot be read.
 */
export async function planPipeline(
  ports: DecisionPorts,
  pipeline: Pipeline,
  selection: Selection,
): Promise<Result<Plan, readonly Diagnostic[]>> {
  const sources = await readSources(ports, pipeline, selection.steps);
  if (!sources.ok) return sources;
  const contents = new Map(sources.value);
  const signatures = new Map<string, Signature>();
  const open = new Set<string>();
  const planned: PlannedStep[] = [];
  for (const step of selection.steps) {
    const forced = selection.forced.has(step.name);
    const waiting = openUpstream(pipeline, step, (name) => open.has(name));
    if (waiting.length > 0) {
      open.add(step.name);
      planned.push({ name: step.name, ...(forced ? forcedLater(step) : undecided(waiting)) });
      continue;
    }
    const decided = await decideStep(
      ports,
      pipeline,
      step,
      { contents, signatures },
      { forced, waited: null },
    );
    if (!decided.ok) return err([decided.error]);
    const { action, signature, trace, reasons } = decided.value;
    signatures.set(step.name, signature);
    if (trace === null) open.add(step.name);
    else for (const { port, dataset } of step.outputs) contents.set(dataset, trace.outputs[port] as Content);
    planned.push({ name: step.name, action, signature, reasons });
  }
  return ok({ steps: planned });
}

function undecided(waiting: readonly string[]): Omit<PlannedStep, "name"> {
  const [first = ""] = waiting;
  const names =
    waiting.length > 1
      ? `${waiting.slice(0, -1).join(", ")} and ${waiting.at(-1)} finish`
      : `${first} finishes`;
  return {
    action: "undecided",
    signature: null,
    reasons: waiting
      .map((name) => reason("upstream-undecided", name, null, null, `Until ${names}`))
      .slice(0, 1),
  };
}

function forcedLater(step: Step): Omit<PlannedStep, "name"> {
  return { action: "run", signature: null, reasons: [reason("forced", step.name, null, null, "Forced")] };
}

/** Contents of all sources that the steps read, by dataset name; every problem at once. */
export async function readSources(
  { files }: Pick<DecisionPorts, "files">,
  pipeline: Pipeline,
  steps: readonly Step[],
): Promise<Result<ReadonlyMap<string, Content>, readonly Diagnostic[]>> {
  const read = new Set(steps.flatMap(({ inputs }) => inputs.map(({ dataset }) => dataset)));
  const contents = new Map<string, Content>();
  const problems: Diagnostic[] = [];
  for (const dataset of pipeline.datasets) {
    if (dataset.maker !== null || dataset.path === null || !read.has(dataset.name)) continue;
    const path = renderSourcePath(dataset.path, pipeline.params);
    const content = await files.content(path, { type: dataset.type, ignore: dataset.ignore });
    if (!content.ok) problems.push(content.error);
    else if (content.value === null) problems.push(missingSource(dataset.name, path, pipeline));
    else contents.set(dataset.name, content.value);
  }
  return problems.length > 0 ? err(problems) : ok(contents);
}

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
