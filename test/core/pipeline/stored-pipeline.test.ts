import { expect, it } from "vitest";
import type { AdapterCommand, Pipeline } from "../../../src-main/core/model/pipeline.ts";
import { readSoundPipeline } from "../../../src-main/core/pipeline/read-sound.ts";
import { parseStoredPipeline, storedPipeline } from "../../../src-main/core/pipeline/stored-pipeline.ts";

it("a pipeline of another tool is read back with the types of its values", () => {
  const text = 'signet: 1\nname: p\nparams: {n: 1, x: 1.0}\nsteps: {s: {run: "true"}}\n';
  const read = readSoundPipeline({ file: "/p/pipeline.yaml", text })?.pipeline;
  if (read == null) throw new Error("It is sound.");
  const command: AdapterCommand = {
    kind: "adapter",
    tool: "luigi",
    text: "luigi Count",
    task: { day: 12n, share: 0.5, whole: 2, none: Number.NaN, list: [9_007_199_254_740_993n, "a"] },
    counts: { index: true, rows: 3n },
    entries: ["jobs:Count"],
    packages: ["luigi"],
  };
  const pipeline: Pipeline = { ...read, steps: read.steps.map((step) => ({ ...step, command })) };
  const { datasets, steps, ...rest } = parseStoredPipeline(storedPipeline(pipeline));
  expect({ ...rest, datasets, steps }).toEqual(pipeline);
});
