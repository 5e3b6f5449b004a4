import type { ValueObject } from "../base/value.ts";

/** A validated pipeline: every name in it is known, the graph has no cycle, every path stays in the workspace. */
export type Pipeline = {
  readonly name: string;
  readonly project: string;
  /** Absolute path of the pipeline file. */
  readonly file: string;
  /** Absolute path of the folder that holds the user's code and data. */
  readonly workspace: string;
  /** The interpreter the file asks for, relative to the workspace or a bare name; null: the workspace's .venv, else python3. */
  readonly python: string | null;
  /** Declared values, overrides applied. */
  readonly params: ValueObject;
  /** In file order, then those that only steps exchange. */
  readonly datasets: readonly Dataset[];
  /** In topological order, ties by file order. */
  readonly steps: readonly Step[];
};

export type Dataset = {
  readonly name: string;
  readonly type: "file" | "directory";
  /** Relative POSIX path in the workspace, possibly with templates; null: it lives in the library only. */
  readonly path: string | null;
  /** Globs of names left out of a directory's digest, beside the default ones. */
  readonly ignore: readonly string[];
  /** `metrics`: its numbers become metrics of the run. `plot`: a table to draw. */
  readonly as: "metrics" | "plot" | null;
  /** The step that makes it; null for a source. */
  readonly maker: string | null;
};

/** `run` of a step: one string for the shell, or words without one. Templates are as written. */
export type Command =
  | { readonly kind: "shell"; readonly text: string }
  | { readonly kind: "argv"; readonly words: readonly string[] };

/** A step's name for something, and the pipeline's name for it. They are alike unless mapped. */
export type Port = { readonly port: string; readonly dataset: string };

export type Step = {
  readonly name: string;
  readonly command: Command;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Dotted names of the step's own parameters: those in `run` and those listed. Sorted. */
  readonly params: readonly string[];
  /** Globs of further files that count as code. */
  readonly code: readonly string[];
  /** Names of environment variables that count. */
  readonly env: readonly string[];
  /** Steps that must come first without handing over data. */
  readonly needs: readonly string[];
  /** Bumped by hand to force a rerun; null if never. */
  readonly version: string | null;
  /** Ports whose fixed path the command writes itself, because it does not mention `{outputs.port}`. */
  readonly inPlace: readonly string[];
};

const datasetMaps = new WeakMap<Pipeline, ReadonlyMap<string, Dataset>>();

/** The datasets by name. Made once for a pipeline, because it is asked for with every step. */
export function datasetsOf(pipeline: Pipeline): ReadonlyMap<string, Dataset> {
  const known =
    datasetMaps.get(pipeline) ?? new Map(pipeline.datasets.map((dataset) => [dataset.name, dataset]));
  datasetMaps.set(pipeline, known);
  return known;
}

/** Names of steps a step waits for: makers of its inputs, then `needs`, without repeats. */
export function upstreamOf(pipeline: Pipeline, step: Step): string[] {
  const datasets = datasetsOf(pipeline);
  const names = step.inputs
    .map(({ dataset }) => datasets.get(dataset)?.maker ?? null)
    .filter((name) => name !== null);
  return [...new Set([...names, ...step.needs])];
}
