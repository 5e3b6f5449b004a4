import type { ComparedStep } from "../model/comparison.ts";
import type { Change } from "../model/run-diff.ts";

/** What steps are matched by. */
type Matched = Pick<ComparedStep, "step" | "signature" | "status">;

/** A step of the one run and what it corresponds to in the other. A side without it is null. */
export type StepPair<Step> = {
  readonly change: Change;
  readonly from: Step | null;
  readonly to: Step | null;
};

/**
 * Pairs the steps of two runs: by name, then, among those left, by signature, which finds renamed steps. In the
 * candidate's order, steps that are gone after the ones that stood before them.
 */
export function matchSteps<Step extends Matched>(
  baseline: readonly Step[],
  candidate: readonly Step[],
): StepPair<Step>[] {
  const partner = new Map<Step, Step>();
  const left = new Set(baseline);
  const byName = new Map(baseline.map((row) => [row.step, row]));
  for (const row of candidate) {
    const match = byName.get(row.step);
    if (match === undefined || !left.delete(match)) continue;
    partner.set(row, match);
  }
  const bySignature = new Map([...left].map((row) => [row.signature, row]));
  for (const row of candidate) {
    const match = row.signature === null ? undefined : bySignature.get(row.signature);
    if (partner.has(row) || match === undefined || !left.delete(match)) continue;
    partner.set(row, match);
  }

  const pairs: StepPair<Step>[] = candidate.map((to) => {
    const from = partner.get(to) ?? null;
    return { change: from === null ? "added" : isSame(from, to) ? "same" : "changed", from, to };
  });
  baseline.forEach((from, index) => {
    if (!left.has(from)) return;
    const before = index === 0 ? -1 : pairs.findIndex((pair) => pair.from === baseline[index - 1]);
    pairs.splice(before + 1, 0, { change: "removed", from, to: null });
  });
  return pairs;
}

/** Without signatures (a step that never came so far) the status is all there is to tell two apart. */
function isSame(a: Matched, b: Matched): boolean {
  return a.signature === b.signature && (a.signature !== null || a.status === b.status);
}
