import { displayValue } from "../../core/base/json.ts";
import { flattenValues, type Value, type ValueObject } from "../../core/base/value.ts";
import type { GitState, MetricSummary, PropertyValue, RunRow } from "../../core/model/run.ts";
import type { RunDocument } from "../../core/query/document.ts";

/** What of a run can be searched, whether it is read from the library or is about to be put there. */
export type SearchableRun = Pick<
  RunRow,
  | "id"
  | "name"
  | "project"
  | "status"
  | "kind"
  | "cache"
  | "pipeline"
  | "step"
  | "signature"
  | "created"
  | "started"
  | "ended"
  | "tags"
> & {
  /** Effective ones, by dotted name. */
  readonly params: Iterable<readonly [name: string, value: Value]>;
  readonly properties: Iterable<readonly [name: string, value: PropertyValue]>;
  readonly environment: Iterable<readonly [name: string, value: string]>;
  readonly metrics: Iterable<readonly [name: string, Pick<MetricSummary, "last" | "min" | "max" | "best">]>;
  readonly git: Pick<GitState, "commit" | "branch"> | null;
  readonly host: string | null;
  readonly user: string | null;
  readonly inputs: readonly FileNames[];
  /** Outputs and artifacts. */
  readonly outputs: readonly FileNames[];
  readonly notes: string;
  readonly command: string | null;
  readonly error: string | null;
  readonly code: readonly string[];
  readonly console: { readonly texts: readonly string[]; readonly isCut: boolean } | null;
};

type FileNames = { readonly name: string; readonly path: string | null };

/** Of runs with more metrics than this only the last values can be searched: four fields of each would take long. */
const mostWhole = 5_000;

/** The searchable fields of a run, as the query language names them. */
export function documentOf(run: SearchableRun): RunDocument {
  const keywords: [string, string][] = [];
  const numbers: [string, number][] = [];
  const keyword = (field: string, value: string | null | undefined) => {
    if (value != null && value !== "") keywords.push([field, value]);
  };
  keyword("id", run.id);
  keyword("name", run.name);
  keyword("project", run.project);
  keyword("status", run.status);
  keyword("kind", run.kind);
  keyword("cache", run.cache);
  keyword("pipeline", run.pipeline);
  keyword("step", run.step);
  for (const tag of run.tags) keyword("tags", tag);
  keyword("signature", run.signature);
  keyword("git.commit", run.git?.commit);
  keyword("git.branch", run.git?.branch);
  keyword("host", run.host);
  keyword("user", run.user);
  for (const [role, files] of [
    ["inputs", run.inputs],
    ["outputs", run.outputs],
  ] as const)
    for (const { name, path } of files) {
      keyword(role, name);
      keyword(role, path);
    }
  for (const [name, value] of run.params) {
    if (typeof value === "number" || typeof value === "bigint")
      numbers.push([`params.${name}`, Number(value)]);
    else if (value !== null) keywords.push([`params.${name}`, displayValue(value)]);
  }
  for (const [name, value] of run.properties) {
    if (typeof value === "number") numbers.push([`properties.${name}`, value]);
    else keywords.push([`properties.${name}`, String(value)]);
  }
  for (const [name, value] of run.environment) keyword(`env.${name}`, value);
  const metrics = [...run.metrics];
  for (const [name, { last, min, max, best }] of metrics) {
    numbers.push([`metrics.${name}`, last]);
    if (metrics.length <= mostWhole)
      numbers.push(
        [`metrics.${name}.min`, min],
        [`metrics.${name}.max`, max],
        [`metrics.${name}.best`, best],
      );
  }
  if (run.started !== null && run.ended !== null)
    numbers.push(["duration", (run.ended - run.started) / 1000]);
  const texts: [string, string][] = [];
  if (run.notes !== "") texts.push(["notes", run.notes]);
  if (run.command !== null) texts.push(["command", run.command]);
  if (run.error !== null) texts.push(["error", run.error]);
  for (const text of run.code) texts.push(["code", text]);
  for (const text of run.console?.texts ?? []) if (text !== "") texts.push(["log", text]);
  const dates = (["created", "started", "ended"] as const).flatMap((field): [string, number][] => {
    const time = run[field];
    return time === null ? [] : [[field, time]];
  });
  return { keywords, texts, numbers, dates, isLogCut: run.console?.isCut ?? false };
}

/** Variables go by their own names, packages and whatever else there is below their key: `env.CUDA`, `env.packages.numpy`. */
export function* environmentEntries(environment: ValueObject): Generator<readonly [string, string]> {
  for (const [key, value] of Object.entries(environment))
    for (const [name, leaf] of flattenValues({ [key]: value })) {
      if (leaf === null) continue;
      const text = displayValue(leaf);
      if (text === "{}" || text === "[]") continue;
      yield [key === "variables" ? name.slice("variables.".length) : name, text];
    }
}

/** Nested values by dotted name. */
export function* propertyEntries(properties: ValueObject): Generator<readonly [string, PropertyValue]> {
  for (const [name, leaf] of flattenValues(properties))
    if (typeof leaf === "string" || typeof leaf === "boolean") yield [name, leaf];
    else if (typeof leaf === "number" || typeof leaf === "bigint") yield [name, Number(leaf)];
    else if (leaf !== null) yield [name, displayValue(leaf)];
}
