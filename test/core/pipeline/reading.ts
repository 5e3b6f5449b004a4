import { expect } from "vitest";
import type { Pipeline, Step } from "../../../src-main/core/model/pipeline.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";

const file = "/home/u/churn/pipeline.yaml";
const whole = (text: string): string => `signet: 1\n${text.replace(/^\n/, "")}`;

/** The pipeline of a file without its first line, which has nothing wrong with it. */
export function pipelineOf(text: string): Pipeline {
  const { pipeline, diagnostics } = readPipeline({ file, text: whole(text) });
  expect(diagnostics).toEqual([]);
  if (pipeline === null) throw new Error("no pipeline");
  return pipeline;
}

/** What is wrong with such a file, as `line:column code`; its first line is line 2. */
export const problemsIn = (text: string): string[] =>
  readPipeline({ file, text: whole(text) }).diagnostics.map(
    ({ line, column, code }) => `${line}:${column} ${code}`,
  );

/** The message and remedy of the one thing that is wrong. */
export function complaintOf(text: string): { readonly message: string; readonly remedy: string | null } {
  const { diagnostics } = readPipeline({ file, text: whole(text) });
  const [only, ...others] = diagnostics;
  if (only === undefined || others.length > 0) throw new Error(`${diagnostics.length} diagnostics`);
  return { message: only.message, remedy: only.remedy };
}

export function stepOf(pipeline: Pipeline, name: string): Step {
  const step = pipeline.steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
}
