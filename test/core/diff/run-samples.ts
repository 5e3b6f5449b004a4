import { type Digest, runId, type Signature } from "../../../src-main/core/model/ids.ts";
import type { RunDetail, RunFile } from "../../../src-main/core/model/run.ts";

export const digestOf = (text: string): Digest => `sha256:${text.padEnd(64, "0")}` as Digest;
export const signatureOf = (text: string): Signature => `sha256:${text.padEnd(64, "0")}` as Signature;

/** A finished script run without anything recorded, and what a test says of it. */
export function sampleRun(given: Partial<RunDetail> = {}): RunDetail {
  return {
    id: runId("run"),
    number: 1,
    parent: null,
    project: "demo",
    name: "demo",
    kind: "script",
    status: "succeeded",
    cache: "executed",
    pipeline: null,
    pipelineId: null,
    step: null,
    signature: null,
    created: 0,
    started: 0,
    ended: 1000,
    tags: [],
    params: {},
    metrics: {},
    progress: null,
    archived: false,
    steps: [],
    stepReasons: {},
    stepNotes: [],
    reasons: [],
    ownParams: {},
    command: null,
    exitCode: 0,
    error: null,
    origin: null,
    inputs: [],
    outputs: [],
    displaced: [],
    code: [],
    metricSummaries: [],
    environment: null,
    git: null,
    properties: {},
    metricCount: 0,
    gitDiff: null,
    artifacts: [],
    peakMemory: null,
    cpuSeconds: null,
    eventProblems: null,
    notes: "",
    ...given,
  };
}

/** A step of a pipeline run: id, step name and signature from its name unless said otherwise. */
export function sampleStep(step: string, given: Partial<RunDetail> = {}): RunDetail {
  return sampleRun({
    id: runId(`run/${step}`),
    number: null,
    parent: runId("run"),
    name: step,
    kind: "step",
    step,
    signature: signatureOf(step),
    command: `python ${step}.py`,
    ...given,
  });
}

export function sampleFile(name: string, content: string, given: Partial<RunFile> = {}): RunFile {
  return {
    name,
    path: `data/${name}`,
    digest: digestOf(content),
    size: content.length,
    type: "file",
    maker: null,
    as: null,
    format: null,
    kept: true,
    ...given,
  };
}
