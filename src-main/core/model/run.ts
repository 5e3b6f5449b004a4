import type { Value, ValueObject } from "../base/value.ts";
import type { Digest, PipelineId, RunId, Signature } from "./ids.ts";
import type { Format } from "./pipeline.ts";
import type { StepNote } from "./plan.ts";
import type { Reason } from "./reason.ts";

export type RunKind = "pipeline" | "step" | "script";

export const runStatuses = [
  "queued",
  "starting",
  "running",
  "finalizing",
  "succeeded",
  "failed",
  "cancelled",
  "interrupted",
  /** A step that never started because one before it failed or the run was cancelled. */
  "skipped",
] as const;
export type RunStatus = (typeof runStatuses)[number];

export const isActive = (status: RunStatus): boolean =>
  status === "queued" || status === "starting" || status === "running" || status === "finalizing";

/** Where a step's outputs came from. */
export type CacheOutcome = "executed" | "reused" | "restored";

/** One line of the run table; also what live events carry. Times are epoch milliseconds. */
export type RunRow = {
  readonly id: RunId;
  /** Counts top-level runs of a library from 1: "run #41". Null for steps of a pipeline run. */
  readonly number: number | null;
  readonly parent: RunId | null;
  readonly project: string;
  readonly name: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly cache: CacheOutcome | null;
  /** Name of the pipeline, for runs of one and their steps. */
  readonly pipeline: string | null;
  readonly pipelineId: PipelineId | null;
  readonly step: string | null;
  readonly signature: Signature | null;
  readonly created: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly tags: readonly string[];
  /** Effective parameters, dotted name -> value. */
  readonly params: { readonly [name: string]: Value };
  /** Last value of each metric. A pipeline run shows those of its steps. */
  readonly metrics: { readonly [name: string]: number };
  /** Only in lists that were asked for some, and in the detail of a run. */
  readonly properties?: { readonly [key: string]: PropertyValue };
  /** Steps of a pipeline run: how many there are and how many have ended. */
  readonly progress: { readonly total: number; readonly ended: number } | null;
  readonly archived: boolean;
};

export type RunFile = {
  /** Port or dataset name. */
  readonly name: string;
  /** Workspace-relative path where it is shown, or null. */
  readonly path: string | null;
  /** Of an imported run as it was told, which need not be SHA-256; null where nobody told it. */
  readonly digest: Digest | null;
  /** Bytes; for a directory the sum of its files; null where nobody told it. */
  readonly size: number | null;
  readonly type: "file" | "directory";
  /** The step that made it; null for a source. */
  readonly maker: string | null;
  /** What the pipeline takes it for: numbers that are metrics, a table to draw. */
  readonly as: "metrics" | "plot" | null;
  /** How a Python function gets it; null where neither the pipeline nor its path's ending tells. */
  readonly format: Format | null;
  /** Whether the library holds its bytes. */
  readonly kept: boolean;
};

/** Bytes of the user's that stood where a run put an output; the library keeps them. */
export type DisplacedFile = {
  /** Absolute path where they stood. */
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  readonly type: "file" | "directory";
  readonly at: number;
  /** Absolute path of the kept bytes in the library; null for a folder, whose files are kept one by one. */
  readonly kept: string | null;
};

export type CodeFile = { readonly path: string; readonly digest: Digest };

export type MetricSummary = {
  readonly name: string;
  /** The step of the pipeline run that logged it; null for the run itself. */
  readonly step: string | null;
  /** The run that holds the series: a step's own, or the one whose results it reused. */
  readonly run: RunId;
  readonly count: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** The lowest or the highest, as the name tells. */
  readonly best: number;
};

export type MetricSeries = {
  readonly name: string;
  readonly run: RunId;
  /** Parallel arrays, in the order they were logged. `times` are epoch milliseconds. */
  readonly steps: readonly number[];
  readonly times: readonly number[];
  readonly values: readonly number[];
};

export type Environment = {
  readonly os: string;
  readonly host: string;
  readonly user: string;
  readonly python: string | null;
  /** Processors and memory in words: "8 × AMD EPYC 7B13, 34 GB of memory"; runs of earlier versions have none. */
  readonly hardware?: string;
  /** Declared variables and their values; never one whose name contains key, token, secret or password. */
  readonly variables: { readonly [name: string]: string | null };
  /** Versions of the Python packages that were there, by name; of runs that recorded none, none. */
  readonly packages: { readonly [name: string]: string };
};

/** A file or folder that a program handed over with a name; the library keeps its bytes. */
export type RunArtifact = {
  /** The run that logged it: a step's own in the detail of a pipeline run. */
  readonly run: RunId;
  /** Which of that run's artifacts, from 0. */
  readonly position: number;
  readonly name: string;
  readonly kind: "file" | "image" | "figure" | "table" | "text";
  /** As the program named it. */
  readonly path: string | null;
  /** Of an imported run as it was told; "" where none was. */
  readonly digest: Digest;
  /** In bytes; null where an imported run does not tell. */
  readonly size: number | null;
  readonly type: "file" | "directory";
  /** Where in the course of the run; null when the program did not say. */
  readonly step: number | null;
  readonly time: number;
  /** Absolute path of the bytes in the library; null when it does not hold them. */
  readonly kept: string | null;
};

/** What was wrong with a run's event file: how many lines, and the first of them in words. */
export type EventProblems = { readonly bad: number; readonly problems: readonly string[] };

export type GitState = { readonly commit: string; readonly branch: string | null; readonly dirty: boolean };

/** A property's value. */
export type PropertyValue = string | number | boolean;

/** Everything recorded about one run. */
export type RunDetail = RunRow & {
  /** Runs of the steps, in topological order; empty for a step. */
  readonly steps: readonly RunRow[];
  readonly reasons: readonly Reason[];
  /** The same for the steps of a pipeline run, by step; empty for other runs. */
  readonly stepReasons: { readonly [step: string]: readonly Reason[] };
  /** What people should know of a step's run: undeclared reads, code that counted whole. */
  readonly stepNotes: readonly StepNote[];
  readonly ownParams: ValueObject;
  readonly command: string | null;
  readonly exitCode: number | null;
  readonly error: string | null;
  /** The run whose outputs were reused, and its number (that of its parent for a step). */
  readonly origin: { readonly run: RunId; readonly number: number | null } | null;
  readonly inputs: readonly RunFile[];
  readonly outputs: readonly RunFile[];
  readonly displaced: readonly DisplacedFile[];
  readonly code: readonly CodeFile[];
  /** The first of them, at most `mostSummaries`; `runs.metrics` tells all. */
  readonly metricSummaries: readonly MetricSummary[];
  /** How many there are in all. */
  readonly metricCount: number;
  readonly environment: Environment | null;
  readonly git: GitState | null;
  /** Digest of the text of what git had not committed; null when there was nothing, or it was not recorded. */
  readonly gitDiff: Digest | null;
  readonly properties: { readonly [key: string]: PropertyValue };
  readonly notes: string;
  /** What its program, and the programs of its steps, handed over, in the order they did. */
  readonly artifacts: readonly RunArtifact[];
  /** Most memory its processes had at one time, in bytes; null when nobody looked. */
  readonly peakMemory: number | null;
  /** Time of processors that they used, in seconds. */
  readonly cpuSeconds: number | null;
  /** Null: nothing was wrong with what it told of itself. */
  readonly eventProblems: EventProblems | null;
};
