import type { PlanAction, StepNote } from "./plan.ts";
import type { Reason } from "./reason.ts";
import type { RunStatus } from "./run.ts";
import type { Change } from "./run-diff.ts";

/** A pipeline as the window draws it: steps are nodes, an edge for each step that waits for another. */
export type PipelineGraph = {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
};

export type GraphNode = {
  readonly step: string;
  readonly command: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly params: readonly string[];
};

/** `datasets` are what is handed over; empty for an edge that is only an order (`needs`). */
export type GraphEdge = { readonly from: string; readonly to: string; readonly datasets: readonly string[] };

/**
 * What a node shows: from a plan before a run (`action`), from the step's run during and after it (`status`), or between
 * two runs (`change`).
 */
export type NodeState = {
  readonly action: PlanAction | null;
  readonly status: RunStatus | null;
  readonly change?: Change;
  readonly reasons: readonly Reason[];
  readonly notes: readonly StepNote[];
};
