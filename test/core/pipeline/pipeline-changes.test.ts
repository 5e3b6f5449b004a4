import { describe, expect, it } from "vitest";
import { pipelineChanges } from "../../../src-main/core/pipeline/pipeline-changes.ts";
import { pipelineOf } from "./reading.ts";

const before = `
params: {lr: 0.1, train: {epochs: 3}}
datasets:
  raw: data/raw.csv
  model: out/model.json
steps:
  clean: {run: "python clean.py {inputs.raw} {outputs.tidy}", inputs: [raw], outputs: [tidy]}
  train:
    run: "python train.py --lr {params.lr} {inputs.tidy} {outputs.model}"
    inputs: [tidy]
    outputs: [model]
  old: {run: "sh old.sh {inputs.model}", inputs: [model]}
`;

const lines = (from: string, to: string) =>
  pipelineChanges(pipelineOf(from), pipelineOf(to)).map(
    ({ part, name, change, facets }) =>
      `${change} ${part} ${name}${change === "changed" ? `: ${facets.map((one) => `${one.what} ${one.from} -> ${one.to}`).join("; ")}` : ""}`,
  );

describe("what changed in a pipeline's file", () => {
  it("is nothing when only how it is written did", () => {
    expect(
      lines(before, `# a comment\n${before.replace("{lr: 0.1, train", "{ lr:   0.1,\n  train")}`),
    ).toEqual([]);
  });

  it("is told by step, parameter and dataset, with what of it", () => {
    const after = before
      .replace("lr: 0.1", "lr: 0.2, seed: 7")
      .replace("train: {epochs: 3}", "train: {}")
      .replace("out/model.json", "out/best.json")
      .replace("python train.py --lr", "python3 train.py --rate")
      .replace(/ {2}old.*/, '  test: {run: "sh test.sh {inputs.model}", inputs: [model], needs: [clean]}');
    expect(lines(before, after)).toEqual(
      [
        "changed step train: command python train.py --lr {params.lr} {inputs.tidy} {outputs.model} -> python3 train.py --rate {params.lr} {inputs.tidy} {outputs.model}",
        "added step test",
        "removed step old",
        "changed parameter lr: value 0.1 -> 0.2",
        "added parameter seed",
        expect.stringMatching(/parameter train/),
        expect.stringMatching(/parameter train/),
        "changed dataset model: path out/model.json -> out/best.json",
      ].filter((line, index, all) => typeof line === "string" || all.indexOf(line) === index),
    );
  });

  it("counts all items of a step as that step", () => {
    const each = (values: string) =>
      before
        .replace("    outputs: [model]\n", `    outputs: [model]\n    foreach: {lr: ${values}}\n`)
        .replace("out/model.json", "out/{params.lr}.json");
    expect(lines(each("[0.1, 0.2]"), each("[0.1, 0.3]")).filter((line) => line.includes("step"))).toEqual([
      "changed step train: items lr=0.1, lr=0.2 -> lr=0.1, lr=0.3",
    ]);
  });
});
