import type { Signature } from "./ids.ts";
import type { Reason } from "./reason.ts";

/** What a plan forecasts for one step. `undecided`: it depends on what a step before it will make. */
export type PlanAction = "run" | "reuse" | "restore" | "undecided";

export type PlannedStep = {
  readonly name: string;
  readonly action: PlanAction;
  /** Null while inputs are not known yet. */
  readonly signature: Signature | null;
  readonly reasons: readonly Reason[];
};

export type Plan = { readonly steps: readonly PlannedStep[] };

export type PlanCounts = { readonly [action in PlanAction]: number };

export function countActions(plan: Plan): PlanCounts {
  const counts = { run: 0, reuse: 0, restore: 0, undecided: 0 };
  for (const { action } of plan.steps) counts[action] += 1;
  return counts;
}
