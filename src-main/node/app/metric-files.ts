import { readFileSync } from "node:fs";
import { parsePlainJson } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { isValueObject, type Value } from "../../core/base/value.ts";
import { readValues } from "../../core/foreign/value-file.ts";
import { newAllowance } from "../../core/pipeline/allowance.ts";
import { type Points, pointsFrom } from "../store/series/points.ts";

/** Larger files are surely no metrics. */
const largestMetricsFile = 32 * 1024 * 1024;

/**
 * The series in a dataset that is `as: metrics`: names with numbers, which are one point each, and with lists of numbers,
 * which are series with their index as the step; nested ones give dotted names; what is no number is passed over. `name`
 * tells by its ending whether `path` holds YAML or TOML; everything else is JSON, in which `NaN`, `Infinity` and
 * `-Infinity` may stand as strings, or bare, as Python's `json` writes them.
 */
export function readMetricsFile(
  { path, name }: { readonly path: string; readonly name: string },
  size: number,
  time: number,
): Result<ReadonlyMap<string, Points>, string> {
  if (size > largestMetricsFile) return err("it is larger than 32 MB");
  const text = readFileSync(path, "utf8");
  // Functions give metrics as JSON whatever the name; only as TOML that is not read, too.
  const isJson = !/\.(?:ya?ml|toml)$/i.test(name) || (/\.toml$/i.test(name) && /^\s*\{/.test(text));
  const read = isJson ? readJson(text) : readValues(name, text, newAllowance());
  if (!read.ok) return read;
  const series = new Map<string, Points>();
  const visit = (name: string, inner: Value): void => {
    if (isValueObject(inner)) {
      for (const [key, member] of Object.entries(inner)) visit(name === "" ? key : `${name}.${key}`, member);
      return;
    }
    const values = (Array.isArray(inner) ? inner : [inner]).map(numberOf);
    if (values.length > 0 && values.every((number) => number !== null))
      series.set(name, pointsFrom({ steps: [...values.keys()], times: values.map(() => time), values }));
  };
  visit("", read.value);
  return ok(series);
}

function readJson(text: string): Result<Value, string> {
  try {
    const value = parsePlainJson(withNamedNumbers(text));
    return isValueObject(value) ? ok(value) : err("it is not a JSON object");
  } catch (error) {
    return err(`it is not JSON (${(error as Error).message})`);
  }
}

/** Puts quotes around bare `NaN` and infinities; what stands in strings is left alone. */
const withNamedNumbers = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\[\s\S])*"?|-?\b(?:NaN|Infinity)\b/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );

function numberOf(value: Value): number | null {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : null;
}
