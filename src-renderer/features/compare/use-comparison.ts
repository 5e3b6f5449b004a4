import { useCallback, useEffect, useMemo, useRef } from "react";
import { pairOf, reorderComparison } from "../../../src-main/core/diff/compare-runs.ts";
import type { Comparison } from "../../../src-main/core/model/comparison.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { isActive } from "../../../src-main/core/model/run.ts";
import type { RunParts } from "../../../src-main/core/model/run-diff.ts";
import { client } from "../../api/client.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { type PairOfSides, type Sides, sidesOf } from "./sides.ts";

/** Everything a comparison shows. */
export type Compared = {
  readonly comparison: Comparison;
  readonly sides: Sides;
  /** The baseline and the run that is looked at beside it. */
  readonly pair: PairOfSides;
  /** What differs between these two. */
  readonly diff: RunParts;
  /** The place of the run that is looked at. */
  readonly focus: number;
};

export type AskedComparison = {
  readonly value: Compared | null;
  readonly failure: Failure | null;
  readonly reload: () => void;
};

/**
 * Asks for runs side by side, and again when one of them or a step of theirs ends. They are asked for in one order
 * whatever the baseline is, so that changing it answers at once. What is the same in all of them comes when `all` of it is
 * wanted; until then there is the rest.
 */
export function useComparison(runs: readonly RunId[], focused: RunId | null, all: boolean): AskedComparison {
  const asked = useMemo(() => [...new Set(runs)].sort(), [runs]);
  const differences = useAnswer("runs.compare", { runs: asked, all: false });
  const whole = useAnswer("runs.compare", all ? { runs: asked, all } : null);
  const value = whole.value ?? differences.value;
  const failure = differences.failure ?? whole.failure;
  const [reloadDifferences, reloadWhole] = [differences.reload, whole.reload];
  const reload = useCallback(() => {
    reloadDifferences();
    reloadWhole();
  }, [reloadDifferences, reloadWhole]);
  useReloadWhenTheyEnd(value, reload);

  const comparison = useMemo(
    () =>
      value === null
        ? null
        : reorderComparison(
            value,
            [...new Set(runs)].map((id) => asked.indexOf(id)),
          ),
    [value, asked, runs],
  );
  const sides = useMemo(() => (comparison === null ? [] : sidesOf(comparison.runs)), [comparison]);
  const found = focused === null ? -1 : sides.findIndex(({ run }) => run.id === focused);
  const focus = found > 0 ? found : 1;
  const compared = useMemo(() => {
    const [from, to] = [sides[0], sides[focus]];
    if (comparison === null || from === undefined || to === undefined) return null;
    return { comparison, sides, pair: { from, to }, diff: pairOf(comparison, 0, focus), focus };
  }, [comparison, sides, focus]);
  return { value: compared, failure, reload };
}

function useReloadWhenTheyEnd(comparison: Comparison | null, reload: () => void): void {
  const active = useRef<ReadonlySet<RunId>>(new Set());
  active.current = new Set(
    comparison?.runs
      .filter((run) => isActive(run.status))
      .flatMap((run) => [run.id, ...run.steps.map(({ id }) => id)]),
  );
  useEffect(
    () =>
      client.onEvent((event) => {
        const ended = event.type === "run" && active.current.has(event.run.id) && !isActive(event.run.status);
        if (ended || (event.type === "stale" && active.current.size > 0)) reload();
      }),
    [reload],
  );
}
