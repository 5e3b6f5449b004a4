import type { RunId } from "../model/ids.ts";
import type { Pipeline, Port, Step } from "../model/pipeline.ts";
import type { StepNote } from "../model/plan.ts";
import type { Reason } from "../model/reason.ts";
import type { Decision } from "../plan/decide.ts";
import type { Content } from "./files.ts";
import type { Discovered } from "./traces.ts";

/** One step to execute: everything it may see. */
export type Execution = {
  readonly run: RunId;
  readonly stepRun: RunId;
  readonly pipeline: Pipeline;
  readonly step: Step;
  readonly decision: Decision;
  /** Content of every dataset known so far, its inputs among them. */
  readonly contents: ReadonlyMap<string, Content>;
  readonly signal: AbortSignal;
  /** Aborts when what was cancelled is to be killed, with no time to end by itself. */
  readonly hurry: AbortSignal;
  /**
   * Called when the process of an attempt exists; `process` identifies it beyond reuse of its pid. Rejects when that cannot
   * be recorded.
   */
  readonly onStarted: (process: string) => Promise<void>;
  /** Called when its command has ended well with all outputs there, before they are taken. */
  readonly onFinalizing: () => void;
};

export type ExecutionResult =
  | {
      readonly kind: "succeeded";
      readonly outputs: { readonly [port: string]: Content };
      /** What it was seen to depend on beyond its fingerprint. */
      readonly discovered: readonly Discovered[];
      /** Why its result may not serve later (something changed under it, it read what it does not declare); empty: it may. */
      readonly voided: readonly Reason[];
      /** What people should know of this run: that its reads could not be watched, what it read undeclared. */
      readonly notes: readonly StepNote[];
      /** What went wrong around it and did not make it fail, such as a hook. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: "failed"; readonly exitCode: number | null; readonly error: string }
  | { readonly kind: "cancelled" };

/** The signal part of the platform's AbortSignal that the engine needs, named here because core has no platform. */
export type AbortSignal = {
  readonly aborted: boolean;
  readonly addEventListener: (type: "abort", listener: () => void) => void;
  readonly removeEventListener: (type: "abort", listener: () => void) => void;
};

/** Where steps are executed. There is one, this machine; a cluster would be another. */
export type Executor = {
  readonly execute: (execution: Execution) => Promise<ExecutionResult>;
  /**
   * What the step came to is recorded: what it was executed with goes, and files of the user's that a success replaced need
   * not come back any more.
   */
  readonly settle: (stepRun: RunId) => Promise<void>;
  /** No step of the run is executed any more: resolves when all that `settle` lets go of is gone. */
  readonly finish: () => Promise<void>;
  /**
   * Takes those of a result's outputs that the library lost and that stand at their paths into it again; others are passed
   * over. Answers what could not be, for the user.
   */
  readonly takeBack: (
    pipeline: Pipeline,
    decision: Decision,
    lost: readonly Port[],
  ) => Promise<readonly string[]>;
  /** Shows a step's outputs at their paths in the workspace. Answers what could not be, for the user. */
  readonly show: (
    pipeline: Pipeline,
    step: Step,
    decision: Decision,
    outputs: { readonly [port: string]: Content },
    stepRun: RunId,
  ) => Promise<readonly string[]>;
};
