import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { MetricSeries, MetricSummary, RunDetail } from "../../../src-main/core/model/run.ts";

/** A metric that both runs logged more than once: where each keeps its series. */
export type SharedSeries = {
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly from: RunId;
  readonly to: RunId;
};

/** Series that both runs have, matched by step and name. A label names the step only where several log that name. */
export function sharedSeries(from: RunDetail, to: RunDetail): SharedSeries[] {
  const known = new Map(seriesOf(from).map((summary) => [seriesId(from, summary), summary]));
  const shared = seriesOf(to).flatMap((summary) => {
    const id = seriesId(to, summary);
    const other = known.get(id);
    return other === undefined ? [] : [{ id, summary, from: other.run }];
  });
  const uses = new Map<string, number>();
  for (const { summary } of shared) uses.set(summary.name, (uses.get(summary.name) ?? 0) + 1);
  return shared.map(({ id, summary, from: holder }) => ({
    id,
    label:
      (uses.get(summary.name) ?? 0) > 1 && summary.step !== null
        ? `${summary.step} / ${summary.name}`
        : summary.name,
    name: summary.name,
    from: holder,
    to: summary.run,
  }));
}

const seriesOf = (run: RunDetail): readonly MetricSummary[] =>
  run.metricSummaries.filter(({ count }) => count > 1);

const seriesId = (run: RunDetail, { step, name }: MetricSummary): string =>
  run.kind === "pipeline" ? JSON.stringify([step, name]) : name;

export type SeriesPoint = { readonly step: number; readonly from: number | null; readonly to: number | null };

/** Two series over one axis of steps. A step logged twice has its last value; what is no number leaves a gap. */
export function mergeSeries(from: MetricSeries | null, to: MetricSeries | null): SeriesPoint[] {
  const points = new Map<number, { from: number | null; to: number | null }>();
  const put = (series: MetricSeries | null, side: "from" | "to"): void => {
    series?.steps.forEach((step, index) => {
      const point = points.get(step) ?? { from: null, to: null };
      const value = series.values[index] ?? Number.NaN;
      point[side] = Number.isFinite(value) ? value : null;
      points.set(step, point);
    });
  };
  put(from, "from");
  put(to, "to");
  return [...points].sort(([a], [b]) => a - b).map(([step, point]) => ({ step, ...point }));
}
