import { describe, expect, test } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { MetricSeries, MetricSummary } from "../../../src-main/core/model/run.ts";
import { mergeSeries, sharedSeries } from "../../../src-renderer/features/compare/series.ts";
import { sampleRun } from "../../core/diff/run-samples.ts";

const summary = (name: string, step: string | null, run: string, count = 10): MetricSummary => ({
  name,
  step,
  run: runId(run),
  count,
  last: 0,
  min: 0,
  max: 0,
  best: 0,
});

const series = (steps: readonly number[], values: readonly number[]): MetricSeries => ({
  name: "loss",
  run: runId("a"),
  steps,
  times: steps,
  values,
});

describe("series that two runs share", () => {
  test("are matched by step and name, and asked for where each is kept", () => {
    const from = sampleRun({
      kind: "pipeline",
      metricSummaries: [
        summary("loss", "train", "a1"),
        summary("loss", "wide", "a2"),
        summary("acc", "train", "a1", 1),
      ],
    });
    const to = sampleRun({
      kind: "pipeline",
      metricSummaries: [
        summary("loss", "wide", "b2"),
        summary("loss", "train", "b1"),
        summary("acc", "train", "b1", 1),
      ],
    });
    expect(sharedSeries(from, to).map(({ label, from, to }) => [label, from, to])).toEqual([
      ["wide / loss", "a2", "b2"],
      ["train / loss", "a1", "b1"],
    ]);
  });

  test("of single steps go by name alone", () => {
    const step = (run: string) => sampleRun({ kind: "step", metricSummaries: [summary("loss", null, run)] });
    expect(sharedSeries(step("a"), step("b"))).toMatchObject([
      { label: "loss", name: "loss", from: "a", to: "b" },
    ]);
  });
});

describe("two series over one axis", () => {
  test("share the steps in order, with gaps where one has none", () => {
    expect(mergeSeries(series([0, 2], [9, 7]), series([2, 1], [5, 6]))).toEqual([
      { step: 0, from: 9, to: null },
      { step: 1, from: null, to: 6 },
      { step: 2, from: 7, to: 5 },
    ]);
  });

  test("have the last value of a step logged twice, and a gap for what is no number", () => {
    expect(mergeSeries(series([1, 1, 2], [3, 4, Number.NaN]), null)).toEqual([
      { step: 1, from: 4, to: null },
      { step: 2, from: null, to: null },
    ]);
  });
});
