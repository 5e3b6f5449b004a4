import { displayValue } from "../base/json.ts";
import { flattenValues } from "../base/value.ts";
import type { GraphDiff, NodeDifference } from "../model/content-diff.ts";
import type { GraphEdge, PipelineGraph } from "../model/graph.ts";
import type { RunDetail } from "../model/run.ts";
import type { RunParts } from "../model/run-diff.ts";
import { diffRuns, withoutGit } from "./diff-runs.ts";
import { matchSteps } from "./match-steps.ts";
import { diffRows } from "./records.ts";
import type { RunWithSteps } from "./run-files.ts";

/** Reasons beyond these many are only counted. */
const reasonsShown = 12;

/**
 * Lays two pipeline runs over each other: steps matched by name, then by signature; an edge of either is an edge. A graph
 * that was not recorded has its run's steps as nodes without edges.
 */
export function diffGraphs(
  baseline: RunWithSteps & { readonly graph: PipelineGraph | null },
  candidate: RunWithSteps & { readonly graph: PipelineGraph | null },
): GraphDiff {
  const [before, after] = [byStep(baseline.steps), byStep(candidate.steps)];
  const nodes: [string, NodeDifference][] = [];
  const renamed = new Map<string, string>();
  const taken = new Set(candidate.steps.map(({ step }) => step));
  for (const { change, from, to } of matchSteps(baseline.steps, candidate.steps)) {
    const [a, b] = [
      from === null ? undefined : before.get(from.step ?? ""),
      to === null ? undefined : after.get(to.step ?? ""),
    ];
    const old = from?.step ?? "";
    // A step that is gone may bear the name of one that is another step now.
    const name = to?.step ?? (taken.has(old) ? `${old} (before)` : old);
    if (from !== null) renamed.set(old, name);
    const reasons = change !== "changed" || a === undefined || b === undefined ? [] : whyDiffers(a, b);
    nodes.push([
      name,
      {
        change,
        reasons: from !== null && to !== null && old !== name ? [`Was called ${old}`, ...reasons] : reasons,
        from: from?.id ?? null,
        to: to?.id ?? null,
      },
    ]);
  }
  return {
    graph: unionOfGraphs(
      graphOf(baseline),
      graphOf(candidate),
      (step) => renamed.get(step) ?? step,
      nodes.map(([name]) => name),
    ),
    nodes: Object.fromEntries(nodes),
  };
}

/** Why a step's second run is not the same computation as its first, or what else came of it: a line each. */
function whyDiffers(from: RunDetail, to: RunDetail): string[] {
  // What the steps before it were given comes to it as other inputs.
  const own = (run: RunDetail): RunWithSteps => ({
    run: { ...run, params: Object.fromEntries(flattenValues(run.ownParams)) },
    steps: [],
  });
  const { environment, ...parts } = diffRuns(own(from), own(to));
  const diff = { ...parts, environment: withoutGit(environment) };
  const lines = [
    ...linesOf(diff, "parameters", (key, a, b) => `${key} ${value(a)} → ${value(b)}`),
    ...(from.command === to.command ? [] : ["Command changed"]),
    ...linesOf(diff, "code", (key, a, b) => `${key} ${word(a, b)}`),
    ...linesOf(diff, "inputs", (key, a, b) => `Input ${key} ${word(a, b)}`),
    ...linesOf(
      diff,
      "environment",
      (key, a, b) => `${key.replace(/^(?:packages|variables)\./, "")} ${value(a)} → ${value(b)}`,
    ),
    ...linesOf(diff, "outputs", (key, a, b) => `Output ${key} ${word(a, b)}`),
  ];
  return lines.length <= reasonsShown
    ? lines
    : [...lines.slice(0, reasonsShown), `${lines.length - reasonsShown} more`];
}

function linesOf(
  diff: RunParts,
  part: "parameters" | "code" | "inputs" | "environment" | "outputs",
  line: (key: string, from: unknown, to: unknown) => string,
): string[] {
  return diffRows<unknown>({ ...diff[part], same: {} }).map(({ key, from, to }) => line(key, from, to));
}

const value = (given: unknown): string =>
  given === undefined ? "none" : displayValue(given as Parameters<typeof displayValue>[0]);
const word = (from: unknown, to: unknown): string =>
  from === undefined ? "added" : to === undefined ? "removed" : "changed";

const byStep = (steps: readonly RunDetail[]) => new Map(steps.map((run) => [run.step ?? "", run]));

const graphOf = ({ graph, steps }: RunWithSteps & { readonly graph: PipelineGraph | null }): PipelineGraph =>
  graph ?? {
    nodes: steps.map(({ step, command }) => ({
      step: step ?? "",
      command: command ?? "",
      inputs: [],
      outputs: [],
      params: [],
    })),
    edges: [],
  };

function unionOfGraphs(
  before: PipelineGraph,
  after: PipelineGraph,
  renamed: (step: string) => string,
  names: readonly string[],
): PipelineGraph {
  const known = new Map([
    ...before.nodes.map((node) => [renamed(node.step), { ...node, step: renamed(node.step) }] as const),
    ...after.nodes.map((node) => [node.step, node] as const),
  ]);
  const edges = new Map<string, GraphEdge>();
  const old = before.edges.map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) }));
  for (const edge of [...after.edges, ...old]) {
    const id = JSON.stringify([edge.from, edge.to]);
    const other = edges.get(id);
    const datasets = [...new Set([...(other?.datasets ?? []), ...edge.datasets])];
    edges.set(id, { ...edge, datasets });
  }
  const nodes = names.flatMap((name) => known.get(name) ?? []);
  const drawn = new Set(nodes.map(({ step }) => step));
  return {
    nodes,
    // Steps that were not part of a run (it was told to run some only) are no nodes.
    edges: withoutCircles([...edges.values()].filter(({ from, to }) => drawn.has(from) && drawn.has(to))),
  };
}

/** Two pipelines may order two steps the other way round; then the older edge is left out, or nothing could be laid out. */
function withoutCircles(edges: readonly GraphEdge[]): GraphEdge[] {
  const next = new Map<string, string[]>();
  const leadsTo = (from: string, to: string): boolean => {
    const open = [from];
    const seen = new Set<string>();
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (step === to) return true;
      if (seen.has(step)) continue;
      seen.add(step);
      open.push(...(next.get(step) ?? []));
    }
    return false;
  };
  return edges.filter(({ from, to }) => {
    if (from === to || leadsTo(to, from)) return false;
    next.set(from, [...(next.get(from) ?? []), to]);
    return true;
  });
}
