import type { Value, ValueObject } from "../base/value.ts";
import type { CacheOutcome, RunKind, RunStatus } from "../model/run.ts";

/**
 * One run as it travels: what a line of an interchange file says, whichever tool it came from. `docs/interchange.md` is
 * the format in full. Times are epoch milliseconds; empty texts and lists stand for what was not recorded.
 */
export type RunRecord = {
  readonly id: string;
  readonly parent: string | null;
  readonly project: string;
  readonly name: string;
  readonly kind: RunKind;
  readonly status: RunStatus;
  readonly created: number | null;
  readonly started: number | null;
  readonly ended: number | null;
  readonly tags: readonly string[];
  /** The run's own ones, nested as they were given. */
  readonly params: ValueObject;
  readonly metrics: ReadonlyMap<string, MetricRecord>;
  readonly properties: ValueObject;
  readonly notes: string;
  /** Null: there is no console. */
  readonly log: string | null;
  readonly code: readonly CodeRecord[];
  readonly inputs: readonly FileRecord[];
  readonly outputs: readonly FileRecord[];
  readonly artifacts: readonly FileRecord[];
  readonly environment: EnvironmentRecord | null;
  readonly git: GitRecord | null;
  readonly command: string | null;
  readonly exitCode: number | null;
  readonly error: string | null;
  readonly archived: boolean;
  /** What only Signet's own runs have; null for others. */
  readonly signet: SignetRecord | null;
};

/** A bare last value, or the points in the order they were logged. */
export type MetricRecord = number | readonly MetricTriple[];
export type MetricTriple = readonly [step: number, time: number, value: number];

/** A text that counted, or (without `--artifacts`, when the library lost it) only its digest. */
export type CodeRecord = {
  readonly path: string;
  readonly text: string | null;
  readonly digest: string | null;
};

export type FileRecord = {
  readonly name: string;
  readonly path: string | null;
  /** As given: `sha256:…`, or another tool's. */
  readonly digest: string | null;
  /** In bytes; of a folder the sum of its files. */
  readonly size: number | null;
  readonly type: "file" | "directory";
  /** Whatever else is told of it: `maker`, `as`, `format`; `kind`, `step` and `time` of artifacts. */
  readonly more: ValueObject;
  /** The bytes in base64, where they travel along; of a file only. */
  readonly data: string | null;
};

/** `more` has what other tools tell: kept as it is, and searchable below `env`. */
export type EnvironmentRecord = {
  readonly os: string;
  readonly host: string;
  readonly user: string;
  readonly python: string | null;
  readonly packages: { readonly [name: string]: string };
  readonly variables: { readonly [name: string]: string | null };
  readonly more: ValueObject;
};

export type GitRecord = {
  readonly commit: string;
  readonly branch: string | null;
  readonly dirty: boolean;
  /** Uncommitted changes as a unified diff. */
  readonly diff: string | null;
};

/** What a run of a pipeline has beside the rest; each may be missing. */
export type SignetRecord = {
  readonly pipeline: string | null;
  readonly step: string | null;
  readonly position: number | null;
  readonly cache: CacheOutcome | null;
  readonly signature: string | null;
  /** The run whose results were reused. */
  readonly origin: string | null;
  readonly fingerprint: Value;
  readonly reasons: readonly Value[];
  readonly stepNotes: readonly Value[];
  /** Effective parameters where they are more than `params`. */
  readonly effective: ValueObject | null;
  /** What the run's result rested on; shown and compared, never reused. */
  readonly traces: readonly Value[];
  readonly graph: Value;
  readonly selection: Value;
  readonly workspace: string | null;
  readonly file: string | null;
};

/** What is wrong with a line, or worth knowing; `key` is where: `metrics.loss[3]`, empty for the line as a whole. */
export type LineProblem = {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly key: string;
  readonly message: string;
  readonly remedy: string | null;
};
