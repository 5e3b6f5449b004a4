import { z } from "zod";
import { formats } from "../model/pipeline.ts";

const text = z.string().min(1);
const texts = z.array(text);
const name = z.string();

const ports = z.union([texts, z.record(name, text)]);
const wholeNumber = z.bigint();
const number = z.union([wholeNumber, z.number()]);
const duration = z
  .union([text, number])
  .describe("A span of time: 500ms, 5s, 2h, 1d, 1h30m; a number alone is seconds.");

const datasetSettings = z.strictObject({
  path: text
    .optional()
    .describe(
      "Where it is, from the workspace. An output without a path lives in the library only. {params.x} works, for outputs {signature} too.",
    ),
  type: z.enum(["file", "directory"]).optional().describe("`file`, unless the path ends in a slash."),
  ignore: texts.optional().describe("Globs of names that do not count in a directory."),
  as: z
    .enum(["metrics", "plot"])
    .optional()
    .describe("`metrics`: its numbers become metrics of the run. `plot`: a table to draw."),
  format: z
    .enum(formats)
    .optional()
    .describe(
      "How a Python function gets it and gives it back. Default: by the path's ending; pickle without one.",
    ),
});
const dataset = z.union([text.describe("Its path in the workspace."), datasetSettings]);

const command = text.describe("Run by the shell.");

const step = z.strictObject({
  run: z
    .union([text, texts.min(1)])
    .optional()
    .describe(
      "The command: a text for the shell, or a list of words that runs without one. {params.x}, {inputs.x} and {outputs.x} stand for values and paths.",
    ),
  call: text
    .optional()
    .describe("Instead of `run` a Python function, as module:function. Inputs and params are its arguments."),
  inputs: ports.optional().describe("Datasets it reads: a list, or its own names for them."),
  outputs: ports.optional().describe("Datasets it makes: a list, or its own names for them."),
  params: ports
    .optional()
    .describe(
      "Parameters its code reads otherwise, or its own names for them; those in `run` count by themselves.",
    ),
  code: texts.optional().describe("Globs of further files that count as its code."),
  env: texts.optional().describe("Environment variables that count."),
  needs: texts.optional().describe("Steps that must come first without handing over data."),
  tags: texts.optional().describe("What it can be chosen by together with others: --tagged TAG."),
  version: z.union([text, wholeNumber]).optional().describe("Bumped by hand to make it run again."),
  foreach: z
    .union([z.record(name, z.array(z.unknown())), z.array(z.record(name, z.unknown()))])
    .optional()
    .describe("Runs it for each item: a mapping to lists is their product, a list of mappings is itself."),
  inherit: z
    .boolean()
    .optional()
    .describe("Whether parameters of the steps before it are recorded with its runs. Default: true."),
  cache: z
    .union([z.boolean(), z.strictObject({ ttl: duration.optional(), key: text.optional() })])
    .optional()
    .describe(
      "false: always run. ttl: an earlier result serves while it is younger. key: what this command prints counts.",
    ),
  hooks: z
    .strictObject({
      before: command.optional(),
      after: command.optional(),
      failed: command.optional(),
    })
    .optional()
    .describe("Shell commands around it that do not count."),
  retries: z
    .union([
      wholeNumber,
      z.strictObject({ count: wholeNumber, delay: duration.optional(), backoff: number.optional() }),
    ])
    .optional()
    .describe("How often it is tried again when it fails; delay before the first, times backoff each time."),
  timeout: duration.optional().describe("How long it may take. Default: as long as it likes."),
  keep_going: z
    .boolean()
    .optional()
    .describe("Whether steps that do not depend on it are still started when it failed. Default: false."),
  resources: z
    .record(name, number)
    .optional()
    .describe("What it needs of the machine while it runs, such as {cpu: 2, gpu: 1}."),
});

const sections = {
  params: z
    .record(name, z.unknown())
    .optional()
    .describe("Parameters and their values; nested ones are addressed by dots."),
  datasets: z
    .record(name, dataset)
    .optional()
    .describe("The catalog: where datasets are, and what they are."),
  steps: z.record(name, step).optional().describe("What is run: each a process of its own."),
};

/** The shape of a file that a pipeline includes. */
export const includedSchema = z.strictObject(sections);

/** The shape of a pipeline file. What names mean to each other is checked after this. */
export const pipelineSchema = z.strictObject({
  signet: z.literal(1n).describe("Makes this file a pipeline: version 1 of the format."),
  name: text.optional().describe("Default: the file's name, or its folder's for a pipeline.yaml."),
  project: text
    .optional()
    .describe("Where its runs are filed, nested by slashes. Default: the pipeline's name."),
  workspace: text
    .optional()
    .describe("Folder of code and data, from this file's folder. Default: that folder."),
  python: text
    .optional()
    .describe("Interpreter, in the workspace or a bare name. Default: the workspace's .venv, else python3."),
  include: texts
    .optional()
    .describe("Globs of files that hold params, datasets and steps; later ones win, this file last."),
  ...sections,
});

/** Which kind of mapping a path of the file leads to; decides which keys are known there. */
export type Section = "pipeline" | "included file" | "step" | "dataset" | "cache" | "hooks" | "retries";

const keysOf = (schema: { readonly shape: object }): readonly string[] => Object.keys(schema.shape);

/** The keys of each kind of mapping. */
export const knownKeys: { readonly [section in Section]: readonly string[] } = {
  pipeline: keysOf(pipelineSchema),
  "included file": keysOf(includedSchema),
  step: keysOf(step),
  dataset: keysOf(datasetSettings),
  cache: ["ttl", "key"],
  hooks: ["before", "after", "failed"],
  retries: ["count", "delay", "backoff"],
};

/** JSON Schema (draft 2020-12) of pipeline files, for editors. */
export function pipelineJsonSchema(): object {
  const schema = z.toJSONSchema(pipelineSchema, {
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "bigint") jsonSchema.type = "integer";
      if (zodSchema === step) jsonSchema.oneOf = [{ required: ["run"] }, { required: ["call"] }];
      if (zodSchema === pipelineSchema)
        jsonSchema.anyOf = [{ required: ["steps"] }, { required: ["include"] }];
    },
  });
  return { ...schema, title: "Signet pipeline" };
}
