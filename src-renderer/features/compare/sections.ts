import { naturalOrder } from "../../../src-main/core/base/natural-order.ts";
import { changeOf } from "../../../src-main/core/diff/facets.ts";
import { isOfMachine } from "../../../src-main/core/diff/metric-delta.ts";
import type { Comparison, Facet, FacetRow } from "../../../src-main/core/model/comparison.ts";

/** The tabs that list differences by key, in their order; `Summary` stands before them, `Logs` and `Graph` behind. */
export const sections = ["parameters", "code", "inputs", "metrics", "outputs", "environment"] as const;
export type Section = (typeof sections)[number];

export const tabs = ["summary", ...sections, "logs", "graph"] as const;
export type Tab = (typeof tabs)[number];

export const tabNames: { readonly [tab in Tab]: string } = {
  summary: "Summary",
  parameters: "Parameters",
  code: "Code",
  inputs: "Inputs",
  metrics: "Metrics",
  outputs: "Outputs",
  environment: "Environment",
  logs: "Logs",
  graph: "Graph",
};

/** What a section's rows are called: `14 identical parameters hidden`. */
export const nouns: { readonly [section in Section]: readonly [one: string, many: string] } = {
  parameters: ["parameter", "parameters"],
  code: ["file", "files"],
  inputs: ["input", "inputs"],
  metrics: ["metric", "metrics"],
  outputs: ["output", "outputs"],
  environment: ["entry", "entries"],
};

/** The rows of a section by key. */
export const facetOfSection = (comparison: Comparison, section: Section): Facet<unknown> =>
  comparison[section];

/** How many more rows it has, which are the same in all runs and were not asked for. */
export const sameIn = ({ same }: Comparison, section: Section): number =>
  section === "metrics" ? 0 : same[section];

/** Rows in the order in which tables show them. */
export const sortedRows = <T>(facet: Facet<T>): FacetRow<T>[] =>
  facet.toSorted((a, b) => naturalOrder(a.key, b.key));

/** The rows of a section that differ. What was measured of the machine is another in every run, and no difference. */
export const differencesIn = (comparison: Comparison, section: Section): FacetRow<unknown>[] =>
  differing<unknown>(section === "metrics" ? resultsIn(comparison.metrics) : comparison[section]);

export const resultsIn = <T>(metrics: Facet<T>): Facet<T> => metrics.filter(({ key }) => !isOfMachine(key));

export const differing = <T>(facet: Facet<T>): FacetRow<T>[] =>
  facet.filter((row) => changeOf(row) !== "same");

/** Steps that differ; none where no run is part of a pipeline. */
export const differingSteps = ({ runs, steps }: Comparison): Facet<unknown> =>
  runs.some(({ kind, step }) => kind === "pipeline" || step !== null) ? differing(steps) : [];

/** One difference: the tab that shows it, and its key there. */
export type Place = { readonly section: Tab; readonly key: string };

/**
 * Every difference in the order in which "next" visits them: tab by tab, each as its table shows it, then those of the
 * consoles (known once they were compared) and the steps.
 */
export function placesOf(comparison: Comparison, logs: readonly string[]): Place[] {
  const keyed = sections.flatMap((section) =>
    sortedRows(differencesIn(comparison, section)).map(({ key }) => ({ section, key })),
  );
  return [
    ...keyed,
    ...logs.map((key) => ({ section: "logs" as const, key })),
    ...differingSteps(comparison).map(({ key }) => ({ section: "graph" as const, key })),
  ];
}

/**
 * The difference after (`by` 1) or before (-1) where one is: a tab and the key chosen in it, if any. From a tab without
 * a choice it is the first at or after that tab, or the last before it. Goes round at the ends; null when none differs.
 */
export function stepFrom(places: readonly Place[], tab: Tab, key: string | null, by: 1 | -1): Place | null {
  const here = places.findIndex((place) => place.section === tab && place.key === key);
  if (here >= 0) return places[(here + by + places.length) % places.length] ?? null;
  const order = (section: Tab): number => tabs.indexOf(section);
  if (by === 1) return places.find(({ section }) => order(section) >= order(tab)) ?? places[0] ?? null;
  return places.findLast(({ section }) => order(section) < order(tab)) ?? places.at(-1) ?? null;
}
