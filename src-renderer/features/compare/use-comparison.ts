import { useEffect, useMemo, useRef } from "react";
import { reverseDiff } from "../../../src-main/core/diff/diff-runs.ts";
import type { Failure } from "../../../src-main/core/model/failure.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import type { RunDiff } from "../../../src-main/core/model/run-diff.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useRunDetail } from "../../state/run-details.ts";
import { type Sides, sidesOf } from "./sides.ts";

/** Everything a comparison shows. */
export type Comparison = {
  readonly diff: RunDiff;
  readonly sides: Sides;
  readonly from: RunDetail;
  readonly to: RunDetail;
};

export type AskedComparison = {
  readonly value: Comparison | null;
  readonly failure: Failure | null;
  readonly reload: () => void;
};

/**
 * Asks for two runs and their diff, and again when one of them or a step of theirs ends. The diff is asked for in one
 * order whatever the baseline is, so that changing the two over answers at once.
 */
export function useComparison(baseline: RunId, candidate: RunId): AskedComparison {
  const flipped = baseline > candidate;
  const diff = useAnswer(
    "runs.diff",
    flipped ? { baseline: candidate, candidate: baseline } : { baseline, candidate },
  );
  const from = useRunDetail(baseline);
  const to = useRunDetail(candidate);
  const numbers = { from: useNumber(from.value), to: useNumber(to.value) };

  const mark = markOf(from.value, to.value);
  const seen = useRef(mark);
  const { reload: reloadDiff } = diff;
  useEffect(() => {
    const before = seen.current;
    seen.current = mark;
    if (before !== null && mark !== null && before !== mark) reloadDiff();
  }, [mark, reloadDiff]);

  const directed = useMemo(
    () => (diff.value === null ? null : flipped ? reverseDiff(diff.value) : diff.value),
    [diff.value, flipped],
  );
  const value = useMemo(() => {
    if (directed === null || from.value === null || to.value === null) return null;
    const sides = sidesOf(from.value, to.value, { from: numbers.from, to: numbers.to });
    return { diff: directed, sides, from: from.value, to: to.value };
  }, [directed, from.value, to.value, numbers.from, numbers.to]);

  return {
    value,
    failure: diff.failure ?? from.failure ?? to.failure,
    reload: () => {
      diff.reload();
      from.reload();
      to.reload();
    },
  };
}

/** Which runs, and how far they and their steps have come; null until both are known. */
function markOf(from: RunDetail | null, to: RunDetail | null): string | null {
  if (from === null || to === null) return null;
  const pair = [from, to].sort((a, b) => (a.id < b.id ? -1 : 1));
  return pair.flatMap((run) => [run.id, run.status, ...run.steps.map(({ status }) => status)]).join(" ");
}

/** A run's number; a step goes by that of its pipeline run. */
function useNumber(run: RunDetail | null): number | null {
  const parent = useAnswer("runs.get", run === null || run.parent === null ? null : { id: run.parent });
  return run?.number ?? parent.value?.number ?? null;
}
