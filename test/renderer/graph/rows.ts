import { runId } from "../../../src-main/core/model/ids.ts";
import type { CacheOutcome, RunRow, RunStatus } from "../../../src-main/core/model/run.ts";

/** A step's row in pipeline run #12, for tests that care about step, status and cache alone. */
export function stepRow(step: string, status: RunStatus, cache: CacheOutcome | null): RunRow {
  return {
    ...pipelineRow(status),
    id: runId(`12-${step}`),
    number: null,
    parent: runId("12"),
    kind: "step",
    name: step,
    step,
    cache,
  };
}

/** Pipeline run #12. */
export function pipelineRow(status: RunStatus): RunRow {
  return {
    id: runId("12"),
    number: 12,
    parent: null,
    project: "p",
    name: "churn",
    kind: "pipeline",
    status,
    cache: null,
    pipeline: "churn",
    pipelineId: null,
    step: null,
    signature: null,
    created: 0,
    started: 0,
    ended: null,
    tags: [],
    params: {},
    metrics: {},
    progress: null,
    archived: false,
  };
}
