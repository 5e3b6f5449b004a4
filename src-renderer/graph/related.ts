import type { PipelineGraph } from "../../src-main/core/model/graph.ts";
import { stepNameParts } from "../ui/step-name.tsx";

/**
 * A step with all that it needs and all that needs it, near or far; the name of a `foreach` step means all its items. A name
 * that is not in the graph leaves all of it.
 */
export function relatedTo(graph: PipelineGraph, name: string): PipelineGraph {
  const starts = graph.nodes.flatMap(({ step }) =>
    step === name || stepNameParts(step).base === name ? [step] : [],
  );
  if (starts.length === 0) return graph;
  const before = reached(starts, graph, ({ from, to }) => [to, from]);
  const after = reached(starts, graph, ({ from, to }) => [from, to]);
  const kept = new Set([...before, ...after]);
  return {
    nodes: graph.nodes.filter(({ step }) => kept.has(step)),
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}

type Edge = PipelineGraph["edges"][number];

function reached(
  starts: readonly string[],
  { edges }: PipelineGraph,
  turned: (edge: Edge) => readonly [string, string],
): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = turned(edge);
    const known = next.get(from);
    if (known === undefined) next.set(from, [to]);
    else known.push(to);
  }
  const found = new Set(starts);
  // A set goes on with what is added to it meanwhile.
  for (const step of found) for (const other of next.get(step) ?? []) found.add(other);
  return found;
}
