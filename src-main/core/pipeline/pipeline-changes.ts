import { durationText } from "../base/duration-text.ts";
import { displayValue, plainJson } from "../base/json.ts";
import { flattenValues } from "../base/value.ts";
import type { Dataset, Pipeline, Step } from "../model/pipeline.ts";
import type { PartChange } from "../model/pipeline-changes.ts";
import { commandText } from "./graph.ts";

type Facets = readonly (readonly [what: string, text: string | null])[];
type Parts = ReadonlyMap<string, Facets>;

/** What is not alike in two readings of a pipeline: what was added and changed in the order of the new one, then what is gone. */
export function pipelineChanges(from: Pipeline, to: Pipeline): readonly PartChange[] {
  return [
    ...changesOf("pipeline", wholeOf(from), wholeOf(to)),
    ...changesOf("step", stepsOfFile(from), stepsOfFile(to)),
    ...changesOf("parameter", paramsOf(from), paramsOf(to)),
    ...changesOf("dataset", datasetsOf(from), datasetsOf(to)),
  ];
}

function changesOf(part: PartChange["part"], from: Parts, to: Parts): PartChange[] {
  const kept = [...to].flatMap(([name, facets]): PartChange[] => {
    const before = from.get(name);
    if (before === undefined) return [{ part, name, change: "added", facets: facetChanges([], facets) }];
    const changed = facetChanges(before, facets);
    return changed.length === 0 ? [] : [{ part, name, change: "changed", facets: changed }];
  });
  const gone = [...from].flatMap(([name, facets]): PartChange[] =>
    to.has(name) ? [] : [{ part, name, change: "removed", facets: facetChanges(facets, []) }],
  );
  return [...kept, ...gone];
}

function facetChanges(from: Facets, to: Facets): PartChange["facets"] {
  const before = new Map(from);
  const after = new Map(to);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((what) => {
    const pair = { what, from: before.get(what) ?? null, to: after.get(what) ?? null };
    return pair.from === pair.to ? [] : [pair];
  });
}

const wholeOf = ({ name, project, python, workspace }: Pipeline): Parts =>
  new Map([
    [
      "",
      [
        ["name", name],
        ["project", project],
        ["python", python],
        ["workspace", workspace],
      ],
    ],
  ]);

/** Steps as the file has them: all items of a `foreach` are one. */
function stepsOfFile({ steps }: Pipeline): Parts {
  const byBase = new Map<string, Step[]>();
  for (const step of steps) byBase.set(step.base, [...(byBase.get(step.base) ?? []), step]);
  return new Map([...byBase].map(([base, items]) => [base, stepFacets(items)]));
}

function stepFacets(items: readonly Step[]): Facets {
  const [step] = items;
  if (step === undefined) return [];
  const { cache, hooks, retries, timeout } = step;
  const keys = items.flatMap(({ item }) => (item === null ? [] : [item.key]));
  return [
    ["items", listed(keys)],
    ["command", commandText(step.command)],
    ["inputs", listed(inputTexts(step))],
    ["outputs", listed(step.outputs.map(portText))],
    ["parameters", listed(step.params)],
    ["after", listed(step.needs)],
    ["tags", listed(step.tags)],
    ["code", listed(step.code)],
    ["environment", listed(step.env)],
    ["version", step.version],
    ["cache", cache.kind === "always" ? null : cacheText(cache)],
    ["before it", hooks.before],
    ["after it", hooks.after],
    ["when it fails", hooks.failed],
    ["tries", retries.count === 0 ? null : `${retries.count} more`],
    ["time limit", timeout === null ? null : durationText(timeout)],
    ["when it fails, the others", step.keepGoing ? "go on" : null],
    ["resources", Object.keys(step.resources).length === 0 ? null : plainJson(step.resources)],
    ["inherits parameters", step.inherit ? null : "no"],
  ];
}

const cacheText = (cache: Step["cache"]): string =>
  cache.kind === "ttl" ? durationText(cache.milliseconds) : cache.kind === "key" ? cache.command : cache.kind;

/** What all items of a `foreach` make is one input. */
const inputTexts = ({ inputs }: Step): readonly string[] => [
  ...new Set(inputs.map((input) => input.gathered?.name ?? portText(input))),
];

const portText = ({ port, dataset }: { readonly port: string; readonly dataset: string }): string =>
  port === dataset ? port : `${port}: ${dataset}`;

const listed = (names: readonly string[]): string | null => (names.length === 0 ? null : names.join(", "));

const paramsOf = ({ params }: Pipeline): Parts =>
  new Map(flattenValues(params).map(([name, value]) => [name, [["value", displayValue(value)]]]));

const datasetsOf = ({ datasets }: Pipeline): Parts =>
  new Map(datasets.map((dataset) => [dataset.name, datasetFacets(dataset)]));

const datasetFacets = ({ type, path, ignore, as, format, maker }: Dataset): Facets => [
  ["path", path],
  ["type", type],
  ["made by", maker],
  ["as", as],
  ["format", format],
  ["ignore", listed(ignore)],
];
