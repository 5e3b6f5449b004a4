import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseStored, storedJson } from "../../core/base/json.ts";
import type { Value, ValueObject } from "../../core/base/value.ts";
import type { RunId } from "../../core/model/ids.ts";
import { type Pipeline, type Step, stepsOf } from "../../core/model/pipeline.ts";
import type { Decision } from "../../core/plan/decide.ts";
import type { Execution } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import { bootId } from "./process-identity.ts";
import type { StepSurroundings } from "./step-environment.ts";
import type { StagedInputs } from "./step-inputs.ts";
import { readExit } from "./step-wrapper.ts";

/** In the folder of a step's run, while it is executed: all that is needed to finish it in another process. */
const executionFile = "execution.json";
const half = (name: string): string => `${name}.part`;
/** In the folder of a pipeline's run: the pipeline as it is run. */
const pipelineFile = "pipeline.json";
/** In the folder of a step's run: how its command ended. */
export const exitFile = "exit";
/** In the folder of a step's run: its staged outputs when they are taken, until that is recorded. */
export const takenFolder = "taken";
/** In the folder of a step's run: what its command works with. */
export const stagedFolders = ["inputs", "outputs", takenFolder, "views"];
/** Names in the folder of a step's run that are of no use once what it came to is recorded. */
export const stagedNames = [...stagedFolders, "observed.jsonl", executionFile, half(executionFile), exitFile];

/** What of a step's surroundings says where its code is looked for; all else in them may be secret, and is not kept. */
type KeptSurroundings = Pick<StepSurroundings, "interpreter"> & { readonly pythonPath: string | null };

/** An execution that was begun by a process that is gone. */
export type LeftExecution = Omit<Execution, "signal" | "onStarted" | "onFinalizing"> & {
  readonly inputs: StagedInputs;
  readonly surroundings: KeptSurroundings;
  /** Whether its outputs and its status are what they were written as: not after a loss of power. */
  readonly isIntact: boolean;
};

type Stored = {
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
  keep(folder, pipelineFile, pipeline as unknown as ValueObject);
}

/** No step of the run can be left behind any more. */
export function dropPipeline(folder: string): void {
  rmSync(join(folder, pipelineFile), { force: true });
  rmSync(join(folder, half(pipelineFile)), { force: true });
}

/** Writes what finishing a step needs, before its command is started. */
export function keepExecution(
  folder: string,
  { step, decision, contents }: Execution,
  inputs: StagedInputs,
  { interpreter, env }: StepSurroundings,
): void {
  const stored: Stored = {
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
  keep(folder, executionFile, stored as unknown as ValueObject);
}

function keep(folder: string, name: string, value: ValueObject): void {
  writeFileSync(join(folder, half(name)), storedJson(value));
  renameSync(join(folder, half(name)), join(folder, name));
}

/** Reads what a process that is gone kept of a step; null when it had not come that far. */
export function readLeftExecution(
  run: RunId,
  stepRun: RunId,
  runFolder: (run: string) => string,
): LeftExecution | null {
  const folder = runFolder(stepRun);
  const stored = read(join(folder, executionFile)) as unknown as Stored | null;
  const pipeline = read(join(runFolder(run), pipelineFile)) as unknown as Pipeline | null;
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
    isIntact: stored.boot === bootId() || readExit(join(folder, exitFile))?.isSynced === true,
  };
}

function read(path: string): Value {
  try {
    return parseStored(readFileSync(path, "utf8"));
  } catch (error) {
    // After a loss of power a file may be there without its bytes.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
