import type { RunId } from "../model/ids.ts";
import type { StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { CacheOutcome, RunStatus } from "../model/run.ts";
import type { Decision } from "../plan/decide.ts";
import type { Content } from "./files.ts";
import type { Discovered } from "./traces.ts";

export type StepSuccess = {
  readonly outputs: { readonly [port: string]: Content };
  readonly discovered: readonly Discovered[];
  /** Why later steps with this signature may not reuse it; empty: they may. */
  readonly voided: readonly Reason[];
  readonly notes: readonly StepNote[];
};

/** What a step reads, by port. */
export type InputContents = { readonly [port: string]: Content };

/**
 * Where a run's progress is kept. Each change is part of one transaction, all of it or nothing, and published when the
 * answer resolves. What a step came to is durable then; that it starts, runs or is finalized outlives this process, and no
 * later change outlives a loss of power without it; on a full disk, that a step runs or is finalized is kept with its next
 * change, and a warning only if one follows. Changes are carried out in the order in which they were asked for.
 */
export type RunSink = {
  /**
   * The step is decided and about to start: what it is, before its process exists. `taken`: another run is computing the
   * same signature or writing at the same fixed path now, so nothing was recorded and the step must wait.
   */
  readonly stepStarting: (
    stepRun: RunId,
    decision: Decision,
    inputs: InputContents,
  ) => Promise<"claimed" | "taken">;
  /** Its process exists; called again for each further attempt. */
  readonly stepRunning: (stepRun: RunId, process: string) => Promise<void>;
  /** Its command ended well, with all outputs. `stepSucceeded` or another end follows, and rejects too if this does. */
  readonly stepFinalizing: (stepRun: RunId) => Promise<void>;
  readonly stepSucceeded: (stepRun: RunId, success: StepSuccess) => Promise<void>;
  /** Something about a success that the user must know, such as an output that could not be shown. */
  readonly stepWarned: (stepRun: RunId, message: string) => Promise<void>;
  readonly stepFailed: (stepRun: RunId, exitCode: number | null, error: string) => Promise<void>;
  readonly stepReused: (
    stepRun: RunId,
    decision: Decision,
    inputs: InputContents,
    cache: Exclude<CacheOutcome, "executed">,
  ) => Promise<void>;
  /** A step that will not run (any more). */
  readonly stepEnded: (
    stepRun: RunId,
    status: "cancelled" | "skipped",
    reasons: readonly Reason[],
  ) => Promise<void>;
  readonly runEnded: (
    run: RunId,
    status: Extract<RunStatus, "succeeded" | "failed" | "cancelled">,
    error: string | null,
  ) => Promise<void>;
};
