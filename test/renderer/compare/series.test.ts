import { describe, expect, test } from "vitest";
import { compareRuns } from "../../../src-main/core/diff/compare-runs.ts";
import { sharedSeries } from "../../../src-main/core/diff/shared-series.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { MetricSeries, MetricSummary, RunDetail } from "../../../src-main/core/model/run.ts";
import { pathsOf } from "../../../src-renderer/features/compare/parallel-coordinates.tsx";
import { axesOf } from "../../../src-renderer/features/compare/relations.ts";
import { mergeSeries } from "../../../src-renderer/features/compare/series.ts";
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

const sharedBy = (...runs: RunDetail[]) =>
  sharedSeries(compareRuns(runs.map((run) => ({ run, steps: [], number: null }))));

describe("a run among parallel coordinates", () => {
  test("is a line from axis to axis, high values up, with a gap and a lone dot where it lacks a value", () => {
    const runs: RunDetail["params"][] = [
      { a: 1, b: "x", c: 0, d: 5 },
      { a: 3, b: "y", d: 5.5 },
      { a: 2, b: "x", c: 4, d: 6 },
    ];
    const axes = axesOf(
      compareRuns(runs.map((params) => ({ run: sampleRun({ params }), steps: [], number: null }))),
    );
    expect(runs.map((_, run) => pathsOf(axes, run))).toEqual([
      { line: "M0 1L1 1L2 1L3 1", dots: "M0 1h0M1 1h0M2 1h0M3 1h0" },
      { line: "M0 0L1 0M3 0.5", dots: "M0 0h0M1 0h0M3 0.5h0" },
      { line: "M0 0.5L1 1L2 0L3 0", dots: "M0 0.5h0M1 1h0M2 0h0M3 0h0" },
    ]);
  });
});

describe("series that runs share", () => {
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
    const shared = sharedBy(from, to);
    expect(
      shared.map(({ key, places }) => [key, ...places.map((place) => [place?.run, place?.name])]),
    ).toEqual([
      ["train.loss", ["a1", "loss"], ["b1", "loss"]],
      ["wide.loss", ["a2", "loss"], ["b2", "loss"]],
    ]);
  });

  test("of several runs need two that have them; the others have none", () => {
    const step = (run: string, count: number) =>
      sampleRun({ kind: "step", metricSummaries: [summary("loss", null, run, count)] });
    const shared = sharedBy(step("a", 9), step("b", 1), step("c", 9));
    expect(shared.map(({ places }) => places.map((place) => place?.run ?? null))).toEqual([["a", null, "c"]]);
    expect(sharedBy(step("a", 9), step("b", 1))).toEqual([]);
  });
});

describe("several series over one axis", () => {
  test("share the steps in order, with gaps where one has none", () => {
    expect(mergeSeries([series([0, 2], [9, 7]), series([2, 1], [5, 6])])).toEqual([
      { step: 0, values: [9, null] },
      { step: 1, values: [null, 6] },
      { step: 2, values: [7, 5] },
    ]);
  });

  test("have the last value of a step logged twice, and a gap for what is no number", () => {
    expect(mergeSeries([series([1, 1, 2], [3, 4, Number.NaN]), null])).toEqual([
      { step: 1, values: [4, null] },
      { step: 2, values: [null, null] },
    ]);
  });
});
