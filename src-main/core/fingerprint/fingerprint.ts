import { canonicalJson } from "../base/json.ts";
import type { Value } from "../base/value.ts";
import type { Digest, Signature } from "../model/ids.ts";
import type { Command, Format } from "../model/pipeline.ts";
import type { Sha256 } from "../ports/files.ts";

/** `version` has the minor one: "3.11". Distributions by normalised name, those that the step's code loads. */
export type PythonRecord = {
  readonly implementation: string;
  readonly version: string;
  readonly distributions: { readonly [name: string]: string };
};

/**
 * Everything that matters for one step and nothing else: no names of steps, pipelines or datasets, no absolute paths,
 * no time, no host. Two steps with equal fingerprints are one computation.
 */
export type Fingerprint = {
  /** Of this record's meaning; raised whenever equal records could stand for different computations. */
  readonly format: 3;
  readonly kind: "run" | "call";
  readonly command: Command;
  /** Workspace-relative path -> digest of the file's bytes; `path › unit` -> digest of what a piece of Python means. */
  readonly code: { readonly [unit: string]: Digest };
  /** Own parameters by the names that the step itself uses. */
  readonly params: { readonly [name: string]: Value };
  /** By port. */
  readonly inputs: { readonly [port: string]: Digest };
  /** The keys of gathered inputs in their order, by the name the step knows them by; those of items apart, `inputs` has them. */
  readonly gathered: { readonly [name: string]: readonly string[] };
  /** Of a variable whose name says that it is a secret, the value's digest. */
  readonly env: { readonly [name: string]: string | null };
  /** By port: the suffix of the path the command is given. */
  readonly outputs: {
    readonly [port: string]: { readonly suffix: string; readonly type: "file" | "directory" | "either" };
  };
  /** By port: the fixed path that the command writes itself. */
  readonly inPlace: { readonly [port: string]: string };
  /** Of a `call` how each dataset is loaded and saved, by port. */
  readonly formats: {
    readonly inputs: { readonly [port: string]: Format };
    readonly outputs: { readonly [port: string]: Format };
  };
  /** The Python that the step runs on; null when it runs none. */
  readonly python: PythonRecord | null;
  /** What the command of `cache: {key: …}` printed. */
  readonly key: string | null;
  readonly version: string | null;
  /** Signatures of steps without outputs that must come first, sorted. */
  readonly after: readonly Signature[];
  /** Where its traces may serve; null: everywhere. Opaque steps and steps without outputs are bound to their place. */
  readonly scope: {
    readonly project: string;
    readonly pipeline: string;
    readonly step: string | null;
  } | null;
};

/** `sha256:` of the fingerprint's canonical JSON. */
export function signatureOf(fingerprint: Fingerprint, sha256: Sha256): Signature {
  return sha256(canonicalJson(fingerprint)) as string as Signature;
}
