import { describe, expect, it } from "vitest";
import type { Fingerprint } from "../../../src-main/core/fingerprint/fingerprint.ts";
import type { Digest, Signature } from "../../../src-main/core/model/ids.ts";
import type { Dataset, Pipeline, Step } from "../../../src-main/core/model/pipeline.ts";
import { changeReasons } from "../../../src-main/core/plan/reasons.ts";

const dataset = (name: string, maker: string | null, path: string | null): Dataset => ({
  name,
  type: "file",
  path,
  ignore: [],
  as: null,
  format: null,
  maker,
});

const step: Step = {
  name: "train",
  base: "train",
  item: null,
  command: { kind: "shell", text: "python train.py" },
  inputs: [
    { port: "table", dataset: "raw", gathered: null },
    { port: "clean", dataset: "clean", gathered: null },
  ],
  outputs: [{ port: "model", dataset: "model" }],
  params: ["lr"],
  arguments: { rate: "train.lr", all: "train" },
  code: [],
  env: ["LANG"],
  needs: [],
  tags: [],
  version: null,
  inPlace: [],
  inherit: true,
  keepGoing: false,
  cache: { kind: "always" },
  hooks: { before: null, after: null, failed: null },
  retries: { count: 0, delay: 0, backoff: 1 },
  timeout: null,
  resources: {},
};

const pipeline: Pipeline = {
  name: "p",
  project: "p",
  file: "/w/pipeline.yaml",
  workspace: "/w",
  python: null,
  foreign: null,
  params: {},
  datasets: [
    dataset("raw", null, "data/raw.csv"),
    dataset("clean", "prepare", null),
    dataset("model", "train", null),
  ],
  steps: [step],
};

const digest = (letter: string) => `sha256:${letter.repeat(64)}` as Digest;

const before: Fingerprint = {
  format: 3,
  kind: "run",
  command: step.command,
  code: { "train.py": digest("a") },
  params: { lr: 0.1 },
  inputs: { table: digest("b"), clean: digest("c") },
  gathered: { parts: ["lr=0.1", "lr=0.2"] },
  env: { LANG: "C" },
  outputs: { model: { suffix: ".pkl", type: "file" } },
  inPlace: {},
  formats: { inputs: { table: "csv" }, outputs: { model: "pickle" } },
  python: { implementation: "cpython", version: "3.11", distributions: { numpy: "1.26.4", pandas: "2.0" } },
  key: "v1",
  version: null,
  after: [],
  scope: null,
};

const python = (change: Partial<NonNullable<Fingerprint["python"]>>): Partial<Fingerprint> => ({
  python: { implementation: "cpython", version: "3.11", distributions: {}, ...change },
});

const reasonsFor = (change: Partial<Fingerprint>, from: Partial<Fingerprint> = {}) =>
  changeReasons(
    pipeline,
    step,
    { ...before, ...from },
    { ...before, ...change },
    { usedBy: {}, widened: [] },
  );

type Case = readonly [text: string, change: Partial<Fingerprint>, from?: Partial<Fingerprint>];

describe("the reasons of a change of Python code", () => {
  const code = {
    usedBy: { "dates.py › parse()": "features.py › clean()" },
    widened: [{ path: "m.py", why: "a.py uses eval()" }],
  };
  const texts = (from: { [unit: string]: Digest }, to: { [unit: string]: Digest }) =>
    changeReasons(pipeline, step, { ...before, code: from }, { ...before, code: to }, code).map(
      ({ text }) => text,
    );

  it("name the piece, and of a helper who uses it", () => {
    const from = {
      "features.py › clean()": digest("a"),
      "dates.py › parse()": digest("a"),
      "m.py": digest("a"),
    };
    const to = {
      "features.py › clean()": digest("b"),
      "dates.py › parse()": digest("b"),
      "m.py": digest("b"),
    };
    expect(texts(from, to)).toEqual([
      "Helper changed: dates.py › parse(), used by clean()",
      "Code changed: features.py › clean()",
      "Code changed: m.py, whole because a.py uses eval()",
    ]);
  });

  it("tell of the order of a file's pieces only when nothing else in it changed", () => {
    const from = { "a.py › order": digest("a"), "a.py › f()": digest("a"), "b.py › order": digest("a") };
    const to = { "a.py › order": digest("b"), "a.py › f()": digest("b"), "b.py › order": digest("b") };
    expect(texts(from, to)).toEqual(["Code changed: a.py › f()", "Code changed: b.py › order"]);
  });

  it("count what came with a change when it is more than a few", () => {
    const many = Object.fromEntries(["f", "g", "h", "i"].map((name) => [`a.py › ${name}()`, digest("a")]));
    expect(texts({}, many)).toEqual(["4 more pieces of code are used now, such as a.py › f()"]);
    expect(texts(many, {})).toEqual(["4 pieces of code are no longer used, such as a.py › f()"]);
  });

  it("say of a record that counted code in another way just that", () => {
    const old = { ...before, format: 1 as never, code: { "a.py": digest("a") } };
    const reasons = changeReasons(
      pipeline,
      step,
      old,
      { ...before, code: { "a.py › f()": digest("a") } },
      code,
    );
    expect(reasons.map(({ text }) => text)).toEqual([
      "Code is compared in another way than when it last ran",
    ]);
  });

  it("say of such a record what can be compared all the same", () => {
    const old = { ...before, format: 2 as never, params: { lr: 0.2 } };
    expect(changeReasons(pipeline, step, old, before, code).map(({ text }) => text)).toEqual([
      "Parameter changed: lr 0.2 → 0.1",
      "Code is compared in another way than when it last ran",
    ]);
  });
});

/** Longer than what is shown of a command. */
const longCommand = `python train.py ${"--verbose ".repeat(8).trim()}`;

describe("the reasons of a change", () => {
  const cases: readonly Case[] = [
    ["Parameter changed: lr 0.1 → 0.01", { params: { lr: 0.01 } }],
    ["Parameter changed: lr 1 → 1.0", { params: { lr: 1 } }, { params: { lr: 1n } }],
    ["Parameter changed: lr null → 0.1", {}, { params: { lr: null } }],
    ["Parameter changed: lr a → b", { params: { lr: "b" } }, { params: { lr: "a" } }],
    ["Parameter changed: lr [1,2] → [1,3]", { params: { lr: [1n, 3n] } }, { params: { lr: [1n, 2n] } }],
    ["Parameter added: seed = 7", { params: { lr: 0.1, seed: 7n } }],
    ["Parameter removed: seed was 7", {}, { params: { lr: 0.1, seed: 7n } }],
    ["Parameter added: seed = null", { params: { lr: 0.1, seed: null } }],
    ["Parameter removed: seed was null", {}, { params: { lr: 0.1, seed: null } }],
    ["Parameter changed: train.lr 0.1 → 0.2", { params: { rate: 0.2 } }, { params: { rate: 0.1 } }],
    [
      "Parameter changed: train.deep.x 1 → 2",
      { params: { "all.deep.x": 2n } },
      { params: { "all.deep.x": 1n } },
    ],
    [
      "Parameter changed: train.lr 0.1 → 0.2",
      { params: { rate: 0.2, "train.lr": 0.2 } },
      { params: { rate: 0.1, "train.lr": 0.1 } },
    ],
    ["Code changed: train.py", { code: { "train.py": digest("d") } }],
    ["Code added: helper.py", { code: { ...before.code, "helper.py": digest("d") } }],
    ["Code no longer used: helper.py", {}, { code: { ...before.code, "helper.py": digest("d") } }],
    [
      "Command changed: python train.py → python -O train.py",
      { command: { kind: "shell", text: "python -O train.py" } },
    ],
    ["Version changed: (none) → 2", { version: "2" }],
    ["Input changed: data/raw.csv", { inputs: { ...before.inputs, table: digest("d") } }],
    ["Input changed: clean, made by prepare", { inputs: { ...before.inputs, clean: digest("d") } }],
    ["Input added: raw", {}, { inputs: { clean: digest("c") } }],
    ["Input removed: old", {}, { inputs: { ...before.inputs, old: digest("d") } }],
    ["A step that must come first changed", { after: ["sha256:x" as Signature] }],
    ["Environment changed: LANG C → de", { env: { LANG: "de" } }],
    ["Environment changed: LANG C → (none)", { env: { LANG: null } }],
    ["Cache key changed: v1 → v2", { key: "v2" }],
    [
      "Python changed: 3.11 → 3.12",
      { python: { ...(before.python as NonNullable<Fingerprint["python"]>), version: "3.12" } },
    ],
    [
      "Python changed: cpython 3.11 → pypy 3.10",
      python({ implementation: "pypy", version: "3.10" }),
      python({}),
    ],
    ["Python changed: (none) → 3.11", python({ distributions: { numpy: "1" } }), { python: null }],
    [
      "Package changed: numpy 1.26.4 → 2.0.0",
      python({ distributions: { numpy: "2.0.0" } }),
      python({ distributions: { numpy: "1.26.4" } }),
    ],
    ["Package added: scipy 1.0", python({ distributions: { scipy: "1.0" } }), python({})],
    ["Package no longer used: scipy 1.0", python({}), python({ distributions: { scipy: "1.0" } })],
    [
      "Package changed: tool.py",
      python({ distributions: { "tool.py": digest("a") } }),
      python({ distributions: { "tool.py": digest("b") } }),
    ],
    [
      "4 packages changed, such as a 1 → 2",
      python({ distributions: { a: "2", b: "2", c: "2", d: "2" } }),
      python({ distributions: { a: "1", b: "1", c: "1", d: "1" } }),
    ],
    ["Order of inputs changed: parts", { gathered: { parts: ["lr=0.2", "lr=0.1"] } }],
    ["Format changed: table csv → json", { formats: { ...before.formats, inputs: { table: "json" } } }],
    [
      "Format changed: model pickle → joblib",
      { formats: { ...before.formats, outputs: { model: "joblib" } } },
    ],
    ["Output moved: model", { outputs: { model: { suffix: ".bin", type: "file" } } }],
    ["Output added: model", {}, { outputs: {} }],
    [
      "The step moved: without a script or outputs it counts only in its own place",
      { scope: { project: "p", pipeline: "p", step: "s" } },
      { scope: { project: "p", pipeline: "p", step: null } },
    ],
    // A step that nothing of could be seen names a script now: it did not move.
    ["Code added: train.py", {}, { code: {}, scope: { project: "p", pipeline: "p", step: null } }],
    [
      "Command changed in its white space: python train.py",
      { command: { kind: "shell", text: "python  train.py" } },
    ],
    [
      "Command changed: …--verbose --rate 1 → …--verbose --rate 2",
      { command: { kind: "shell", text: `${longCommand} --rate 2` } },
      { command: { kind: "shell", text: `${longCommand} --rate 1` } },
    ],
  ];

  for (const [text, change, from] of cases)
    it(`are said as: ${text}`, () => {
      expect(reasonsFor(change, from).map((reason) => reason.text)).toEqual([text]);
    });

  it("name their subject, what it was and what it is", () => {
    expect(reasonsFor({ params: { lr: 0.01 } })).toEqual([
      {
        kind: "parameter-changed",
        subject: "lr",
        from: 0.1,
        to: 0.01,
        text: "Parameter changed: lr 0.1 → 0.01",
      },
    ]);
    expect(reasonsFor({ inputs: { ...before.inputs, table: digest("d") } })).toMatchObject([
      { kind: "input-changed", subject: "raw", from: digest("b"), to: digest("d") },
    ]);
    expect(reasonsFor({ code: {} })).toMatchObject([
      { kind: "code-changed", subject: "train.py", from: digest("a"), to: null },
    ]);
  });

  it("are none when nothing changed, whatever the order of the keys", () => {
    expect(reasonsFor({})).toEqual([]);
    expect(reasonsFor({ inputs: { clean: digest("c"), table: digest("b") } })).toEqual([]);
  });

  it("come in the order people look: parameters, code, command, inputs, the rest; names sorted", () => {
    const kinds = reasonsFor({
      env: { LANG: "de" },
      inputs: { table: digest("d"), clean: digest("d") },
      command: { kind: "argv", words: ["python", "train.py"] },
      code: { "train.py": digest("d") },
      params: { lr: 1, a: 2n },
    }).map(({ kind, subject }) => [kind, subject]);
    expect(kinds).toEqual([
      ["parameter-changed", "a"],
      ["parameter-changed", "lr"],
      ["code-changed", "train.py"],
      ["command-changed", null],
      ["input-changed", "clean"],
      ["input-changed", "raw"],
      ["environment-changed", "LANG"],
    ]);
  });

  it("cut long values in the sentence and keep them whole beside it", () => {
    const long = "x".repeat(1_000);
    const [reason] = reasonsFor({ params: { lr: long } });
    expect(reason?.text).toBe(`Parameter changed: lr 0.1 → ${"x".repeat(60)}…`);
    expect(reason?.to).toBe(long);
  });

  it("are not led astray by names that every object has", () => {
    expect(reasonsFor({ params: { lr: 0.1, constructor: 1n } }).map(({ text }) => text)).toEqual([
      "Parameter added: constructor = 1",
    ]);
  });
});
