import { byCodeUnit } from "../../../src-main/core/base/json.ts";
import { countDifferences, diffRows } from "../../../src-main/core/diff/records.ts";
import type { RecordDiff, RunDiff } from "../../../src-main/core/model/run-diff.ts";

/** The tabs that list differences, in their order; `Summary` stands before them. */
export const sections = ["parameters", "code", "inputs", "metrics", "outputs", "environment"] as const;
export type Section = (typeof sections)[number];
export type Tab = "summary" | Section;

export const tabNames: { readonly [tab in Tab]: string } = {
  summary: "Summary",
  parameters: "Parameters",
  code: "Code",
  inputs: "Inputs",
  metrics: "Metrics",
  outputs: "Outputs",
  environment: "Environment",
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

export const partOf = (diff: RunDiff, section: Section): RecordDiff<unknown> => diff[section];

/** One difference: where it is shown. */
export type Place = { readonly section: Section; readonly key: string };

/** Every difference in the order in which "next" visits them: tab by tab, each as its table shows it. */
export function placesOf(diff: RunDiff): Place[] {
  return sections.flatMap((section) =>
    countDifferences(partOf(diff, section)) === 0
      ? []
      : diffRows<unknown>({ ...partOf(diff, section), same: {} }, byCodeUnit).map(({ key }) => ({
          section,
          key,
        })),
  );
}

/**
 * The difference after (`by` 1) or before (-1) where one is: a tab and the key chosen in it, if any. From a tab without
 * a choice it is the first at or after that tab, or the last before it. Goes round at the ends; null when none differs.
 */
export function stepFrom(places: readonly Place[], tab: Tab, key: string | null, by: 1 | -1): Place | null {
  const here = places.findIndex((place) => place.section === tab && place.key === key);
  if (here >= 0) return places[(here + by + places.length) % places.length] ?? null;
  const order = (section: Tab): number => (section === "summary" ? -1 : sections.indexOf(section));
  if (by === 1) return places.find(({ section }) => order(section) >= order(tab)) ?? places[0] ?? null;
  return places.findLast(({ section }) => order(section) < order(tab)) ?? places.at(-1) ?? null;
}
