import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import type { RunId, Signature } from "../model/ids.ts";
import type { Content } from "./files.ts";

/** A stored fact: this signature produced these outputs, by port, in that step's run. */
export type Trace = {
  readonly signature: Signature;
  readonly stepRun: RunId;
  /** Number of the pipeline run it was made in. */
  readonly runNumber: number | null;
  readonly step: StepIdentity;
  readonly outputs: { readonly [port: string]: Content };
};

export type StepIdentity = { readonly project: string; readonly pipeline: string; readonly step: string };

/** What the library remembers of a step's earlier runs. */
export type StepHistory = {
  /** Fingerprint and signature of its newest success, executed or reused. */
  readonly lastSuccess: { readonly signature: Signature; readonly fingerprint: Fingerprint } | null;
  /** Its newest ended run, if that was not a success. */
  readonly lastFailure: {
    readonly signature: Signature | null;
    readonly status: "failed" | "cancelled" | "interrupted";
    readonly runNumber: number | null;
  } | null;
  /** True when its newest success ran while its inputs or code changed, so that it left no trace. */
  readonly changedWhileRunning: boolean;
};

export type TraceSource = {
  /** All traces of a signature, newest first. */
  readonly of: (signature: Signature) => readonly Trace[];
  readonly history: (step: StepIdentity) => StepHistory;
};
