import { byCodeUnit } from "../../../src-main/core/base/json.ts";
import type { MetricSeries, MetricSummary } from "../../../src-main/core/model/run.ts";

/** What the x axis counts: steps, seconds since the run began, or moments. */
export type ChartAxis = "step" | "relative" | "time";

/** One place on the x axis, and each line's value there under its index. */
export type ChartPoint = { readonly step: number } & { readonly [line: number]: number };

/**
 * Lines of a chart as recharts wants them: one record for each x. A step that was logged twice keeps its last value;
 * values that are no number leave a gap.
 */
export function chartPoints(
  lines: readonly (MetricSeries | null)[],
  axis: ChartAxis = "step",
  began = 0,
): readonly ChartPoint[] {
  const points = new Map<number, { step: number; [line: number]: number }>();
  lines.forEach((line, index) => {
    line?.steps.forEach((own, at) => {
      const time = line.times[at] ?? Number.NaN;
      const step = axis === "step" ? own : axis === "time" ? time : (time - began) / 1_000;
      if (!Number.isFinite(step)) return;
      const value = line.values[at];
      if (value === undefined || !Number.isFinite(value)) return;
      const point = points.get(step) ?? { step };
      point[index] = value;
      points.set(step, point);
    });
  });
  return [...points.values()].sort((a, b) => a.step - b.step);
}

/** Series of one metric name, one line for each step that logged it. */
export type MetricGroup = { readonly name: string; readonly lines: readonly MetricSummary[] };

/** Metrics that have a course over time, in order of name; single values are in the table only. */
export function chartGroups(summaries: readonly MetricSummary[]): readonly MetricGroup[] {
  const groups = new Map<string, MetricSummary[]>();
  for (const summary of summaries) {
    if (summary.count > 1) groups.set(summary.name, [...(groups.get(summary.name) ?? []), summary]);
  }
  return [...groups].sort(([a], [b]) => byCodeUnit(a, b)).map(([name, lines]) => ({ name, lines }));
}
