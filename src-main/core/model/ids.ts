import type { Brand } from "../base/brand.ts";

/** ULID of a run; imported runs keep the id they had. */
export type RunId = Brand<"RunId">;
/** Row id of an imported pipeline file, as text. */
export type PipelineId = Brand<"PipelineId">;
/** `sha256:` and 64 hex digits, of bytes. */
export type Digest = Brand<"Digest">;
/** `sha256:` and 64 hex digits, of a canonical fingerprint. */
export type Signature = Brand<"Signature">;

export const runId = (text: string): RunId => text as RunId;
export const pipelineId = (text: string): PipelineId => text as PipelineId;

/** What people see of a digest: its first characters, without the name of the way it was made. */
export const shortDigest = (digest: string, length = 8): string =>
  digest.replace(/^[\w-]+:/, "").slice(0, length);

/** The first 16 hex digits: what `{signature}` stands for in a path and what people see. */
export const shortSignature = (signature: Signature): string =>
  signature.slice("sha256:".length, "sha256:".length + 16);
