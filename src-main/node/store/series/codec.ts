import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Points } from "./points.ts";

/**
 * Points as bytes, exactly: every double comes back with its sign and its size.
 *
 *     byte 0      format: 1 as it is, 2 deflated
 *     then        count (uint32), then the columns steps, times, values, each a byte for its kind and
 *       0 planes    the doubles' bytes, all first bytes, all second ones, …, each double XORed with the one before it
 *       1 stride    first value and stride (doubles): steps that count up, a value that stays
 *       2 integers  length (uint32) and that many bytes: how each one's difference from the one before changed, as zigzag
 *                   varints: times in milliseconds, uneven steps, counts
 *
 * All numbers are little-endian.
 */
const plain = 1;
const deflated = 2;
const planes = 0;
const stride = 1;
const integers = 2;

/** Of a column of the kind stride. */
const strideBytes = 17;

/** Shorter bodies are not worth a compressor: setting one up takes as long as all else that adding points needs. */
const leastDeflated = 4_096;

/** Beyond this the changes of differences would not be exact doubles. */
const largestInteger = 2 ** 50;

export function encodePoints(points: Points): Buffer {
  const { steps, times, values } = points;
  if (values.length === 1 && ![steps, times, values].some(isMinusZero)) return encodePoint(points);
  const count = Buffer.allocUnsafe(4);
  count.writeUInt32LE(values.length);
  const body = Buffer.concat([count, encodeColumn(steps), encodeColumn(times), encodeColumn(values)]);
  if (body.length < leastDeflated) return Buffer.concat([Buffer.of(plain), body]);
  const packed = deflateRawSync(body, { level: 1, strategy: constants.Z_DEFAULT_STRATEGY });
  return packed.length < body.length
    ? Buffer.concat([Buffer.of(deflated), packed])
    : Buffer.concat([Buffer.of(plain), body]);
}

/** A stride from it comes back without its sign. */
const isMinusZero = (column: Float64Array): boolean => Object.is(column[0], -0);

/** One point as `encodePoints` has it, without what many need: an import has a million of them. */
function encodePoint({ steps, times, values }: Points): Buffer {
  const data = Buffer.alloc(5 + 3 * strideBytes);
  data[0] = plain;
  data.writeUInt32LE(1, 1);
  for (const [at, column] of [steps, times, values].entries()) {
    data[5 + at * strideBytes] = stride;
    data.writeDoubleLE(column[0] as number, 6 + at * strideBytes);
  }
  return data;
}

/** Throws on bytes of another format: the library is damaged, or of a newer version. */
export function decodePoints(data: Buffer): Points {
  const format = data[0];
  if (format !== plain && format !== deflated)
    throw new Error(`Metric points of an unknown format ${format}`);
  const body = format === deflated ? inflateRawSync(data.subarray(1)) : data.subarray(1);
  const count = body.readUInt32LE(0);
  const steps = decodeColumn(body, 4, count);
  const times = decodeColumn(body, steps.end, count);
  const values = decodeColumn(body, times.end, count);
  return { steps: steps.column, times: times.column, values: values.column };
}

function encodeColumn(column: Float64Array): Buffer {
  const even = encodeStride(column);
  if (even !== null) return even;
  return encodeIntegers(column) ?? encodePlanes(column);
}

function encodeStride(column: Float64Array): Buffer | null {
  const first = column[0] ?? 0;
  const step = column.length > 1 ? (column[1] as number) - first : 0;
  for (let at = 0; at < column.length; at += 1) if (!Object.is(first + at * step, column[at])) return null;
  const data = Buffer.allocUnsafe(strideBytes);
  data[0] = stride;
  data.writeDoubleLE(first, 1);
  data.writeDoubleLE(step, 9);
  return data;
}

function encodeIntegers(column: Float64Array): Buffer | null {
  for (const value of column)
    if (!Number.isInteger(value) || Math.abs(value) > largestInteger || Object.is(value, -0)) return null;
  const data = Buffer.allocUnsafe(5 + column.length * 8);
  data[0] = integers;
  let at = 5;
  let [before, difference] = [0, 0];
  for (const value of column) {
    const change = value - before - difference;
    difference = value - before;
    before = value;
    let rest = change < 0 ? -2 * change - 1 : 2 * change;
    while (rest >= 128) {
      const next = Math.floor(rest / 128);
      data[at++] = rest - next * 128 + 128;
      rest = next;
    }
    data[at++] = rest;
  }
  data.writeUInt32LE(at - 5, 1);
  return data.subarray(0, at);
}

function encodePlanes(column: Float64Array): Buffer {
  const count = column.length;
  const data = Buffer.allocUnsafe(1 + count * 8);
  data[0] = planes;
  // A column may be part of a larger one: words are looked at through a copy that begins at its own start.
  const words = new Uint32Array(column.slice().buffer);
  let [low, high] = [0, 0];
  for (let at = 0; at < count; at += 1) {
    const [nextLow, nextHigh] = [words[2 * at] as number, words[2 * at + 1] as number];
    const [a, b] = [low ^ nextLow, high ^ nextHigh];
    low = nextLow;
    high = nextHigh;
    let place = 1 + at;
    for (let shift = 0; shift < 32; shift += 8, place += count) data[place] = (a >>> shift) & 255;
    for (let shift = 0; shift < 32; shift += 8, place += count) data[place] = (b >>> shift) & 255;
  }
  return data;
}

function decodeColumn(body: Buffer, start: number, count: number): { column: Float64Array; end: number } {
  const column = new Float64Array(count);
  switch (body[start]) {
    case stride: {
      const [first, step] = [body.readDoubleLE(start + 1), body.readDoubleLE(start + 9)];
      for (let at = 0; at < count; at += 1) column[at] = first + at * step;
      return { column, end: start + strideBytes };
    }
    case integers: {
      let at = start + 5;
      let [before, difference] = [0, 0];
      for (let index = 0; index < count; index += 1) {
        let [rest, scale, byte] = [0, 1, body[at++] as number];
        while (byte >= 128) {
          rest += (byte - 128) * scale;
          scale *= 128;
          byte = body[at++] as number;
        }
        rest += byte * scale;
        difference += rest % 2 === 1 ? -(rest + 1) / 2 : rest / 2;
        before += difference;
        column[index] = before;
      }
      return { column, end: start + 5 + body.readUInt32LE(start + 1) };
    }
    case planes: {
      const words = new Uint32Array(column.buffer);
      let [low, high] = [0, 0];
      for (let at = 0; at < count; at += 1) {
        let place = start + 1 + at;
        for (let shift = 0; shift < 32; shift += 8, place += count) low ^= (body[place] as number) << shift;
        for (let shift = 0; shift < 32; shift += 8, place += count) high ^= (body[place] as number) << shift;
        words[2 * at] = low;
        words[2 * at + 1] = high;
      }
      return { column, end: start + 1 + count * 8 };
    }
    default:
      throw new Error(`A column of metric points of an unknown kind ${body[start]}`);
  }
}
