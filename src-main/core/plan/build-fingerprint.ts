import { byCodeUnit } from "../base/json.ts";
import { err, ok, type Result } from "../base/result.ts";
import { type Value, type ValueObject, valueAt } from "../base/value.ts";
import { filesNamed, variablesNamed } from "../fingerprint/command-words.ts";
import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import { isSecretName } from "../fingerprint/secret-names.ts";
import { suffixOf } from "../fingerprint/suffix.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Digest, Signature } from "../model/ids.ts";
import { type Dataset, datasetsOf, type Pipeline, type Step } from "../model/pipeline.ts";
import { parseTemplate, valueText } from "../pipeline/templates.ts";
import type { Content, Sha256, WorkspaceFiles } from "../ports/files.ts";

export type FingerprintSources = {
  readonly pipeline: Pipeline;
  readonly files: WorkspaceFiles;
  /** The environment steps are given; only declared names are looked at. */
  readonly env: { readonly [name: string]: string | undefined };
  readonly sha256: Sha256;
};

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
): Promise<Result<Fingerprint, Diagnostic>> {
  const { pipeline, files } = sources;
  const datasets = datasetsOf(pipeline);
  const code = await codeDigests(files, pipeline, step, datasets);
  if (!code.ok) return code;
  const params = step.params.map((name): [string, Value] => [name, valueAt(pipeline.params, name) ?? null]);
  const opaque = Object.keys(code.value).length === 0;
  const hasOutputs = step.outputs.length > 0;
  return ok({
    format: 1,
    kind: "run",
    command: step.command,
    code: code.value,
    params: Object.fromEntries(params),
    inputs: Object.fromEntries(
      step.inputs.map(({ port, dataset }) => [port, contentOf(inputs, dataset).digest]),
    ),
    env: Object.fromEntries(variablesOf(pipeline, step).map((name) => [name, envValue(sources, name)])),
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
  });
}

function contentOf(inputs: ReadonlyMap<string, Content>, dataset: string): Content {
  const content = inputs.get(dataset);
  if (content === undefined) throw new Error(`Fingerprint asked for before ${dataset} is known`);
  return content;
}

function outputShape(dataset: Dataset | undefined): { suffix: string; type: "file" | "directory" } {
  return { suffix: suffixOf(dataset?.path ?? null), type: dataset?.type ?? "file" };
}

/** Names of the variables that count: those declared and those in the command. */
function variablesOf(pipeline: Pipeline, step: Step): string[] {
  const named = variablesNamed(step.command, (template) => withParameters(template, pipeline.params));
  return [...new Set([...step.env, ...named])];
}

/** Digests of the files that count as code: those named in the command and those that `code:` lists. */
async function codeDigests(
  files: WorkspaceFiles,
  pipeline: Pipeline,
  step: Step,
  datasets: ReadonlyMap<string, Dataset>,
): Promise<Result<{ [path: string]: Digest }, Diagnostic>> {
  const render = (template: string) => withParameters(template, pipeline.params);
  // Only the step's own inputs and outputs count otherwise: another step's dataset named here is a dependency all the same.
  const data = [...step.inputs, ...step.outputs].flatMap(({ dataset }) => {
    const path = datasets.get(dataset)?.path;
    return path == null ? [] : [render(path).replace(/\/+$/, "")];
  });
  const { words, patterns } = filesNamed(step.command, render);
  const paths = (await files.codeFiles(words, [...patterns, ...step.code])).filter(
    (path) => !data.some((own) => path === own || path.startsWith(`${own}/`)),
  );
  const digests: [string, Digest][] = [];
  for (const path of paths) {
    const content = await files.content(path, { type: "file", ignore: [] });
    if (!content.ok) return err(content.error);
    if (content.value !== null) digests.push([path, content.value.digest]);
  }
  return ok(Object.fromEntries(digests));
}

/** A template with its parameters filled in; other templates become NUL, which no file's name can hold. */
function withParameters(template: string, params: ValueObject): string {
  return parseTemplate(template)
    .parts.map((part) => {
      if (part.kind === "text") return part.text;
      return part.kind === "params" ? valueText(valueAt(params, part.name) ?? null) : "\0";
    })
    .join("");
}
