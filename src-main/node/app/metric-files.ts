import { readFileSync } from "node:fs";
import { parsePlainJson } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { isValueObject, type Value } from "../../core/base/value.ts";
import { type Points, pointsFrom } from "../store/series/points.ts";

/** Larger files are surely no metrics. */
const largestMetricsFile = 32 * 1024 * 1024;

/**
 * The series in a dataset that is `as: metrics`: a JSON object whose numbers are one point each and whose lists of
 * numbers are series with their index as the step; nested objects give dotted names; what is no number is passed over.
 * `NaN`, `Infinity` and `-Infinity` may stand as strings, or bare, as Python's `json` writes them.
 */
export function readMetricsFile(
  path: string,
  size: number,
  time: number,
): Result<ReadonlyMap<string, Points>, string> {
  if (size > largestMetricsFile) return err("it is larger than 32 MB");
  let value: Value;
  try {
    value = parsePlainJson(withNamedNumbers(readFileSync(path, "utf8")));
  } catch (error) {
    return err(`it is not JSON (${(error as Error).message})`);
  }
  if (!isValueObject(value)) return err("it is not a JSON object");
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
  visit("", value);
  return ok(series);
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
