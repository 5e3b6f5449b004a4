import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";

/** What of a step's time is drawn; all are epoch milliseconds, in order. */
export type TimelineBar = {
  readonly row: RunRow;
  /** When it was made, with its pipeline run. */
  readonly created: number;
  /** When the steps before it had ended: from then on it waited for a free place. */
  readonly ready: number;
  /** When its command began, or its results were taken over; null while it waits, and of a step that never started. */
  readonly started: number | null;
  /** Its end, or now while it goes on. */
  readonly end: number;
  /** Whether the run could not have ended sooner without this step ending sooner. */
  readonly critical: boolean;
};

export type Timeline = {
  /** In the order in which they started; those that wait, or never started, last. */
  readonly bars: readonly TimelineBar[];
  readonly from: number;
  readonly to: number;
};

/** The steps of a run over time. `graph` tells what waited for what; null where that is not known. */
export function timelineOf(steps: readonly RunRow[], graph: PipelineGraph | null, now: number): Timeline {
  const before = predecessors(steps, graph);
  const critical = criticalSteps(steps, before, now);
  const bars = steps.map((row): TimelineBar => {
    const { created, started } = row;
    const limit = started ?? row.ended ?? now;
    const ends = (before.get(row) ?? []).map((one) => endOf(one, now));
    const ready = Math.min(limit, Math.max(created, ...ends));
    return { row, created, ready, started, end: endOf(row, now), critical: critical.has(row) };
  });
  const order = (bar: TimelineBar): number => bar.started ?? Number.POSITIVE_INFINITY;
  const sorted = bars.toSorted((a, b) =>
    order(a) === order(b) ? a.created - b.created : order(a) - order(b),
  );
  const from = Math.min(...bars.map(({ created }) => created));
  const to = Math.max(...bars.map(({ end }) => end));
  return bars.length === 0 ? { bars, from: 0, to: 0 } : { bars: sorted, from, to: Math.max(to, from + 1) };
}

/** A step that goes on, or waits, ends now as far as anyone knows; clocks that went back do not make it negative. */
const endOf = ({ created, started, ended }: RunRow, now: number): number =>
  Math.max(started ?? created, ended ?? now);

function predecessors(
  steps: readonly RunRow[],
  graph: PipelineGraph | null,
): ReadonlyMap<RunRow, readonly RunRow[]> {
  const byName = new Map(steps.map((row) => [row.step, row]));
  const before = new Map<RunRow, RunRow[]>();
  for (const { from, to } of graph?.edges ?? []) {
    const [first, second] = [byName.get(from), byName.get(to)];
    if (first === undefined || second === undefined) continue;
    const known = before.get(second);
    if (known === undefined) before.set(second, [first]);
    else known.push(first);
  }
  return before;
}

/** From the step that ended last back over those for which each had to wait longest. None where nothing waits. */
function criticalSteps(
  steps: readonly RunRow[],
  before: ReadonlyMap<RunRow, readonly RunRow[]>,
  now: number,
): ReadonlySet<RunRow> {
  const path = new Set<RunRow>();
  if (before.size === 0) return path;
  let next = lastOf(steps, now);
  while (next !== undefined && !path.has(next)) {
    path.add(next);
    next = lastOf(before.get(next) ?? [], now);
  }
  return path;
}

function lastOf(steps: readonly RunRow[], now: number): RunRow | undefined {
  let last: RunRow | undefined;
  for (const row of steps) {
    if (row.started === null) continue;
    if (last === undefined || endOf(row, now) > endOf(last, now)) last = row;
  }
  return last;
}

/** A stretch of time, in milliseconds. */
export type Span = { readonly from: number; readonly to: number };

/** Nothing closer than this tells more. */
const shortest = 5;

/** A stretch as many times as long around a moment that stays where it is, within the whole. */
export function zoomed({ from, to }: Span, whole: Span, times: number, around: number): Span {
  const length = Math.min(whole.to - whole.from, Math.max(shortest, (to - from) * times));
  const share = (Math.min(to, Math.max(from, around)) - from) / (to - from);
  return moved({ from: around - share * length, to: around + (1 - share) * length }, whole);
}

/** The same length, moved into the whole. */
export function moved({ from, to }: Span, whole: Span): Span {
  const start = Math.max(whole.from, Math.min(from, whole.to - (to - from)));
  return { from: start, to: start + (to - from) };
}

/** The stretch moved as little as it takes to show another one, or its beginning where that is longer. */
export function showing(shown: Span, wanted: Span): Span {
  const length = shown.to - shown.from;
  if (wanted.from < shown.from || wanted.to - wanted.from > length)
    return { from: wanted.from, to: wanted.from + length };
  return wanted.to > shown.to ? { from: wanted.to - length, to: wanted.to } : shown;
}
