import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../src-main/core/base/value.ts";
import { diffRuns, isIdentical, reverseDiff } from "../../../src-main/core/diff/diff-runs.ts";
import { matchSteps, type StepPair } from "../../../src-main/core/diff/match-steps.ts";
import { filesOf, type RunWithSteps } from "../../../src-main/core/diff/run-files.ts";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { digestOf, sampleFile, sampleRun, sampleStep, signatureOf } from "./run-samples.ts";

const alone = (given: Parameters<typeof sampleRun>[0]): RunWithSteps => ({
  run: sampleRun(given),
  steps: [],
});

const pipeline = (
  steps: RunWithSteps["steps"],
  given: Parameters<typeof sampleRun>[0] = {},
): RunWithSteps => ({
  run: sampleRun({ kind: "pipeline", pipeline: "demo", ...given }),
  steps,
});

const name = fc.constantFrom("a", "b.c", "__proto__", "train.lr");
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.bigInt(),
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
);
const params = fc.array(fc.tuple(name, value)).map((entries) => Object.fromEntries(entries));
const someRun = fc
  .record({
    params,
    metrics: fc.array(fc.tuple(name, fc.double())).map((entries) => Object.fromEntries(entries)),
    inputs: fc.array(
      fc.tuple(name, fc.constantFrom("x", "y")).map(([key, content]) => sampleFile(key, content)),
    ),
    code: fc.array(
      fc.tuple(name, fc.constantFrom("x", "y")).map(([path, text]) => ({ path, digest: digestOf(text) })),
    ),
  })
  .map((given) => alone(given));

describe("the diff of two runs", () => {
  test("of a run and itself is empty, whatever it holds", () => {
    fc.assert(
      fc.property(someRun, (run) => {
        expect(isIdentical(diffRuns(run, run))).toBe(true);
      }),
    );
  });

  test("reversed is the diff of the two changed over", () => {
    const canonical = (part: object): string =>
      JSON.stringify(part, (_key, inner: unknown) => {
        if (typeof inner === "bigint") return `${inner}n`;
        if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
        return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
      });
    const differences = ({ parameters, code, inputs, metrics }: ReturnType<typeof diffRuns>) =>
      canonical(
        [parameters, code, inputs, metrics].map(({ added, removed, changed }) => ({
          added,
          removed,
          changed,
        })),
      );
    fc.assert(
      fc.property(someRun, someRun, (a, b) => {
        expect(differences(reverseDiff(diffRuns(a, b)))).toBe(differences(diffRuns(b, a)));
      }),
    );
  });

  test("keeps the integer 1 and the float 1.0 apart", () => {
    const { parameters } = diffRuns(alone({ params: { n: 1n } }), alone({ params: { n: 1 } }));
    expect(parameters.changed).toEqual({ n: [1n, 1] });
  });

  test("compares lists and objects by what is in them", () => {
    const a = alone({ params: { layers: [{ size: 8n }], on: { x: 1n, y: 2n } } });
    const b = alone({ params: { layers: [{ size: 8n }], on: { y: 2n, x: 1n } } });
    expect(Object.keys(diffRuns(a, b).parameters.same)).toEqual(["layers", "on"]);
  });

  test("takes NaN for the same metric value as NaN", () => {
    const { metrics } = diffRuns(
      alone({ metrics: { loss: Number.NaN, acc: 0.9 } }),
      alone({ metrics: { loss: Number.NaN, acc: 0.8 } }),
    );
    expect(metrics.changed).toEqual({ acc: [0.9, 0.8] });
    expect(metrics.same).toEqual({ loss: Number.NaN });
  });

  test("of pipeline runs has sources as inputs, and code and outputs of every step", () => {
    const made = { maker: "prepare" };
    const steps = (raw: string, script: string) => [
      sampleStep("prepare", {
        inputs: [sampleFile("raw", raw)],
        outputs: [sampleFile("clean", raw, made)],
        code: [{ path: "prepare.py", digest: digestOf("p") }],
      }),
      sampleStep("train", {
        inputs: [sampleFile("clean", raw, made)],
        outputs: [sampleFile("model", raw + script, { maker: "train" })],
        code: [{ path: "train.py", digest: digestOf(script) }],
      }),
    ];
    const diff = diffRuns(pipeline(steps("a", "c")), pipeline(steps("b", "d")));
    expect(Object.keys(diff.inputs.changed)).toEqual(["raw"]);
    expect(Object.keys(diff.outputs.changed)).toEqual(["clean", "model"]);
    expect(Object.keys(diff.code.changed)).toEqual(["train.py"]);
    expect(Object.keys(diff.code.same)).toEqual(["prepare.py"]);
  });

  test("of single steps has all of their inputs", () => {
    const step = (content: string) => ({
      run: sampleStep("train", { inputs: [sampleFile("clean", content, { maker: "prepare" })] }),
      steps: [],
    });
    expect(Object.keys(diffRuns(step("a"), step("b")).inputs.changed)).toEqual(["clean"]);
  });

  test("calls a step the same when its signature is, executed or reused", () => {
    const first = pipeline([sampleStep("A", { cache: "executed" }), sampleStep("B", { cache: "executed" })]);
    const second = pipeline([
      sampleStep("A", { cache: "reused" }),
      sampleStep("B", { cache: "executed", signature: signatureOf("other") }),
    ]);
    const { steps } = diffRuns(first, second);
    expect(Object.keys(steps.same)).toEqual(["A"]);
    expect(steps.changed.B?.map(({ signature }) => signature)).toEqual([
      signatureOf("B"),
      signatureOf("other"),
    ]);
  });

  test("tells a failed step without a signature from one that was skipped", () => {
    const step = (status: "failed" | "skipped") =>
      pipeline([sampleStep("A", { status, signature: null, cache: null })]);
    expect(diffRuns(step("failed"), step("skipped")).steps.changed.A?.map(({ outcome }) => outcome)).toEqual([
      "failed",
      "skipped",
    ]);
  });

  test("leaves host and user out of the environment and keeps declared variables, set or not", () => {
    const environment = (host: string, seed: string | null) => ({
      os: "Linux",
      host,
      user: host,
      python: "3.11",
      variables: { SEED: seed },
      packages: {},
    });
    const diff = diffRuns(
      alone({ environment: environment("one", null) }),
      alone({ environment: environment("two", "7") }),
    );
    expect(diff.environment.changed).toEqual({ "variables.SEED": ["(unset)", "7"] });
    expect(diff.environment.same).toEqual({ os: "Linux", python: "3.11" });
    expect(diff.environment.added).toEqual({});
  });
});

describe("the files of a run", () => {
  test("say which step recorded them", () => {
    const files = filesOf(
      pipeline([sampleStep("A", { outputs: [sampleFile("oA", "a", { maker: "A" })] })]),
      "output",
    );
    expect(files.get("oA")).toMatchObject({ owner: runId("run/A"), ownName: "oA" });
  });

  test("of two steps that name different files alike are told apart by the step", () => {
    const step = (name: string) =>
      sampleStep(name, { outputs: [sampleFile("model", name, { maker: name })] });
    expect([...filesOf(pipeline([step("A"), step("B")]), "output").keys()]).toEqual(["model", "B.model"]);
  });
});

describe("matching the steps of two runs", () => {
  const shape = (pairs: StepPair<RunDetail>[]): (readonly [string, RunId | null, RunId | null])[] =>
    pairs.map(({ change, from, to }) => [change, from?.id ?? null, to?.id ?? null] as const);
  const step = (side: string, name: string, signature: string) =>
    sampleStep(name, { id: runId(`${side}/${name}`), signature: signatureOf(signature) });

  test("goes by name, then by signature, and keeps what is gone where it was", () => {
    const baseline = [
      step("a", "load", "1"),
      step("a", "gone", "2"),
      step("a", "fit", "3"),
      step("a", "old", "4"),
    ];
    const candidate = [
      step("b", "load", "1"),
      step("b", "fit", "5"),
      step("b", "renamed", "4"),
      step("b", "more", "6"),
    ];
    expect(shape(matchSteps(baseline, candidate))).toEqual([
      ["same", "a/load", "b/load"],
      ["removed", "a/gone", null],
      ["changed", "a/fit", "b/fit"],
      ["same", "a/old", "b/renamed"],
      ["added", null, "b/more"],
    ]);
  });
});

describe("what programs handed over", () => {
  const artifact = (name: string, content: string, step: number | null = null) => ({
    run: runId("run"),
    position: 0,
    name,
    kind: "image" as const,
    path: `${name}.png`,
    digest: digestOf(content),
    size: 1,
    type: "file" as const,
    step,
    time: 0,
    kept: null,
  });

  test("is compared among the outputs, by its name", () => {
    const [from, to] = ["a", "b"].map((content) => alone({ artifacts: [artifact("plot", content)] }));
    const { outputs } = diffRuns(from as RunWithSteps, to as RunWithSteps);
    expect(Object.keys(outputs.changed)).toEqual(["plot"]);
  });

  test("goes by the step too when it was handed over again, and by its place without one", () => {
    const run = alone({
      outputs: [sampleFile("model", "x")],
      artifacts: [
        artifact("plot", "a", 1),
        artifact("plot", "b", 2),
        artifact("text", "c"),
        artifact("text", "d"),
        artifact("model", "y"),
      ],
    });
    expect([...filesOf(run, "output").keys()]).toEqual([
      "model",
      "plot (step 1)",
      "plot (step 2)",
      "text (1)",
      "text (2)",
      "model (logged)",
    ]);
    expect(filesOf(run, "output").get("model")?.digest).toBe(sampleFile("model", "x").digest);
  });
});
