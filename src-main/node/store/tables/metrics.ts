import type { RunId } from "../../../core/model/ids.ts";
import { bestOf, isSystemMetric } from "../../../core/model/metric-names.ts";
import type { MetricSeries, MetricSummary } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { appendChunks } from "../series/chunks.ts";
import { decodePoints } from "../series/codec.ts";
import { joinPoints, type Points } from "../series/points.ts";
import { readPoints, type SeriesRange } from "../series/read.ts";
import { statement } from "../statement.ts";
import { seriesCells, seriesColumns } from "./new-series.ts";

const orNaN = (value: number | null): number => value ?? Number.NaN;

export const hasSeries = (database: Writable, run: RunId): boolean =>
  statement(database, "SELECT EXISTS (SELECT 1 FROM metric_series WHERE run = ?)").pluck().get(run) === 1;

/**
 * Adds points at the end of a run's series, which is made when it is not there: one or a million at once. Call it inside a
 * transaction; `pointsFrom` makes points of lists.
 */
export function appendSeries(database: Writable, run: RunId, name: string, points: Points): void {
  if (points.values.length === 0) return;
  const series = statement(
    database,
    `INSERT INTO metric_series (${seriesColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run, name) DO UPDATE SET count = count + excluded.count, last = excluded.last,
       min = coalesce(min(min, excluded.min), min, excluded.min),
       max = coalesce(max(max, excluded.max), max, excluded.max),
       last_step = excluded.last_step, last_time = excluded.last_time
     RETURNING id`,
  )
    .pluck()
    .get(run, name, ...seriesCells(points)) as number;
  appendChunks(database, series, points);
}

/** The step that a point without one gets next: one more than the last, from 0. */
export function nextStep(database: Writable, run: RunId, name: string): number {
  const last = statement(database, "SELECT last_step FROM metric_series WHERE run = ? AND name = ?")
    .pluck()
    .get(run, name) as number | null | undefined;
  return last == null ? 0 : last + 1;
}

/** Summaries of a run's metrics: which, and from where. */
export type SummaryChoice = {
  /** Only names that contain this, whatever the case; empty: all. */
  readonly filter?: string;
  readonly offset?: number;
  readonly limit?: number;
  /** The run has no steps whose metrics are its own, too. */
  readonly isAlone?: boolean;
};

type SummaryRow = {
  run: string;
  step: string | null;
  name: string;
  count: number;
  last: number | null;
  min: number | null;
  max: number | null;
};

const anyOf = `SELECT 1 FROM runs JOIN metric_series AS series ON series.run = coalesce(runs.origin, runs.id)
       WHERE runs.id = ? LIMIT 1`;

const named = `FROM runs AS owner JOIN metric_series AS series ON series.run = coalesce(owner.origin, owner.id)
       WHERE (@part = '' OR instr(lower(series.name), @part) > 0)`;
const ofRunAlone = `${named} AND owner.id = @run`;
const ofRun = `${named} AND (owner.id = @run OR (owner.parent = @run AND owner.step IS NOT NULL))`;

/**
 * Summaries of a run's series. A pipeline run has those of its steps; a step that reused has those of the run that
 * computed. In order of steps, then of names.
 */
export function metricSummaries(
  database: Writable,
  run: RunId,
  { filter = "", offset = 0, limit = -1, isAlone = false }: SummaryChoice = {},
): MetricSummary[] {
  // Most steps log nothing, and are asked for again and again.
  if (isAlone && statement(database, anyOf).get(run) === undefined) return [];
  const part = filter.toLowerCase();
  const rows = statement(
    database,
    `SELECT series.run, owner.step, series.name, series.count, series.last, series.min, series.max ${isAlone ? ofRunAlone : ofRun}
       ORDER BY owner.position, series.name LIMIT @limit OFFSET @offset`,
  ).all({ run, part, limit, offset }) as SummaryRow[];
  return rows.map((row) => {
    const [min, max] = [orNaN(row.min), orNaN(row.max)];
    return {
      name: row.name,
      step: row.step,
      run: row.run as RunId,
      count: row.count,
      last: orNaN(row.last),
      min,
      max,
      best: bestOf(row.name, { min, max }),
    };
  });
}

/** How many summaries there are, of all pages. */
export function countSummaries(database: Writable, run: RunId, filter = ""): number {
  const part = filter.toLowerCase();
  return statement(database, `SELECT count(*) ${ofRun}`).pluck().get({ run, part }) as number;
}

/** Summaries under the names a run shows: a name that several steps of a pipeline run logged is `step.name` for each. */
export function namedSummaries(summaries: readonly MetricSummary[]): [string, MetricSummary][] {
  const counts = new Map<string, number>();
  for (const { name } of summaries) counts.set(name, (counts.get(name) ?? 0) + 1);
  return summaries.map((summary) => {
    const { name, step } = summary;
    return [(counts.get(name) ?? 0) > 1 && step !== null ? `${step}.${name}` : name, summary];
  });
}

/** Last values by the names a run shows; its use of the machine is not among them. */
export const lastValues = (summaries: readonly MetricSummary[]): { [name: string]: number } =>
  Object.fromEntries(
    namedSummaries(summaries)
      .filter(([, { name }]) => !isSystemMetric(name))
      .map(([name, { last }]) => [name, last]),
  );

/** Every series of a run alone, whole, by name. Nothing else may be asked of the connection until the last is taken. */
export function* allSeries(
  database: Writable,
  run: RunId,
): Generator<{ readonly name: string; readonly points: Points }> {
  const chunks = statement(
    database,
    `SELECT series.name, chunk.data
       FROM metric_series AS series CROSS JOIN metric_chunks AS chunk ON chunk.series = series.id AND chunk.level = 0
       WHERE series.run = ? ORDER BY series.name, chunk.first`,
  ).iterate(run) as IterableIterator<{ name: string; data: Buffer }>;
  let series = null as { readonly name: string; readonly parts: Points[] } | null;
  for (const { name, data } of chunks) {
    if (series !== null && series.name !== name)
      yield { name: series.name, points: joinPoints(series.parts) };
    if (series?.name !== name) series = { name, parts: [] };
    series.parts.push(decodePoints(data));
  }
  if (series !== null) yield { name: series.name, points: joinPoints(series.parts) };
}

/** A series, thinned to at most `limit` points (at least 2): of every stretch the lowest and the highest stay. */
export function readSeries(
  database: Writable,
  run: RunId,
  name: string,
  limit: number,
  range: SeriesRange | null = null,
): MetricSeries {
  const series = statement(database, "SELECT id FROM metric_series WHERE run = ? AND name = ?")
    .pluck()
    .get(run, name) as number | undefined;
  const { steps, times, values } =
    series === undefined ? joinPoints([]) : readPoints(database, series, range, limit);
  return { name, run, steps: [...steps], times: [...times], values: [...values] };
}
