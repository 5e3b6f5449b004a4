import { blankRecord } from "../../../core/interchange/blank-record.ts";
import { printRecord } from "../../../core/interchange/print-record.ts";
import type { FileRecord, MetricTriple, RunRecord } from "../../../core/interchange/record.ts";
import type { RunStatus } from "../../../core/model/run.ts";
import { type FoundArtifacts, noArtifacts } from "../artifact-files.ts";
import type { SourceRun } from "../run-source.ts";
import { typedText } from "../typed-text.ts";

/** A run as MLflow keeps it, in files or in a database. Times are epoch milliseconds. */
export type MlflowRun = {
  readonly id: string;
  readonly name: string | null;
  readonly experiment: string;
  /** `FINISHED`, or its number in files. */
  readonly status: string;
  readonly start: number | null;
  readonly end: number | null;
  /** Deleted in MLflow, where it can still be restored. */
  readonly isDeleted: boolean;
  readonly user: string | null;
  readonly params: ReadonlyMap<string, string>;
  /** Points in any order. */
  readonly metrics: ReadonlyMap<string, readonly MetricTriple[]>;
  readonly tags: ReadonlyMap<string, string>;
  readonly datasets: readonly MlflowDataset[];
};

export type MlflowDataset = {
  readonly name: string;
  readonly digest: string | null;
  readonly sourceType: string | null;
  /** JSON that says where it is, in a form that depends on the type. */
  readonly source: string | null;
  readonly context: string | null;
};

const statuses: { readonly [status: string]: RunStatus | undefined } = {
  RUNNING: "running",
  SCHEDULED: "queued",
  FINISHED: "succeeded",
  FAILED: "failed",
  KILLED: "cancelled",
  "1": "running",
  "2": "queued",
  "3": "succeeded",
  "4": "failed",
  "5": "cancelled",
};

/** Tags that stand elsewhere in our record. */
const placedTags = new Set([
  "mlflow.runName",
  "mlflow.parentRunId",
  "mlflow.note.content",
  "mlflow.user",
  "mlflow.source.name",
  "mlflow.source.git.commit",
  "mlflow.source.git.branch",
]);

function recordOfMlflow(run: MlflowRun, artifacts: FoundArtifacts = noArtifacts): RunRecord {
  const { tags } = run;
  const user = tags.get("mlflow.user") ?? run.user;
  const commit = tags.get("mlflow.source.git.commit");
  const own = [...tags].filter(([key]) => !placedTags.has(key));
  return {
    ...blankRecord(run.id, run.name || tags.get("mlflow.runName") || run.id),
    parent: tags.get("mlflow.parentRunId") ?? null,
    project: run.experiment,
    status: statuses[run.status] ?? "succeeded",
    started: run.start,
    ended: run.end,
    params: Object.fromEntries([...run.params].map(([key, value]) => [key, typedText(value)])),
    metrics: new Map([...run.metrics].map(([name, points]) => [name, points.toSorted(byStep)])),
    properties: Object.fromEntries(own.map(([key, value]) => [key, typedText(value)])),
    notes: tags.get("mlflow.note.content") ?? "",
    command: tags.get("mlflow.source.name") ?? null,
    environment:
      user === null || user === "" || user === "unknown"
        ? null
        : { os: "", host: "", user, python: null, packages: {}, variables: {}, more: {} },
    git:
      commit === undefined
        ? null
        : { commit, branch: tags.get("mlflow.source.git.branch") ?? null, dirty: false, diff: null },
    inputs: run.datasets.map(inputOf),
    artifacts: artifacts.artifacts,
    archived: run.isDeleted,
  };
}

/** By step, then time: so the last is what MLflow calls the latest. */
const byStep = (a: MetricTriple, b: MetricTriple): number => a[0] - b[0] || a[1] - b[1];

function inputOf({ name, digest, sourceType, source, context }: MlflowDataset): FileRecord {
  const more = { source: sourceType, context };
  return {
    name,
    path: placeOf(source),
    digest,
    size: null,
    type: "file",
    more: Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null)),
    data: null,
  };
}

/** Where a dataset is, as far as its source tells. */
function placeOf(source: string | null): string | null {
  if (source === null) return null;
  try {
    const json = JSON.parse(source) as unknown;
    if (typeof json === "object" && json !== null)
      for (const key of ["uri", "url", "path"]) {
        const value = (json as { readonly [key: string]: unknown })[key];
        if (typeof value === "string") return value;
      }
    return source;
  } catch {
    return source;
  }
}

export function sourceOfMlflow(run: MlflowRun, file: string, artifacts: FoundArtifacts): SourceRun {
  const record = recordOfMlflow(run, artifacts);
  return { record, source: printRecord(record), file, line: null, contents: artifacts.contents };
}
