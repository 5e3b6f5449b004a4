import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseStored, storedJson } from "../../core/base/json.ts";
import type { ValueObject } from "../../core/base/value.ts";
import type { RunId } from "../../core/model/ids.ts";
import { type Pipeline, type Step, stepsOf } from "../../core/model/pipeline.ts";
import { parseStoredPipeline, storedPipeline } from "../../core/pipeline/stored-pipeline.ts";
import type { Decision } from "../../core/plan/decide.ts";
import type { Execution } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import { bootId } from "./process-identity.ts";
import { exitFile } from "./staged-files.ts";
import type { StepSurroundings } from "./step-environment.ts";
import type { StagedInputs } from "./step-inputs.ts";
import { readExit } from "./step-wrapper.ts";

/** In the folder of a pipeline's run: the pipeline as it is run. */
const pipelineFile = "pipeline.json";
const halfPipelineFile = `${pipelineFile}.part`;
/**
 * In the folder of a pipeline's run: a line for each step that was started, with all that is needed to finish it in another
 * process. One file for all of them, since making files and taking them away is what a short step would wait for.
 */
const executionsFile = "executions.jsonl";
/** What of a step's surroundings says where its code is looked for; all else in them may be secret, and is not kept. */
type KeptSurroundings = Pick<StepSurroundings, "interpreter"> & { readonly pythonPath: string | null };

/** An execution that was begun by a process that is gone. */
export type LeftExecution = Omit<Execution, "signal" | "hurry" | "onStarted" | "onFinalizing"> & {
  readonly inputs: StagedInputs;
  readonly surroundings: KeptSurroundings;
  /** Whether its outputs and its status are what they were written as: not after a loss of power. */
  readonly isIntact: boolean;
};

type Stored = {
  readonly stepRun: RunId;
  readonly boot: string;
  readonly step: string;
  readonly decision: Decision;
  readonly contents: readonly (readonly [name: string, content: Content])[];
  readonly paths: readonly (readonly [name: string, path: string | readonly (readonly [string, string])[]])[];
  readonly changed: StagedInputs["changed"];
  readonly watched: StagedInputs["watched"];
  readonly surroundings: KeptSurroundings;
};

/** Writes what does not belong to a single step. Once for each pipeline run, before a step of it is executed. */
export function keepPipeline(folder: string, pipeline: Pipeline): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, halfPipelineFile), storedPipeline(pipeline));
  renameSync(join(folder, halfPipelineFile), join(folder, pipelineFile));
}

/** No step of the run can be left behind any more. */
export function dropPipeline(folder: string): void {
  for (const name of [pipelineFile, halfPipelineFile, executionsFile])
    rmSync(join(folder, name), { force: true });
}

/** Writes what finishing a step needs, before its command is started; `folder` is that of the pipeline's run. */
export function keepExecution(
  folder: string,
  { stepRun, step, decision, contents }: Execution,
  inputs: StagedInputs,
  { interpreter, env }: StepSurroundings,
): void {
  const stored: Stored = {
    stepRun,
    boot: bootId(),
    step: step.name,
    decision,
    contents: step.inputs.flatMap(({ dataset }) => {
      const content = contents.get(dataset);
      return content === undefined ? [] : [[dataset, content] as const];
    }),
    paths: [...inputs.paths].map(([name, path]) => [name, typeof path === "string" ? path : [...path]]),
    changed: inputs.changed,
    watched: inputs.watched,
    surroundings: { interpreter, pythonPath: env.PYTHONPATH ?? null },
  };
  // What a full disk cut off before it stays a line by itself.
  appendFileSync(join(folder, executionsFile), `\n${storedJson(stored as unknown as ValueObject)}`);
}

/** Reads what a process that is gone kept of a step; null when it had not come that far. */
export function readLeftExecution(
  run: RunId,
  stepRun: RunId,
  runFolder: (run: string) => string,
): LeftExecution | null {
  const line = textOf(join(runFolder(run), executionsFile))
    .split("\n")
    .findLast((text) => text.startsWith(`{"stepRun":"${stepRun}"`));
  const stored = orNull(() => parseStored(line ?? "") as unknown as Stored);
  const pipeline = orNull(() => wholePipeline(textOf(join(runFolder(run), pipelineFile))));
  if (stored === null || pipeline === null) return null;
  const step: Step | undefined = stepsOf(pipeline).get(stored.step);
  if (step === undefined) return null;
  return {
    run,
    stepRun,
    pipeline,
    step,
    decision: stored.decision,
    contents: new Map(stored.contents),
    inputs: {
      paths: new Map(
        stored.paths.map(([name, path]) => [name, typeof path === "string" ? path : new Map(path)]),
      ),
      changed: stored.changed,
      watched: stored.watched,
    },
    surroundings: stored.surroundings,
    isIntact: stored.boot === bootId() || readExit(join(runFolder(stepRun), exitFile))?.isSynced === true,
  };
}

/** Empty when the file is not there. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** Its steps, which are read when they are first asked for, are sound too. */
function wholePipeline(text: string): Pipeline {
  const pipeline = parseStoredPipeline(text);
  stepsOf(pipeline);
  return pipeline;
}

function orNull<Answer>(parse: () => Answer): Answer | null {
  try {
    return parse();
  } catch (error) {
    // After a loss of power a file may be there without its bytes.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
