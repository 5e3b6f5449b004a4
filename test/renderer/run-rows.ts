import { runId } from "../../src-main/core/model/ids.ts";
import type { RunRow } from "../../src-main/core/model/run.ts";

/** A run row with only what a test is about. */
export function row(id: string, change: Partial<RunRow> = {}): RunRow {
  return {
    id: runId(id),
    number: 1,
    parent: null,
    project: "p",
    name: id,
    kind: "pipeline",
    status: "succeeded",
    cache: null,
    pipeline: null,
    pipelineId: null,
    step: null,
    signature: null,
    created: 0,
    started: 0,
    ended: 1_000,
    tags: [],
    params: {},
    metrics: {},
    progress: null,
    archived: false,
    ...change,
  };
}
