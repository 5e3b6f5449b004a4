import type { Value } from "../base/value.ts";
import type { RunRow } from "./run.ts";

export type Change = "added" | "removed" | "changed" | "same";

/** A record diff: `changed` holds `[from, to]`. */
export type RecordDiff<T> = {
  readonly added: { readonly [key: string]: T };
  readonly removed: { readonly [key: string]: T };
  readonly changed: { readonly [key: string]: readonly [T, T] };
  /** What both have alike; left out of the terminal's and JSON's answer. */
  readonly same: { readonly [key: string]: T };
};

/** One side's text of a file, or why it cannot be shown. */
export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary"; readonly size: number }
  | { readonly kind: "too-large"; readonly size: number }
  | { readonly kind: "not-kept" }
  /** The library's object of it was found damaged, and set aside. */
  | { readonly kind: "damaged" };

export type FileFact = {
  /** Null for a file of an imported run that none was told of. */
  readonly digest: string | null;
  /** Bytes; null for code, of which only the digest is recorded. */
  readonly size: number | null;
  readonly path: string | null;
};

/** Exactly what differs between two runs or two steps; `baseline` is the first of each pair. */
export type RunDiff = RunParts & { readonly baseline: RunRow; readonly candidate: RunRow };

export type RunParts = {
  readonly parameters: RecordDiff<Value>;
  /** By workspace-relative path. Texts are fetched apart, with `runs.fileText`. */
  readonly code: RecordDiff<FileFact>;
  readonly inputs: RecordDiff<FileFact>;
  readonly outputs: RecordDiff<FileFact>;
  readonly metrics: RecordDiff<number>;
  readonly environment: RecordDiff<string>;
  /** By step name: signature, and whether it was executed. */
  readonly steps: RecordDiff<StepFact>;
};

export type StepFact = {
  readonly signature: string | null;
  readonly outcome: string;
  readonly command: string;
};
