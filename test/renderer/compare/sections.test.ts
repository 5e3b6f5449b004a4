import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareRuns,
  pairOf,
  reorderComparison,
  withoutSame,
} from "../../../src-main/core/diff/compare-runs.ts";
import { summarise } from "../../../src-main/core/diff/summary.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { MetricSummary } from "../../../src-main/core/model/run.ts";
import { type Place, placesOf, sameIn, stepFrom } from "../../../src-renderer/features/compare/sections.ts";
import { sampleFile, sampleRun } from "../../core/diff/run-samples.ts";

function lossOf(value: number): MetricSummary {
  return {
    name: "loss",
    step: null,
    run: runId("r"),
    count: 1,
    last: value,
    min: value,
    max: value,
    best: value,
  };
}
const from = sampleRun({
  params: { b: 1n, a: 1n, same: 0n },
  metricSummaries: [lossOf(1)],
  inputs: [sampleFile("raw", "a")],
});
const to = sampleRun({
  params: { b: 2n, a: 2n, same: 0n },
  metricSummaries: [lossOf(2)],
  inputs: [sampleFile("raw", "b")],
});
const comparison = compareRuns([from, to].map((run) => ({ run, steps: [], number: null })));
const places = placesOf(comparison, []);

describe("a comparison without what is the same", () => {
  const less = withoutSame(comparison);

  test("has the differences alone, and says how many rows are missing", () => {
    expect(less.parameters.map(({ key }) => key)).toEqual(["b", "a"]);
    expect(less.same).toMatchObject({ parameters: 1, code: 0, inputs: 0 });
    expect(sameIn(less, "parameters")).toBe(1);
  });

  test("is walked and told like the whole", () => {
    expect(placesOf(less, [])).toEqual(placesOf(comparison, []));
    expect(summarise(pairOf(less, 0, 1))).toEqual(summarise(pairOf(comparison, 0, 1)));
  });

  test("keeps what it says of itself when the baseline changes", () => {
    const turned = reorderComparison(less, [1, 0]);
    expect(turned.same).toEqual(less.same);
    expect(turned.parameters[0]).toMatchObject({ key: "b", at: [1, 0] });
  });
});

describe("walking the differences", () => {
  test("visits them tab by tab, as the tables are ordered, and leaves out what is the same", () => {
    expect(places).toEqual([
      { section: "parameters", key: "a" },
      { section: "parameters", key: "b" },
      { section: "inputs", key: "raw" },
      { section: "metrics", key: "loss" },
    ]);
  });

  test("passes over what was measured of the machine", () => {
    const memory = (value: number) => ({ ...lossOf(value), name: "system.memory" });
    const measured = compareRuns(
      [1, 2].map((value) => ({
        run: sampleRun({ metricSummaries: [memory(value), lossOf(value)] }),
        steps: [],
        number: null,
      })),
    );
    expect(measured.metrics.map(({ key }) => key)).toEqual(["system.memory", "loss"]);
    expect(placesOf(measured, [])).toEqual([{ section: "metrics", key: "loss" }]);
  });

  test("goes on to the lines of consoles that differ, and to steps", () => {
    const step = { ...from, kind: "step" as const, step: "fit" };
    const changed = compareRuns(
      ["a", "b"].map((command) => ({ run: { ...step, command }, steps: [], number: null })),
    );
    expect(placesOf(changed, ["line 4"])).toEqual([
      { section: "logs", key: "line 4" },
      { section: "graph", key: "fit" },
    ]);
  });

  test("begins after the summary, and goes round at both ends", () => {
    expect(stepFrom(places, "summary", null, 1)).toEqual({ section: "parameters", key: "a" });
    expect(stepFrom(places, "summary", null, -1)).toEqual({ section: "metrics", key: "loss" });
    expect(stepFrom(places, "metrics", "loss", 1)).toEqual({ section: "parameters", key: "a" });
    expect(stepFrom(places, "parameters", "a", -1)).toEqual({ section: "metrics", key: "loss" });
  });

  test("goes on from a tab in which nothing is chosen, or nothing differs", () => {
    expect(stepFrom(places, "inputs", null, 1)).toEqual({ section: "inputs", key: "raw" });
    expect(stepFrom(places, "code", null, 1)).toEqual({ section: "inputs", key: "raw" });
    expect(stepFrom(places, "code", null, -1)).toEqual({ section: "parameters", key: "b" });
    expect(stepFrom(places, "environment", null, 1)).toEqual({ section: "parameters", key: "a" });
  });

  test("finds nothing where nothing differs", () => {
    expect(stepFrom([], "summary", null, 1)).toBeNull();
    expect(stepFrom([], "parameters", "a", -1)).toBeNull();
  });

  test("reaches every difference from any, and back undoes next", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), (start) => {
        const seen: Place[] = [];
        let here: Place = start;
        for (let turn = 0; turn < places.length; turn += 1) {
          seen.push(here);
          const next = stepFrom(places, here.section, here.key, 1);
          if (next === null) throw new Error("There is always a next difference.");
          expect(stepFrom(places, next.section, next.key, -1)).toEqual(here);
          here = next;
        }
        expect(here).toEqual(start);
        expect(new Set(seen).size).toBe(places.length);
      }),
    );
  });
});
