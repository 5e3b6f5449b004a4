import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { templateParams } from "../../../src-main/core/model/step-params.ts";
import { graphOf, withAncestors, withDescendants } from "../../../src-main/core/pipeline/graph.ts";
import { applyOverrides, paramFields } from "../../../src-main/core/pipeline/overrides.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";
import { complaintOf, pipelineOf, problemsIn, stepOf } from "./reading.ts";

const sweep = `
params: {m: 1, lr: 0.5, train: {lr: 0.01, epochs: 3}}
datasets:
  raw: data/raw.csv
  oB: {path: "out/{params.lr}/{params.m}.json", as: metrics}
steps:
  best: {run: "pick {inputs.oB} > {outputs.best}", inputs: [oB], outputs: [best], needs: [B]}
  B:
    run: python b.py --lr {params.lr} --m {params.m} --out {outputs.oB}
    inputs: [raw]
    outputs: [oB]
    foreach: {lr: [0.1, 0.01]}
`;

describe("a step with foreach", () => {
  it("becomes a step for each item, with values, outputs and paths of its own", () => {
    const pipeline = pipelineOf(sweep);
    expect(pipeline.steps.map(({ name, base, item }) => [name, base, item])).toEqual([
      ["B@lr=0.1", "B", { key: "lr=0.1", values: { lr: 0.1 } }],
      ["B@lr=0.01", "B", { key: "lr=0.01", values: { lr: 0.01 } }],
      ["best", "best", null],
    ]);
    const step = stepOf(pipeline, "B@lr=0.1");
    expect(step.outputs).toEqual([{ port: "oB", dataset: "oB@lr=0.1" }]);
    expect(step.params).toEqual(["m"]);
    expect(pipeline.datasets.slice(1, 3).map(({ name, path, as, maker }) => [name, path, as, maker])).toEqual(
      [
        ["oB@lr=0.1", "out/0.1/{params.m}.json", "metrics", "B@lr=0.1"],
        ["oB@lr=0.01", "out/0.01/{params.m}.json", "metrics", "B@lr=0.01"],
      ],
    );
  });

  it("is read whole by who names its output, and waited for whole by who needs it", () => {
    const best = stepOf(pipelineOf(sweep), "best");
    expect(best.inputs).toEqual(
      ["lr=0.1", "lr=0.01"].map((key) => ({
        port: `oB@${key}`,
        dataset: `oB@${key}`,
        gathered: { name: "oB", key },
      })),
    );
    expect(best.needs).toEqual(["B@lr=0.1", "B@lr=0.01"]);
  });

  it("can have a single item read and needed, by a name of its own", () => {
    const pipeline = pipelineOf(
      `${sweep}  one: {run: "x {inputs.a} {inputs.all}", inputs: {a: "oB@lr=0.1", all: oB}, needs: ["B@lr=0.01"]}\n`,
    );
    expect(
      stepOf(pipeline, "one").inputs.map(({ port, gathered }) => [port, gathered?.name ?? null]),
    ).toEqual([
      ["a", null],
      ["all@lr=0.1", "all"],
      ["all@lr=0.01", "all"],
    ]);
    expect(stepOf(pipeline, "one").needs).toEqual(["B@lr=0.01"]);
  });

  it("is all its items in the graph, and for who asks by its name", () => {
    const pipeline = pipelineOf(sweep);
    const all = ["B@lr=0.01", "B@lr=0.1", "best"];
    expect([...withAncestors(pipeline, ["best"])].sort()).toEqual(all);
    expect([...withAncestors(pipeline, ["B"])].sort()).toEqual(all.slice(0, 2));
    expect([...withDescendants(pipeline, ["B"])].sort()).toEqual(all);
    expect([...withDescendants(pipeline, ["B@lr=0.1"])].sort()).toEqual(["B@lr=0.1", "best"]);
    expect(graphOf(pipeline).edges).toEqual([
      { from: "B@lr=0.1", to: "best", datasets: ["oB@lr=0.1"] },
      { from: "B@lr=0.01", to: "best", datasets: ["oB@lr=0.01"] },
    ]);
  });

  it("multiplies the lists of a mapping, the first slowest, and takes a list of mappings as it is", () => {
    const keys = (foreach: string): string[] =>
      pipelineOf(`steps: {s: {run: x, foreach: ${foreach}}}\n`).steps.map(({ item }) => item?.key ?? "");
    expect(keys("{a: [1, 2], b: [x, y]}")).toEqual(["a=1,b=x", "a=1,b=y", "a=2,b=x", "a=2,b=y"]);
    expect(keys("[{a: 1, b: x}, {b: y}]")).toEqual(["a=1,b=x", "b=y"]);
    expect(keys("{10: [1.0, 1], 9: [true]}")).toEqual(["10=1.0,9=true", "10=1,9=true"]);
  });

  it("gives an item's value before its own name for a parameter, and that before the pipeline's", () => {
    const pipeline = pipelineOf(`
params: {lr: 1, m: 2, train: {lr: 3, epochs: 4}}
steps:
  s: {run: "x {params.lr} {params.m} {params.train}", params: {m: lr}, foreach: {train.lr: [7]}}
`);
    const [step] = pipeline.steps;
    if (step === undefined) throw new Error("no step");
    expect(templateParams(pipeline, step)).toEqual({ lr: 1n, m: 1n, train: { lr: 7n, epochs: 4n } });
    expect(step.params).toEqual(["lr", "train.epochs"]);
  });

  it("makes in place what its items name by their values", () => {
    const pipeline = pipelineOf(
      'datasets: {o: {path: "out/{params.lr}"}}\nsteps: {s: {run: "x out/{params.lr}", outputs: [o], foreach: {lr: [1, 2]}}}\n',
    );
    expect(pipeline.steps.map(({ inPlace }) => inPlace)).toEqual([["o"], ["o"]]);
  });

  it("puts values into paths so that none leaves its folder or stands for a template", () => {
    const values = ["a/b", "..", "", "{signature}", "%2F", "a b"];
    const pipeline = pipelineOf(
      `datasets: {o: {path: "out/{params.v}/x"}}\nsteps: {s: {run: "x {outputs.o}", outputs: [o], foreach: {v: ${JSON.stringify(values)}}}}\n`,
    );
    expect(pipeline.datasets.map(({ path }) => path)).toEqual([
      "out/a%2Fb/x",
      "out/%2E%2E/x",
      "out/_/x",
      "out/%7Bsignature%7D/x",
      "out/%252F/x",
      "out/a b/x",
    ]);
  });

  it("shows once what its parameters are used by, and refuses to override what only items set", () => {
    const pipeline = pipelineOf(sweep);
    expect(paramFields(pipeline).map(({ name, usedBy }) => [name, usedBy])).toEqual([
      ["m", ["B"]],
      ["lr", []],
      ["train.lr", []],
      ["train.epochs", []],
    ]);
    const refused = applyOverrides(pipeline, { lr: "0.2" });
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual(["no-step-uses-parameter"]);
    expect(applyOverrides(pipeline, { m: "2" }).ok).toBe(true);
  });

  it("is compared with sources that an override moves, whatever its items are called", () => {
    const items = Array.from({ length: 9_000 }, (_, index) => index);
    const pipeline = pipelineOf(`
params: {where: in, m: 1}
datasets: {d: "{params.where}/7/x", o: {path: "out/{params.i}/{params.m}"}, p: {path: "out-{params.m}-{signature}"}}
steps:
  s: {run: "x {outputs.o} {outputs.p} {inputs.d}", inputs: [d], outputs: [o, p], foreach: {i: [${items.join(", ")}]}}
`);
    expect(applyOverrides(pipeline, { where: "elsewhere" }).ok).toBe(true);
    const moved = applyOverrides(pipeline, { where: "out" });
    expect(moved.ok ? [] : moved.error.map(({ name, code }) => [name, code])).toEqual([
      ["where", "source-in-output"],
    ]);
  });

  it("has names that can stand anywhere and are told apart, whatever its values are", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.jsonValue(),
      fc.string({ minLength: 50, maxLength: 300 }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { minLength: 1, maxLength: 8, selector: (one) => JSON.stringify(one) }),
        (values) => {
          const text = JSON.stringify({ signet: 1, steps: { s: { run: "x", foreach: { v: values } } } });
          const { pipeline, diagnostics } = readPipeline({ file: "/w/p.yaml", text });
          // What cannot be told apart, or is no text at all, is said; nothing else can be wrong.
          for (const { code } of diagnostics)
            expect(["duplicate-item", "bad-character", "bad-name", "number-too-large"]).toContain(code);
          const keys = pipeline?.steps.map(({ item }) => item?.key ?? "") ?? [];
          expect(new Set(keys).size).toBe(keys.length);
          for (const key of keys) {
            expect(key.length).toBeLessThanOrEqual(120);
            expect(key).not.toMatch(/[/{}@,\p{Cc}\p{Cf}\p{Cs}]|\p{Zs}$/u);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

const step = (keys: string): string => `params: {m: 1, train: {lr: 1}}\nsteps:\n  s: {run: x, ${keys}}\n`;
const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  ["no items", step("foreach: []"), ["4:24 empty-foreach"]],
  ["a name without values", step("foreach: {lr: []}"), ["4:29 empty-foreach"]],
  ["an item without values", step("foreach: [{a: 1}, {}]"), ["4:33 empty-foreach"]],
  ["no list", step("foreach: {lr: 0.1}"), ["4:29 wrong-type"]],
  ["items that are no mappings", step("foreach: [1]"), ["4:25 wrong-type"]],
  ["two items of one name", step('foreach: {lr: [1, "1"]}'), ["4:24 duplicate-item"]],
  ["two equal items in a list", step("foreach: [{lr: 1}, {lr: 1}]"), ["4:34 duplicate-item"]],
  ["a name in another", step("foreach: {a: [1], a.b: [2]}"), ["4:33 bad-name"]],
  ["a name in what is no object", step("foreach: {m.b: [2]}"), ["4:25 bad-name"]],
  ["a name that no parameter can have", step('foreach: {"a=b": [2]}'), ["4:25 bad-name"]],
  ["a name like what objects inherit", step("foreach: {a.__proto__: [2]}"), ["4:25 bad-name"]],
  [
    "its own name for what an item sets",
    step("params: {lr: m}, foreach: {lr: [2]}"),
    ["4:24 duplicate-argument"],
  ],
  [
    "outputs of all items at one path, said once",
    'datasets: {o: {path: "out/x"}}\nsteps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {lr: [1, 2, 3]}}\n',
    ["2:22 same-path"],
  ],
  [
    "outputs of many items in another output, said once",
    'datasets: {o: {path: "out/{params.i}"}, d: out/}\nsteps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {i: [1, 2, 3]}}\n  t: {run: "x {outputs.d}", outputs: [d]}\n',
    ["2:44 path-inside-output"],
  ],
  [
    "a parameter that one kind of item does not have",
    'steps:\n  s: {run: "x {params.c}", foreach: [{a: 1, c: 2}, {a: 2}, {b: 1}]}\n',
    ["3:15 unknown-parameter"],
  ],
  [
    "an item's value and its siblings in a path",
    'params: {t: {a: 1}}\ndatasets: {o: {path: "out/{params.t}"}}\nsteps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {t.a: [1]}}\n',
    ["3:27 bad-template"],
  ],
  [
    "a source chosen by what items set",
    'params: {r: eu}\ndatasets: {d: "data/{params.r}"}\nsteps:\n  s: {run: "x {inputs.d} {params.r}", inputs: [d], foreach: {r: [eu, us]}}\n',
    ["5:48 source-of-item"],
  ],
  [
    "items that are not there",
    'steps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {i: [1, 2]}}\n  t: {run: x, inputs: ["o@i=3"], needs: ["s@i=4", "t@i=1"]}\n',
    ["4:24 unknown-dataset", "4:42 unknown-step", "4:51 unknown-step"],
  ],
  [
    "an item that is read twice",
    'steps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {i: [1]}}\n  t: {run: x, inputs: [o, "o@i=1"]}\n',
    ["4:27 duplicate-port"],
  ],
  [
    "a cycle, in the names of the file",
    'steps:\n  s: {run: "x {outputs.o}", outputs: [o], inputs: [p], foreach: {i: [1, 2]}}\n  t: {run: "x {outputs.p}", outputs: [p], inputs: ["o@i=1"]}\n',
    ["3:3 cycle"],
  ],
  [
    "names of steps and datasets like those of items",
    'steps:\n  "s@1": {run: "x {outputs.o@1}", outputs: ["o@1"]}\n',
    ["3:3 bad-name", "3:45 bad-name"],
  ],
  [
    "nothing more, where the foreach itself is wrong",
    'datasets: {o: {path: "out/{params.lr}"}}\nsteps:\n  s: {run: "x {params.lr}", outputs: [o], foreach: {lr: 1}}\n  t: {run: x, inputs: [o], needs: ["s@lr=1"]}\n',
    ["4:57 wrong-type"],
  ],
];

describe("what is wrong with a foreach", () => {
  it.each(cases)("%s", (_title, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  it("names both items that would have one name, and the nearest of those that are there", () => {
    expect(complaintOf(step("foreach: [{lr: 1}, {m: 1}, {lr: 1}]")).message).toBe(
      'Items 1 and 3 would both be called "s@lr=1"',
    );
    const read =
      'steps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {lr: [0.1, 0.01]}}\n  t: {run: x, inputs: ["o@lr=0.011"]}\n';
    expect(complaintOf(read).remedy).toBe("Write o@lr=0.01.");
  });
});
