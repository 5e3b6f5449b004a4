import { bestOf } from "../model/metric-names.ts";
import type { MetricSummary } from "../model/run.ts";
import type { MetricRecord } from "./record.ts";

/** Last, lowest, highest and best value of a metric; NaN is no number and takes no part but as the last. */
export function summaryOf(
  name: string,
  metric: MetricRecord,
): Pick<MetricSummary, "last" | "min" | "max" | "best"> {
  const values = typeof metric === "number" ? [metric] : metric.map(([, , value]) => value);
  let [min, max] = [Number.NaN, Number.NaN];
  for (const value of values) {
    if (!(value >= min)) min = Number.isNaN(value) ? min : value;
    if (!(value <= max)) max = Number.isNaN(value) ? max : value;
  }
  return { last: values.at(-1) ?? Number.NaN, min, max, best: bestOf(name, { min, max }) };
}
