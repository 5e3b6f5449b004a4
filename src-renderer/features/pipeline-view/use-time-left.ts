import { useMemo } from "react";
import type { PipelineView } from "../../../src-main/core/contract/methods.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useNow } from "../../ui/time.tsx";
import { stepTimes, timeLeft } from "./time-left.ts";
import type { FollowedRun } from "./use-followed-run.ts";

/** So many of the newest steps that were computed are looked at. */
const looked = 1_000;

/** How long the run of a pipeline will still take, in milliseconds, by what its steps took last; null while nobody can tell. */
export function useTimeLeft(run: FollowedRun, view: PipelineView | null): number | null {
  const { row, steps, active } = run;
  const query = `kind:step AND cache:executed AND status:succeeded AND pipeline:"${(row.pipeline ?? "").replace(/["\\]/g, "\\$&")}"`;
  // What was computed before this run: asked once for it.
  const known = useAnswer(
    "runs.list",
    active && row.pipeline !== null
      ? { query, project: row.project, sort: null, limit: looked, offset: 0, columns: [] }
      : null,
  );
  const times = useMemo(() => stepTimes(known.value?.runs ?? []), [known.value]);
  const forecast = useMemo(
    () => new Map((view?.plan?.steps ?? []).map(({ name, action }) => [name, action])),
    [view],
  );
  const now = useNow(active ? "second" : null);
  if (!active || view?.graph == null || known.value === null) return null;
  return timeLeft({
    graph: view.graph,
    steps,
    computes: (step) => forecast.get(step) !== "reuse" && forecast.get(step) !== "restore",
    times,
    now: Math.max(now, Date.now()),
  });
}
