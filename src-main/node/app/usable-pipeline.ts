import { err, ok, type Result } from "../../core/base/result.ts";
import { type Diagnostic, hasErrors } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";

/** What was read of a pipeline file; `pipeline` is null when it cannot be used at all. */
export type ReadPipeline = {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Digest of all that it was read from, where that is told: with the same one it is the same. */
  readonly key?: string | null;
};

export type UsablePipeline = ReadPipeline & { readonly pipeline: Pipeline };

/** What was read of a file, where one with errors is a failure. */
export function usable(
  path: string,
  { pipeline, diagnostics, key = null }: ReadPipeline,
): Result<UsablePipeline, Failure> {
  if (pipeline === null || hasErrors(diagnostics)) {
    const count = diagnostics.filter(({ severity }) => severity === "error").length;
    return err(
      inputFailure(`${path} cannot be used: ${count} ${count === 1 ? "error" : "errors"}`, diagnostics),
    );
  }
  return ok({ pipeline, diagnostics, key });
}
