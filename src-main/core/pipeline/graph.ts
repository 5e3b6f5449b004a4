import type { GraphEdge, PipelineGraph } from "../model/graph.ts";
import type { Command, Pipeline, Step } from "../model/pipeline.ts";

/** The pipeline as it is drawn: nodes in topological order, an edge for each step that waits for another. */
export function graphOf(pipeline: Pipeline): PipelineGraph {
  const makers = makersOf(pipeline);
  return {
    nodes: pipeline.steps.map((step) => ({
      step: step.name,
      command: commandText(step.command),
      inputs: step.inputs.map(({ dataset }) => dataset),
      outputs: step.outputs.map(({ dataset }) => dataset),
      params: step.params,
    })),
    edges: pipeline.steps.flatMap((step) => edgesTo(step, makers)),
  };
}

const makersOf = (pipeline: Pipeline): ReadonlyMap<string, string | null> =>
  new Map(pipeline.datasets.map(({ name, maker }) => [name, maker]));

function edgesTo(step: Step, makers: ReadonlyMap<string, string | null>): GraphEdge[] {
  const handed = new Map<string, string[]>();
  for (const { dataset } of step.inputs) {
    const maker = makers.get(dataset) ?? null;
    if (maker === null) continue;
    const datasets = handed.get(maker) ?? [];
    if (!datasets.includes(dataset)) datasets.push(dataset);
    handed.set(maker, datasets);
  }
  for (const name of step.needs) if (!handed.has(name)) handed.set(name, []);
  return [...handed].map(([from, datasets]) => ({ from, to: step.name, datasets }));
}

/**
 * The named steps and all that they wait for, near or far. The name of a step with `foreach` means all its items;
 * unknown names are left out.
 */
export function withAncestors(pipeline: Pipeline, names: Iterable<string>): ReadonlySet<string> {
  const wanted = new Set(names);
  const found = new Set<string>();
  const makers = makersOf(pipeline);
  for (const step of pipeline.steps.toReversed()) {
    if (!wanted.has(step.name) && !wanted.has(step.base)) continue;
    found.add(step.name);
    for (const { from } of edgesTo(step, makers)) wanted.add(from);
  }
  return found;
}

/** The named steps and all that wait for them, near or far; names mean what they do above. */
export function withDescendants(pipeline: Pipeline, names: Iterable<string>): ReadonlySet<string> {
  const wanted = new Set(names);
  const found = new Set<string>();
  const makers = makersOf(pipeline);
  for (const step of pipeline.steps) {
    const named = wanted.has(step.name) || wanted.has(step.base);
    if (named || edgesTo(step, makers).some(({ from }) => found.has(from))) found.add(step.name);
  }
  return found;
}

/** A command as people read it: the shell's text, or words with quotes where a shell would want them. */
export function commandText(command: Command): string {
  if (command.kind === "shell") return command.text.trim();
  if (command.kind === "call") return `${command.module}:${command.function}`;
  if (command.kind === "adapter") return command.text;
  return command.words
    .map((word) => (/^[\w./:=@%+,{}-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
