import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import { openDatabase, type Writable } from "../../../src-main/node/store/database.ts";
import {
  insertSeries,
  lastValues,
  type MetricPoint,
  metricSummaries,
  readSeries,
} from "../../../src-main/node/store/tables/metrics.ts";
import { insertRun } from "../../../src-main/node/store/tables/runs.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

function library(): Writable {
  const opened = openDatabase(join(temporaryFolder(), "signet.db"));
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => void opened.value.close());
  return opened.value;
}

let made = 0;

function addRun(database: Writable, of: { parent?: RunId; step?: string } = {}): RunId {
  made += 1;
  const id = runId(`run-${made}`);
  insertRun(database, {
    id,
    number: of.parent === undefined ? made : null,
    parent: of.parent ?? null,
    position: of.parent === undefined ? null : made,
    project: "p",
    name: of.step ?? "pipeline",
    kind: of.parent === undefined ? "pipeline" : "step",
    status: "succeeded",
    pipeline: "p",
    pipelineId: null,
    step: of.step ?? null,
    workspace: "/w",
    ownParams: {},
    params: {},
    command: null,
    owner: "test",
    created: made,
    started: null,
    environment: null,
    git: null,
    graph: null,
    file: null,
    selection: null,
  });
  return id;
}

const pointsOf = (values: readonly number[]): MetricPoint[] =>
  values.map((value, step) => ({ step, time: 1_000 + step, value }));

const anyNumber = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

describe("a metric's series", () => {
  it("reads back as it was logged, across all its chunks", () => {
    const database = library();
    const run = addRun(database);
    const points = pointsOf(Array.from({ length: 10_000 }, (_, index) => Math.sin(index) / 3));
    insertSeries(database, run, "loss", points);
    const series = readSeries(database, run, "loss", 10_000);
    expect(series.values).toEqual(points.map(({ value }) => value));
    expect(series.steps).toEqual(points.map(({ step }) => step));
    expect(series.times).toEqual(points.map(({ time }) => time));
  });

  it("is empty when nobody logged it", () => {
    const database = library();
    expect(readSeries(database, addRun(database), "loss", 10).values).toEqual([]);
  });

  it("thinned has at most as many points as asked for, in order, with its extremes among them", () => {
    const database = library();
    fc.assert(
      fc.property(
        fc.array(anyNumber, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 40 }),
        (values, limit) => {
          const run = addRun(database);
          insertSeries(database, run, "loss", pointsOf(values));
          const thinned = readSeries(database, run, "loss", limit);
          expect(thinned.values.length).toBeLessThanOrEqual(Math.max(2, limit));
          expect([...thinned.steps].sort((a, b) => a - b)).toEqual(thinned.steps);
          expect(new Set(thinned.steps).size).toBe(thinned.steps.length);
          thinned.steps.forEach((step, index) => {
            // As stored: doubles, bit by bit.
            expect(Object.is(thinned.values[index], values[step])).toBe(true);
          });
          const numbers = values.filter((value) => !Number.isNaN(value));
          const kept = thinned.values.filter((value) => !Number.isNaN(value));
          expect(Math.min(...kept)).toBe(Math.min(...numbers));
          expect(Math.max(...kept)).toBe(Math.max(...numbers));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps a peak of every stretch, even of one that begins with no number", () => {
    const database = library();
    const run = addRun(database);
    const values = Array.from({ length: 1_000 }, (_, index) =>
      index % 100 === 0 ? Number.NaN : index % 100,
    );
    insertSeries(database, run, "loss", pointsOf(values));
    const thinned = readSeries(database, run, "loss", 20);
    expect(thinned.values).toEqual(Array.from({ length: 10 }, () => [1, 99]).flat());
  });
});

describe("a metric's summary", () => {
  it("has its last, lowest and highest value; not-a-number counts only as the last", () => {
    const database = library();
    const run = addRun(database);
    insertSeries(database, run, "a", pointsOf([3, Number.NaN, -1, 2]));
    insertSeries(database, run, "b", pointsOf([Number.NaN]));
    insertSeries(database, run, "c", pointsOf([Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]));
    const common = { step: null, run };
    expect(metricSummaries(database, run)).toEqual([
      { ...common, name: "a", count: 4, last: 2, min: -1, max: 3 },
      { ...common, name: "b", count: 1, last: Number.NaN, min: Number.NaN, max: Number.NaN },
      {
        ...common,
        name: "c",
        count: 3,
        last: Number.NEGATIVE_INFINITY,
        min: Number.NEGATIVE_INFINITY,
        max: Number.POSITIVE_INFINITY,
      },
    ]);
  });

  it("of a pipeline run is that of its steps, by the step's name where several logged the same", () => {
    const database = library();
    const run = addRun(database);
    for (const [step, names] of [
      ["train", ["loss", "time"]],
      ["test", ["loss"]],
    ] as const) {
      const stepRun = addRun(database, { parent: run, step });
      for (const name of names) insertSeries(database, stepRun, name, pointsOf([step.length]));
    }
    expect(lastValues(metricSummaries(database, run))).toEqual({ "train.loss": 5, time: 5, "test.loss": 4 });
  });
});
