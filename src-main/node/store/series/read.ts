import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { levelFactor } from "./chunks.ts";
import { decodePoints } from "./codec.ts";
import { joinPoints, type Points, pickPoints } from "./points.ts";
import { thin } from "./thin.ts";

/** Part of a series, both ends included. Times are epoch milliseconds. */
export type SeriesRange = { readonly by: "step" | "time"; readonly from: number; readonly to: number };

/** Levels with more points than this in the range are not read for a chart, unless it asks for as many. */
const mostRead = 32_768;

type ChunkRow = { readonly first: number; readonly data: Buffer };

/**
 * The points of a range in the order they were logged, thinned to at most `limit` (at least 2), the extremes of every
 * stretch kept. Where that many are enough it is all of them.
 */
export function readPoints(
  database: Writable,
  series: number,
  range: SeriesRange | null,
  limit: number,
): Points {
  const wanted = Math.max(2, limit);
  const finest = levelFor(database, series, range, Math.max(mostRead, wanted));
  const parts: { readonly points: Points; readonly positions: Float64Array }[] = [];
  let covered = 0;
  for (let level = finest; level >= 0; level -= 1) {
    for (const { first, data } of chunksOf(database, series, level, covered, range)) {
      const scale = levelFactor ** level;
      const points = decodePoints(data);
      const places = placesIn(points, range);
      parts.push({
        points: places === null ? points : pickPoints(points, places),
        positions: Float64Array.from(places ?? points.steps.keys(), (place) => (first + place) * scale),
      });
    }
    covered = endOf(database, series, level) * levelFactor;
  }
  if (parts.length === 0) return joinPoints([]);
  const all = joinPoints(parts.map(({ points }) => points));
  if (all.values.length <= wanted) return all;
  const positions = joinPositions(parts.map((part) => part.positions));
  return pickPoints(
    all,
    thin(all.values, (place) => positions[place] as number, wanted),
  );
}

const overlaps = (by: SeriesRange["by"]): string =>
  `(min_${by} IS NULL OR (max_${by} >= ? AND min_${by} <= ?))`;

/** The finest level that has at most so many points in the range; the coarsest when none has. */
function levelFor(database: Writable, series: number, range: SeriesRange | null, most: number): number {
  const filter = range === null ? "" : `AND ${overlaps(range.by)}`;
  const levels = statement(
    database,
    `SELECT level, sum(count) AS count FROM metric_chunks WHERE series = ? ${filter} GROUP BY level ORDER BY level`,
  ).all(series, ...boundsOf(range)) as { level: number; count: number }[];
  return (levels.find(({ count }) => count <= most) ?? levels.at(-1))?.level ?? 0;
}

/** Chunks of a level from the given point of it on, that may hold some of the range. */
function chunksOf(
  database: Writable,
  series: number,
  level: number,
  from: number,
  range: SeriesRange | null,
): ChunkRow[] {
  const filter = range === null ? "" : `AND ${overlaps(range.by)}`;
  return statement(
    database,
    `SELECT first, data FROM metric_chunks WHERE series = ? AND level = ? AND first >= ? ${filter} ORDER BY first`,
  ).all(series, level, from, ...boundsOf(range)) as ChunkRow[];
}

function endOf(database: Writable, series: number, level: number): number {
  return (
    (statement(
      database,
      "SELECT first + count FROM metric_chunks WHERE series = ? AND level = ? ORDER BY first DESC LIMIT 1",
    )
      .pluck()
      .get(series, level) as number | undefined) ?? 0
  );
}

const boundsOf = (range: SeriesRange | null): number[] => (range === null ? [] : [range.from, range.to]);

/** Places of a chunk's points that are in the range; null when all are. */
function placesIn({ steps, times }: Points, range: SeriesRange | null): number[] | null {
  if (range === null) return null;
  const column = range.by === "step" ? steps : times;
  const places: number[] = [];
  column.forEach((at, place) => {
    if (at >= range.from && at <= range.to) places.push(place);
  });
  return places.length === column.length ? null : places;
}

function joinPositions(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
