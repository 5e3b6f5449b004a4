import { allSteps, type StepSelection } from "../../state/drafts.ts";

/** How a step limits what is planned and run. */
export type Limit = "only" | "to" | "from";

const listOf: { readonly [limit in Limit]: keyof StepSelection } = {
  only: "only",
  to: "targets",
  from: "from",
};

export const isWhole = ({ targets, from, only }: StepSelection): boolean =>
  targets.length + from.length + only.length === 0;

/** Whether the selection is limited to exactly this step in this way. */
export function isLimited(selection: StepSelection, limit: Limit, step: string): boolean {
  const steps = selection[listOf[limit]];
  return steps.length === 1 && steps[0] === step;
}

/**
 * The selection with this limit set, or taken away when it was set. One step alone excludes the other two limits, which
 * go together: up to a step and from another is what lies between.
 */
export function toggleLimit(selection: StepSelection, limit: Limit, step: string): StepSelection {
  const list = listOf[limit];
  const steps = isLimited(selection, limit, step) ? [] : [step];
  return limit === "only" ? { ...allSteps, only: steps } : { ...selection, only: [], [list]: steps };
}

/** A limit as one reads it, and the selection without it. */
export type Chip = { readonly text: string; readonly limit: Limit; readonly rest: StepSelection };

/** "Only train", "Up to train", "From train": a chip for each limit. */
export function selectionChips(selection: StepSelection): readonly Chip[] {
  const words: readonly (readonly [Limit, string])[] = [
    ["only", "Only"],
    ["from", "From"],
    ["to", "Up to"],
  ];
  return words.flatMap(([limit, word]) => {
    const steps = selection[listOf[limit]];
    if (steps.length === 0) return [];
    return [{ limit, text: `${word} ${shortList(steps)}`, rest: { ...selection, [listOf[limit]]: [] } }];
  });
}

const shortList = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
