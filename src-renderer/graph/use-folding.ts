import { useCallback, useMemo, useState } from "react";
import type { NodeState, PipelineGraph } from "../../src-main/core/model/graph.ts";
import { blockOf, isBlock } from "./item-blocks.ts";
import { foldItems, foldsAtFirst, groupStates, itemGroups, stackOf } from "./item-groups.ts";
import { slot } from "./layout-model.ts";

type Shown = {
  readonly graph: PipelineGraph;
  readonly states: { readonly [step: string]: NodeState };
  readonly selected: string | null;
};

/**
 * What is drawn of a graph while items of its `foreach` steps are folded into one node each, or stand in a frame of their
 * own (`blocks`): `chosen` are the nodes that hold a step of `within`. `folding` says whether any group is folded, null
 * without groups.
 */
export function useFolding({ graph, states, selected }: Shown, within: ReadonlySet<string> | null) {
  const groups = useMemo(() => itemGroups(graph), [graph]);
  /** What somebody chose, by group; the others are as their size suggests. */
  const [byHand, setByHand] = useState<{ readonly [base: string]: boolean }>({});
  const folded = useMemo(
    () => groups.filter((group) => byHand[group.base] ?? foldsAtFirst(group)),
    [groups, byHand],
  );
  const blocks = useMemo(() => {
    const unfolded = groups.filter((group) => isBlock(group) && !folded.includes(group));
    return new Map(unfolded.map((group) => [group.base, blockOf(group, slot)]));
  }, [groups, folded]);
  /** Those drawn as one node, be it a card or a frame with its items. */
  const gathered = useMemo(
    () => groups.filter((group) => folded.includes(group) || blocks.has(group.base)),
    [groups, folded, blocks],
  );
  const shown = useMemo(() => foldItems(graph, gathered), [graph, gathered]);
  const shownStates = useMemo(() => groupStates(gathered, states), [gathered, states]);
  const stacks = useMemo(
    () => new Map(gathered.map((group) => [group.base, stackOf(group, states)])),
    [gathered, states],
  );
  const chosen = useMemo(() => {
    if (within === null) return null;
    const bases = gathered.filter(({ steps }) => steps.some((step) => within.has(step)));
    return new Set([...within, ...bases.map(({ base }) => base)]);
  }, [within, gathered]);
  const fold = useCallback((base: string, how: boolean) => setByHand((old) => ({ ...old, [base]: how })), []);
  const bases = useMemo(
    () => new Map(folded.flatMap(({ base, steps }) => steps.map((step) => [step, base] as const))),
    [folded],
  );
  return {
    graph: shown,
    /** The node that stands for a step. */
    drawnAs: useCallback((step: string): string => bases.get(step) ?? step, [bases]),
    states: shownStates,
    selected: selected === null ? null : (bases.get(selected) ?? selected),
    stacks,
    blocks,
    chosen,
    folding: groups.length === 0 ? null : folded.length > 0,
    fold,
    foldAll: (how: boolean) => setByHand(Object.fromEntries(groups.map(({ base }) => [base, how]))),
  };
}
