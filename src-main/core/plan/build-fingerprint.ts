import { byCodeUnit } from "../base/json.ts";
import { ok, type Result } from "../base/result.ts";
import { type Value, valueAt } from "../base/value.ts";
import { variablesNamed } from "../fingerprint/command-words.ts";
import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import { isSecretName } from "../fingerprint/secret-names.ts";
import { suffixOf } from "../fingerprint/suffix.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Signature } from "../model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step } from "../model/pipeline.ts";
import type { Content } from "../ports/files.ts";
import { type CodePorts, commandWith, type StepCode, stepCode } from "./step-code.ts";

/** `env` is the environment that steps are given; only names that are declared or seen in commands and Python code are looked at. */
export type FingerprintSources = CodePorts & { readonly pipeline: Pipeline };

export type BuiltFingerprint = { readonly fingerprint: Fingerprint; readonly code: StepCode };

/** A variable's value as it counts. Of what may be a secret only a digest is kept. */
function envValue({ env, sha256 }: FingerprintSources, name: string): string | null {
  const value = env[name] ?? null;
  return value === null || !isSecretName(name) ? value : sha256(value);
}

/**
 * The fingerprint of one step whose inputs are all known. `inputs` holds the content of each dataset it reads,
 * `after` the signatures of the steps without outputs that it needs. Fails when a code file cannot be read.
 */
export async function buildFingerprint(
  sources: FingerprintSources,
  step: Step,
  inputs: ReadonlyMap<string, Content>,
  after: readonly Signature[],
): Promise<Result<BuiltFingerprint, Diagnostic>> {
  const { pipeline } = sources;
  const datasets = datasetsOf(pipeline);
  const code = await stepCode(sources, pipeline, step, datasets);
  if (!code.ok) return code;
  const params = step.params.map((name): [string, Value] => [name, valueAt(pipeline.params, name) ?? null]);
  const opaque = Object.keys(code.value.units).length === 0;
  const hasOutputs = step.outputs.length > 0;
  const fingerprint: Fingerprint = {
    format: 2,
    kind: "run",
    command: step.command,
    code: code.value.units,
    params: Object.fromEntries(params),
    inputs: Object.fromEntries(
      step.inputs.map(({ port, dataset }) => [port, contentOf(inputs, dataset).digest]),
    ),
    env: Object.fromEntries(
      variablesOf(pipeline, step, code.value).map((name) => [name, envValue(sources, name)]),
    ),
    outputs: Object.fromEntries(
      step.outputs
        .filter(({ port }) => !step.inPlace.includes(port))
        .map(({ port, dataset }) => [port, outputShape(datasets.get(dataset))]),
    ),
    inPlace: Object.fromEntries(
      step.outputs
        .filter(({ port }) => step.inPlace.includes(port))
        .map(({ port, dataset }) => [port, datasets.get(dataset)?.path ?? ""]),
    ),
    version: step.version,
    after: [...after].sort(byCodeUnit),
    scope:
      opaque || !hasOutputs
        ? { project: pipeline.project, pipeline: pipeline.name, step: hasOutputs ? null : step.name }
        : null,
  };
  return ok({ fingerprint, code: code.value });
}

function contentOf(inputs: ReadonlyMap<string, Content>, dataset: string): Content {
  const content = inputs.get(dataset);
  if (content === undefined) throw new Error(`Fingerprint asked for before ${dataset} is known`);
  return content;
}

function outputShape(dataset: Dataset | undefined): { suffix: string; type: "file" | "directory" } {
  return { suffix: suffixOf(dataset?.path ?? null), type: dataset?.type ?? "file" };
}

/** Names of the variables that count: those declared, those in the command, those that its Python code reads. */
function variablesOf(pipeline: Pipeline, step: Step, code: StepCode): string[] {
  const named = variablesNamed(step.command, commandWith(pipeline.params));
  // What the engine itself sets differs from run to run and follows from the rest.
  const read = code.env.filter((name) => !name.startsWith("SIGNET_"));
  return [...new Set([...step.env, ...named, ...read])];
}
