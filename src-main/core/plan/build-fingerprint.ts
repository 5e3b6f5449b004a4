import { byCodeUnit } from "../base/json.ts";
import { ok, type Result } from "../base/result.ts";
import { variablesNamed } from "../fingerprint/command-words.ts";
import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import { suffixOf } from "../fingerprint/suffix.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { formatOf } from "../model/format.ts";
import {
  type Command,
  type Dataset,
  datasetsOf,
  type Format,
  type Pipeline,
  type Port,
  type Step,
} from "../model/pipeline.ts";
import { isSecretName } from "../model/secret-names.ts";
import { countedParams, templateParams } from "../model/step-params.ts";
import type { Content } from "../ports/files.ts";
import { isOpaque } from "./notes.ts";
import { type CodePorts, commandWith, type StepCode, stepCode } from "./step-code.ts";

/** `env` is the environment that steps are given; only names that are declared or seen in commands and Python code are looked at. */
type FingerprintSources = Pick<CodePorts, "env" | "sha256">;

export type BuiltFingerprint = { readonly fingerprint: Fingerprint; readonly code: StepCode };

/** A variable's value as it counts. Of what may be a secret only a digest is kept. */
function envValue({ env, sha256 }: FingerprintSources, name: string): string | null {
  const value = env[name] ?? null;
  return value === null || !isSecretName(name) ? value : sha256(value);
}

/**
 * The fingerprint of one step whose inputs are all known. `inputs` holds the content of each dataset it reads,
 * `after` the signatures of the steps without outputs that it needs, `key` is what the command of `cache: {key: …}`
 * printed. Fails when a code file cannot be read or a function that is called is not there.
 */
export async function buildFingerprint(
  sources: CodePorts,
  pipeline: Pipeline,
  step: Step,
  inputs: ReadonlyMap<string, Content>,
  { after, key }: Pick<Fingerprint, "after" | "key">,
): Promise<Result<BuiltFingerprint, Diagnostic>> {
  const datasets = datasetsOf(pipeline);
  const code = await stepCode(sources, pipeline, step, datasets);
  if (!code.ok) return code;
  const opaque = isOpaque(step, code.value);
  const hasOutputs = step.outputs.length > 0;
  // In the order of its canonical text, which need not sort it then.
  const fingerprint: Fingerprint = {
    after: [...after].sort(byCodeUnit),
    code: code.value.units,
    command: countedCommand(step.command),
    env: byName(variablesOf(pipeline, step, code.value), (name) => [name, envValue(sources, name)]),
    format: 3,
    formats:
      step.command.kind === "call"
        ? { inputs: formatsOf(step.inputs, datasets), outputs: formatsOf(step.outputs, datasets) }
        : noFormats,
    gathered: gatheredKeys(step),
    inPlace: byName(
      step.inPlace.length === 0 ? [] : step.outputs.filter(({ port }) => step.inPlace.includes(port)),
      ({ port, dataset }) => [port, datasets.get(dataset)?.path ?? ""],
    ),
    inputs: byName(step.inputs, ({ port, dataset }) => [port, contentOf(inputs, dataset).digest]),
    key,
    kind: step.command.kind === "call" ? "call" : "run",
    outputs: byName(
      step.outputs.filter(({ port }) => !step.inPlace.includes(port)),
      ({ port, dataset }) => [port, outputShape(datasets.get(dataset))],
    ),
    params: countedParams(pipeline, step),
    python: code.value.python,
    scope:
      opaque || !hasOutputs
        ? { pipeline: pipeline.name, project: pipeline.project, step: hasOutputs ? null : step.name }
        : null,
    version: step.version,
  };
  return ok({ fingerprint, code: code.value });
}

/** Of another tool's step only what makes it what it is, not what it is called. */
const countedCommand = (command: Command): Fingerprint["command"] =>
  command.kind === "adapter" ? { ...command, text: "", task: {} } : command;

const nothing = {};
const noFormats: Fingerprint["formats"] = { inputs: nothing, outputs: nothing };

/** Members for a list, of which most are empty. */
const byName = <Item, Member>(
  list: readonly Item[],
  memberOf: (item: Item) => readonly [string, Member],
): { readonly [name: string]: Member } =>
  list.length === 0 ? nothing : Object.fromEntries(list.map(memberOf));

function gatheredKeys(step: Step): Fingerprint["gathered"] {
  if (!step.inputs.some(({ gathered }) => gathered !== null)) return nothing;
  const keys = new Map<string, string[]>();
  for (const { gathered } of step.inputs)
    if (gathered !== null) keys.set(gathered.name, [...(keys.get(gathered.name) ?? []), gathered.key]);
  return Object.fromEntries(keys);
}

const formatsOf = (
  ports: readonly Port[],
  datasets: ReadonlyMap<string, Dataset>,
): { readonly [port: string]: Format } =>
  Object.fromEntries(
    ports.flatMap(({ port, dataset: name }) => {
      const dataset = datasets.get(name);
      const format = dataset === undefined ? null : formatOf(dataset);
      return format === null ? [] : [[port, format]];
    }),
  );

function contentOf(inputs: ReadonlyMap<string, Content>, dataset: string): Content {
  const content = inputs.get(dataset);
  if (content === undefined) throw new Error(`Fingerprint asked for before ${dataset} is known`);
  return content;
}

function outputShape(dataset: Dataset | undefined): Fingerprint["outputs"][string] {
  return { suffix: suffixOf(dataset?.path ?? null), type: dataset?.type ?? "file" };
}

/** Names of the variables that count: those declared, those in the command, those that its Python code reads. */
function variablesOf(pipeline: Pipeline, step: Step, code: StepCode): string[] {
  const named =
    step.command.kind === "call" || step.command.kind === "adapter"
      ? []
      : variablesNamed(step.command, commandWith(templateParams(pipeline, step)));
  // What the engine itself sets differs from run to run and follows from the rest.
  const read = code.env.filter((name) => !name.startsWith("SIGNET_"));
  if (step.env.length + named.length + read.length === 0) return [];
  return [...new Set([...step.env, ...named, ...read])];
}
