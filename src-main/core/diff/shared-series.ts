import type { Comparison, SeriesPlace } from "../model/comparison.ts";
import { valueIn } from "./facets.ts";

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
