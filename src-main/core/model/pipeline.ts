import type { Value, ValueObject } from "../base/value.ts";

/** Whose format a pipeline is written in. */
export const pipelineFormats = ["signet", "dvc", "kedro", "luigi", "clearml"] as const;
export type PipelineFormat = (typeof pipelineFormats)[number];

/** What is to be known of a pipeline that another tool's files describe. */
export type Foreign = {
  readonly format: Exclude<PipelineFormat, "signet">;
  /**
   * Workspace-relative paths of files whose values are the parameters. What a step reads of them counts as its parameters
   * say, so that it opens them is no dependency on the whole.
   */
  readonly paramFiles: readonly string[];
  /** The steps read parameters in those files themselves, so they can be changed only there. */
  readonly paramsAreFixed: boolean;
  /**
   * Only the project's own code tells what its steps are, and it has not been run: nobody has agreed to that yet. There are
   * no steps then.
   */
  readonly awaitsCode: boolean;
  /** Workspace-relative folders that the project's modules are imported from, before any other. */
  readonly sourceRoots: readonly string[];
  /** What the other tool lets one choose by name. */
  readonly stepSets: readonly StepSet[];
};

/**
 * Steps that are meant together wherever a step can be named: `tag:nightly`, those with a tag, `pipeline:science`, a named
 * pipeline of Kedro.
 */
export type StepSet = { readonly name: string; readonly steps: readonly string[] };

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
  /** Null: it is in Signet's own format. */
  readonly foreign: Foreign | null;
  /** Declared values, overrides applied. */
  readonly params: ValueObject;
  /** In file order, then those that only steps exchange. */
  readonly datasets: readonly Dataset[];
  /** In topological order, ties by file order. */
  readonly steps: readonly Step[];
};

export type Dataset = {
  readonly name: string;
  /** `either`: other tools do not say, so it is what is there. */
  readonly type: "file" | "directory" | "either";
  /** Relative POSIX path in the workspace, possibly with templates; null: it lives in the library only. */
  readonly path: string | null;
  /** Globs of names left out of a directory's digest, beside the default ones. */
  readonly ignore: readonly string[];
  /** `metrics`: its numbers become metrics of the run. `plot`: a table to draw. */
  readonly as: "metrics" | "plot" | null;
  /** How a Python function gets it and gives it back; null: by the ending of its path, and pickle without one. */
  readonly format: Format | null;
  /** The step that makes it; null for a source. */
  readonly maker: string | null;
};

export const formats = ["pickle", "json", "csv", "text", "parquet", "npy", "joblib"] as const;
export type Format = (typeof formats)[number];

/** `run` of a step: one string for the shell, or words without one. Templates are as written. */
export type RunCommand =
  | { readonly kind: "shell"; readonly text: string }
  | { readonly kind: "argv"; readonly words: readonly string[] };

/** What a step does: `run`, or `call` of a Python function by the dotted name of its module and its name there. */
export type Command =
  | RunCommand
  | { readonly kind: "call"; readonly module: string; readonly function: string }
  | AdapterCommand;

/** A step of another tool that `signet.adapters.<tool>` runs, with the tool's own code. */
export type AdapterCommand = {
  readonly kind: "adapter";
  readonly tool: "kedro" | "luigi" | "clearml";
  /** What people know it by: `kedro run --nodes=clean`. Does not count. */
  readonly text: string;
  /** What the adapter finds it by: a node's name, a task's parameters. Does not count. */
  readonly task: ValueObject;
  /** What makes it what it is, beside its code, parameters and inputs: how its datasets are read and written. */
  readonly counts: ValueObject;
  /** Functions and classes whose code counts, as `module:name`. */
  readonly entries: readonly string[];
  /** Modules of installed packages that run it: their versions count. */
  readonly packages: readonly string[];
};

/** A step's name for something, and the pipeline's name for it. They are alike unless mapped. */
export type Port = { readonly port: string; readonly dataset: string };

/**
 * An input. A step that reads what all items of a `foreach` make has one for each of them: `port` is then
 * `name@key`, and `gathered` says the name that the step knows them all by, and the item's key.
 */
export type InputPort = Port & { readonly gathered: { readonly name: string; readonly key: string } | null };

/**
 * When an earlier result serves. `ttl`: while it is younger than so many milliseconds. `key`: what the command prints
 * counts; its templates are those of parameters that the step consumes.
 */
export type CachePolicy =
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  | { readonly kind: "ttl"; readonly milliseconds: number }
  | { readonly kind: "key"; readonly command: string };

/** Shell commands around a step, outside its signature; null: none. */
export type Hooks = {
  readonly before: string | null;
  readonly after: string | null;
  readonly failed: string | null;
};

/** How often a failed step is tried again. `delay` in milliseconds before the first, multiplied by `backoff` each time. */
export type Retries = { readonly count: number; readonly delay: number; readonly backoff: number };

export type Step = {
  readonly name: string;
  /** What the file calls it: without the `@key` that an item of a `foreach` adds. */
  readonly base: string;
  /** For an item of a `foreach` its key (`lr=0.1`) and values by dotted name: parameters of this step alone. */
  readonly item: { readonly key: string; readonly values: { readonly [name: string]: Value } } | null;
  readonly command: Command;
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly Port[];
  /** Dotted names of the pipeline's parameters that are the step's own: those in `run`, those listed, those mapped. Sorted. */
  readonly params: readonly string[];
  /** The step's own names for parameters, where it says some: name -> dotted name. For a `call` its arguments. */
  readonly arguments: { readonly [name: string]: string };
  /** Globs of further files that count as code. */
  readonly code: readonly string[];
  /** Names of environment variables that count. */
  readonly env: readonly string[];
  /** Steps that must come first without handing over data. */
  readonly needs: readonly string[];
  /** What it can be chosen by together with others. */
  readonly tags: readonly string[];
  /** Bumped by hand to force a rerun; null if never. */
  readonly version: string | null;
  /** Ports whose fixed path the command writes itself, because it does not mention `{outputs.port}`. */
  readonly inPlace: readonly string[];
  /** Whether the parameters of the steps before it are among its effective ones. */
  readonly inherit: boolean;
  readonly cache: CachePolicy;
  readonly hooks: Hooks;
  readonly retries: Retries;
  /** Milliseconds it may take; null: as long as it likes. */
  readonly timeout: number | null;
  /** Whether steps that do not depend on it are still started when it failed. */
  readonly keepGoing: boolean;
  /** What it needs of the machine while it runs, such as `{cpu: 2, gpu: 1}`. */
  readonly resources: { readonly [name: string]: number };
};

/** Whose format it is written in. */
export const formatOfPipeline = ({ foreign }: Pipeline): PipelineFormat => foreign?.format ?? "signet";

/** The step set of a tag. */
export const tagSet = (tag: string): string => `tag:${tag}`;

/** The sets that steps can be chosen by: those of another tool, else those of tags, in the order they come up. */
export const stepSetsOf = ({ foreign, steps }: Pipeline): readonly StepSet[] =>
  foreign?.stepSets ?? setsOfTags(steps);

function setsOfTags(steps: readonly Step[]): readonly StepSet[] {
  const byTag = new Map<string, string[]>();
  for (const { name, tags } of steps)
    for (const tag of tags) {
      const tagged = byTag.get(tag);
      if (tagged === undefined) byTag.set(tag, [name]);
      else tagged.push(name);
    }
  return [...byTag].map(([tag, names]) => ({ name: tagSet(tag), steps: names }));
}

const datasetMaps = new WeakMap<Pipeline, ReadonlyMap<string, Dataset>>();

/** The datasets by name. Made once for a pipeline, because it is asked for with every step. */
export function datasetsOf(pipeline: Pipeline): ReadonlyMap<string, Dataset> {
  const known =
    datasetMaps.get(pipeline) ?? new Map(pipeline.datasets.map((dataset) => [dataset.name, dataset]));
  datasetMaps.set(pipeline, known);
  return known;
}

const stepMaps = new WeakMap<Pipeline, ReadonlyMap<string, Step>>();

/** The steps by name, made once as well. */
export function stepsOf(pipeline: Pipeline): ReadonlyMap<string, Step> {
  const known = stepMaps.get(pipeline) ?? new Map(pipeline.steps.map((step) => [step.name, step]));
  stepMaps.set(pipeline, known);
  return known;
}

const readSets = new WeakMap<Pipeline, ReadonlySet<string>>();

/** Whether any step has the dataset among its inputs. Worked out once for a pipeline. */
export function isRead(pipeline: Pipeline, dataset: string): boolean {
  let read = readSets.get(pipeline);
  if (read === undefined) {
    read = new Set(pipeline.steps.flatMap(({ inputs }) => inputs.map((input) => input.dataset)));
    readSets.set(pipeline, read);
  }
  return read.has(dataset);
}

const upstreamMaps = new WeakMap<Pipeline, Map<Step, readonly string[]>>();

/** Names of steps a step waits for: makers of its inputs, then `needs`, without repeats. Worked out once as well. */
export function upstreamOf(pipeline: Pipeline, step: Step): readonly string[] {
  let known = upstreamMaps.get(pipeline);
  if (known === undefined) {
    known = new Map();
    upstreamMaps.set(pipeline, known);
  }
  let names = known.get(step);
  if (names === undefined) {
    names = makersBefore(datasetsOf(pipeline), step);
    known.set(step, names);
  }
  return names;
}

function makersBefore(datasets: ReadonlyMap<string, Dataset>, { inputs, needs }: Step): readonly string[] {
  const names = new Set<string>();
  for (const { dataset } of inputs) {
    const maker = datasets.get(dataset)?.maker ?? null;
    if (maker !== null) names.add(maker);
  }
  for (const name of needs) names.add(name);
  return [...names];
}
