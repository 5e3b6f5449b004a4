import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { decodePoints, encodePoints } from "./codec.ts";
import { joinPoints, type Points, pickPoints, slicePoints } from "./points.ts";
import { extremes } from "./thin.ts";

/**
 * A series is kept in chunks. When one is full, the lowest and highest point of each 64 in it are added to the series'
 * next level, which is kept in chunks in the same way: level 1 has a 32nd of the points, level 2 a 1,024th. What a level
 * does not cover yet is at the end of the one below, in chunks that are not full. So a chart of a million points reads some ten chunks.
 */
const chunkPoints = 4_096;
const stretchPoints = 64;

/** Points of one level that come to one of the next. */
export const levelFactor = stretchPoints / 2;

/** A row of `metric_chunks`; bounds are null when there is no number. */
export type Chunk = {
  readonly level: number;
  readonly first: number;
  readonly count: number;
  readonly bounds: readonly (number | null)[];
  readonly data: Buffer;
};

/**
 * Adds points at the end of a level of a series. Inside a transaction. What is added to a series in small pieces, as a
 * program logs, stands at its end in chunks of its own: those that are not much longer than what follows are joined with
 * it, so that a point is written again a few times until its chunk is full, and not with each piece.
 */
export function appendChunks(database: Writable, series: number, points: Points, level = 0): void {
  const { joined, start } = takeEnd(database, series, level, points);
  const insert = statement(
    database,
    `INSERT INTO metric_chunks (series, level, first, count, min_step, max_step, min_time, max_time, data)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const { chunks, next } = cutIntoChunks(joined, level, start);
  for (const { first, count, bounds, data } of chunks)
    insert.run(series, level, first, count, ...bounds, data);
  if (next !== null) appendChunks(database, series, next, level + 1);
}

/** Takes away the chunks at the end of a level that points are to be joined with, and answers with all of those. */
function takeEnd(
  database: Writable,
  series: number,
  level: number,
  points: Points,
): { readonly joined: Points; readonly start: number } {
  const last = statement(
    database,
    "SELECT first, count FROM metric_chunks WHERE series = ? AND level = ? ORDER BY first DESC LIMIT ?",
  ).all(series, level, mostAtEnd) as { first: number; count: number }[];
  const end = last[0] === undefined ? 0 : last[0].first + last[0].count;
  // Full chunks begin at their multiples.
  const isFull = (end % chunkPoints) + points.values.length >= chunkPoints;
  let start = end;
  for (const { first, count } of last) {
    if (count === chunkPoints) break;
    const behind = end - first - count + points.values.length;
    if (isFull || count < 2 * behind) start = first;
  }
  if (start === end) return { joined: points, start };
  const data = statement(
    database,
    "SELECT data FROM metric_chunks WHERE series = ? AND level = ? AND first >= ? ORDER BY first",
  )
    .pluck()
    .all(series, level, start) as Buffer[];
  statement(database, "DELETE FROM metric_chunks WHERE series = ? AND level = ? AND first >= ?").run(
    series,
    level,
    start,
  );
  return { joined: joinPoints([...data.map(decodePoints), points]), start };
}

/** More chunks than these do not stand at the end of a level: each is twice as long as all behind it, or more. */
const mostAtEnd = 16;

/** The chunks of a whole series, of all its levels. */
export function wholeChunks(points: Points): Chunk[] {
  const chunks: Chunk[] = [];
  let level = 0;
  for (let rest: Points | null = points; rest !== null; level += 1) {
    const cut = cutIntoChunks(rest, level, 0);
    chunks.push(...cut.chunks);
    rest = cut.next;
  }
  return chunks;
}

/** Chunks of a level from a point on, and what of the full ones comes to the next level; null when nothing does. */
function cutIntoChunks(
  points: Points,
  level: number,
  start: number,
): { readonly chunks: readonly Chunk[]; readonly next: Points | null } {
  const chunks: Chunk[] = [];
  const thinned: Points[] = [];
  for (let at = 0; at < points.values.length; at += chunkPoints) {
    const part = slicePoints(points, at, at + chunkPoints);
    const count = part.values.length;
    chunks.push({
      level,
      first: start + at,
      count,
      bounds: [...bounds(part.steps), ...bounds(part.times)],
      data: encodePoints(part),
    });
    if (count === chunkPoints) thinned.push(pickPoints(part, thinnedPlaces(part.values)));
  }
  return { chunks, next: thinned.length === 0 ? null : joinPoints(thinned) };
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
