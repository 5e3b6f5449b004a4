import type { Step } from "../model/pipeline.ts";
import type { Amounts } from "./slots.ts";

/** What a step takes that declares nothing. */
export const one: Amounts = { cpu: 1 };

/** What a step takes while it executes: what it declares, and one `cpu` where it says nothing of it. */
export const neededBy = ({ resources }: Pick<Step, "resources">): Amounts => {
  const names = Object.keys(resources);
  const isOne = names.length === 0 || (names.length === 1 && resources.cpu === one.cpu);
  return isOne ? one : { ...one, ...resources };
};

/**
 * What there is: as many `cpu` as jobs. Of everything else, which nobody counted, there is as much as the most demanding
 * step asks for, and 1 at least: steps that declare `gpu: 1` run one after the other, and beside a step of `gpu: 4` there
 * are four of them at once.
 */
export function capacityFor(steps: readonly Pick<Step, "resources">[], jobs: number): Amounts {
  const most: { [name: string]: number } = {};
  for (const { resources } of steps)
    for (const [name, amount] of Object.entries(resources)) most[name] = Math.max(most[name] ?? 1, amount);
  return { ...most, cpu: jobs };
}
