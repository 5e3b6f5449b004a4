import { isValueObject, type Value, type ValueObject } from "../base/value.ts";
import { toValue } from "./json-line.ts";
import type { LineProblem, MetricTriple } from "./record.ts";
import { readTime } from "./times.ts";

export type Members = { readonly [key: string]: unknown };

/** Reads the members of one object of a line, and collects what is wrong with them under their full key. */
export type LineReader = {
  readonly problems: LineProblem[];
  readonly fail: (key: string, message: string, remedy?: string | null) => void;
  readonly warn: (code: string, key: string, message: string, remedy?: string | null) => void;
  /** Missing and null are null everywhere below; anything but what is asked for is a problem, and null. */
  readonly text: (from: Members, key: string, at?: string) => string | null;
  readonly flag: (from: Members, key: string, at?: string) => boolean | null;
  /** A whole number. */
  readonly count: (from: Members, key: string, at?: string) => number | null;
  readonly time: (from: Members, key: string, at?: string) => number | null;
  readonly list: (from: Members, key: string, at?: string) => readonly unknown[] | null;
  readonly object: (from: Members, key: string, at?: string) => Members | null;
  readonly value: (json: unknown, at: string) => Value;
  readonly values: (from: Members, key: string, at?: string) => ValueObject | null;
  /** Text by name: packages, variables. */
  readonly texts: (
    from: Members,
    key: string,
    at: string,
  ) => { readonly [name: string]: string | null } | null;
};

export const isMembers = (json: unknown): json is Members =>
  typeof json === "object" && json !== null && !Array.isArray(json);

const has = (from: Members, key: string): boolean =>
  Object.hasOwn(from, key) && from[key] !== null && from[key] !== undefined;

/** What a JSON value is called. */
export function nameOf(json: unknown): string {
  if (json === null || json === undefined) return "null";
  if (Array.isArray(json)) return "a list";
  switch (typeof json) {
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "number":
    case "bigint":
      return "a number";
    default:
      return "an object";
  }
}

export function lineReader(exact: boolean): LineReader {
  const problems: LineProblem[] = [];
  const fail: LineReader["fail"] = (key, message, remedy = null) => {
    problems.push({ severity: "error", code: "bad-line", key, message, remedy });
  };
  const wanted = (key: string, what: string, json: unknown) =>
    fail(key, `must be ${what}, not ${nameOf(json)}`);
  /** The member if it passes the test, else null and a problem. */
  const member =
    <Type>(what: string, isFit: (json: unknown) => json is Type) =>
    (from: Members, key: string, at = key): Type | null => {
      if (!has(from, key)) return null;
      const json = from[key];
      if (isFit(json)) return json;
      wanted(at, what, json);
      return null;
    };
  const whole = member("a whole number", (json): json is number | bigint =>
    typeof json === "bigint" ? BigInt(Number(json)) === json : Number.isSafeInteger(json),
  );
  const object = member("an object", isMembers);

  const value: LineReader["value"] = (json, at) => {
    const read = toValue(json, exact);
    if (read !== undefined) return read;
    fail(at, "is nested too deep");
    return null;
  };
  return {
    problems,
    fail,
    warn: (code, key, message, remedy = null) => {
      problems.push({ severity: "warning", code, key, message, remedy });
    },
    text: member("a text", (json): json is string => typeof json === "string"),
    flag: member("true or false", (json): json is boolean => typeof json === "boolean"),
    count: (from, key, at) => {
      const number = whole(from, key, at);
      return number === null ? null : Number(number);
    },
    time: (from, key, at = key) => {
      if (!has(from, key)) return null;
      const time = readTime(from[key]);
      if (time === null)
        fail(at, "must be a time", "Write ISO 8601, as in 2026-01-05T10:00:00Z, or epoch milliseconds.");
      return time;
    },
    list: member("a list", (json): json is readonly unknown[] => Array.isArray(json)),
    object,
    value,
    values: (from, key, at = key) => {
      const members = object(from, key, at);
      if (members === null) return null;
      const read = value(members, at);
      return isValueObject(read) ? read : null;
    },
    texts: (from, key, at) => {
      const members = object(from, key, at);
      if (members === null) return null;
      return Object.fromEntries(
        Object.entries(members).map(([name, json]) => {
          if (json === null || typeof json === "string") return [name, json];
          if (typeof json !== "object") return [name, String(json)];
          wanted(`${at}.${name}`, "a text", json);
          return [name, null];
        }),
      );
    },
  };
}

const nonFinite: ReadonlyMap<unknown, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/** A number of a metric; undefined for what is none. */
export function numberOf(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  return typeof json === "bigint" ? Number(json) : nonFinite.get(json);
}

/** A point `[step, time, value]`; null for what is none. */
export function tripleOf(json: unknown): MetricTriple | null {
  if (!Array.isArray(json) || json.length !== 3) return null;
  const step = numberOf(json[0]);
  const time = numberOf(json[1]) ?? readTime(json[1]) ?? undefined;
  const value = numberOf(json[2]);
  return step === undefined || time === undefined || value === undefined ? null : [step, time, value];
}
