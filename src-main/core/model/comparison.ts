import type { Value } from "../base/value.ts";
import type { RunId } from "./ids.ts";
import type { RunRow } from "./run.ts";
import type { FileFact, StepFact } from "./run-diff.ts";

/**
 * One key over all runs of a comparison. `values` holds each different value once; `at[i]` is the place of run i's value
 * in it, -1 where that run lacks the key. `at` is null where all runs have the one value: of thousands of keys, most.
 */
export type FacetRow<T> = {
  readonly key: string;
  readonly values: readonly T[];
  readonly at: readonly number[] | null;
};

/** What several runs have of one kind, by key. */
export type Facet<T> = readonly FacetRow<T>[];

/** One metric of a run: its series in short. */
export type MetricFact = {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
};

/**
 * Where a series is: the run that holds it (the one compared, a step of it, or the one that it reused), and the name it
 * was logged by there.
 */
export type SeriesPlace = { readonly run: RunId; readonly name: string };

/** A step as a comparison needs it. */
export type ComparedStep = Pick<RunRow, "id" | "step" | "name" | "signature" | "status" | "cache"> & {
  readonly command: string | null;
};

/** A run as a comparison needs it. */
export type ComparedRun = Pick<
  RunRow,
  "id" | "parent" | "project" | "name" | "kind" | "status" | "cache" | "pipeline" | "step" | "signature"
> & {
  /** Its own number; of a step of a pipeline run that run's. */
  readonly number: number | null;
  readonly started: number | null;
  readonly ended: number | null;
  readonly command: string | null;
  /** Where the series of its metrics are, by the key that the comparison gives a metric. */
  readonly series: { readonly [key: string]: SeriesPlace };
  /** The steps of a pipeline run; empty for others. */
  readonly steps: readonly ComparedStep[];
};

/** Two or more runs side by side; the first is the baseline. */
export type Comparison = {
  /** How many rows were left out, as they are the same in all runs. */
  readonly same: {
    readonly [section in "parameters" | "code" | "inputs" | "outputs" | "environment"]: number;
  };
  readonly runs: readonly ComparedRun[];
  readonly parameters: Facet<Value>;
  readonly code: Facet<FileFact>;
  readonly inputs: Facet<FileFact>;
  readonly outputs: Facet<FileFact>;
  readonly metrics: Facet<MetricFact>;
  readonly environment: Facet<string>;
  /** By step name; a run by itself counts as its own only step. */
  readonly steps: Facet<StepFact>;
};
