import { lstat, mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { plainJson } from "../../core/base/json.ts";
import { unreachable } from "../../core/base/unreachable.ts";
import { type Value, valueAt, withValueAt } from "../../core/base/value.ts";
import { suffixOf } from "../../core/fingerprint/suffix.ts";
import { shortSignature } from "../../core/model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step } from "../../core/model/pipeline.ts";
import {
  renderShell,
  renderSourcePath,
  renderWords,
  type TemplateValues,
} from "../../core/pipeline/templates.ts";
import { buildFingerprint } from "../../core/plan/build-fingerprint.ts";
import { outputPath } from "../../core/plan/decide.ts";
import { readSources } from "../../core/plan/plan-pipeline.ts";
import type { CodePorts } from "../../core/plan/step-code.ts";
import type { Execution, ExecutionResult, Executor } from "../../core/ports/executor.ts";
import type { Content } from "../../core/ports/files.ts";
import type { Interpreter } from "./interpreter.ts";
import { type Placing, releaseAside, setAside, showAt } from "./put-in-place.ts";
import { endProcessesOf, stepVariable } from "./step-descendants.ts";
import { type ExitOutcome, runStepProcess, type StepCommand } from "./step-process.ts";
import { ignoring } from "./workspace-files.ts";

/** Sources up to this many bytes are kept in the library, so that inputs can be compared later and cannot change under a step. */
const keptSourceSize = 64 * 1024 * 1024;

export type LocalHost = {
  readonly placing: Placing;
  /** What code is read through; its `env` is what the steps inherit. */
  readonly code: CodePorts;
  readonly interpreter: Interpreter;
  /** The folder of a run in the library: its console, staging, what it set aside. */
  readonly runFolder: (stepRun: string) => string;
  /** Kept per signature until the step succeeds. */
  readonly scratchFolder: (signature: string) => string;
};

export const consoleFile = "console.log";
/** Where files that stood at fixed paths wait while the command writes there itself. */
export const asideFolder = "aside";

/** Executes steps as processes of this machine. */
export function localExecutor(host: LocalHost): Executor {
  return {
    execute: (execution) => executeStep(host, execution).catch((error: Error) => notExecuted(error)),
    settle: (stepRun) => releaseAside(join(host.runFolder(stepRun), asideFolder)),
    show: async (pipeline, step, decision, outputs) => {
      const problems: string[] = [];
      for (const { port, dataset } of outputsOf(pipeline, step)) {
        const path = outputPath(pipeline, dataset, decision.signature);
        const content = outputs[port];
        if (path === null || content === undefined) continue;
        try {
          await showAt(host.placing, pipeline.workspace, join(pipeline.workspace, path), content);
        } catch (error) {
          problems.push(`${port} could not be put at ${path}: ${(error as Error).message}`);
        }
      }
      return problems;
    },
  };
}

type OutputPort = { readonly port: string; readonly dataset: Dataset };

function outputsOf(pipeline: Pipeline, step: Step): OutputPort[] {
  const datasets = datasetsOf(pipeline);
  return step.outputs.flatMap(({ port, dataset: name }) => {
    const dataset = datasets.get(name);
    return dataset === undefined ? [] : [{ port, dataset }];
  });
}

async function executeStep(host: LocalHost, execution: Execution): Promise<ExecutionResult> {
  const { pipeline, step, decision } = execution;
  const folder = host.runFolder(execution.stepRun);
  await mkdir(folder, { recursive: true });
  const staging = await stageOutputs(pipeline, step, decision.signature, folder);
  const inPlace = [...staging].filter(([, place]) => place.inPlace).map(([, place]) => place.path);
  const aside = await setAside(host.placing, pipeline.workspace, join(folder, asideFolder), inPlace);
  try {
    const inputs = await stageInputs(host, execution, join(folder, "inputs"));
    await keepCode(host, execution);
    const scratch = host.scratchFolder(shortSignature(decision.signature));
    await mkdir(scratch, { recursive: true });
    const command = await stepCommand(host, execution, folder, scratch, inputs.paths, staging);
    const exit = await runStepProcess(command, execution.signal, execution.onStarted);
    // What left the step's group or session is ended too, before its files are put back.
    if (exit.kind === "cancelled") await endProcessesOf(new Set([execution.stepRun]));
    const result = withChanged(await conclude(host, execution, exit, staging), inputs.changed);
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
  }
}

const withChanged = (result: ExecutionResult, changed: readonly string[]): ExecutionResult =>
  result.kind === "succeeded"
    ? { ...result, changed: [...new Set([...changed, ...result.changed])] }
    : result;

/** What kept a step from being carried out: a full disk, a damaged object, a path that leads out of the workspace. */
function notExecuted(error: Error): ExecutionResult {
  return { kind: "failed", exitCode: null, error: error.message };
}

/** Keeps the text of every file that counts as code, so that it can be compared after the user edited it. */
async function keepCode({ placing }: LocalHost, { pipeline, decision }: Execution): Promise<void> {
  for (const [path, digest] of Object.entries(decision.code.files))
    if (!placing.objects.has({ digest, size: 0, type: "file" }))
      await placing.objects.take(join(pipeline.workspace, path), "file", "copy");
}

type Place = { readonly path: string; readonly type: Content["type"]; readonly inPlace: boolean };

/** Where the command is to write each output: a staging path in the run's folder, or its fixed path. */
async function stageOutputs(
  pipeline: Pipeline,
  step: Step,
  signature: Execution["decision"]["signature"],
  folder: string,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  await mkdir(join(folder, "outputs"), { recursive: true });
  for (const { port, dataset } of outputsOf(pipeline, step)) {
    const inPlace = step.inPlace.includes(port);
    const path = inPlace
      ? join(pipeline.workspace, outputPath(pipeline, dataset, signature) ?? "")
      : join(folder, "outputs", `${port}${suffixOf(dataset.path)}`);
    if (!inPlace && dataset.type === "directory") await mkdir(path);
    places.set(port, { path, type: dataset.type, inPlace });
  }
  return places;
}

/**
 * Private, verified paths of a step's inputs, by port. Sources too large to keep are read where they are. `changed` names
 * sources that are not any more what the step was decided by.
 */
async function stageInputs(
  host: LocalHost,
  execution: Execution,
  folder: string,
): Promise<{ paths: Map<string, string>; changed: string[] }> {
  const { pipeline, step, contents } = execution;
  const { objects } = host.placing;
  const datasets = datasetsOf(pipeline);
  const paths = new Map<string, string>();
  const changed: string[] = [];
  await mkdir(folder, { recursive: true });
  for (const { port, dataset: name } of step.inputs) {
    const dataset = datasets.get(name);
    let content = contents.get(name);
    if (dataset === undefined || content === undefined) throw new Error(`The input ${name} is not known`);
    if (dataset.maker === null && !objects.has(content)) {
      const source = resolve(pipeline.workspace, renderSourcePath(dataset.path ?? "", pipeline.params));
      if (content.size > keptSourceSize) {
        paths.set(port, source);
        continue;
      }
      const taken = await objects.take(source, content.type, "copy", ignoring(dataset.ignore));
      // Said here, because a source that is changed back before the step ends would look untouched then.
      if (taken.digest !== content.digest) changed.push(name);
      content = taken;
    }
    const target = join(folder, `${port}${suffixOf(dataset.path)}`);
    await objects.linkTo(content, target);
    paths.set(port, target);
  }
  return { paths, changed };
}

async function stepCommand(
  host: LocalHost,
  { run, stepRun, pipeline, step, decision }: Execution,
  folder: string,
  scratch: string,
  inputs: ReadonlyMap<string, string>,
  staging: ReadonlyMap<string, Place>,
): Promise<StepCommand> {
  const outputs = new Map([...staging].map(([port, { path }]) => [port, path]));
  const values: TemplateValues = {
    params: pipeline.params,
    inputs,
    outputs,
    signature: shortSignature(decision.signature),
  };
  const own = step.params.reduce(
    (params, name) => withValueAt(params, name, valueAt(pipeline.params, name) ?? null),
    {} as { readonly [key: string]: Value },
  );
  const context = {
    run,
    stepRun,
    project: pipeline.project,
    pipeline: pipeline.name,
    step: step.name,
    signature: decision.signature,
    params: own,
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
    scratch,
  };
  const contextFile = join(folder, "context.json");
  await writeFile(contextFile, plainJson(context));
  const inherited = Object.entries(host.code.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const env = {
    ...Object.fromEntries(inherited),
    PATH: host.interpreter.path,
    // The console goes to a file, which Python would otherwise fill in large blocks, long after the fact.
    PYTHONUNBUFFERED: host.code.env.PYTHONUNBUFFERED ?? "1",
    [stepVariable]: stepRun,
    SIGNET_STEP: step.name,
    SIGNET_PROJECT: pipeline.project,
    SIGNET_PIPELINE: pipeline.name,
    SIGNET_PARAMS: plainJson(own),
    SIGNET_INPUTS: plainJson(context.inputs),
    SIGNET_OUTPUTS: plainJson(context.outputs),
    SIGNET_CONTEXT: contextFile,
    SIGNET_SCRATCH: scratch,
  };
  const argv: string[] =
    step.command.kind === "shell"
      ? ["/bin/sh", "-c", renderShell(step.command.text, values)]
      : renderWords(step.command.words, values);
  const [program = "", ...rest] = argv;
  return { argv: [program, ...rest], cwd: pipeline.workspace, env, log: join(folder, consoleFile) };
}

async function conclude(
  host: LocalHost,
  execution: Execution,
  exit: ExitOutcome,
  staging: ReadonlyMap<string, Place>,
): Promise<ExecutionResult> {
  switch (exit.kind) {
    case "cancelled":
      return { kind: "cancelled" };
    case "not-started":
      return { kind: "failed", exitCode: null, error: `The command could not be started: ${exit.error}` };
    case "killed":
      return { kind: "failed", exitCode: null, error: `The command was ended by ${exit.signal}` };
    case "exited":
      if (exit.code !== 0)
        return {
          kind: "failed",
          exitCode: exit.code,
          error: `The command ended with exit code ${exit.code}`,
        };
      return collect(host, execution, staging);
    default:
      return unreachable(exit);
  }
}

/** Takes the outputs of a step that exited with 0 into the library. Each declared one must be there. */
async function collect(
  host: LocalHost,
  execution: Execution,
  staging: ReadonlyMap<string, Place>,
): Promise<ExecutionResult> {
  const missing: string[] = [];
  for (const [port, { path, type }] of staging) {
    const stats = await lstat(path).catch(() => null);
    if (stats === null) missing.push(port);
    else if (!(type === "file" ? stats.isFile() : stats.isDirectory())) {
      const remedy =
        type === "file"
          ? "if it is meant to be a folder, write `type: directory`"
          : "it is declared as a folder";
      return { kind: "failed", exitCode: 0, error: `The output ${port} is not a ${type}: ${remedy}` };
    }
  }
  if (missing.length > 0) {
    const where = missing.map((port) => `${port} at ${staging.get(port)?.path ?? "?"}`).join(", ");
    return {
      kind: "failed",
      exitCode: 0,
      error: `The command ended well but did not write its output: ${where}`,
    };
  }
  const outputs: [string, Content][] = [];
  for (const [port, place] of staging)
    outputs.push([
      port,
      await host.placing.objects.take(place.path, place.type, place.inPlace ? "copy" : "move"),
    ]);
  return {
    kind: "succeeded",
    outputs: Object.fromEntries(outputs),
    changed: await changedMeanwhile(host, execution),
  };
}

/** Sources whose bytes, and code whose meaning, are no longer those of the fingerprint. */
async function changedMeanwhile(host: LocalHost, execution: Execution): Promise<string[]> {
  const { pipeline, step, decision, contents } = execution;
  const sources = await readSources(host.code, pipeline, [step]);
  if (!sources.ok) return sources.error.map(({ message }) => message);
  const now = new Map([...contents, ...sources.value]);
  const rebuilt = await buildFingerprint({ ...host.code, pipeline }, step, now, decision.fingerprint.after);
  if (!rebuilt.ok) return [rebuilt.error.message];
  const { code, inputs } = decision.fingerprint;
  const differs = (before: { readonly [key: string]: string }, after: { readonly [key: string]: string }) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
  return [
    ...differs(code, rebuilt.value.fingerprint.code),
    ...differs(inputs, rebuilt.value.fingerprint.inputs),
  ];
}
