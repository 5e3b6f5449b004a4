import type { PipelineGraph } from "../../src-main/core/model/graph.ts";
import { datasetOf } from "./datasets.ts";

/**
 * The drawn nodes that a text is about, in the order of the graph: it is in the name of the node, of an item that it stands for
 * (`drawnAs` tells which node that is), or of something that it makes. Upper and lower case are the same.
 */
export function findSteps(
  text: string,
  all: PipelineGraph,
  drawn: PipelineGraph,
  drawnAs: (step: string) => string,
): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const holds = (name: string): boolean => name.toLowerCase().includes(wanted);
  const found = new Set(
    all.nodes.flatMap(({ step, outputs }) => (holds(step) || outputs.some(holds) ? [drawnAs(step)] : [])),
  );
  for (const { step } of drawn.nodes) {
    const dataset = datasetOf(step);
    if (holds(dataset ?? step)) found.add(step);
  }
  const order = new Map(drawn.nodes.map(({ step }, index) => [step, index]));
  return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}
