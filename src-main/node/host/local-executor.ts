import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { shortSignature } from "../../core/model/ids.ts";
import type { Hooks } from "../../core/model/pipeline.ts";
import type { Reason } from "../../core/model/reason.ts";
import { outputPath } from "../../core/plan/decide.ts";
import { changedReason, type ObservedReads, observedReads } from "../../core/plan/observed.ts";
import type { Execution, ExecutionResult, Executor } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import { changedMeanwhile } from "./changed-meanwhile.ts";
import { type LocalHost, placingOf } from "./local-host.ts";
import { readObserved, stateOf } from "./observed-step.ts";
import { releaseAside, setAside, showAt } from "./put-in-place.ts";
import { type Attempt, failureOf, withRetries } from "./step-attempts.ts";
import { announce, consoleFile } from "./step-console.ts";
import { endProcessesOf } from "./step-descendants.ts";
import { type HookEnd, runHook } from "./step-hooks.ts";
import { type StagedInputs, stageInputs } from "./step-inputs.ts";
import {
  emptyPlaces,
  type OutputPlaces,
  outputPlaces,
  outputsOf,
  takeOutputs,
  viewOutputs,
} from "./step-outputs.ts";
import { runStepProcess } from "./step-process.ts";
import { commandWords, type StepSetting, stepSetting } from "./step-setting.ts";

/** What its Python programs were seen to do; it may be large and is of no use once it was judged. */
const observedFile = "observed.jsonl";
const contextFile = "context.json";

/** Where files that stood at fixed paths wait while the command writes there itself. */
export const asideFolder = "aside";

/** Executes steps as processes of this machine. */
export function localExecutor(host: LocalHost): Executor {
  return {
    execute: (execution) => executeStep(host, execution).catch((error: Error) => notExecuted(error)),
    settle: (stepRun) => releaseAside(join(host.runFolder(stepRun), asideFolder)),
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
          problems.push(`${port} could not be put at ${path}: ${(error as Error).message}`);
        }
      }
      return problems;
    },
  };
}

/** What kept a step from being carried out: a full disk, a damaged object, a path that leads out of the workspace. */
function notExecuted(error: Error): ExecutionResult {
  return { kind: "failed", exitCode: null, error: error.message };
}

/** One execution with the places that it was given. */
type Stage = {
  readonly host: LocalHost;
  readonly execution: Execution;
  readonly folder: string;
  readonly log: string;
  readonly scratch: string;
  readonly places: OutputPlaces;
  readonly inputs: StagedInputs;
};

async function executeStep(host: LocalHost, execution: Execution): Promise<ExecutionResult> {
  const { pipeline, step, decision, stepRun } = execution;
  const folder = host.runFolder(stepRun);
  await mkdir(folder, { recursive: true });
  const places = outputPlaces(pipeline, step, decision.signature, join(folder, "outputs"));
  const inPlace = [...places.values()].filter((place) => place.inPlace).map(({ path }) => path);
  const aside = await setAside(
    placingOf(host, stepRun),
    pipeline.workspace,
    join(folder, asideFolder),
    inPlace,
  );
  try {
    await emptyPlaces(places, join(folder, "outputs"));
    const inputs = await stageInputs(host, execution, join(folder, "inputs"));
    await keepCode(host, execution);
    const scratch = host.scratchFolder(shortSignature(decision.signature));
    await mkdir(scratch, { recursive: true });
    const log = join(folder, consoleFile);
    const result = await carryOut({ host, execution, folder, log, scratch, places, inputs });
    // Of a success the old files stay aside until it is recorded.
    if (result.kind === "succeeded") await rm(scratch, { recursive: true, force: true });
    else await aside.putBack();
    return result;
  } catch (error) {
    await aside.putBack();
    return notExecuted(error as Error);
  } finally {
    await rm(join(folder, "inputs"), { recursive: true, force: true });
    await rm(join(folder, "outputs"), { recursive: true, force: true });
    await rm(join(folder, observedFile), { force: true });
  }
}

/** Keeps the text of every file that counts as code, so that it can be compared after the user edited it. */
async function keepCode({ objects }: LocalHost, { pipeline, decision }: Execution): Promise<void> {
  for (const [path, digest] of Object.entries(decision.code.files))
    if (!objects.has({ digest, size: 0, type: "file" }))
      await objects.take(join(pipeline.workspace, path), "file", "copy");
}

/** Everything between staging and cleaning up: hooks, attempts, and what is made of a success. */
async function carryOut(stage: Stage): Promise<ExecutionResult> {
  const { step } = stage.execution;
  const staged = new Map([...stage.places].map(([port, { path }]) => [port, path]));
  const before = await hook(stage, "before", staged);
  const ended: Attempt<ReadonlyMap<string, Content>> =
    before.kind === "failed"
      ? { kind: "failed", exitCode: null, error: before.error, why: before.error, isFinal: true }
      : before.kind === "cancelled"
        ? { kind: "cancelled" }
        : await attempts(stage, staged);
  if (ended.kind === "cancelled") {
    // What left the step's group or session is ended too, before its files are put back.
    await endProcessesOf(new Set([stage.execution.stepRun]));
    return { kind: "cancelled" };
  }
  if (ended.kind === "failed") {
    const { exitCode, error } = ended;
    const after = await hook(stage, "failed", staged);
    return { kind: "failed", exitCode, error: after.kind === "failed" ? `${error}\n${after.error}` : error };
  }
  const seen = await judge(stage);
  const views =
    step.hooks.after === null
      ? staged
      : await viewOutputs(
          stage.host.objects,
          stage.execution.pipeline,
          step,
          ended.outputs,
          join(stage.folder, "outputs"),
        );
  const after = await hook(stage, "after", views);
  return {
    kind: "succeeded",
    outputs: Object.fromEntries(ended.outputs),
    ...seen,
    warnings: after.kind === "failed" ? [after.error] : [],
  };
}

async function attempts(
  stage: Stage,
  staged: ReadonlyMap<string, string>,
): Promise<Attempt<ReadonlyMap<string, Content>>> {
  const { host, execution, folder, log, places } = stage;
  const { pipeline, step, stepRun, signal } = execution;
  const observed = join(folder, observedFile);
  const setting = await settingOf(stage, { outputs: staged, observed, context: contextFile });
  const argv = commandWords(host.surroundings.interpreter, step, setting.values);
  const attempt = async (): Promise<Attempt<ReadonlyMap<string, Content>>> => {
    const command = { argv, cwd: pipeline.workspace, env: setting.env, log };
    const exit = await runStepProcess(command, { signal, timeout: step.timeout }, execution.onStarted);
    // What left its group or session would go on without it.
    if (exit.kind === "timed-out") await endProcessesOf(new Set([stepRun]), { spareHooks: true });
    const failure = failureOf(exit, step.timeout);
    if (failure !== null) return failure;
    const taken = await takeOutputs(host.objects, places);
    return taken.ok
      ? { kind: "succeeded", outputs: taken.value }
      : { kind: "failed", exitCode: 0, error: taken.error, why: "a missing output", isFinal: false };
  };
  return withRetries(step.retries, signal, attempt, async (text) => {
    // A program that the last attempt left behind must not write into the next one's outputs.
    await endProcessesOf(new Set([stepRun]), { spareHooks: true });
    await emptyPlaces(places, join(folder, "outputs"));
    await rm(observed, { force: true });
    await announce(log, text);
  });
}

function settingOf(
  { host, execution, folder, scratch, inputs }: Stage,
  {
    outputs,
    observed,
    context,
  }: { outputs: ReadonlyMap<string, string>; observed: string | null; context: string },
): Promise<StepSetting> {
  return stepSetting(host.surroundings, execution, {
    inputs: inputs.paths,
    outputs,
    scratch,
    observed,
    context: join(folder, context),
  });
}

/** Runs a hook if the step has it, with its own context; what it reads is no dependency of the step. */
async function hook(stage: Stage, name: keyof Hooks, outputs: ReadonlyMap<string, string>): Promise<HookEnd> {
  const { pipeline, step, signal } = stage.execution;
  const text = step.hooks[name];
  if (text === null) return { kind: "ended" };
  const setting = await settingOf(stage, { outputs, observed: null, context: `context-${name}.json` });
  return runHook(name, text, setting, { cwd: pipeline.workspace, log: stage.log, signal });
}

/** What a success depended on beyond its fingerprint, and whether something changed under it so that it may not serve again. */
async function judge({ host, execution, folder, inputs }: Stage): Promise<ObservedReads> {
  const { pipeline, step, decision } = execution;
  const changed = [
    ...inputs.changed,
    ...(await inputs.changedSince()),
    ...(await changedMeanwhile(host.code, execution)),
  ];
  const { mtimeNs } = await stat(join(folder, contextFile), { bigint: true });
  const seen = await observedReads(
    { files: host.code.files, sha256: host.code.sha256, environments: host.code.environments, stateOf },
    { pipeline, step, decision, started: Number(mtimeNs), staging: [host.surroundings.library] },
    await readObserved(join(folder, observedFile)),
  );
  const voided = new Map<string, Reason>(
    [...changed.map(changedReason), ...seen.voided].map((reason) => [
      `${reason.kind} ${reason.subject}`,
      reason,
    ]),
  );
  return { ...seen, voided: [...voided.values()] };
}
