import type { MetricSeries } from "../../../src-main/core/model/run.ts";

/** A step with each run's value, null where it has none. */
export type SeriesPoint = { readonly step: number; readonly values: readonly (number | null)[] };

/** Several series over one axis of steps. A step logged twice has its last value; what is no number leaves a gap. */
export function mergeSeries(series: readonly (MetricSeries | null)[]): SeriesPoint[] {
  const points = new Map<number, (number | null)[]>();
  series.forEach((one, run) => {
    one?.steps.forEach((step, index) => {
      let values = points.get(step);
      if (values === undefined) {
        values = series.map(() => null);
        points.set(step, values);
      }
      const value = one.values[index] ?? Number.NaN;
      values[run] = Number.isFinite(value) ? value : null;
    });
  });
  return [...points].sort(([a], [b]) => a - b).map(([step, values]) => ({ step, values }));
}
