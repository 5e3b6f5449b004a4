import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import type { Digest, RunId, Signature } from "../model/ids.ts";
import type { Reason } from "../model/reason.ts";
import type { Content } from "./files.ts";

/**
 * Something that a step was seen to depend on and that its fingerprint does not name. Paths are workspace-relative.
 * `file`: read, or loaded as a module. `absent`: looked for and not there. `listing`: a folder whose names were read
 * (its digest is of the sorted names). `distribution`: a Python package that was loaded.
 */
export type Discovered =
  | { readonly kind: "file"; readonly path: string; readonly digest: Digest }
  | { readonly kind: "absent"; readonly path: string }
  /** A file that was looked for and found, whatever is in it. */
  | { readonly kind: "there"; readonly path: string }
  | {
      readonly kind: "listing";
      readonly path: string;
      readonly digest: Digest;
      /** Names that steps make there: they are left out of the digest. Sorted. */
      readonly except: readonly string[];
    }
  | { readonly kind: "distribution"; readonly name: string; readonly version: string | null };

/** A stored fact: this signature produced these outputs, by port, in that step's run. */
export type Trace = {
  readonly signature: Signature;
  readonly stepRun: RunId;
  /** Number of the pipeline run it was made in. */
  readonly runNumber: number | null;
  readonly step: StepIdentity;
  readonly outputs: { readonly [port: string]: Content };
  /** It serves while these are as they were. */
  readonly discovered: readonly Discovered[];
  /** When its outputs were made, epoch milliseconds. */
  readonly made: number;
  /** True when a person said that these outputs stand for this signature; `made` is then when. */
  readonly accepted: boolean;
};

export type StepIdentity = { readonly project: string; readonly pipeline: string; readonly step: string };

/** A step's newest success, executed or reused. */
export type LastSuccess = {
  readonly stepRun: RunId;
  readonly runNumber: number | null;
  readonly signature: Signature;
  readonly fingerprint: Fingerprint;
  readonly outputs: { readonly [port: string]: Content };
  /** The step's run that was executed for it: itself, or the one that it reused. */
  readonly madeBy: RunId;
  /** What that one was seen to depend on. */
  readonly discovered: readonly Discovered[];
  /** Why it left no trace although it succeeded; empty when it left one. */
  readonly voided: readonly Reason[];
};

/** What the library remembers of a step's earlier runs. */
export type StepHistory = {
  readonly lastSuccess: LastSuccess | null;
  /** Its newest ended run, if that was not a success. */
  readonly lastFailure: {
    readonly signature: Signature | null;
    readonly status: "failed" | "cancelled" | "interrupted";
    readonly runNumber: number | null;
  } | null;
};

export type TraceSource = {
  /** All traces of a signature, newest first. */
  readonly of: (signature: Signature) => readonly Trace[];
  readonly history: (step: StepIdentity) => StepHistory;
};
