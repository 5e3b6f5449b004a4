import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { plainJson, pythonJson } from "../../core/base/json.ts";
import { unreachable } from "../../core/base/unreachable.ts";
import type { Value, ValueObject } from "../../core/base/value.ts";
import { formatOf } from "../../core/model/format.ts";
import { shortSignature } from "../../core/model/ids.ts";
import { datasetsOf, type Port } from "../../core/model/pipeline.ts";
import { callArguments, stepParams, templateParams } from "../../core/model/step-params.ts";
import { renderShell, renderWords, type TemplateValues } from "../../core/pipeline/templates.ts";
import type { Execution } from "../../core/ports/executor.ts";
import { stepVariable } from "./step-descendants.ts";
import { commonEnvironment, type StepSurroundings } from "./step-environment.ts";
import type { InputPaths } from "./step-inputs.ts";

/** Beside the context file, in the folder of a step's run: what its programs tell of themselves. See docs/event-files.md. */
export const eventFile = "events.jsonl";

/** What a command of a step may see, written to its context file. */
export type StepSetting = {
  readonly values: TemplateValues;
  readonly env: { readonly [name: string]: string };
};

export type SettingPlaces = {
  readonly inputs: InputPaths;
  /** Paths by port. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly scratch: string;
  /** Where its Python programs note what they read; null: they are not watched. */
  readonly observed: string | null;
  /** The context file, which is written. */
  readonly context: string;
};

/**
 * What a step's command, or a hook around it, is given: values of its templates, its variables and the context file.
 * Python functions get a fixed hash seed unless the user's environment sets one, so that sets and what is made of them
 * come in the same order each time and equal results have equal bytes.
 */
export function stepSetting(
  surroundings: StepSurroundings,
  execution: Execution,
  places: SettingPlaces,
): StepSetting {
  const { stepRun, pipeline, step, decision } = execution;
  const params = plainJson(stepParams(pipeline, step));
  const inputs = inputsValue(places.inputs);
  const outputs = Object.fromEntries(places.outputs);
  writeFileSync(places.context, pythonJson(contextOf(execution, places, inputs, outputs)));
  const common = commonEnvironment(surroundings);
  return {
    values: {
      params: templateParams(pipeline, step),
      inputs: new Map(
        [...places.inputs].map(([name, path]) => [
          name,
          typeof path === "string" ? path : [...path.values()],
        ]),
      ),
      outputs: places.outputs,
      signature: shortSignature(decision.signature),
    },
    env: {
      ...common,
      ...(step.command.kind === "call" || step.command.kind === "adapter"
        ? { PYTHONHASHSEED: common.PYTHONHASHSEED ?? "0" }
        : {}),
      // The adapter has it watched from where the step's own work begins, after the tool has loaded all of its project.
      ...(step.command.kind === "adapter" ? { SIGNET_OBSERVE: "later" } : {}),
      [stepVariable]: stepRun,
      SIGNET_STEP: step.name,
      SIGNET_PROJECT: pipeline.project,
      SIGNET_PIPELINE: pipeline.name,
      SIGNET_PARAMS: params,
      SIGNET_INPUTS: plainJson(inputs),
      SIGNET_OUTPUTS: plainJson(outputs),
      SIGNET_CONTEXT: places.context,
      SIGNET_EVENTS: join(dirname(places.context), eventFile),
      SIGNET_SCRATCH: places.scratch,
    },
  };
}

/** The words of a step's own command. */
export function commandWords(
  { python }: StepSurroundings["interpreter"],
  { command }: Execution["step"],
  values: TemplateValues,
): readonly [string, ...string[]] {
  switch (command.kind) {
    case "shell":
      return shellWords(command.text, values);
    case "argv": {
      const [program = "", ...rest] = renderWords(command.words, values);
      return [program, ...rest];
    }
    case "call":
      if (python === null) throw new Error("No Python was found to call the function with");
      return [python, "-m", "signet.call"];
    case "adapter":
      if (python === null) throw new Error("No Python was found to run the step with");
      return [python, "-m", `signet.adapters.${command.tool}`, "run"];
    default:
      return unreachable(command);
  }
}

export const shellWords = (text: string, values: TemplateValues): readonly [string, ...string[]] => [
  "/bin/sh",
  "-c",
  renderShell(text, values),
];

function contextOf(
  { run, stepRun, pipeline, step, decision }: Execution,
  { scratch, observed }: SettingPlaces,
  inputs: ValueObject,
  outputs: ValueObject,
): Value {
  return {
    run,
    stepRun,
    project: pipeline.project,
    pipeline: pipeline.name,
    step: step.name,
    signature: decision.signature,
    workspace: pipeline.workspace,
    params: stepParams(pipeline, step),
    inputs,
    outputs,
    formats: {
      inputs: formatsOf(
        pipeline,
        step.inputs.map(({ port, dataset, gathered }) => ({ port: gathered?.name ?? port, dataset })),
      ),
      outputs: formatsOf(pipeline, step.outputs),
    },
    call:
      step.command.kind === "call"
        ? {
            module: step.command.module,
            function: step.command.function,
            arguments: callArguments(pipeline, step),
          }
        : null,
    adapter: step.command.kind === "adapter" ? step.command.task : null,
    scratch,
    observed,
  };
}

const inputsValue = (inputs: InputPaths): ValueObject =>
  Object.fromEntries(
    [...inputs].map(([name, path]) => [name, typeof path === "string" ? path : Object.fromEntries(path)]),
  );

/** How each dataset is loaded and saved; null for those that are only a path to the function. */
function formatsOf(pipeline: Execution["pipeline"], ports: readonly Port[]): ValueObject {
  const datasets = datasetsOf(pipeline);
  return Object.fromEntries(
    ports.map(({ port, dataset }) => {
      const found = datasets.get(dataset);
      return [port, found === undefined ? null : formatOf(found)];
    }),
  );
}
