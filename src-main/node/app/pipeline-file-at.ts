import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import { type Diagnostic, problem } from "../../core/model/diagnostic.ts";
import { largestPipeline } from "../host/largest-pipeline.ts";
import { pipelineFileNames } from "./pipeline-format.ts";

/** The absolute path of the pipeline file meant by a path: itself, or the one in the folder. */
export function pipelineFileAt(path: string): Result<string, Diagnostic> {
  const absolute = resolve(path);
  try {
    return fileAt(absolute);
  } catch (error) {
    return err({ ...unreadable(error as NodeJS.ErrnoException), file: absolute });
  }
}

/** What is said of a file or folder that the system does not let us read. */
export const unreadable = ({ code, message }: NodeJS.ErrnoException): Diagnostic =>
  code === "EACCES" || code === "EPERM"
    ? problem("unreadable", "You may not read this", "Ask its owner for the permission, or for a copy.")
    : problem("unreadable", `It cannot be read: ${message}`);

function fileAt(absolute: string): Result<string, Diagnostic> {
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
  if (stats.size > largestPipeline)
    return at(
      "too-large",
      `The file has ${megabytes(stats.size)} MB, and a pipeline file can have ${megabytes(largestPipeline)} MB`,
      "Name a pipeline file.",
    );
  return ok(absolute);
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
