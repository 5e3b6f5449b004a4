import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src-main/core/base/json.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import { valueAt } from "../../../src-main/core/base/value.ts";
import type { Pipeline } from "../../../src-main/core/model/pipeline.ts";
import { applyOverrides, applyParamsFile, paramFields } from "../../../src-main/core/pipeline/overrides.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";

const text = `
signet: 1
params:
  n: 3
  lr: 0.1
  name: base
  on: false
  anything: null
  sizes: [1.0, 2.5]
  train: {epochs: 10, opt: {kind: sgd, decay: 0.5}}
  free: {}
  unused: 1
  place: a
  source: data/raw.csv
datasets:
  raw: "{params.source}"
  o: {path: "out/{params.place}.csv"}
steps:
  a:
    run: x {params.n} {params.lr} {params.name} {params.on} {params.anything} {params.sizes} {outputs.o}
    inputs: [raw]
    outputs: [o]
  b: {run: "y {params.train}", params: [free]}
`;

function read(source: string): Pipeline {
  const { pipeline, diagnostics } = readPipeline({ file: "/w/pipeline.yaml", text: source });
  if (pipeline === null) throw new Error(JSON.stringify(diagnostics));
  return pipeline;
}
const pipeline = read(text);

const applied = (name: string, value: string, at = name): Value | undefined => {
  const result = applyOverrides(pipeline, { [name]: value });
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join());
  return valueAt(result.value.params, at);
};
const problems = (overrides: Record<string, string>) => {
  const result = applyOverrides(pipeline, overrides);
  return result.ok
    ? []
    : result.error.map(({ name, code, message, remedy }) => ({ name, code, message, remedy }));
};

describe("overriding a parameter", () => {
  it.each<[string, string, Value]>([
    ["n", "5", 5n],
    ["n", "-12345678901234567890", -12345678901234567890n],
    ["n", "1e3", 1000n],
    ["n", "2.0", 2n],
    ["n", "0x10", 16n],
    ["lr", "2", 2],
    ["lr", "1e-3", 0.001],
    ["lr", ".5", 0.5],
    ["lr", ".inf", Number.POSITIVE_INFINITY],
    ["name", "12", "12"],
    ["name", "", ""],
    ["name", "a: {b", "a: {b"],
    ["name", "  null ", "  null "],
    ["on", "true", true],
    ["anything", "1", 1n],
    ["anything", "word", "word"],
    ["anything", '{"a": [1.0]}', { a: [1] }],
    ["anything", "null", null],
    ["sizes", "[1, 2]", [1, 2]],
    ["sizes", "[]", []],
    ["train.opt.decay", "1", 1],
    ["free", "{a: 1}", { a: 1n }],
    ["source", "other/in.csv", "other/in.csv"],
    ["place", "b", "b"],
  ])("%s=%s keeps its declared type", (name, value, expected) => {
    const got = applied(name, value);
    expect(typeof got).toBe(typeof expected);
    expect(canonicalJson(got ?? null)).toBe(canonicalJson(expected));
  });

  it("that is an object sets the leaves it names and leaves the others", () => {
    expect(applied("train", '{"opt": {"decay": 1}}')).toEqual({
      epochs: 10n,
      opt: { kind: "sgd", decay: 1 },
    });
    expect(Object.keys(applied("train", "{opt: {kind: adam}, epochs: 2}") as object)).toEqual([
      "epochs",
      "opt",
    ]);
  });

  it("changes nothing else, and not the pipeline it is given", () => {
    const result = applyOverrides(pipeline, { n: "4" });
    expect(result).toEqual({ ok: true, value: { ...pipeline, params: { ...pipeline.params, n: 4n } } });
    expect(pipeline.params.n).toBe(3n);
  });

  it.each([
    ["n", "0.5", "bad-value"],
    ["n", "abc", "bad-value"],
    ["n", "", "bad-value"],
    ["n", "1e300", "bad-value"],
    ["n", "true", "bad-value"],
    ["n", "[1]", "bad-value"],
    ["lr", "9007199254740993", "bad-value"],
    ["lr", "1e400", "bad-value"],
    ["lr", "fast", "bad-value"],
    ["on", "yes", "bad-value"],
    ["on", "1", "bad-value"],
    ["name", "a\0b", "bad-value"],
    ["sizes", "1", "bad-value"],
    ["sizes", "[1, 2", "bad-value"],
    ["train", "{opt: 3}", "bad-value"],
    ["train", "{epochs: few}", "bad-value"],
    ["train", "{epoch: 3}", "unknown-parameter"],
    ["m", "1", "unknown-parameter"],
    ["train.epoch", "1", "unknown-parameter"],
    ["__proto__", "1", "unknown-parameter"],
    ["constructor", "1", "unknown-parameter"],
    ["n.x", "1", "unknown-parameter"],
    ["unused", "2", "no-step-uses-parameter"],
    ["source", "out/x.csv", "source-in-output"],
  ])("%s=%s is refused", (name, value, code) => {
    const [first, ...rest] = problems(JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`));
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ name, code });
    expect(first?.remedy).not.toBeNull();
  });

  it("names the nearest, and everything that is wrong", () => {
    expect(problems({ "train.epoch": "1", n: "x", nmae: "b", epochs: "2" })).toMatchObject([
      { name: "train.epoch", remedy: "Did you mean train.epochs?" },
      { name: "n", code: "bad-value", remedy: "Write a whole number, like 3." },
      { name: "nmae", remedy: "Did you mean name?" },
      { name: "epochs", remedy: "Did you mean train.epochs?" },
    ]);
  });
});

describe("overriding what the items of a foreach set", () => {
  it("says where that is set", () => {
    const { pipeline } = readPipeline({
      file: "/w/p.yaml",
      text: 'signet: 1\nsteps: {A: {run: "echo {params.lr} > {outputs.o}", foreach: {lr: [1, 2]}, outputs: [o]}}\n',
    });
    if (pipeline === null) throw new Error("The pipeline is wrong");
    const applied = applyOverrides(pipeline, { lr: "3" });
    expect(applied.ok ? [] : applied.error).toMatchObject([
      {
        message: '"lr" is no parameter: each item of A has its own',
        remedy: "Change `foreach` of A, or choose items: A@lr=1.",
      },
    ]);
  });
});

describe("a parameters file", () => {
  const file = "/w/params.yaml";
  const apply = (source: string) => applyParamsFile(pipeline, { file, text: source });

  it("may be nested, dotted, YAML or JSON", () => {
    const result = apply('{"n": 4, "train": {"opt": {"decay": 1}}, "train.epochs": 3, "name": "x"}');
    expect(result.ok && result.value.params).toMatchObject({
      n: 4n,
      name: "x",
      train: { epochs: 3n, opt: { kind: "sgd", decay: 1 } },
    });
    expect(apply("")).toEqual({ ok: true, value: pipeline });
    expect(apply("unused: 1\n")).toEqual({ ok: true, value: pipeline });
  });

  it("is read with line and column", () => {
    const result = apply("n: 0.5\ntrain:\n  epoch: 1\nname: 3\nunused: 2\nn: 1\n");
    expect(
      result.ok ? [] : result.error.map(({ line, column, code }) => `${line}:${column} ${code}`),
    ).toEqual([
      "1:4 bad-value",
      "3:3 unknown-parameter",
      "4:7 bad-value",
      "5:1 no-step-uses-parameter",
      "6:1 duplicate-key",
    ]);
    const list = apply("- a\n");
    expect(list.ok ? [] : list.error.map(({ code }) => code)).toEqual(["wrong-type"]);
  });
});

describe("the fields of a form", () => {
  it("are the leaves in file order, with type, text and the steps that use them", () => {
    const fields = paramFields(pipeline, { n: "0.5", train: "{epochs: x}" });
    expect(fields.map(({ name, type, declaredText }) => `${name} ${type} ${declaredText}`)).toEqual([
      "n integer 3",
      "lr float 0.1",
      "name string base",
      "on boolean false",
      "anything null null",
      "sizes list [1.0, 2.5]",
      "train.epochs integer 10",
      "train.opt.kind string sgd",
      "train.opt.decay float 0.5",
      "free object {}",
      "unused integer 1",
      "place string a",
      "source string data/raw.csv",
    ]);
    expect(fields.find(({ name }) => name === "n")?.problem).toContain("would lose its fraction");
    expect(fields.find(({ name }) => name === "lr")?.problem).toBeNull();
    expect(fields.find(({ name }) => name === "train.epochs")?.problem).not.toBeNull();
    expect(fields.find(({ name }) => name === "source")?.usedBy).toEqual(["a"]);
    expect(fields.find(({ name }) => name === "train.opt.kind")?.usedBy).toEqual(["b"]);
    expect(fields.find(({ name }) => name === "place")?.usedBy).toEqual([]);
  });

  it("hold texts that, given back, change nothing", () => {
    const word = fc.string({ unit: "grapheme" }).filter((string) => !/\0|\p{Cs}/u.test(string));
    const scalar: fc.Arbitrary<Value> = fc.oneof(
      fc.bigInt(),
      fc.double(),
      word,
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom(
        "true",
        "1",
        "~",
        "- a",
        "a: b",
        "#",
        " ",
        "",
        '"',
        "'",
        "&a",
        "*a",
        "!x",
        "\t",
        "\r\n",
        "\u2028",
        "\u0085",
      ),
    );
    const key = fc.stringMatching(/^[a-z_-]{1,6}$/).filter((name) => name !== "__proto__");
    const value = fc.letrec<{ tree: Value }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).tree;
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (params) => {
        const base: Pipeline = { ...pipeline, params, datasets: [], steps: [] };
        const names = paramFields(base).map(({ name }) => name);
        const step = { ...(pipeline.steps[0] as Pipeline["steps"][number]), params: names };
        const used: Pipeline = { ...base, steps: [step] };
        for (const { name, declaredText } of paramFields(used)) {
          const result = applyOverrides(used, { [name]: declaredText });
          if (!result.ok) throw new Error(`${name}=${declaredText}: ${result.error[0]?.message}`);
          expect(canonicalJson(result.value.params)).toBe(canonicalJson(params));
        }
      }),
      { numRuns: 300 },
    );
  });
});
