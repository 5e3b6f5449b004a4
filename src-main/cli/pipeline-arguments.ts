import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { err, ok, type Result } from "../core/base/result.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";
import { type Pipeline, tagSet } from "../core/model/pipeline.ts";
import { nameComplaint, nameFailure } from "../core/pipeline/names.ts";
import { tagsOf } from "../core/pipeline/step-names.ts";
import { loadPipelineOnce } from "../node/app/load-pipeline.ts";
import type { StepChoice } from "../node/app/pipeline-runs.ts";
import type { Services } from "../node/app/services.ts";
import { printDiagnostics, visible } from "./output.ts";

/** What overrides parameters. */
export type ParamOptions = {
  readonly param?: readonly string[];
  readonly params?: string;
  readonly project?: string;
};

/** Which steps. */
export type ChoiceOptions = {
  readonly to?: readonly string[];
  readonly target?: readonly string[];
  readonly from?: readonly string[];
  readonly downstream?: readonly string[];
  readonly only?: readonly string[];
  readonly tagged?: readonly string[];
  readonly tags?: readonly string[];
  readonly force?: boolean | readonly string[];
  readonly verify?: boolean;
};

export type PipelineOptions = ParamOptions & ChoiceOptions;

export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

export function addParamOptions(command: Command): Command {
  return command
    .option("-P, --param <key=value>", "override a parameter, by its dotted name (repeatable)", collect)
    .option("--params <file>", "override parameters from a YAML or JSON file; -P wins over it")
    .option("--project <path>", "the project of the run, instead of the file's");
}

export function addChoiceOptions(command: Command): Command {
  return command
    .option("--to <step>", "only this step and those before it (repeatable)", collect)
    .option("--target <step>", "the same as --to (repeatable)", collect)
    .option("--from <step>", "only this step and those after it; with --to what lies between", collect)
    .option("--downstream <step>", "the same as --from (repeatable)", collect)
    .option("--only <step>", "only this step, on what is there of those before it (repeatable)", collect)
    .option("--tagged <tag>", "only the steps with this tag, as --only tag:<tag> does (repeatable)", collect)
    .option("--tags <tag>", "the same as --tagged (repeatable)", collect)
    .option(
      "--force [steps...]",
      "run these steps (or all) whatever the plan says; put it behind the argument",
    )
    .option("--verify", "read every file anew, whatever is remembered of it");
}

/** How a run goes, which changes nothing of what is computed. */
export type ExecutionOptions = {
  readonly jobs?: string;
  readonly keepGoing?: boolean;
  readonly name?: string;
  readonly tag?: readonly string[];
};

/** With `planned` they are taken without a word and do nothing, so that the words after `run` can be planned too. */
export function addExecutionOptions(command: Command, use: "run" | "planned"): Command {
  const options = [
    new Option("-j, --jobs <n>", "how many steps may run at once (default: as many as there are cores)"),
    new Option("-k, --keep-going", "after a failure, go on with the steps that do not depend on it"),
    new Option("--no-keep-going", "start nothing new after a failure, whatever the settings say"),
    new Option("--name <name>", "a name for the run (default: the pipeline's)"),
    new Option("--tag <tag>", "tag the run (repeatable)").argParser(collect),
  ];
  for (const option of options) command.addOption(use === "run" ? option : option.hideHelp());
  return command;
}

/** What is wrong with `--name` or a `--tag`. */
export function wordsProblem({ name, tag = [] }: Pick<ExecutionOptions, "name" | "tag">): Failure | null {
  const complaints = [
    name === undefined ? null : nameComplaint("run", name),
    ...tag.map((one) => nameComplaint("tag", one)),
  ];
  return nameFailure(complaints.find((complaint) => complaint !== null) ?? null);
}

/** The number after `--jobs`; null for as many as there are cores. */
export function jobsOf({ jobs }: ExecutionOptions): Result<number | null, Failure> {
  if (jobs === undefined) return ok(null);
  const number = Number(jobs);
  return Number.isInteger(number) && number > 0
    ? ok(number)
    : err(inputFailure(`--jobs wants a number from 1 on, not ${jobs}`));
}

/** Reads the file and lays the overrides over it. Warnings go to standard error. */
export async function readPipelineArguments(
  services: Pick<Services, "library" | "pipelines">,
  file: string,
  options: ParamOptions,
): Promise<Result<Pipeline, Failure>> {
  const read = await readKeyedArguments(services, file, options);
  return read.ok ? ok(read.value.pipeline) : read;
}

/** The same, with a digest of all that the pipeline follows from; null where that is not told. */
export async function readKeyedArguments(
  { library, pipelines }: Pick<Services, "library" | "pipelines">,
  file: string,
  options: ParamOptions,
): Promise<Result<{ readonly pipeline: Pipeline; readonly key: string | null }, Failure>> {
  const read = await loadPipelineOnce(library.pipelines, file);
  if (!read.ok) return read;
  const loaded = await pipelines.describe(read.value);
  if (!loaded.ok) return loaded;
  printDiagnostics(loaded.value.diagnostics.filter(({ severity }) => severity !== "hint"));
  const pipeline = await withParamOptions(loaded.value.pipeline, options);
  if (!pipeline.ok) return pipeline;
  const { key = null } = loaded.value;
  const given = [options.param ?? null, options.params ?? null, options.project ?? null];
  return ok({
    pipeline: pipeline.value,
    // Overrides may be read from a file that changes: a plan with some is made each time.
    key: given.every((one) => one === null) ? key : null,
  });
}

/** The pipeline with what the command line says of its parameters and project. */
export async function withParamOptions(
  declared: Pipeline,
  options: ParamOptions,
): Promise<Result<Pipeline, Failure>> {
  const withProject = (pipeline: Pipeline): Result<Pipeline, Failure> => {
    if (options.project === undefined) return ok(pipeline);
    const wrong = nameFailure(nameComplaint("project", options.project));
    return wrong === null ? ok({ ...pipeline, project: options.project }) : err(wrong);
  };
  if (options.params === undefined && (options.param ?? []).length === 0) return withProject(declared);
  // Only where something is overridden: it brings the parser of YAML with it.
  const { applyOverrides, applyParamsFile } = await import("../core/pipeline/overrides.ts");
  let pipeline = declared;
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
  for (const text of options.param ?? []) {
    const equals = text.indexOf("=");
    if (equals < 1) return err(inputFailure(`-P wants key=value, not ${text}`));
    overrides.push([text.slice(0, equals), text.slice(equals + 1)]);
  }
  const applied = applyOverrides(pipeline, Object.fromEntries(overrides));
  if (!applied.ok) return err(inputFailure("A parameter is wrong", applied.error));
  return withProject(applied.value);
}

export function stepChoice(options: ChoiceOptions): StepChoice {
  const { to = [], target = [], from = [], downstream = [], only = [], tagged = [], tags = [] } = options;
  return {
    targets: [...to, ...target],
    from: [...from, ...downstream],
    only: [...only, ...[...tagged, ...tags].map(tagSet)],
    force: options.force ?? false,
  };
}

/** `--tag` is a word of the run alone, which somebody may not know whose steps have that tag. */
export function noteTags(pipeline: Pipeline, { tag = [] }: Pick<ExecutionOptions, "tag">): void {
  if (tag.length === 0) return;
  const known = new Set(tagsOf(pipeline));
  for (const one of tag.filter((name) => known.has(name)))
    process.stderr.write(
      `signet: note: --tag tags the run; --tagged ${visible(one)} chooses the steps with that tag\n`,
    );
}
