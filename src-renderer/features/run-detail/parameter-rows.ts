import { displayValue } from "../../../src-main/core/base/json.ts";
import { flattenValues, type Value } from "../../../src-main/core/base/value.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";

export type ParameterRow = {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly numeric: boolean;
  /** False for one that comes from a step before this one. */
  readonly own: boolean;
};

/** What people call a value's type; integers are `bigint` here, floats `number`. */
function typeName(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return "integer";
    case "number":
      return "float";
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    default:
      return value === null ? "null" : Array.isArray(value) ? "list" : "object";
  }
}

/** A run's effective parameters in order, each marked as its own or inherited. */
export function parameterRows(detail: Pick<RunDetail, "params" | "ownParams">): readonly ParameterRow[] {
  const own = new Set(flattenValues(detail.ownParams).map(([name]) => name));
  return Object.entries(detail.params).map(([name, value]) => ({
    name,
    type: typeName(value),
    text: value === "" ? '""' : displayValue(value),
    numeric: typeof value === "bigint" || typeof value === "number",
    own: own.has(name),
  }));
}
