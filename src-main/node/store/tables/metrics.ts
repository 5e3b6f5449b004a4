import type { RunId } from "../../../core/model/ids.ts";
import type { MetricSeries, MetricSummary } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

export type MetricPoint = { readonly step: number; readonly time: number; readonly value: number };

/** Points in a chunk: 24 bytes each. */
const chunkPoints = 4_096;

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
const orNaN = (value: number | null): number => value ?? Number.NaN;

export const hasSeries = (database: Writable, run: RunId): boolean =>
  statement(database, "SELECT EXISTS (SELECT 1 FROM metric_series WHERE run = ?)").pluck().get(run) === 1;

export function insertSeries(
  database: Writable,
  run: RunId,
  name: string,
  points: readonly MetricPoint[],
): void {
  const values = points.map(({ value }) => value);
  const finite = values.filter((value) => !Number.isNaN(value));
  const series = statement(
    database,
    "INSERT INTO metric_series (run, name, count, last, min, max) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
  )
    .pluck()
    .get(
      run,
      name,
      points.length,
      orNull(values.at(-1) ?? Number.NaN),
      finite.length > 0 ? finite.reduce((a, b) => Math.min(a, b)) : null,
      finite.length > 0 ? finite.reduce((a, b) => Math.max(a, b)) : null,
    );
  const insert = statement(database, "INSERT INTO metric_chunks (series, first, data) VALUES (?, ?, ?)");
  for (let first = 0; first < points.length; first += chunkPoints)
    insert.run(series, first, encodeChunk(points.slice(first, first + chunkPoints)));
}

function encodeChunk(points: readonly MetricPoint[]): Buffer {
  const data = Buffer.allocUnsafe(points.length * 24);
  points.forEach(({ step, time, value }, index) => {
    data.writeDoubleLE(step, index * 24);
    data.writeDoubleLE(time, index * 24 + 8);
    data.writeDoubleLE(value, index * 24 + 16);
  });
  return data;
}

type SummaryRow = {
  run: string;
  step: string | null;
  name: string;
  count: number;
  last: number | null;
  min: number | null;
  max: number | null;
};

/**
 * Summaries of a run's series. A pipeline run has those of its steps; a step that reused has those of the run that
 * computed. In order of steps, then of names.
 */
export function metricSummaries(database: Writable, run: RunId): MetricSummary[] {
  const rows = statement(
    database,
    `SELECT series.run, owner.step, series.name, series.count, series.last, series.min, series.max
       FROM runs AS owner JOIN metric_series AS series ON series.run = coalesce(owner.origin, owner.id)
       WHERE owner.id = ? OR owner.parent = ?
       ORDER BY owner.position, series.name`,
  ).all(run, run) as SummaryRow[];
  return rows.map((row) => ({
    name: row.name,
    step: row.step,
    run: row.run as RunId,
    count: row.count,
    last: orNaN(row.last),
    min: orNaN(row.min),
    max: orNaN(row.max),
  }));
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

/** Last values by the names a run shows. */
export const lastValues = (summaries: readonly MetricSummary[]): { [name: string]: number } =>
  Object.fromEntries(namedSummaries(summaries).map(([name, { last }]) => [name, last]));

/** A series, thinned to at most `limit` points (at least 2): of every stretch the lowest and the highest stay. */
export function readSeries(database: Writable, run: RunId, name: string, limit: number): MetricSeries {
  const chunks = statement(
    database,
    `SELECT chunk.data FROM metric_series AS series JOIN metric_chunks AS chunk ON chunk.series = series.id
       WHERE series.run = ? AND series.name = ? ORDER BY chunk.first`,
  )
    .pluck()
    .all(run, name) as Buffer[];
  const points = chunks.flatMap(decodeChunk);
  const kept = thin(points, Math.max(2, limit));
  return {
    name,
    run,
    steps: kept.map(({ step }) => step),
    times: kept.map(({ time }) => time),
    values: kept.map(({ value }) => value),
  };
}

function decodeChunk(data: Buffer): MetricPoint[] {
  return Array.from({ length: data.length / 24 }, (_, index) => ({
    step: data.readDoubleLE(index * 24),
    time: data.readDoubleLE(index * 24 + 8),
    value: data.readDoubleLE(index * 24 + 16),
  }));
}

function thin(points: readonly MetricPoint[], limit: number): readonly MetricPoint[] {
  if (points.length <= limit) return points;
  const stretches = Math.floor(limit / 2);
  const startOf = (stretch: number) => Math.floor((stretch * points.length) / stretches);
  const kept: MetricPoint[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const part = points.slice(startOf(stretch), startOf(stretch + 1));
    const extremes = [indexOfExtreme(part, (a, b) => a < b), indexOfExtreme(part, (a, b) => a > b)];
    for (const index of [...new Set(extremes)].sort((a, b) => a - b)) {
      const point = part[index];
      if (point !== undefined) kept.push(point);
    }
  }
  return kept;
}

/** Not-a-number is beaten by every number. */
function indexOfExtreme(points: readonly MetricPoint[], beats: (a: number, b: number) => boolean): number {
  let best = 0;
  points.forEach(({ value }, index) => {
    const champion = points[best]?.value ?? Number.NaN;
    if (beats(value, champion) || (Number.isNaN(champion) && !Number.isNaN(value))) best = index;
  });
  return best;
}
