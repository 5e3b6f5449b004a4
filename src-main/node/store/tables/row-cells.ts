import { parseStored } from "../../../core/base/json.ts";
import { flattenValues, type Value, type ValueObject } from "../../../core/base/value.ts";
import type { PropertyValue, RunRow } from "../../../core/model/run.ts";
import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";
import { propertiesOf } from "./run-notes.ts";

/** The parameters, metrics and properties that rows are wanted with, by name. */
export type ChosenCells = {
  readonly params: ReadonlySet<string>;
  readonly metrics: ReadonlySet<string>;
  readonly properties: ReadonlySet<string>;
};

/** Of columns such as `params.lr`, `metrics.loss` and `properties.note`; others are no cells. */
export function chosenCells(columns: readonly string[]): ChosenCells {
  const of = (family: string): ReadonlySet<string> =>
    new Set(
      columns
        .filter((column) => column.startsWith(`${family}.`))
        .map((column) => column.slice(family.length + 1)),
    );
  return { params: of("params"), metrics: of("metrics"), properties: of("properties") };
}

/**
 * A row's values of the chosen cells. Metrics are read from the search index, which knows each by the name the run shows it
 * under: a run may have 100,000, of which few are looked at.
 */
export function readCells(
  database: Writable,
  run: { readonly seq: number; readonly id: RunRow["id"]; readonly params: string },
  cells: ChosenCells,
): Pick<RunRow, "params" | "metrics" | "properties"> {
  return {
    params: cells.params.size === 0 ? {} : paramsOf(run.params, cells.params),
    metrics: metricsOf(database, run.seq, cells.metrics),
    properties: cells.properties.size === 0 ? {} : chosenProperties(database, run.id, cells.properties),
  };
}

function paramsOf(text: string, names: ReadonlySet<string>): { readonly [name: string]: Value } {
  return Object.fromEntries(
    flattenValues(parseStored(text) as ValueObject).filter(([name]) => names.has(name)),
  );
}

function metricsOf(
  database: Writable,
  seq: number,
  names: ReadonlySet<string>,
): { readonly [name: string]: number } {
  const find = statement(
    database,
    "SELECT value FROM search_numbers WHERE run = ? AND field = (SELECT id FROM search_fields WHERE name = ?)",
  ).pluck();
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = find.get(seq, `metrics.${name}`) as number | undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function chosenProperties(
  database: Writable,
  id: RunRow["id"],
  names: ReadonlySet<string>,
): { readonly [key: string]: PropertyValue } {
  return Object.fromEntries(Object.entries(propertiesOf(database, id)).filter(([key]) => names.has(key)));
}
