import { displayValue } from "../base/json.ts";
import { flattenValues, type Value, type ValueObject } from "../base/value.ts";
import type { Cell } from "./csv.ts";
import type { MetricRecord, RunRecord } from "./record.ts";
import { writeTime } from "./times.ts";

const fixedColumns = [
  "id",
  "parent",
  "project",
  "name",
  "kind",
  "status",
  "cache",
  "started",
  "ended",
  "seconds",
  "tags",
  "notes",
  "command",
  "exitCode",
  "error",
  "git.commit",
  "git.branch",
  "archived",
] as const;

/** The columns of a table of runs: what every run has, and parameters, metrics and properties by their names. */
export type RunColumns = {
  readonly params: readonly string[];
  readonly metrics: readonly string[];
  readonly properties: readonly string[];
};

/** Gathers the names that runs have, in the order in which they are first seen. */
export function columnCollector() {
  const names = { params: new Set<string>(), metrics: new Set<string>(), properties: new Set<string>() };
  return {
    see: ({ params, metrics, properties }: Pick<RunRecord, "params" | "metrics" | "properties">): void => {
      for (const [name] of flattenValues(params)) names.params.add(name);
      for (const name of metrics.keys()) names.metrics.add(name);
      for (const [name] of flattenValues(properties)) names.properties.add(name);
    },
    columns: (): RunColumns => ({
      params: [...names.params],
      metrics: [...names.metrics],
      properties: [...names.properties],
    }),
  };
}

export const headOf = ({ params, metrics, properties }: RunColumns): Cell[] => [
  ...fixedColumns,
  ...params.map((name) => `params.${name}`),
  ...metrics.map((name) => `metrics.${name}`),
  ...properties.map((name) => `properties.${name}`),
];

export function rowOf(run: RunRecord, { params, metrics, properties }: RunColumns): Cell[] {
  const { started, ended } = run;
  const fixed: { readonly [column in (typeof fixedColumns)[number]]: Cell } = {
    id: run.id,
    parent: run.parent,
    project: run.project,
    name: run.name,
    kind: run.kind,
    status: run.status,
    cache: run.signet?.cache ?? null,
    started: started === null ? null : writeTime(started),
    ended: ended === null ? null : writeTime(ended),
    seconds: started === null || ended === null ? null : (ended - started) / 1000,
    tags: run.tags.join(", "),
    notes: run.notes,
    command: run.command,
    exitCode: run.exitCode,
    error: run.error,
    "git.commit": run.git?.commit ?? null,
    "git.branch": run.git?.branch ?? null,
    archived: run.archived,
  };
  return [
    ...fixedColumns.map((column) => fixed[column]),
    ...cellsOf(run.params, params),
    ...metrics.map((name) => lastOf(run.metrics.get(name))),
    ...cellsOf(run.properties, properties),
  ];
}

function cellsOf(values: ValueObject, names: readonly string[]): Cell[] {
  const leaves = new Map(flattenValues(values));
  return names.map((name) => cellOf(leaves.get(name)));
}

const cellOf = (value: Value | undefined): Cell =>
  value === undefined || typeof value === "bigint" || typeof value === "boolean"
    ? (value ?? null)
    : displayValue(value);

function lastOf(metric: MetricRecord | undefined): Cell {
  if (metric === undefined || typeof metric === "number") return metric ?? null;
  return metric.at(-1)?.[2] ?? null;
}

export const metricHead: readonly Cell[] = ["run", "name", "project", "metric", "step", "time", "value"];

/** One row a point; a metric that is a last value only has neither step nor time. */
export function* metricRows(run: RunRecord): Generator<Cell[]> {
  for (const [metric, points] of run.metrics) {
    const start = [run.id, run.name, run.project, metric] as const;
    if (typeof points === "number") yield [...start, null, null, points];
    else for (const [step, time, value] of points) yield [...start, step, timeOf(time), value];
  }
}

const timeOf = (time: number): Cell => (Math.abs(time) <= 8.64e15 ? writeTime(time) : time);
