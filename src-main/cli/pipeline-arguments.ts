import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { err, ok, type Result } from "../core/base/result.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import type { Pipeline } from "../core/model/pipeline.ts";
import { applyOverrides, applyParamsFile } from "../core/pipeline/overrides.ts";
import { loadPipeline } from "../node/app/pipeline-files.ts";
import type { StepChoice } from "../node/app/pipeline-runs.ts";
import { printDiagnostics } from "./output.ts";

/** Options that `run` and `plan` share. */
export type PipelineOptions = {
  readonly param: readonly string[];
  readonly params?: string;
  readonly to: readonly string[];
  readonly target: readonly string[];
  readonly force?: boolean | readonly string[];
  readonly project?: string;
};

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addPipelineOptions(command: Command): Command {
  return command
    .argument("<file>", "a pipeline file, or the folder of a pipeline.yaml")
    .option("-P, --param <key=value>", "override a parameter, by its dotted name (repeatable)", collect, [])
    .option("--params <file>", "override parameters from a YAML or JSON file; -P wins over it")
    .option("--to <step>", "only this step and those before it (repeatable)", collect, [])
    .option("--target <step>", "the same as --to (repeatable)", collect, [])
    .option("--force [steps...]", "run these steps (or all) whatever the plan says; put it behind FILE")
    .option("--project <path>", "the project of the run, instead of the file's");
}

/** Reads the file and lays the overrides over it. Warnings go to standard error. */
export function readPipelineArguments(file: string, options: PipelineOptions): Result<Pipeline, Failure> {
  const loaded = loadPipeline(file);
  if (!loaded.ok) return loaded;
  printDiagnostics(loaded.value.diagnostics);
  let pipeline = loaded.value.pipeline;
  if (options.params !== undefined) {
    let text: string;
    try {
      text = readFileSync(options.params, "utf8");
    } catch (error) {
      return err(inputFailure(`${options.params} cannot be read: ${(error as Error).message}`));
    }
    const applied = applyParamsFile(pipeline, { file: options.params, text });
    if (!applied.ok) return err(inputFailure(`${options.params} cannot be used`, applied.error));
    pipeline = applied.value;
  }
  const overrides: [string, string][] = [];
  for (const text of options.param) {
    const equals = text.indexOf("=");
    if (equals < 1) return err(inputFailure(`-P wants key=value, not ${text}`));
    overrides.push([text.slice(0, equals), text.slice(equals + 1)]);
  }
  const applied = applyOverrides(pipeline, Object.fromEntries(overrides));
  if (!applied.ok) return err(inputFailure("A parameter is wrong", applied.error));
  pipeline = applied.value;
  return ok(options.project === undefined ? pipeline : { ...pipeline, project: options.project });
}

export const stepChoice = ({ to, target, force }: PipelineOptions): StepChoice => ({
  targets: [...to, ...target],
  force: force ?? false,
});
