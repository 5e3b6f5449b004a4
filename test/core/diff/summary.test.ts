import { describe, expect, test } from "vitest";
import { diffRuns } from "../../../src-main/core/diff/diff-runs.ts";
import { deltaOf, preferenceOf, signedText } from "../../../src-main/core/diff/metric-delta.ts";
import { summarise, summaryText } from "../../../src-main/core/diff/summary.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { digestOf, sampleFile, sampleRun, sampleStep, signatureOf } from "./run-samples.ts";

const run = (given: Partial<RunDetail>, steps: readonly RunDetail[]) => ({
  run: sampleRun({ kind: "pipeline", ...given }),
  steps,
});

const names = ["load", "clean", "split", "fit", "train", "evaluate"];
const stepsWith = (mark: string, given: Partial<RunDetail> = {}) =>
  names.map((name) =>
    name === "train" || name === "evaluate"
      ? sampleStep(name, { signature: signatureOf(name + mark), ...given })
      : sampleStep(name),
  );

describe("what differs, and what it did", () => {
  const baseline = run(
    {
      params: { depth: 8n, lr: 0.05, seed: 1n },
      metrics: { loss: 0.179, accuracy: 0.934 },
      code: [{ path: "train.py", digest: digestOf("a") }],
      inputs: [sampleFile("raw", "a")],
    },
    stepsWith("1"),
  );

  test("takes runs of no pipeline for each other, whatever they are called, and claims nothing of what they computed", () => {
    const [from, to] = ["first", "second"].map((name, at) => ({
      run: sampleRun({ name, params: { n: BigInt(at) }, command: `train ${at}` }),
      steps: [],
    }));
    if (from === undefined || to === undefined) throw new Error();
    const diff = diffRuns(from, to);
    expect(diff.steps).toMatchObject({ added: {}, removed: {} });
    expect(Object.keys(diff.steps.changed)).toEqual(["first"]);
    expect(summaryText(summarise(diff))).toBe("1 parameter differs.");
    const twin = { run: { ...to.run, command: from.run.command }, steps: [] };
    expect(summaryText(summarise(diffRuns(from, twin)))).toBe("1 parameter differs.");
  });

  test("counts the causes, names the steps and says how metrics moved", () => {
    const candidate = run(
      {
        params: { depth: 6n, lr: 0.1, seed: 1n },
        metrics: { loss: 0.184, accuracy: 0.931 },
        code: [{ path: "train.py", digest: digestOf("b") }],
        inputs: [sampleFile("raw", "b")],
      },
      stepsWith("2"),
    );
    const parts = summarise(diffRuns(baseline, candidate));
    expect(summaryText(parts)).toBe(
      "2 parameters, 1 file and 1 input differ. train and evaluate ran again; 4 steps are the same computation. " +
        "loss is 0.005 higher, accuracy 0.003 lower.",
    );
    expect(parts.filter(({ tone }) => tone !== "plain")).toEqual([
      { text: "train", tone: "strong" },
      { text: "evaluate", tone: "strong" },
      { text: "0.005 higher", tone: "worse" },
      { text: "0.003 lower", tone: "worse" },
    ]);
  });

  test("says that reused steps were done in an earlier run", () => {
    const candidate = run(
      { ...baseline.run, params: { ...baseline.run.params, depth: 6n } },
      stepsWith("2", { cache: "reused" }),
    );
    expect(summaryText(summarise(diffRuns(baseline, candidate)))).toBe(
      "1 parameter differs. train and evaluate were done in an earlier run; 4 steps are the same computation.",
    );
  });

  test("of two runs of the same computation is that, though one was reused", () => {
    const again = run(
      baseline.run,
      baseline.steps.map((step) => ({ ...step, cache: "reused" as const })),
    );
    expect(summaryText(summarise(diffRuns(baseline, again)))).toBe("No differences: the same computation.");
  });

  test("claims no sameness for runs without signatures", () => {
    const script = { run: sampleRun(), steps: [] };
    expect(summaryText(summarise(diffRuns(script, script)))).toBe("No differences in what was recorded.");
  });

  test("tells of results that differ though nothing before them does", () => {
    const again = run({ ...baseline.run, metrics: { ...baseline.run.metrics, loss: 0.2 } }, baseline.steps);
    expect(summaryText(summarise(diffRuns(baseline, again)))).toBe(
      "Parameters, code and inputs are the same, but metrics differ. 6 steps are the same computation. loss is 0.021 higher.",
    );
  });

  test("counts steps and metrics beyond those it names", () => {
    const many = Array.from({ length: 7 }, (_, index) => `s${index}`);
    const metrics = (by: number) => Object.fromEntries(many.map((name) => [name, by]));
    const a = run(
      { metrics: metrics(1) },
      many.map((name) => sampleStep(name)),
    );
    const b = run(
      { params: { n: 1n }, metrics: metrics(2) },
      many.map((name) => sampleStep(name, { signature: signatureOf(`${name}x`) })),
    );
    expect(summaryText(summarise(diffRuns(a, b)))).toBe(
      "1 parameter differs. s0, s1, s2, s3 and 3 more steps ran again. s0 is 1 higher, s1 1 higher, s2 1 higher; 4 more metrics differ.",
    );
  });
});

describe("the better side of a metric", () => {
  test.each([
    ["loss", "lower"],
    ["val_loss", "lower"],
    ["softmax.accuracy", "higher"],
    ["fitSeconds", "lower"],
    ["test/f1", "higher"],
    ["weights", null],
    ["glossary", null],
  ] as const)("of %s is %s", (name, expected) => expect(preferenceOf(name)).toBe(expected));

  test("is none for what was measured of the machine", () => {
    expect(deltaOf("system.memory", 1, 2).verdict).toBe("neutral");
    expect(deltaOf("train.system.gpu.0.memory", 2, 1).verdict).toBe("neutral");
    expect(deltaOf("memory", 1, 2).verdict).toBe("worse");
  });

  test("makes a delta better, worse or neutral, without the noise of subtraction", () => {
    expect(deltaOf("loss", 0.179, 0.184)).toMatchObject({ direction: "higher", verdict: "worse" });
    expect(deltaOf("accuracy", 0.9, 0.95)).toMatchObject({ direction: "higher", verdict: "better" });
    expect(deltaOf("n", 1, 2).verdict).toBe("neutral");
    expect(deltaOf("loss", Number.NaN, 1)).toMatchObject({ direction: "none", verdict: "neutral" });
    expect(signedText(0.184 - 0.179)).toBe("+0.005");
    expect(signedText(29.8 - 41.2)).toBe("−11.4");
    expect(signedText(Number.NaN)).toBe("—");
  });
});
