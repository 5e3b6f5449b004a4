// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the templates of DVC
import { describe, expect, it } from "vitest";
import { ok } from "../../../../src-main/core/base/result.ts";
import { translateDvc } from "../../../../src-main/core/foreign/dvc/read-dvc.ts";
import { readTranslation } from "../../../../src-main/core/foreign/translation.ts";
import type { ReadIncluded } from "../../../../src-main/core/pipeline/include.ts";

/** Reads a `dvc.yaml` in `/repo` with the other files beside it. */
function read(text: string, others: { readonly [path: string]: string } = {}) {
  const readIncluded: ReadIncluded = (pattern) =>
    ok(
      Object.entries(others)
        .filter(([path]) => (pattern === "*/**/dvc.yaml" ? /.\/dvc\.yaml$/.test(path) : path === pattern))
        .map(([path, content]) => ({ file: `/repo/${path}`, text: content })),
    );
  return readTranslation(translateDvc({ file: "/repo/dvc.yaml", text }, "/repo", readIncluded));
}

function sound(text: string, others: { readonly [path: string]: string } = {}) {
  const { pipeline, diagnostics } = read(text, others);
  if (pipeline === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return { pipeline, diagnostics };
}

const problems = (text: string, others: { readonly [path: string]: string } = {}) =>
  read(text, others).diagnostics.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );

describe("a dvc.yaml", () => {
  it("becomes steps, datasets and parameters; a scalar in a command stays a parameter", () => {
    const { pipeline } = sound(
      "stages:\n  a:\n    cmd: run --lr ${train.lr} --name ${name} {x}\n    deps: [in.csv]\n    outs: [out/model.pkl]\n    params: [train.epochs]\n",
      { "params.yaml": "train: {lr: 0.1, epochs: 3, unused: 1}\nname: two words\n" },
    );
    expect(pipeline).toMatchObject({
      workspace: "/repo",
      foreign: { format: "dvc", paramFiles: ["params.yaml"], paramsAreFixed: true },
      params: { train: { lr: 0.1, epochs: 3n } },
      steps: [
        {
          name: "a",
          command: { kind: "shell", text: "run --lr {params.train.lr} --name two words {{x}}" },
          params: ["train.epochs", "train.lr"],
          inPlace: ["model.pkl"],
        },
      ],
    });
    expect(pipeline.datasets.map(({ name, path, maker }) => [name, path, maker])).toEqual([
      ["model.pkl", "out/model.pkl", "a"],
      ["in.csv", "in.csv", null],
    ]);
  });

  it("names datasets by the shortest ends of their paths that tell them apart", () => {
    const { pipeline } = sound(
      "stages:\n  a:\n    cmd: x\n    deps: [raw/x.csv, raw/y.csv]\n    outs: [made/x.csv]\n",
    );
    expect(pipeline.datasets.map(({ name }) => name).sort()).toEqual(["made∕x.csv", "raw∕x.csv", "y.csv"]);
  });

  it("goes over lists, mappings and lists of mappings, and a matrix of lists", () => {
    const { pipeline } = sound(
      [
        "stages:",
        "  a: {foreach: [1, x, 0.5], do: {cmd: 'echo ${item}', outs: ['a${item}']}}",
        "  b: {foreach: {p: {v: 1}, q: {v: 2}}, do: {cmd: 'echo ${key} ${item.v}'}}",
        "  c: {foreach: [{v: 1}, {v: 2}], do: {cmd: 'echo ${item.v}'}}",
        "  d: {matrix: {m: [1, 2], n: [{v: 3}, y]}, cmd: 'echo ${item.m} ${key}'}",
      ].join("\n"),
    );
    const commands = pipeline.steps.map(({ name, command }) => [
      name,
      command.kind === "shell" ? command.text : "",
    ]);
    expect(Object.fromEntries(commands)).toEqual({
      "a@1": "echo 1",
      "a@x": "echo x",
      "a@0.5": "echo 0.5",
      "b@p": "echo p 1",
      "b@q": "echo q 2",
      "c@0": "echo 1",
      "c@1": "echo 2",
      "d@1-n0": "echo 1 1-n0",
      "d@1-y": "echo 1 1-y",
      "d@2-n0": "echo 2 2-n0",
      "d@2-y": "echo 2 2-y",
    });
    expect(pipeline.steps.map(({ base }) => base)).toEqual(expect.arrayContaining(["a", "b", "c", "d"]));
  });

  it("runs each line of a command in a shell of its own, in its folder", () => {
    const { pipeline } = sound(
      "stages:\n  a:\n    cmd: |\n      one\n      two\n    wdir: my dir\n    outs: [o]\n",
    );
    expect(pipeline.steps[0]?.command).toEqual({
      kind: "shell",
      text: "cd 'my dir' || exit\n(\none\n) || exit\n(\ntwo\n)",
    });
    expect(pipeline.datasets[0]?.path).toBe("my dir/o");
  });

  it("takes what lies in another stage's output, or around it, for that output", () => {
    const { pipeline } = sound(
      "stages:\n  a: {cmd: x, outs: [d/made]}\n  b: {cmd: y, deps: [d/made/part.csv]}\n  c: {cmd: z, deps: [d]}\n",
    );
    expect(pipeline.steps.map(({ name, inputs }) => [name, inputs.map(({ dataset }) => dataset)])).toEqual([
      ["a", []],
      ["b", ["made"]],
      ["c", ["made"]],
    ]);
  });

  it("counts Python files as code, and a frozen stage's outputs as sources", () => {
    const { pipeline, diagnostics } = sound(
      "stages:\n  a: {cmd: python a.py, deps: [a.py, lib.py], outs: [m], always_changed: true}\n  f: {cmd: x, outs: [g], frozen: true}\n  b: {cmd: y, deps: [g]}\n",
    );
    expect(pipeline.steps.map(({ name, code, cache }) => [name, code, cache.kind])).toEqual([
      ["a", ["lib.py"], "never"],
      ["b", [], "always"],
    ]);
    expect(pipeline.datasets.find(({ name }) => name === "g")?.maker).toBeNull();
    expect(diagnostics).toMatchObject([{ severity: "hint", line: 3 }]);
  });

  it("reads JSON and TOML parameters, and those of files below", () => {
    const { pipeline } = sound("stages:\n  a: {cmd: x, params: [conf.toml: [model.depth], m.json: ]}\n", {
      "conf.toml": "[model]\ndepth = 3\nrate = 1.0\n",
      "m.json": '{"k": [1, 2]}',
      "sub/dvc.yaml": "stages:\n  s: {cmd: 'echo ${n}', deps: [../made], params: [n]}\n",
      "sub/params.yaml": "n: 4\n",
    });
    expect(pipeline.params).toEqual({
      conf: { model: { depth: 3n } },
      m: { k: [1n, 2n] },
      sub_params: { n: 4n },
    });
    expect(pipeline.steps.map(({ name }) => name)).toEqual(["a", "sub/dvc.yaml:s"]);
  });

  it("reads parameters of Python files: constants, those of classes, and what `__init__` gives", () => {
    const code = [
      "import os",
      "LR = -0.1",
      "layers: list = [1, (2, 3)]",
      "name = 'a' \"b\"",
      "names = {'x': True, \"y\": None}",
      "home = os.environ['HOME']",
      "sizes = 1, 2",
      "big = 0x1_0 ",
      "LR = 1e-3",
      "class Train:",
      "    epochs = 3",
      "    class Inner:",
      "        deep = 'a\\tb'",
      "    def __init__(self):",
      "        self.seed = 7",
      "        local = 8",
      "",
    ].join("\n");
    const { pipeline } = sound("stages:\n  a: {cmd: x, params: [src/conf.py: ]}\n", { "src/conf.py": code });
    expect(pipeline.params).toEqual({
      src_conf: {
        LR: 0.001,
        layers: [1n, [2n, 3n]],
        name: "ab",
        names: { x: true, y: null },
        sizes: [1n, 2n],
        big: 16n,
        Train: { epochs: 3n, Inner: { deep: "a\tb" }, seed: 7n },
      },
    });
    expect(problems("stages:\n  a: {cmd: x, params: [c.py: [home, e]]}\n", { "c.py": code })).toEqual([
      expect.stringContaining("c.py has no home"),
      expect.stringContaining("c.py has no e"),
    ]);
    expect(problems("stages:\n  a: {cmd: x, params: [c.py: [e]]}\n", { "c.py": "def" })).toEqual([
      expect.stringContaining("c.py cannot be read"),
    ]);
  });

  it("makes metrics of JSON, YAML and TOML, and plots of tables", () => {
    const { pipeline, diagnostics } = sound(
      "metrics: [late.json]\nstages:\n  a: {cmd: x, metrics: [m.json: {cache: false}, m.yaml, m.toml, m.txt], plots: [p.csv: {x: a}, q.yaml, i.png], outs: [late.json]}\n",
    );
    expect(Object.fromEntries(pipeline.datasets.map(({ path, as }) => [path, as]))).toEqual({
      "m.json": "metrics",
      "m.yaml": "metrics",
      "m.toml": "metrics",
      "m.txt": null,
      "p.csv": "plot",
      "q.yaml": "plot",
      "i.png": null,
      "late.json": "metrics",
    });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "m.txt is kept as an output: JSON, YAML and TOML files become metrics",
    ]);
  });

  it("takes plots and metrics that files list apart from their stages, by their paths or their axes", () => {
    const { pipeline, diagnostics } = sound(
      [
        "plots:",
        "  - a.csv",
        "  - b.csv: {x: i}",
        "  - ROC: {x: fpr, y: {c.json: tpr, d.json: [tpr, other]}}",
        "artifacts: {model: {path: m.pkl, type: model}}",
        "datasets: [{name: d, type: dc, version: 1}]",
        "stages:",
        "  s: {cmd: x, outs: [a.csv, b.csv, c.json, d.json, m.pkl]}",
      ].join("\n"),
      { "sub/dvc.yaml": "metrics: [m.yaml]\nstages:\n  t: {cmd: x, outs: [m.yaml]}\n" },
    );
    expect(Object.fromEntries(pipeline.datasets.map(({ path, as }) => [path, as]))).toEqual({
      "a.csv": "plot",
      "b.csv": "plot",
      "c.json": "plot",
      "d.json": "plot",
      "m.pkl": null,
      "sub/m.yaml": "metrics",
    });
    expect(diagnostics.map(({ severity, line, message }) => [severity, line, message])).toEqual([
      ["hint", 5, expect.stringContaining("`artifacts` are entries of a registry")],
      ["hint", 6, expect.stringContaining("`datasets` name data that DVC fetches")],
    ]);
  });

  it("always runs a stage that rests on nothing and makes nothing", () => {
    const { pipeline } = sound("stages:\n  a: {cmd: date}\n  b: {cmd: date, outs: [o]}\n");
    expect(pipeline.steps.map(({ name, cache }) => [name, cache.kind])).toEqual([
      ["a", "never"],
      ["b", "always"],
    ]);
  });

  it("says what is wrong with file, line and column", () => {
    expect(
      problems(
        "stages:\n  a:\n    cmd: x ${nothing}\n  b:\n    outs: [o]\n  c: {cmd: x, outs: [o]}\n  d: {cmd: x, outs: [o]}\n",
      ),
    ).toEqual([
      "/repo/dvc.yaml:3:5 Nothing is called nothing in `vars` and parameter files",
      "/repo/dvc.yaml:4:3 Stage b has no command",
      expect.stringContaining("/repo/dvc.yaml:7"),
    ]);
    expect(
      problems("stages:\n  a: {cmd: x, deps: [p], outs: [q]}\n  b: {cmd: x, deps: [q], outs: [p]}\n"),
    ).toEqual([expect.stringContaining("These steps wait for each other: a -> b -> a")]);
    expect(problems("stages:\n  a: {cmd: x, params: [lr]}\n")).toEqual([
      "/repo/dvc.yaml:2:23 The parameters' file params.yaml is not there",
    ]);
    expect(problems("")).toEqual(["/repo/dvc.yaml:1:1 The file has no stages"]);
    expect(problems("stages: {a: {cmd: x, outs: ['s3://b/x', '../out']}}")).toHaveLength(2);
  });

  it("ends soon on what would never end", () => {
    const list = `[${Array.from({ length: 200 }, (_, index) => index).join(",")}]`;
    expect(problems(`stages:\n  a: {matrix: {x: ${list}, y: ${list}}, cmd: x}\n`)).toEqual([
      expect.stringContaining("more than 10000 stages"),
    ]);
  });
});
