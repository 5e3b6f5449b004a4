import { displayValue } from "../../../src-main/core/base/json.ts";
import { flattenValues, typeOfValue } from "../../../src-main/core/base/value.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";

export type ParameterRow = {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly numeric: boolean;
  /** False for one that comes from a step before this one. */
  readonly own: boolean;
};

/** A run's effective parameters in order, each marked as its own or inherited. */
export function parameterRows(detail: Pick<RunDetail, "params" | "ownParams">): readonly ParameterRow[] {
  const own = new Set(flattenValues(detail.ownParams).map(([name]) => name));
  return Object.entries(detail.params).map(([name, value]) => ({
    name,
    type: typeOfValue(value),
    text: value === "" ? '""' : displayValue(value),
    numeric: typeof value === "bigint" || typeof value === "number",
    own: own.has(name),
  }));
}
