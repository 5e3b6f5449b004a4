import type { GraphEdge, GraphNode, NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import { countText } from "../ui/format.ts";
import { labelOf, type StatusWord } from "../ui/status.ts";
import { stepNameParts } from "../ui/step-name.tsx";
import { nodeWord } from "./node-view.ts";

/** A `foreach` step with several items: its name in the file, and its items in the order of the graph. */
export type ItemGroup = { readonly base: string; readonly steps: readonly string[] };

/** What a node that stands for all items of a `foreach` step says of them. */
export type Stack = { readonly count: number; readonly summary: string };

/** A `foreach` step with more items than this is drawn as one node until somebody unfolds it. */
const itemsDrawn = 4;

export const foldsAtFirst = ({ steps }: ItemGroup): boolean => steps.length > itemsDrawn;

/** The `foreach` steps of a graph that have more than one item, in the order of their first. */
export function itemGroups(graph: PipelineGraph): readonly ItemGroup[] {
  const groups = new Map<string, string[]>();
  for (const { step } of graph.nodes) {
    const { base, item } = stepNameParts(step);
    if (item === null) continue;
    const steps = groups.get(base);
    if (steps === undefined) groups.set(base, [step]);
    else steps.push(step);
  }
  return [...groups].filter(([, steps]) => steps.length > 1).map(([base, steps]) => ({ base, steps }));
}

/** The graph with one node, named as in the file, in place of each folded group's items. Without groups it is the same object. */
export function foldItems(graph: PipelineGraph, folded: readonly ItemGroup[]): PipelineGraph {
  if (folded.length === 0) return graph;
  const base = new Map(folded.flatMap((group) => group.steps.map((step) => [step, group.base] as const)));
  const nameOf = (step: string): string => base.get(step) ?? step;
  const nodes = new Map<string, GraphNode>();
  for (const node of graph.nodes) {
    const step = nameOf(node.step);
    const old = nodes.get(step);
    nodes.set(step, old === undefined ? { ...node, step } : merged(old, node));
  }
  const edges = new Map<string, GraphEdge>();
  for (const edge of graph.edges) {
    const [from, to] = [nameOf(edge.from), nameOf(edge.to)];
    // Items of one step never wait for each other: they have the same inputs.
    const key = JSON.stringify([from, to]);
    const old = edges.get(key);
    edges.set(key, { from, to, datasets: union(old?.datasets ?? [], edge.datasets) });
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

const merged = (a: GraphNode, b: GraphNode): GraphNode => ({
  ...a,
  inputs: union(a.inputs, b.inputs),
  outputs: union(a.outputs, b.outputs),
  params: union(a.params, b.params),
});

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

/** Of several words the first of these is said of them all: what asks for attention, then what is to come, then what is done. */
const telling: readonly StatusWord[] = [
  "failed",
  "running",
  "starting",
  "finalizing",
  "interrupted",
  "cancelled",
  "run",
  "undecided",
  "changed",
  "added",
  "removed",
  "queued",
  "skipped",
  "restore",
  "succeeded",
  "restored",
  "reuse",
  "reused",
  "same",
];

/** States with one for each group beside those of its items: that of the most telling item, with the reasons all items share. */
export function groupStates(
  groups: readonly ItemGroup[],
  states: { readonly [step: string]: NodeState },
): { readonly [step: string]: NodeState } {
  if (groups.length === 0) return states;
  return { ...states, ...Object.fromEntries(groups.map((group) => [group.base, groupState(group, states)])) };
}

function groupState({ steps }: ItemGroup, states: { readonly [step: string]: NodeState }): NodeState {
  const known = steps.flatMap((step) => (Object.hasOwn(states, step) ? (states[step] ?? []) : []));
  const [first, ...others] = known.toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) return { action: null, status: null, reasons: [], notes: [] };
  const shared = first.reasons.filter(({ text }) =>
    others.every((state) => state.reasons.some((reason) => reason.text === text)),
  );
  const notes = new Map(known.flatMap((state) => state.notes.map((note) => [note.text, note] as const)));
  return { ...first, reasons: shared, notes: [...notes.values()] };
}

function rank(state: NodeState): number {
  const word = nodeWord(state);
  return word === null ? telling.length : telling.indexOf(word);
}

/** "3 to run · 9 up to date": how many items of a group each word is said of, the most telling first. */
export function stackOf({ steps }: ItemGroup, states: { readonly [step: string]: NodeState }): Stack {
  const counts = new Map<StatusWord, number>();
  for (const step of steps) {
    const state = Object.hasOwn(states, step) ? states[step] : undefined;
    const word = state === undefined ? null : nodeWord(state);
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = telling.flatMap((word) => {
    const count = counts.get(word);
    const spoken = word === "run" || word === "restore" ? `to ${word}` : labelOf(word);
    return count === undefined ? [] : [`${countText(count)} ${spoken}`];
  });
  return { count: steps.length, summary: parts.join(" · ") };
}
