import { isActive, type RunDetail, type RunRow } from "../../../src-main/core/model/run.ts";

/** The steps of a pipeline run that have a console of their own; the run itself when it is a step or script. */
export const loggingRuns = (detail: RunDetail): readonly RunRow[] =>
  detail.kind === "pipeline"
    ? detail.steps.filter((step) => isActive(step.status) || step.started !== null || step.cache !== null)
    : [detail];

/** Of a pipeline run's steps the one whose console says most now: one that failed, one that runs, the one that ran longest. */
export function mostTelling(runs: readonly RunRow[]): RunRow | undefined {
  return (
    runs.find((run) => run.status === "failed") ??
    runs.find((run) => isActive(run.status)) ??
    longest(runs.filter((run) => run.cache === "executed")) ??
    runs.at(-1)
  );
}

const spanOf = ({ started, ended }: RunRow): number =>
  started === null || ended === null ? 0 : ended - started;

/** The first of those that took longest; undefined of none. */
const longest = (runs: readonly RunRow[]): RunRow | undefined =>
  runs.reduce<RunRow | undefined>(
    (best, run) => (best === undefined || spanOf(run) > spanOf(best) ? run : best),
    undefined,
  );
