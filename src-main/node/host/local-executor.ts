import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../core/model/ids.ts";
import { datasetsOf, type Pipeline } from "../../core/model/pipeline.ts";
import { outputPath } from "../../core/plan/output-places.ts";
import type { Execution, ExecutionResult, Executor } from "../../core/ports/executor.ts";
import { fullDiskOf } from "./disk-room.ts";
import { launchWith } from "./launcher.ts";
import { keepExecution, keepPipeline, type LeftExecution } from "./left-execution.ts";
import { type LocalHost, placingOf } from "./local-host.ts";
import { putBackAfterCrash, releaseAside, setAside, showAt } from "./put-in-place.ts";
import { removeTree } from "./small-files.ts";
import { dropStaged, exitFile, stagedFolders, takenFolder, usedScratch } from "./staged-files.ts";
import { stagedSweep } from "./staged-sweep.ts";
import { failureOf, withRetries } from "./step-attempts.ts";
import { announce } from "./step-console.ts";
import { endHooksOf, endProcessesOf } from "./step-descendants.ts";
import { stageInputs } from "./step-inputs.ts";
import { emptyPlaces, outputsOf } from "./step-outputs.ts";
import { type ExitOutcome, runStepProcess, watchStepProcess } from "./step-process.ts";
import { commandWords } from "./step-setting.ts";
import {
  attemptOf,
  conclude,
  contextFile,
  hook,
  observedFile,
  pathsOf,
  placesOnDisk,
  type Stage,
  type StepAttempt,
  settingOf,
  stageOf,
} from "./step-stage.ts";

/** Where files that stood at fixed paths wait while the command writes there itself. */
export const asideFolder = "aside";

/** What a step came to that another process began; `lost`: nobody knows how it ended, or it was to be tried again. */
export type LeftResult = ExecutionResult | { readonly kind: "lost" };

export type LocalExecutor = Executor & {
  /**
   * Does what is left to do for a step that was begun by a process that is gone, after waiting for its command. `process`
   * is what was recorded of that; null when Signet ended before.
   */
  readonly resume: (
    left: LeftExecution,
    process: string | null,
    by: Pick<Execution, "signal" | "hurry" | "onFinalizing">,
  ) => Promise<LeftResult>;
};

/** Executes steps as processes of this machine. */
export function localExecutor(host: LocalHost): LocalExecutor {
  /** Executed steps whose staged files take little room. */
  const light = new Set<RunId>();
  const sweep = stagedSweep();
  const { interpreter, resources } = host.surroundings;
  if (interpreter.python !== null) launchWith(interpreter.python, resources);
  let isKept = false;
  const keepOnce = ({ run, pipeline }: Execution): void => {
    if (!isKept) keepPipeline(host.runFolder(run), pipeline);
    isKept = true;
  };
  return {
    execute: async (execution) => {
      try {
        keepOnce(execution);
        if (isLight(execution)) light.add(execution.stepRun);
        return await executeStep(host, execution);
      } catch (error) {
        return notExecuted(host, execution.pipeline, error as Error);
      }
    },
    resume: (left, process, by) =>
      resumeStep(host, left, process, by).catch((error: Error) => notExecuted(host, left.pipeline, error)),
    settle: async (stepRun) => {
      const folder = host.runFolder(stepRun);
      await releaseAside(join(folder, asideFolder));
      if (light.delete(stepRun)) sweep.add(folder);
      else await dropStaged(folder);
    },
    finish: sweep.done,
    takeBack: async (pipeline, decision, lost) => {
      const problems: string[] = [];
      for (const { port, dataset: name } of lost) {
        const dataset = datasetsOf(pipeline).get(name);
        const path = dataset === undefined ? null : outputPath(pipeline, dataset, decision.signature);
        const content = decision.trace?.outputs[port];
        if (path === null || content === undefined) continue;
        try {
          const taken = await host.objects.take(join(pipeline.workspace, path), content.type, "copy");
          if (taken.digest !== content.digest)
            problems.push(`${path} changed while the library took it back`);
        } catch (error) {
          const why = withRoom(host, pipeline, error as Error);
          problems.push(`${port} could not be taken back into the library from ${path}: ${why}`);
        }
      }
      return problems;
    },
    show: async (pipeline, step, decision, outputs, stepRun) => {
      const placing = placingOf(host, stepRun);
      const problems: string[] = [];
      for (const { port, dataset } of outputsOf(pipeline, step)) {
        const path = outputPath(pipeline, dataset, decision.signature);
        const content = outputs[port];
        if (path === null || content === undefined) continue;
        try {
          await showAt(placing, pipeline.workspace, join(pipeline.workspace, path), content);
        } catch (error) {
          problems.push(`${port} could not be put at ${path}: ${withRoom(host, pipeline, error as Error)}`);
        }
      }
      return problems;
    },
  };
}

/** Bytes of inputs up to which copies of them may stay until there is a moment. */
const lightBytes = 1 << 20;

const isLight = ({ step, contents }: Execution): boolean => {
  const inputs = step.inputs.map(({ dataset }) => contents.get(dataset));
  const bytes = inputs.reduce((sum, content) => sum + (content?.size ?? 0), 0);
  return bytes <= lightBytes && inputs.every((content) => content?.type === "file");
};

/** By its old name the next execution of the same signature would find it. */
async function letGoOfScratch({ scratch, folder }: Pick<Stage, "scratch" | "folder">): Promise<void> {
  const used = join(folder, usedScratch);
  await removeTree(used);
  if (existsSync(scratch)) renameSync(scratch, used);
}

/** What kept a step from being carried out: a full disk, a damaged object, a path that leads out of the workspace. */
function notExecuted(host: LocalHost, pipeline: Pipeline, error: Error): ExecutionResult {
  return { kind: "failed", exitCode: null, error: withRoom(host, pipeline, error) };
}

/** What an error says, and of a full disk which one it is. */
const withRoom = (host: LocalHost, pipeline: Pipeline, error: Error): string =>
  [error.message, ...fullDiskOf(placesOnDisk(host, pipeline), error)].join("\n");

async function executeStep(host: LocalHost, execution: Execution): Promise<ExecutionResult> {
  const { pipeline, stepRun } = execution;
  const places = stageOf(host, execution);
  const { folder, scratch } = places;
  mkdirSync(folder, { recursive: true });
  const inPlace = [...places.places.values()].filter((place) => place.inPlace).map(({ path }) => path);
  await setAside(placingOf(host, stepRun), pipeline.workspace, join(folder, asideFolder), inPlace);
  try {
    await emptyPlaces(places.places, join(folder, "outputs"));
    const inputs = await stageInputs(host, execution, join(folder, "inputs"));
    await keepCode(host, execution);
    mkdirSync(scratch, { recursive: true });
    const stage = { ...places, inputs };
    const result = await conclude(stage, await attempts(stage));
    // Of a success the old files stay aside, and its outputs where they were made, until it is recorded.
    if (result.kind === "succeeded") await letGoOfScratch(stage);
    else await undo(folder);
    return result;
  } catch (error) {
    const failed = notExecuted(host, pipeline, error as Error);
    await undo(folder);
    return failed;
  }
}

async function resumeStep(
  host: LocalHost,
  left: LeftExecution,
  process: string | null,
  by: Pick<Execution, "signal" | "hurry" | "onFinalizing">,
): Promise<LeftResult> {
  if (!left.isIntact) return { kind: "lost" };
  const { stepRun, step, inputs } = left;
  const stage = { ...stageOf(host, { ...left, ...by, onStarted: async () => {} }), inputs };
  const limits = { signal: by.signal, hurry: by.hurry, timeout: step.timeout };
  const origin = { run: stepRun, hook: null };
  const exit = await watchStepProcess({ identity: process, origin }, join(stage.folder, exitFile), limits);
  if (exit.kind === "lost") return exit;
  const isFinal = exit.kind === "cancelled" || failureOf(exit, step.timeout) === null;
  // Another attempt would have been made by one that is gone, with an environment that nobody kept.
  if (step.retries.count > 0 && !isFinal) return { kind: "lost" };
  // What was taken and not recorded is taken again.
  const taken = join(stage.folder, takenFolder);
  if (existsSync(taken)) renameSync(taken, join(stage.folder, "outputs"));
  // A hook that was half done is done again.
  await endHooksOf(stepRun, ["after", "failed"]);
  const result = await conclude(stage, await attemptOf(stage, exit));
  if (result.kind === "succeeded") await letGoOfScratch(stage);
  else await undo(stage.folder);
  return result;
}

/** Puts back what a command replaced, and takes away what it half made: on a full disk its failure is recorded in that room. */
async function undo(folder: string): Promise<void> {
  await putBackAfterCrash(join(folder, asideFolder));
  for (const name of stagedFolders) await removeTree(join(folder, name));
}

/** Keeps the text of every file that counts as code, so that it can be compared after the user edited it. */
async function keepCode({ objects }: LocalHost, { pipeline, decision }: Execution): Promise<void> {
  for (const [path, digest] of Object.entries(decision.code.files))
    if (!objects.has({ digest, size: 0, type: "file" }))
      await objects.takeSoon(join(pipeline.workspace, path), "file", "copy");
}

/** Runs the hook before, and the command until it ends well or may not be tried again. */
async function attempts(stage: Stage): Promise<StepAttempt> {
  const { host, execution, folder, log, places, inputs } = stage;
  const { pipeline, step, stepRun, signal, hurry } = execution;
  const staged = pathsOf(stage);
  const before = await hook(stage, "before", staged);
  if (before.kind === "failed")
    return { kind: "failed", exitCode: null, error: before.error, why: before.error, isFinal: true };
  if (before.kind === "cancelled") return { kind: "cancelled" };
  const observed = join(folder, observedFile);
  const setting = settingOf(stage, { outputs: staged, observed, context: contextFile });
  const argv = commandWords(host.surroundings.interpreter, step, setting.values);
  const exit = join(folder, exitFile);
  const command = { argv, cwd: pipeline.workspace, env: setting.env, log, exitFile: exit };
  keepExecution(host.runFolder(execution.run), execution, inputs, host.surroundings);
  const attempt = async (): Promise<StepAttempt> => {
    const limits = { signal, hurry, timeout: step.timeout };
    const ended: ExitOutcome = await runStepProcess(command, limits, execution.onStarted);
    return attemptOf(stage, ended);
  };
  return withRetries(step.retries, signal, attempt, async (text) => {
    // A program that the last attempt left behind must not write into the next one's outputs.
    await endProcessesOf(new Set([stepRun]), { spareHooks: true });
    rmSync(exit, { force: true });
    await emptyPlaces(places, join(folder, "outputs"));
    rmSync(observed, { force: true });
    await announce(log, text);
  });
}
