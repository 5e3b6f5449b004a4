import type { GraphEdge, GraphNode, PipelineGraph } from "../../src-main/core/model/graph.ts";
import type { Size } from "./layout-model.ts";

/** The size of a node that stands for a dataset, in pixels: as wide as a step, with room for its name. */
export const datasetSize: Size = { width: 204, height: 34 };

/** No step is named like this. */
const mark = "\u0001dataset ";

const nodeIdOf = (dataset: string): string => mark + dataset;

/** The dataset that a node of a drawn graph stands for; null for a step. */
export const datasetOf = (node: string): string | null =>
  node.startsWith(mark) ? node.slice(mark.length) : null;

/** The graph with a node for each dataset between who makes it and who reads it; what only waits stays as it is. */
export function withDatasets(graph: PipelineGraph): PipelineGraph {
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = graph.edges.filter(({ datasets }) => datasets.length === 0);
  const addDataset = (name: string): string => {
    const id = nodeIdOf(name);
    if (!nodes.has(id)) nodes.set(id, { step: id, command: "", inputs: [], outputs: [], params: [] });
    return id;
  };
  for (const node of graph.nodes) {
    // Sources stand before who reads them first: what is made has been met by then.
    for (const name of new Set(node.inputs)) {
      if (!made.has(name)) addDataset(name);
      edges.push({ from: nodeIdOf(name), to: node.step, datasets: [name] });
    }
    nodes.set(node.step, node);
    for (const name of new Set(node.outputs))
      edges.push({ from: node.step, to: addDataset(name), datasets: [name] });
  }
  return { nodes: [...nodes.values()], edges };
}
