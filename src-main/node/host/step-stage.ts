import { lstatSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { shortSignature } from "../../core/model/ids.ts";
import type { Hooks, Pipeline } from "../../core/model/pipeline.ts";
import type { Reason } from "../../core/model/reason.ts";
import { changedReason, type ObservedReads, observedReads } from "../../core/plan/observed.ts";
import type { Execution, ExecutionResult } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import type { Discovered } from "../../core/ports/traces.ts";
import { changedMeanwhile } from "./changed-meanwhile.ts";
import { type DiskPlace, fullDisks, libraryPlace } from "./disk-room.ts";
import type { LocalHost } from "./local-host.ts";
import { readObserved, stateOf } from "./observed-step.ts";
import { exitFile, takenFolder } from "./staged-files.ts";
import { type Attempt, failureOf } from "./step-attempts.ts";
import { consoleFile } from "./step-console.ts";
import { endProcessesOf } from "./step-descendants.ts";
import { type HookEnd, runHook } from "./step-hooks.ts";
import { type StagedInputs, touchedSince } from "./step-inputs.ts";
import { type OutputPlaces, outputPlaces, outputProblem, takeOutputs, viewOutputs } from "./step-outputs.ts";
import type { ExitOutcome } from "./step-process.ts";
import { type StepSetting, stepSetting } from "./step-setting.ts";
import { readExit } from "./step-wrapper.ts";

/** What its Python programs were seen to do; it may be large and is of no use once it was judged. */
export const observedFile = "observed.jsonl";
export const contextFile = "context.json";

/** One execution with the places that it was given. */
export type Stage = {
  readonly host: LocalHost;
  readonly execution: Execution;
  readonly folder: string;
  readonly log: string;
  readonly scratch: string;
  readonly places: OutputPlaces;
  readonly inputs: StagedInputs;
};

/** The outputs of a step's command, as far as they are taken. */
export type StepAttempt = Attempt<ReadonlyMap<string, Content>>;

/** The places that a step has, whoever executes it. */
export function stageOf(host: LocalHost, execution: Execution): Omit<Stage, "inputs"> {
  const { pipeline, step, decision, stepRun } = execution;
  const folder = host.runFolder(stepRun);
  return {
    host,
    execution,
    folder,
    log: join(folder, consoleFile),
    scratch: host.scratchFolder(shortSignature(decision.signature)),
    places: outputPlaces(pipeline, step, decision.signature, join(folder, "outputs")),
  };
}

/** Where the command is told to write, by port. */
export const pathsOf = ({ places }: Pick<Stage, "places">): ReadonlyMap<string, string> =>
  new Map([...places].map(([port, { path }]) => [port, path]));

/** What the end of the command comes to: its outputs are taken if it ended well. */
export async function attemptOf(
  { host, execution, folder, places }: Stage,
  exit: ExitOutcome,
): Promise<StepAttempt> {
  // What left its group or session would go on without it.
  if (exit.kind === "timed-out") await endProcessesOf(new Set([execution.stepRun]), { spareHooks: true });
  const failure = failureOf(exit, execution.step.timeout);
  if (failure !== null) return failure;
  const error = outputProblem(places);
  if (error !== null) return { kind: "failed", exitCode: 0, error, why: "a missing output", isFinal: false };
  execution.onFinalizing();
  host.keepRoom();
  const outputs = await takeOutputs(host.objects, places);
  // By the paths that the command knows, nothing of it that still runs can reach the objects.
  renameSync(join(folder, "outputs"), join(folder, takenFolder));
  return { kind: "succeeded", outputs };
}

/** What is made of a command's end: hooks, and of a success what it depended on. */
export async function conclude(stage: Stage, ended: StepAttempt): Promise<ExecutionResult> {
  const { step, stepRun, pipeline } = stage.execution;
  const staged = pathsOf(stage);
  if (ended.kind === "cancelled") {
    // What left the step's group or session is ended too, before its files are put back.
    await endProcessesOf(new Set([stepRun]));
    return { kind: "cancelled" };
  }
  if (ended.kind === "failed") {
    // Before the hook, which may make room, and before what the command half made goes.
    const inPlace = [...stage.places.values()].filter((place) => place.inPlace);
    const errors = [
      ended.error,
      ...fullDisks([
        ...placesOnDisk(stage.host, pipeline),
        ...inPlace.map(({ path }) => ({ name: "the output", path: dirname(path), remedy: null })),
      ]),
    ];
    const after = await hook(stage, "failed", staged);
    if (after.kind === "failed") errors.push(after.error);
    return { kind: "failed", exitCode: ended.exitCode, error: errors.join("\n") };
  }
  const seen = await judge(stage);
  const views =
    step.hooks.after === null
      ? staged
      : await viewOutputs(stage.host.objects, pipeline, step, ended.outputs, join(stage.folder, "views"));
  const after = await hook(stage, "after", views);
  return {
    kind: "succeeded",
    outputs: Object.fromEntries(ended.outputs),
    ...seen,
    warnings: after.kind === "failed" ? [after.error] : [],
  };
}

/** Where a step of a pipeline writes. */
export const placesOnDisk = (
  { surroundings: { library, env } }: LocalHost,
  pipeline: Pipeline,
): DiskPlace[] => [
  { name: "the workspace", path: pipeline.workspace, remedy: null },
  libraryPlace(library),
  { name: "temporary files", path: env.TMPDIR || "/tmp", remedy: null },
];

export function settingOf(
  { host, execution, folder, scratch, inputs }: Stage,
  {
    outputs,
    observed,
    context,
  }: { outputs: ReadonlyMap<string, string>; observed: string | null; context: string },
): StepSetting {
  return stepSetting(host.surroundings, execution, {
    inputs: inputs.paths,
    outputs,
    scratch,
    observed,
    context: join(folder, context),
  });
}

/** Runs a hook if the step has it, with its own context; what it reads is no dependency of the step. */
export async function hook(
  stage: Stage,
  name: keyof Hooks,
  outputs: ReadonlyMap<string, string>,
): Promise<HookEnd> {
  const { pipeline, step, signal, hurry } = stage.execution;
  const text = step.hooks[name];
  if (text === null) return { kind: "ended" };
  const setting = settingOf(stage, { outputs, observed: null, context: `context-${name}.json` });
  return runHook(name, text, setting, { cwd: pipeline.workspace, log: stage.log, signal, hurry });
}

/** What a success depended on beyond its fingerprint, and whether something changed under it so that it may not serve again. */
async function judge(stage: Stage): Promise<ObservedReads> {
  const { host, execution, folder, inputs } = stage;
  const { pipeline, step, decision } = execution;
  const changed = [
    ...inputs.changed,
    ...(await touchedSince(inputs)),
    ...(await changedMeanwhile(host.code, execution)),
    ...editedSince(stage),
  ];
  const { mtimeNs } = statSync(join(folder, contextFile), { bigint: true });
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
  await keepUndeclared(stage, seen.discovered);
  return { ...seen, voided: [...voided.values()] };
}

/** More files than these are not kept: nobody would compare them one by one. */
const mostKept = 1_000;

/** Keeps files that a step read undeclared, as sources are kept, so that they can be compared later. */
async function keepUndeclared({ host, execution }: Stage, discovered: readonly Discovered[]): Promise<void> {
  const { objects } = host;
  const files = discovered.flatMap((one) => (one.kind === "file" ? [one] : []));
  for (const { path, digest } of files.slice(0, mostKept)) {
    const place = join(execution.pipeline.workspace, path);
    const size = statSync(place, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY;
    if (size <= host.keptSource && !objects.has({ digest, size, type: "file" }))
      await objects.takeSoon(place, "file", "copy");
  }
}

/** Outputs in the workspace that somebody wrote to after the command had ended: it may be long ago, and they are in the open. */
function editedSince({ folder, places }: Stage): string[] {
  const exit = join(folder, exitFile);
  const ended = statSync(exit, { throwIfNoEntry: false })?.mtimeMs;
  if (ended === undefined) return [];
  // The clock goes in ticks, and a command's own writing may be as old as an end that was recorded at once.
  const leavesGap = readExit(exit)?.isSynced === true;
  const isEdited = (time: number): boolean => time > ended || (leavesGap && time === ended);
  return [...places.values()]
    .filter(({ inPlace, path }) => inPlace && isEdited(newestBelow(path)))
    .map(({ path }) => path);
}

/** The newest change of contents at a path, in epoch milliseconds by the file system's clock. */
function newestBelow(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestBelow(join(path, name))),
    stats.mtimeMs,
  );
}
