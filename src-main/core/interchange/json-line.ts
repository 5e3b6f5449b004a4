import { err, ok, type Result } from "../base/result.ts";
import type { Value } from "../base/value.ts";

/** A line that was parsed: JSON in which a whole number is a `bigint` where `exact`, else any `number` that is whole. */
export type ParsedLine = { readonly json: unknown; readonly exact: boolean };

/** Where reading a number as a float would lose what it is: `1.0`, `1e3`, 16 digits or more. Strings may look like it too. */
const needsSource = /\d\.0*(?![\d.])|\d[eE][+-]?\d|\d{16}/;

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Parses one line; a syntax error says what and, where the engine tells, at which character. */
export function parseLine(text: string): Result<ParsedLine, string> {
  try {
    if (!needsSource.test(text)) return ok({ json: JSON.parse(text), exact: false });
    // Ten times slower, so only where it matters.
    const json = parseWithSource(text, (_key, value, { source = "" }) =>
      typeof value === "number" && /^-?\d+$/.test(source) ? BigInt(source) : value,
    );
    return ok({ json, exact: true });
  } catch (error) {
    return err(complaint((error as Error).message, text));
  }
}

/** Of a text that was cut off engines say what they wanted to come next, in many ways. */
const cutOff = "it ends before its last bracket or quotation mark is closed";

/** What is wrong, for people: engines quote what they did not understand at length. */
function complaint(message: string, text: string): string {
  const place = /^Unexpected end/.test(message) ? text.length : /at position (\d+)/.exec(message)?.[1];
  if (place !== undefined && Number(place) >= text.trimEnd().length) return cutOff;
  return message
    .replace(/, \.{3}.*? is not valid JSON$/s, "")
    .replace(/ is not valid JSON$/, "")
    .slice(0, 200);
}

/** How deep values may be nested: deeper ones would overflow the stack of whoever walks them. */
export const deepest = 200;

/** A value of ours; null when it is nested too deep. */
export function toValue(json: unknown, exact: boolean, depth = 0): Value | undefined {
  if (typeof json === "number") return exact || !Number.isInteger(json) ? json : BigInt(json);
  if (typeof json !== "object" || json === null) return json as Value;
  if (depth >= deepest) return undefined;
  if (Array.isArray(json)) {
    const items: Value[] = [];
    for (const item of json) {
      const value = toValue(item, exact, depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
    }
    return items;
  }
  const entries: [string, Value][] = [];
  for (const [key, member] of Object.entries(json)) {
    const value = toValue(member, exact, depth + 1);
    if (value === undefined) return undefined;
    entries.push([key, value]);
  }
  // Keeps a key `__proto__` an ordinary one.
  return Object.fromEntries(entries);
}
