import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { decodePoints, encodePoints } from "./codec.ts";
import { joinPoints, type Points, pickPoints, slicePoints } from "./points.ts";
import { extremes } from "./thin.ts";

/**
 * A series is kept in chunks. When one is full, the lowest and highest point of each 64 in it are added to the series'
 * next level, which is kept in chunks in the same way: level 1 has a 32nd of the points, level 2 a 1,024th. What a level
 * does not cover yet is at the end of the one below. So a chart of a million points reads some ten chunks.
 */
const chunkPoints = 4_096;
const stretchPoints = 64;

/** Points of one level that come to one of the next. */
export const levelFactor = stretchPoints / 2;

/** Adds points at the end of a level of a series. Inside a transaction. */
export function appendChunks(database: Writable, series: number, points: Points, level = 0): void {
  const last = statement(
    database,
    "SELECT first, count, data FROM metric_chunks WHERE series = ? AND level = ? ORDER BY first DESC LIMIT 1",
  ).get(series, level) as { first: number; count: number; data: Buffer } | undefined;
  const isOpen = last !== undefined && last.count < chunkPoints;
  const all = isOpen ? joinPoints([decodePoints(last.data), points]) : points;
  const start = last === undefined ? 0 : isOpen ? last.first : last.first + last.count;
  const insert = statement(
    database,
    `INSERT OR REPLACE INTO metric_chunks (series, level, first, count, min_step, max_step, min_time, max_time, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const thinned: Points[] = [];
  for (let at = 0; at < all.values.length; at += chunkPoints) {
    const chunk = slicePoints(all, at, at + chunkPoints);
    const count = chunk.values.length;
    insert.run(
      series,
      level,
      start + at,
      count,
      ...bounds(chunk.steps),
      ...bounds(chunk.times),
      encodePoints(chunk),
    );
    if (count === chunkPoints) thinned.push(pickPoints(chunk, thinnedPlaces(chunk.values)));
  }
  if (thinned.length > 0) appendChunks(database, series, joinPoints(thinned), level + 1);
}

/** Two places of every stretch: of its lowest and highest value or, where these are one, its ends. */
function thinnedPlaces(values: Float64Array): number[] {
  const places: number[] = [];
  for (let start = 0; start < values.length; start += stretchPoints) {
    const [low, high] = extremes(values, start, start + stretchPoints);
    if (low === high) places.push(start, start + stretchPoints - 1);
    else places.push(Math.min(low, high), Math.max(low, high));
  }
  return places;
}

/** Least and greatest number of a column; NULL when there is none: the chunk is looked into then. */
function bounds(column: Float64Array): readonly [number | null, number | null] {
  const [low, high] = extremes(column, 0, column.length);
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  return [orNull(column[low] as number), orNull(column[high] as number)];
}
