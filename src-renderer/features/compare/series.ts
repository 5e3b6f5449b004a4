import { valueIn } from "../../../src-main/core/diff/facets.ts";
import type { Comparison, SeriesPlace } from "../../../src-main/core/model/comparison.ts";
import type { MetricSeries } from "../../../src-main/core/model/run.ts";

/** A metric that several runs logged more than once: by place of the run where its series is, null where it has none. */
export type SharedSeries = { readonly key: string; readonly places: readonly (SeriesPlace | null)[] };

/** Lines beyond these many cannot be told apart. */
export const mostLines = 20;

/** Metrics with a series in at least two runs. */
export function sharedSeries({ metrics, runs }: Comparison): SharedSeries[] {
  return metrics.flatMap((row) => {
    const places = runs.slice(0, mostLines).map(({ series }, run) => {
      const isSeries = (valueIn(row, run)?.count ?? 0) > 1;
      return isSeries && Object.hasOwn(series, row.key) ? (series[row.key] ?? null) : null;
    });
    return places.filter((place) => place !== null).length < 2 ? [] : [{ key: row.key, places }];
  });
}

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
