import { err, ok, type Result } from "../base/result.ts";
import type { Value } from "../base/value.ts";

const units: { readonly [unit in "ms" | "s" | "m" | "h" | "d"]: number } = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PARTS = /^(?:(?:\d+(?:\.\d+)?)(?:ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
/** More digits than this are no span of time. */
const MOST_CHARACTERS = 60;

/**
 * Milliseconds of `500ms`, `5s`, `1.5h`, `1h30m`, or of a number, which is seconds. Units go from long to short, each at
 * most once. The error says what is wrong with it.
 */
export function readDuration(value: Value): Result<number, string> {
  if (typeof value === "number" || typeof value === "bigint") return inRange(Number(value) * 1_000);
  if (typeof value !== "string" || value.length > MOST_CHARACTERS) return err("is no span of time");
  const text = value.replace(/[ _]/g, "");
  if (/^\d+(?:\.\d+)?$/.test(text)) return inRange(Number(text) * 1_000);
  if (!PARTS.test(text)) return err("is no span of time");
  const parts = [...text.matchAll(PART)].map(([, count, unit]) => ({
    count: Number(count),
    size: units[unit as keyof typeof units],
  }));
  const falling = parts.every(({ size }, index) => index === 0 || size < (parts[index - 1]?.size ?? 0));
  if (!falling) return err("does not go from long units to short ones, each once");
  return inRange(parts.reduce((sum, { count, size }) => sum + count * size, 0));
}

function inRange(milliseconds: number): Result<number, string> {
  if (!(milliseconds >= 0)) return err("is negative");
  return Number.isFinite(milliseconds) ? ok(Math.round(milliseconds)) : err("is longer than can be counted");
}
