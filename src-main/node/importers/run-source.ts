import type { RunRecord } from "../../core/interchange/record.ts";
import type { Diagnostic } from "../../core/model/diagnostic.ts";

/** What a file or folder of runs holds, one after the other: runs, and what is wrong with or missing from it. */
export type SourceItem =
  | { readonly kind: "run"; readonly run: SourceRun }
  | { readonly kind: "problem"; readonly problem: Diagnostic };

export type SourceRun = {
  readonly record: RunRecord;
  /** A text that is equal when the run is: a line, or what was read of another tool's files. */
  readonly source: string;
  readonly file: string;
  /** In a file of lines; null elsewhere. */
  readonly line: number | null;
  /** Absolute paths of files that `record` names and that can be read now: bytes to keep. By role and place. */
  readonly contents: readonly SourceContent[];
};

export type SourceContent = {
  readonly role: "inputs" | "outputs" | "artifacts";
  readonly index: number;
  readonly path: string;
};

export type RunSource = AsyncIterable<SourceItem>;

/** A problem of a file, located as far as it can be. */
export const sourceProblem = (
  severity: Diagnostic["severity"],
  code: string,
  message: string,
  place: { readonly file: string; readonly line?: number | null; readonly remedy?: string | null },
): SourceItem => ({
  kind: "problem",
  problem: {
    severity,
    code,
    message,
    remedy: place.remedy ?? null,
    file: place.file,
    line: place.line ?? null,
    column: null,
    span: null,
  },
});
