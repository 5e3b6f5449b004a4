import type { Signature } from "./ids.ts";
import type { Reason } from "./reason.ts";

/** What a plan forecasts for one step. `undecided`: it depends on what a step before it will make. */
export type PlanAction = "run" | "reuse" | "restore" | "undecided";

/**
 * What people should know of a step beside its reasons. `opaque`: nothing of its code can be seen. `widened`: code that
 * counts whole because what is used of it cannot be told. `unobserved`: what it reads cannot be watched. `undeclared`:
 * it was seen to read something that it does not declare, which counts. `stale-input`: an input is not what its maker
 * would make now. `not-deterministic`: it made other bytes when it ran again of the same.
 */
export type StepNote = {
  readonly kind: "opaque" | "widened" | "unobserved" | "undeclared" | "stale-input" | "not-deterministic";
  readonly subject: string | null;
  readonly text: string;
};

export type PlannedStep = {
  readonly name: string;
  readonly action: PlanAction;
  /** Null while inputs are not known yet. */
  readonly signature: Signature | null;
  readonly reasons: readonly Reason[];
  readonly notes: readonly StepNote[];
};

export type Plan = { readonly steps: readonly PlannedStep[] };

export type PlanCounts = { readonly [action in PlanAction]: number };

export function countActions(plan: Plan): PlanCounts {
  const counts = { run: 0, reuse: 0, restore: 0, undecided: 0 };
  for (const { action } of plan.steps) counts[action] += 1;
  return counts;
}
