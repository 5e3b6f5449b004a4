import type { GraphEdge, GraphNode, PipelineGraph } from "../../model/graph.ts";

/** A step that a text shows. `after` names the steps it waits for, with the datasets they hand over. */
export type SeenStep = GraphNode & { readonly after: ReadonlyMap<string, readonly string[]> };

/** More steps than these are not drawn before the project's own code has told them. */
export const mostSteps = 300;

/** `name`, or with a number where it is taken, as ClearML counts. */
export function freeName(taken: ReadonlySet<string> | ReadonlyMap<string, unknown>, name: string): string {
  for (let count = 0; ; count += 1) {
    const chosen = count === 0 ? name : `${name}_${count}`;
    if (!taken.has(chosen)) return chosen;
  }
}

/**
 * The steps as they are drawn, in topological order: of several with one name the first; what would close a circle and
 * what leads to steps that are not there is left out, since a text that is not run may well show such a thing.
 */
export function graphOfSeen(seen: readonly SeenStep[]): PipelineGraph {
  const steps = new Map<string, SeenStep>();
  for (const step of seen) if (steps.size < mostSteps && !steps.has(step.step)) steps.set(step.step, step);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const state = new Map<string, "begun" | "done">();
  const visit = ({ after, ...node }: SeenStep) => {
    state.set(node.step, "begun");
    for (const [from, datasets] of after) {
      const before = steps.get(from);
      if (before === undefined) continue;
      if (!state.has(from)) visit(before);
      if (state.get(from) === "done") edges.push({ from, to: node.step, datasets });
    }
    state.set(node.step, "done");
    nodes.push(node);
  };
  for (const step of steps.values()) if (!state.has(step.step)) visit(step);
  return { nodes, edges };
}
