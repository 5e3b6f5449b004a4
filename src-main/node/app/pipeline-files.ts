import { readFileSync } from "node:fs";
import { canonicalJson } from "../../core/base/json.ts";
import type { Result } from "../../core/base/result.ts";
import type { Diagnostic, PlacedDiagnostic } from "../../core/model/diagnostic.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { Foreign, Pipeline, Step } from "../../core/model/pipeline.ts";
import { commandText } from "../../core/pipeline/graph.ts";
import { sha256 } from "../host/digest.ts";
import { includedFiles } from "../host/included-files.ts";
import { pipelineFileAt, unreadable } from "./pipeline-file-at.ts";
import { placeInItsFormat, readInItsFormat } from "./read-in-format.ts";
import { type ReadPipeline, type UsablePipeline, usable } from "./usable-pipeline.ts";

/** Reads a pipeline file, or the `pipeline.yaml` in a folder, and what it includes. Nothing of it runs. */
export function readPipelineFile(path: string): ReadPipeline {
  const file = pipelineFileAt(path);
  if (!file.ok) return { pipeline: null, diagnostics: [file.error] };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file.value);
  } catch (error) {
    const found = { ...unreadable(error as NodeJS.ErrnoException), file: file.value };
    return { pipeline: null, diagnostics: [found] };
  }
  return readInItsFormat({ file: file.value, text: bytes.toString("utf8") }, includedFiles(file.value));
}

/** The same, where a pipeline with errors is a failure. */
export const loadPipeline = (path: string): Result<UsablePipeline, Failure> =>
  usable(path, readPipelineFile(path));

/** What was found wrong with a pipeline after it was read, with lines and columns of its files as they are now. */
export function locatedProblems(file: string, found: readonly PlacedDiagnostic[]): readonly Diagnostic[] {
  try {
    return placeInItsFormat({ file, text: readFileSync(file, "utf8") }, includedFiles(file), found);
  } catch {
    // It is gone meanwhile; what is wrong can be said without its line.
    return found;
  }
}

/** The commands a person agrees to when trusting a pipeline: of each step, and of what runs around it. */
export const commandsOf = (pipeline: Pipeline): { step: string; command: string }[] => [
  ...readingOf(pipeline),
  ...stepsOfFile(pipeline).flatMap((step) => [
    { step: step.base, command: commandText(step.command) },
    ...commandsBeside(step).map(([when, text]) => ({
      step: `${step.base} · ${when}`,
      command: text.trim(),
    })),
  ]),
];

/** What is run to learn of the steps of a project that only its own code tells. */
function readingOf({ foreign, workspace }: Pipeline): { step: string; command: string }[] {
  if (foreign === null || !isToldByCode(foreign)) return [];
  return [
    {
      step: "to read the project, and for each step",
      command: `python -m signet.adapters.${foreign.format}, which runs the code of ${workspace}`,
    },
  ];
}

const isToldByCode = ({ format }: Foreign): boolean => format !== "dvc";

/** Digest of everything that would be executed: it changes when a command or the interpreter does. */
export function trustDigest(pipeline: Pipeline): string {
  const { foreign, python, workspace, file } = pipeline;
  // What the project's own code does cannot be looked at beforehand: people trust the project.
  if (foreign !== null && isToldByCode(foreign))
    return sha256(canonicalJson([foreign.format, python, workspace, file]));
  const commands = stepsOfFile(pipeline).map((step) => [step.base, step.command, ...commandsBeside(step)]);
  return sha256(canonicalJson([pipeline.python, pipeline.workspace, commands]));
}

/** One step for each command in the file: the items of our own `foreach` run the same ones. */
const stepsOfFile = (pipeline: Pipeline): Step[] => [
  ...new Map(pipeline.steps.map((step) => [`${step.base}\0${commandText(step.command)}`, step])).values(),
];

/** When it runs, and the shell's text, of each command that a step has beside its own. */
function commandsBeside({ hooks, cache }: Step): [when: string, text: string][] {
  const all: [string, string | null][] = [
    ["before", hooks.before],
    ["after", hooks.after],
    ["failed", hooks.failed],
    ["cache key", cache.kind === "key" ? cache.command : null],
  ];
  return all.filter((entry): entry is [string, string] => entry[1] !== null);
}
