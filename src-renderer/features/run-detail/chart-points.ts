import { naturalOrder } from "../../../src-main/core/base/natural-order.ts";
import type { MetricSeries, MetricSummary } from "../../../src-main/core/model/run.ts";
import type { ChartAxis } from "../../ui/axis-ticks.ts";

/** How a chart is drawn, chosen for all of a run's. */
export type ChartLook = {
  readonly axis: ChartAxis;
  /** How much of a smoothed value comes from those before it, from 0 (nothing is smoothed) to below 1. */
  readonly smoothing: number;
  /** Whether the y axis counts powers of ten; values that are not above zero have no place on it and leave gaps. */
  readonly log: boolean;
};

/** One place on the x axis, and the value of each piece there under its key; smoothed, if that was asked for, at `smoothedKey`. */
export type ChartPoint = { readonly step: number } & { readonly [piece: string]: number };

/** A part of a line without a gap in it. */
export type ChartPiece = {
  readonly line: number;
  readonly key: string;
  /** Nothing is beside its only point that a line could lead to. */
  readonly lone: boolean;
};

export type ChartData = { readonly points: readonly ChartPoint[]; readonly pieces: readonly ChartPiece[] };

/** Where the smoothed values of a piece stand. */
export const smoothedKey = (piece: string): string => `~${piece}`;

/** So many gaps are left open in a line; in one with more each would be thinner than can be seen. */
const mostGaps = 100;

/**
 * The running mean of values that gives those before a share of `weight`, and less the older they are; the first ones are not drawn
 * towards zero. What is no number is left as it is and counts for nothing.
 */
export function smoothed(values: readonly number[], weight: number): readonly number[] {
  let mean = 0;
  let share = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = mean * weight + value * (1 - weight);
    share = share * weight + (1 - weight);
    return mean / share;
  });
}

/**
 * Lines of a chart as recharts wants them: one record for each x, and a line in pieces where values that are no number, or have no
 * place on the axis, leave a gap. A step that was logged twice keeps its last value.
 */
export function chartData(
  lines: readonly (MetricSeries | null)[],
  { axis, smoothing, log }: ChartLook = { axis: "step", smoothing: 0, log: false },
  began = 0,
): ChartData {
  const points = new Map<number, { step: number; [piece: string]: number }>();
  const pieces: ChartPiece[] = [];
  const drawn = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && (!log || value > 0);
  lines.forEach((line, index) => {
    // What has no place on the scale counts for nothing: zeros would pull the mean out of the chart.
    const placed = line?.values.map((value) => (drawn(value) ? value : Number.NaN)) ?? [];
    const soft = smoothing === 0 ? [] : smoothed(placed, smoothing);
    let key = String(index);
    let gaps = 0;
    let places = new Set<number>();
    const endPiece = (): void => {
      if (places.size > 0) pieces.push({ line: index, key, lone: places.size === 1 });
    };
    line?.steps.forEach((own, at) => {
      const time = line.times[at] ?? Number.NaN;
      const step = axis === "step" ? own : axis === "time" ? time : (time - began) / 1_000;
      if (!Number.isFinite(step)) return;
      const value = line.values[at];
      if (!drawn(value)) {
        if (places.size === 0 || gaps >= mostGaps) return;
        endPiece();
        gaps += 1;
        key = `${index}/${gaps}`;
        places = new Set();
        return;
      }
      const point = points.get(step) ?? { step };
      point[key] = value;
      const mean = soft[at];
      if (drawn(mean)) point[smoothedKey(key)] = mean;
      points.set(step, point);
      places.add(step);
    });
    endPiece();
  });
  return { points: [...points.values()].sort((a, b) => a.step - b.step), pieces };
}

/** Whether each line with a course came at one moment, as those read from a file do: along time it would be a dot. */
export function atOneMoment(lines: readonly (MetricSeries | null)[]): boolean {
  const courses = lines.filter((line) => line !== null).filter(({ steps }) => steps.length > 1);
  return courses.length > 0 && courses.every(({ times }) => times.every((time) => time === times[0]));
}

/** Series of one metric name, one line for each step that logged it. */
export type MetricGroup = { readonly name: string; readonly lines: readonly MetricSummary[] };

/** Metrics that have a course over time, in order of name; single values are in the table only. */
export function chartGroups(summaries: readonly MetricSummary[]): readonly MetricGroup[] {
  const groups = new Map<string, MetricSummary[]>();
  for (const summary of summaries) {
    if (summary.count > 1) groups.set(summary.name, [...(groups.get(summary.name) ?? []), summary]);
  }
  return [...groups].sort(([a], [b]) => naturalOrder(a, b)).map(([name, lines]) => ({ name, lines }));
}
