import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { canonicalJson } from "../../core/base/json.ts";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Diagnostic, hasErrors, problem } from "../../core/model/diagnostic.ts";
import { type Failure, inputFailure } from "../../core/model/failure.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import { commandText } from "../../core/pipeline/graph.ts";
import { readPipeline } from "../../core/pipeline/read-pipeline.ts";
import { sha256 } from "../host/digest.ts";

/** Larger files are refused unread. */
const largestPipelineFile = 64 * 1024 * 1024;

export type ReadPipeline = {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
};

/** Reads a pipeline file, or the `pipeline.yaml` in a folder. Nothing of it runs. */
export function readPipelineFile(path: string): ReadPipeline {
  const file = pipelineFileAt(path);
  if (!file.ok) return { pipeline: null, diagnostics: [file.error] };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file.value);
  } catch (error) {
    const unreadable = problem("unreadable", `The file cannot be read: ${(error as Error).message}`);
    return { pipeline: null, diagnostics: [{ ...unreadable, file: file.value }] };
  }
  return readPipeline({ file: file.value, text: bytes.toString("utf8") });
}

/** The same, where a pipeline with errors is a failure. */
export function loadPipeline(
  path: string,
): Result<{ pipeline: Pipeline; diagnostics: readonly Diagnostic[] }, Failure> {
  const { pipeline, diagnostics } = readPipelineFile(path);
  if (pipeline === null || hasErrors(diagnostics)) {
    const count = diagnostics.filter(({ severity }) => severity === "error").length;
    return err(
      inputFailure(`${path} cannot be used: ${count} ${count === 1 ? "error" : "errors"}`, diagnostics),
    );
  }
  return ok({ pipeline, diagnostics });
}

const pipelineFileNames = ["pipeline.yaml", "pipeline.yml", "pipeline.json"];

/** The absolute path of the pipeline file meant by a path: itself, or the one in the folder. */
export function pipelineFileAt(path: string): Result<string, Diagnostic> {
  const absolute = resolve(path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  const at = (code: string, message: string, remedy: string) =>
    err({ ...problem(code, message, remedy), file: absolute });
  if (stats === undefined) return at("file-missing", "There is no such file", "Check the path.");
  if (stats.isDirectory()) {
    const found = pipelineFileNames
      .map((name) => join(absolute, name))
      .find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
    if (found !== undefined) return ok(found);
    return at(
      "no-pipeline-in-folder",
      "The folder holds no pipeline",
      `Put a ${pipelineFileNames.join(", ")} there, or name the file.`,
    );
  }
  if (!stats.isFile())
    return at("not-a-file", "This is neither a file nor a folder", "Name a pipeline file.");
  if (stats.size > largestPipelineFile)
    return at(
      "too-large",
      `The file has ${stats.size} bytes, more than a pipeline file can have`,
      "Name a pipeline file.",
    );
  return ok(absolute);
}

/** The commands a person agrees to when trusting a pipeline. */
export const commandsOf = (pipeline: Pipeline): { step: string; command: string }[] =>
  pipeline.steps.map((step) => ({ step: step.name, command: commandText(step.command) }));

/** Digest of everything that would be executed: it changes when a command or the interpreter does. */
export function trustDigest(pipeline: Pipeline): string {
  const commands = pipeline.steps.map(({ name, command }) => [name, command]);
  return sha256(canonicalJson([pipeline.python, pipeline.workspace, commands]));
}
