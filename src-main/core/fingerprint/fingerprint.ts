import { canonicalJson } from "../base/json.ts";
import type { Value } from "../base/value.ts";
import type { Digest, Signature } from "../model/ids.ts";
import type { Command } from "../model/pipeline.ts";
import type { Sha256 } from "../ports/files.ts";

/**
 * Everything that matters for one step and nothing else: no names of steps, pipelines or datasets, no absolute paths,
 * no time, no host. Two steps with equal fingerprints are one computation.
 */
export type Fingerprint = {
  /** Of this record's meaning; raised whenever equal records could stand for different computations. */
  readonly format: 2;
  readonly kind: "run";
  readonly command: Command;
  /** Workspace-relative path -> digest of the file's bytes; `path › unit` -> digest of what a piece of Python means. */
  readonly code: { readonly [unit: string]: Digest };
  readonly params: { readonly [name: string]: Value };
  /** By port. */
  readonly inputs: { readonly [port: string]: Digest };
  /** Of a variable whose name says that it is a secret, the value's digest. */
  readonly env: { readonly [name: string]: string | null };
  /** By port: the suffix of the path the command is given. */
  readonly outputs: {
    readonly [port: string]: { readonly suffix: string; readonly type: "file" | "directory" };
  };
  /** By port: the fixed path that the command writes itself. */
  readonly inPlace: { readonly [port: string]: string };
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
