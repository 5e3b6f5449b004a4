import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Pipeline } from "../../../src-main/core/model/pipeline.ts";
import { looksLikePipeline, readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";
import { pipelineJsonSchema } from "../../../src-main/core/pipeline/schema.ts";

function read(text: string, file = "/home/u/churn/pipeline.yaml"): Pipeline {
  const { pipeline, diagnostics } = readPipeline({ file, text });
  expect(diagnostics).toEqual([]);
  if (pipeline === null) throw new Error("no pipeline");
  return pipeline;
}
/** What a step is that says nothing of the kind. */
const plain = {
  item: null,
  arguments: {},
  inherit: true,
  keepGoing: false,
  cache: { kind: "always" },
  hooks: { before: null, after: null, failed: null },
  retries: { count: 0, delay: 0, backoff: 1 },
  timeout: null,
  resources: {},
};

const example = new URL("../../../resources/examples/iris/pipeline.yaml", import.meta.url);

describe("a pipeline file", () => {
  it("gives names, types and places to everything in it", () => {
    const pipeline = read(`
signet: 1
name: churn
project: marketing/churn
workspace: ..
python: .venv/bin/python
params: {n: 0, m: 1, train: {lr: 0.01, epochs: 3}, dir: data}
datasets:
  raw: "{params.dir}/raw.csv"
  labels: {path: ./data//labels/, ignore: ["*.tmp"]}
  model: {path: "out/model-{signature}-{params.n}.pkl"}
  scores: {path: out/scores.json, as: metrics}
steps:
  B:
    run: [python, b.py, "{inputs.data}", "{params.train.lr}"]
    inputs: {data: oA}
    outputs: [scores]
    needs: [C]
    version: 3
  A:
    run: python a.py --n {params.n} --out {outputs.oA} {outputs.model}
    inputs: [raw, labels]
    params: [m, train]
    outputs: [oA, model]
    code: ["lib/**/*.py"]
    env: [OMP_NUM_THREADS]
  C: {run: make deploy}
`);
    expect(pipeline).toEqual({
      name: "churn",
      project: "marketing/churn",
      file: "/home/u/churn/pipeline.yaml",
      workspace: "/home/u",
      python: ".venv/bin/python",
      foreign: null,
      params: { n: 0n, m: 1n, train: { lr: 0.01, epochs: 3n }, dir: "data" },
      datasets: [
        {
          name: "raw",
          type: "file",
          path: "{params.dir}/raw.csv",
          ignore: [],
          as: null,
          format: null,
          maker: null,
        },
        {
          name: "labels",
          type: "directory",
          path: "data/labels",
          ignore: ["*.tmp"],
          as: null,
          format: null,
          maker: null,
        },
        {
          name: "model",
          type: "file",
          path: "out/model-{signature}-{params.n}.pkl",
          ignore: [],
          as: null,
          format: null,
          maker: "A",
        },
        {
          name: "scores",
          type: "file",
          path: "out/scores.json",
          ignore: [],
          as: "metrics",
          format: null,
          maker: "B",
        },
        { name: "oA", type: "file", path: null, ignore: [], as: null, format: null, maker: "A" },
      ],
      steps: [
        {
          ...plain,
          name: "A",
          base: "A",
          command: { kind: "shell", text: "python a.py --n {params.n} --out {outputs.oA} {outputs.model}" },
          inputs: [
            { port: "raw", dataset: "raw", gathered: null },
            { port: "labels", dataset: "labels", gathered: null },
          ],
          outputs: [
            { port: "oA", dataset: "oA" },
            { port: "model", dataset: "model" },
          ],
          params: ["dir", "m", "n", "train.epochs", "train.lr"],
          code: ["lib/**/*.py"],
          env: ["OMP_NUM_THREADS"],
          needs: [],
          tags: [],
          version: null,
          inPlace: [],
        },
        {
          ...plain,
          name: "C",
          base: "C",
          command: { kind: "shell", text: "make deploy" },
          inputs: [],
          outputs: [],
          params: [],
          code: [],
          env: [],
          needs: [],
          tags: [],
          version: null,
          inPlace: [],
        },
        {
          ...plain,
          name: "B",
          base: "B",
          command: { kind: "argv", words: ["python", "b.py", "{inputs.data}", "{params.train.lr}"] },
          inputs: [{ port: "data", dataset: "oA", gathered: null }],
          outputs: [{ port: "scores", dataset: "scores" }],
          params: ["train.lr"],
          code: [],
          env: [],
          needs: ["C"],
          tags: [],
          version: "3",
          inPlace: ["scores"],
        },
      ],
    });
  });

  it("counts parameters in a made dataset's path for nobody", () => {
    const pipeline = read(`
signet: 1
params: {n: 1, m: 2}
datasets: {o: {path: "out/{params.n}"}, raw: "{params.m}.csv"}
steps:
  a: {run: "x {outputs.o}", outputs: [o], inputs: [raw]}
  b: {run: x, inputs: [o]}
`);
    expect(pipeline.steps.map(({ params }) => params)).toEqual([["m"], []]);
  });

  it.each([
    ["/w/pipeline.yaml", "w"],
    ["/w/pipeline.yml", "w"],
    ["/w/train.yaml", "train"],
    ["/w/x/Pipeline.json", "x"],
    ["/pipeline.yaml", "pipeline"],
    ["C:\\w\\pipeline.yaml", "w"],
    ["C:\\w\\train.yaml", "train"],
  ])("at %s is named %s unless it says otherwise, and so is its project", (file, name) => {
    const pipeline = read("signet: 1\nsteps: {a: {run: x}}\n", file);
    expect(pipeline).toMatchObject({ name, project: name, file });
  });

  it.each([
    [undefined, "/home/u/churn"],
    [".", "/home/u/churn"],
    ["../other/./x/", "/home/u/other/x"],
    ["/data/w", "/data/w"],
  ])("with the workspace %s works in %s", (workspace, expected) => {
    const line = workspace === undefined ? "" : `workspace: ${workspace}\n`;
    expect(read(`signet: 1\n${line}steps: {a: {run: x}}\n`).workspace).toBe(expected);
  });

  it("keeps integers, floats and texts apart", () => {
    const { params } = read(`
signet: 1
params:
  values: [1, 1.0, 1e3, -0.0, .inf, -.inf, .nan, 0x1F, 0o17, 123456789012345678901234567890, "1", 1_000, yes, true, ~, 2024-01-01]
steps: {a: {run: x}}
`);
    expect(params.values).toEqual([
      1n,
      1,
      1000,
      -0,
      Infinity,
      -Infinity,
      NaN,
      31n,
      15n,
      123456789012345678901234567890n,
      "1",
      "1_000",
      "yes",
      true,
      null,
      "2024-01-01",
    ]);
  });

  it("reads the same from JSON, with tabs and escapes", () => {
    const json =
      '{\n\t"signet": 1,\n\t"params": {"n": 1, "x": 1.0, "t": "\\u00e9\\/\\ud83d\\ude00"},\n\t"steps": {"a": {"run": "x {params.n}"}}\n}';
    const yaml = 'signet: 1\nparams: {n: 1, x: 1.0, t: "é/😀"}\nsteps: {a: {run: "x {params.n}"}}\n';
    expect(read(json)).toEqual(read(yaml));
  });

  it("reads the same with CRLF and a byte order mark", () => {
    const text = "signet: 1\nparams: {n: 1}\nsteps:\n  a: {run: x}\n";
    expect(read(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toEqual(read(text));
  });

  it("knows aliases and merge keys, own keys first", () => {
    const { params, steps } = read(`
signet: 1
params:
  base: &base {lr: 0.1, n: 1}
  wide: {<<: *base, n: 2}
  both: {<<: [{n: 3}, *base], z: 1}
steps:
  a: &step {run: x, env: [A]}
  b: *step
  c: {<<: *step, run: y}
`);
    expect(params).toEqual({
      base: { lr: 0.1, n: 1n },
      wide: { n: 2n, lr: 0.1 },
      both: { z: 1n, n: 3n, lr: 0.1 },
    });
    expect(
      steps.map(({ name, command, env }) => [name, command.kind === "shell" && command.text, env]),
    ).toEqual([
      ["a", "x", ["A"]],
      ["b", "x", ["A"]],
      ["c", "y", ["A"]],
    ]);
  });

  it("keeps steps in file order where nothing else decides, even if their names are numbers", () => {
    expect(
      read("signet: 1\nsteps: {10: {run: x}, b: {run: x}, 9: {run: x}, a: {run: x}}\n").steps.map(
        ({ name }) => name,
      ),
    ).toEqual(["10", "b", "9", "a"]);
  });

  it("is read without complaint when it is the bundled example", () => {
    const pipeline = read(readFileSync(example, "utf8"), "/w/iris/pipeline.yaml");
    expect(pipeline.steps.map(({ name }) => name)).toEqual([
      "prepare",
      "split",
      "train",
      "train_wide",
      "evaluate",
      "report",
    ]);
  });
});

describe("a text that looks like a pipeline file", () => {
  it.each([
    "signet: 1\n",
    "# comment\n\nname: x\nsignet: 1 # yes\n",
    '\uFEFF"signet": 1\n',
    '{"name": "x", "signet": 1}',
    "{signet: 1}",
    "signet: 2\r\n",
  ])("%j", (text) => expect(looksLikePipeline(text)).toBe(true));
  it.each(["", "stages: {}\n", "  signet: 1\n", "# signet: 1\n", '{"a": 1}', "signets: 1\n", "a: signet: 1"])(
    "not %j",
    (text) => expect(looksLikePipeline(text)).toBe(false),
  );
});

describe("the JSON Schema", () => {
  it("is the one in resources", () => {
    const file = new URL("../../../resources/pipeline.schema.json", import.meta.url);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(pipelineJsonSchema());
  });

  it("names every key, and says what each is", () => {
    const schema = pipelineJsonSchema() as { properties: Record<string, { description?: string }> };
    expect(Object.keys(schema.properties)).toEqual([
      "signet",
      "name",
      "project",
      "workspace",
      "python",
      "include",
      "params",
      "datasets",
      "steps",
    ]);
    for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/\w/);
  });
});
