import { z } from "zod";

const text = z.string().min(1);
const texts = z.array(text);
const name = z.string();

const ports = z.union([texts, z.record(name, text)]);

const dataset = z.union([
  text.describe("Its path in the workspace."),
  z.strictObject({
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
  }),
]);

const step = z.strictObject({
  run: z
    .union([text, texts.min(1)])
    .describe(
      "The command: a text for the shell, or a list of words that runs without one. {params.x}, {inputs.x} and {outputs.x} stand for values and paths.",
    ),
  inputs: ports.optional().describe("Datasets it reads: a list, or its own names for them."),
  outputs: ports.optional().describe("Datasets it makes: a list, or its own names for them."),
  params: texts
    .optional()
    .describe("Parameters its code reads otherwise; those in `run` count by themselves."),
  code: texts.optional().describe("Globs of further files that count as its code."),
  env: texts.optional().describe("Environment variables that count."),
  needs: texts.optional().describe("Steps that must come first without handing over data."),
  version: z.union([text, z.bigint()]).optional().describe("Bumped by hand to make it run again."),
});

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
  params: z
    .record(name, z.unknown())
    .optional()
    .describe("Parameters and their values; nested ones are addressed by dots."),
  datasets: z
    .record(name, dataset)
    .optional()
    .describe("The catalog: where datasets are, and what they are."),
  steps: z.record(name, step).describe("What is run: each a process of its own."),
});

/** Which kind of mapping a path of the file leads to; decides which keys are known there. */
export type Section = "pipeline" | "step" | "dataset";

/** Keys this version understands. */
export const knownKeys: { readonly [section in Section]: readonly string[] } = {
  pipeline: Object.keys(pipelineSchema.shape),
  step: Object.keys(step.shape),
  dataset: Object.keys(dataset.options[1].shape),
};

/** Keys of the format that this version does not understand yet. Using one is an error: ignored, it would mislead. */
export const laterKeys: { readonly [section in Section]: readonly string[] } = {
  pipeline: ["include"],
  step: ["call", "foreach", "resources", "retries", "timeout", "cache", "hooks", "inherit"],
  dataset: ["format"],
};

/** JSON Schema (draft 2020-12) of pipeline files, for editors. */
export function pipelineJsonSchema(): object {
  const schema = z.toJSONSchema(pipelineSchema, {
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "bigint") jsonSchema.type = "integer";
    },
  });
  return { ...schema, title: "Signet pipeline" };
}
