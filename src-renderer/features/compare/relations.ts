import { displayValue } from "../../../src-main/core/base/json.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import { valueIn } from "../../../src-main/core/diff/facets.ts";
import { isOfMachine } from "../../../src-main/core/diff/metric-delta.ts";
import type { Comparison, FacetRow, MetricFact } from "../../../src-main/core/model/comparison.ts";
import { metricText } from "../../ui/format.ts";
import { differing } from "./sections.ts";

/** A parameter or metric as an axis: each run's text, its number where all are numbers, and what stands at the ends. */
export type Axis = {
  readonly id: string;
  readonly name: string;
  readonly kind: "parameter" | "metric";
  readonly texts: readonly (string | null)[];
  /** Null where the values are words; these have places in the order in which they are met. */
  readonly numbers: readonly (number | null)[] | null;
  readonly words: readonly string[];
  readonly ends: readonly [low: string, high: string];
};

/** At first so many parameters and metrics are drawn. */
const atFirst = { parameter: 5, metric: 4 } as const;

/** Everything that differs, as axes: parameters, then metrics. */
export function axesOf({ runs, parameters, metrics }: Comparison): Axis[] {
  const axis = <T>(
    kind: Axis["kind"],
    row: FacetRow<T>,
    text: (value: T) => string,
    number: (value: T) => number | null,
  ): Axis => {
    const values = runs.map((_, run) => valueIn(row, run));
    const texts = values.map((value) => (value === undefined ? null : text(value)));
    const numbers = values.map((value) => (value === undefined ? null : number(value)));
    const isNumeric = values.every((value, run) => value === undefined || Number.isFinite(numbers[run]));
    const known = numbers.filter((value) => value !== null);
    const words = isNumeric ? [] : [...new Set(texts.filter((word) => word !== null))];
    return {
      id: `${kind === "metric" ? "metric" : "param"} ${row.key}`,
      name: row.key,
      kind,
      texts,
      numbers: isNumeric ? numbers : null,
      words,
      ends: isNumeric
        ? [metricText(Math.min(...known)), metricText(Math.max(...known))]
        : [words[0] ?? "", words.at(-1) ?? ""],
    };
  };
  return [
    ...differing(parameters).map((row) => axis<Value>("parameter", row, displayValue, numberOf)),
    ...differing(metrics).map((row) =>
      axis<MetricFact>(
        "metric",
        row,
        ({ last }) => metricText(last),
        ({ last }) => last,
      ),
    ),
  ];
}

const numberOf = (value: Value): number | null =>
  typeof value === "number" ? value : typeof value === "bigint" ? Number(value) : null;

export const chosenAxes = (axes: readonly Axis[]): readonly Axis[] => [
  ...axes.filter(({ kind }) => kind === "parameter").slice(0, atFirst.parameter),
  ...axes.filter(({ kind, name }) => kind === "metric" && !isOfMachine(name)).slice(0, atFirst.metric),
];

/** Where a run stands on an axis, from 0 (low) to 1; null where it has no value. All alike stand in the middle. */
export function placeOn({ numbers, words, texts }: Axis, run: number): number | null {
  if (numbers === null) {
    const text = texts[run] ?? null;
    if (text === null) return null;
    return words.length < 2 ? 0.5 : words.indexOf(text) / (words.length - 1);
  }
  const value = numbers[run] ?? null;
  if (value === null) return null;
  const known = numbers.filter((number) => number !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return low === high ? 0.5 : (value - low) / (high - low);
}
