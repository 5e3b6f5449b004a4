import { describe, expect, it } from "vitest";
import { formatOf } from "../../../src-main/core/model/format.ts";
import { callArguments } from "../../../src-main/core/model/step-params.ts";
import { complaintOf, pipelineOf, problemsIn, stepOf } from "./reading.ts";

describe("a step that calls a function", () => {
  it("passes inputs and parameters by argument, and is never in place", () => {
    const pipeline = pipelineOf(`
params: {m: 1, train: {lr: 0.1, epochs: 3}}
datasets: {oB: out/b.json}
steps:
  B:
    call: churn.steps:Model.reduce
    inputs: {data: oA}
    params: {m: m, rate: train.lr, config: train}
    outputs: [oB]
  A: {call: a:make, outputs: [oA]}
`);
    const step = stepOf(pipeline, "B");
    expect(step.command).toEqual({ kind: "call", module: "churn.steps", function: "Model.reduce" });
    expect(step.arguments).toEqual({ m: "m", rate: "train.lr", config: "train" });
    expect(step.params).toEqual(["m", "train.epochs", "train.lr"]);
    expect(step.inPlace).toEqual([]);
    expect(callArguments(pipeline, step)).toEqual({ m: 1n, rate: 0.1, config: { lr: 0.1, epochs: 3n } });
    expect(pipeline.datasets.map(formatOf)).toEqual(["json", "pickle"]);
  });

  it("takes a list of parameters as arguments of the same name, items' values among them", () => {
    const pipeline = pipelineOf(
      "params: {m: 1, lr: 1, t: {a: 1}}\nsteps: {s: {call: m:f, params: [m, lr], foreach: {lr: [2], k: [3]}}}\n",
    );
    const step = stepOf(pipeline, "s@lr=2,k=3");
    expect(callArguments(pipeline, step)).toEqual({ m: 1n, lr: 2n, k: 3n });
    expect(step.params).toEqual(["m"]);
  });

  it("passes an item's value where an argument takes it or what holds it, whatever it is called", () => {
    const pipeline = pipelineOf(
      "params: {constructor: 5, t: {a: 1, b: 2}}\nsteps: {s: {call: m:f, params: {c: constructor, x: t}, foreach: {t.a: [7]}}}\n",
    );
    const [step] = pipeline.steps;
    if (step === undefined) throw new Error("no step");
    expect(callArguments(pipeline, step)).toEqual({ c: 5n, x: { a: 7n, b: 2n } });
  });

  it("gives a run its own names for parameters, too", () => {
    const pipeline = pipelineOf(
      'params: {m: 1, train: {lr: 0.1}}\nsteps: {s: {run: "x {params.rate} {params.t.lr}", params: {rate: m, t: train}}}\n',
    );
    expect(stepOf(pipeline, "s").arguments).toEqual({ rate: "m", t: "train" });
    expect(stepOf(pipeline, "s").params).toEqual(["m", "train.lr"]);
  });

  it("saves metrics as JSON wherever they are", () => {
    const pipeline = pipelineOf(
      "datasets: {a: {as: metrics}, b: {path: b.txt, as: metrics}, c: {path: c.bin, format: npy}, d: d/}\nsteps: {s: {call: m:f, outputs: [a, b, c, d]}}\n",
    );
    expect(pipeline.datasets.map(({ format }) => format)).toEqual(["json", "json", "npy", null]);
  });
});

const step = (keys: string): string =>
  `params: {m: 1, class: 2, t: {lr: 1}}\ndatasets: {raw: r.csv, bin: r.bin}\nsteps:\n  s: {${keys}}\n`;
const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  ["run and call", step("run: x, call: m:f"), ["5:15 run-and-call"]],
  ["neither", step("inputs: []"), ["5:3 missing-key"]],
  ["no function", step("call: m"), ["5:13 bad-call"]],
  ["two colons", step("call: a:b:c"), ["5:13 bad-call"]],
  ["a path for a module", step("call: lib/m.py:f"), ["5:13 bad-call"]],
  ["a word of Python's as a function", step("call: m:class"), ["5:13 bad-call"]],
  ["an input that is no argument", step("call: m:f, inputs: {a-b: raw}"), ["5:27 bad-argument"]],
  ["a parameter that is no argument", step("call: m:f, params: [t.lr]"), ["5:27 bad-argument"]],
  ["a word of Python's as an argument", step("call: m:f, params: [class]"), ["5:27 bad-argument"]],
  ["an item's value that is no argument", step("call: m:f, foreach: {t.lr: [1]}"), ["5:28 bad-argument"]],
  [
    "an input and a parameter of one name",
    step("call: m:f, inputs: {x: raw}, params: {x: m}"),
    ["5:45 duplicate-argument"],
  ],
  [
    "an input and an item's value of one name",
    step("call: m:f, inputs: [raw], foreach: {raw: [1]}"),
    ["5:43 duplicate-argument"],
  ],
  ["a parameter twice", step("call: m:f, params: [m, m]"), ["5:30 duplicate-argument"]],
  ["an unknown parameter", step("call: m:f, params: {x: n}"), ["5:30 unknown-parameter"]],
  ["an unknown ending", step("call: m:f, inputs: [bin]"), ["3:29 unknown-format"]],
  [
    "an unknown ending, said once",
    "datasets: {o: {path: 'o-{params.i}.bin'}}\nsteps:\n  s: {call: m:f, outputs: [o], foreach: {i: [1, 2]}}\n  t: {call: m:f, inputs: {all: o, one: 'o@i=1'}}\n",
    ["2:22 unknown-format"],
  ],
  [
    "an unknown format",
    "datasets: {d: {path: r, format: jsonl}}\nsteps: {s: {run: x}}\n",
    ["2:33 bad-value"],
  ],
  [
    "a format of a directory",
    "datasets: {d: {path: r/, format: csv}}\nsteps: {s: {run: x}}\n",
    ["2:34 bad-value"],
  ],
  [
    "metrics that are no JSON",
    "datasets: {d: {path: r, format: csv, as: metrics}}\nsteps: {s: {run: x}}\n",
    ["2:33 bad-value"],
  ],
];

describe("what is wrong with a call", () => {
  it.each(cases)("%s", (_title, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  it("is said with what to write instead", () => {
    expect(complaintOf(step("call: m:f, params: [t.lr]")).remedy).toBe("Name it: write params: {lr: t.lr}.");
    expect(complaintOf(step("call: m:f, inputs: {a-b: raw}")).remedy).toBe(
      "Name it: write inputs: {a_b: raw}.",
    );
    expect(complaintOf(step("call: m:f, params: [class]")).remedy).toBe(
      "Name it: write params: {class_: class}.",
    );
    expect(complaintOf(step("call: m:f, inputs: [bin]")).remedy).toContain("format: …");
  });
});
