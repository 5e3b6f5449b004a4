import type { Comparison } from "./comparison.ts";
import type { FileDiff, GraphDiff, LogsDiff } from "./content-diff.ts";
import type { MetricSeries } from "./run.ts";

/** What is in an input or output on both sides: looked into as what it is, or as a unified diff of its text. */
export type ReportFile = {
  readonly role: "input" | "output";
  readonly name: string;
  readonly content: Exclude<FileDiff, { kind: "text" }> | { readonly kind: "patch"; readonly text: string };
};

/** A candidate held against the baseline. */
export type ReportPair = {
  /** Place of the candidate among the runs. */
  readonly candidate: number;
  /** Unified diffs of code by path. */
  readonly patches: { readonly [path: string]: string };
  readonly files: readonly ReportFile[];
  readonly graph: GraphDiff | null;
  readonly logs: LogsDiff | null;
};

/** All of a comparison, to be written into a file or shown in a terminal. */
export type ComparisonReport = {
  readonly comparison: Comparison;
  readonly pairs: readonly ReportPair[];
  /** Candidates that only the tables show: more could not be read. */
  readonly pairsLeftOut: number;
  /** Series that several runs have, by the metric's key; null where a run has none. */
  readonly series: readonly { readonly key: string; readonly lines: readonly (MetricSeries | null)[] }[];
  /** Epoch milliseconds. */
  readonly made: number;
};
