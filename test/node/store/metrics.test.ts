import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import { openDatabase, type Writable } from "../../../src-main/node/store/database.ts";
import { type Points, pointsFrom, slicePoints } from "../../../src-main/node/store/series/points.ts";
import {
  appendSeries,
  countSummaries,
  lastValues,
  metricSummaries,
  nextStep,
  readSeries,
} from "../../../src-main/node/store/tables/metrics.ts";
import { insertSeries } from "../../../src-main/node/store/tables/new-series.ts";
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

const pointsOf = (values: readonly number[]): Points =>
  pointsFrom({ steps: [...values.keys()], times: values.map((_, step) => 1_000 + step), values });

const listsOf = ({ steps, times, values }: Points) => ({
  steps: [...steps],
  times: [...times],
  values: [...values],
});

const anyNumber = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);

describe("a metric's series", () => {
  it("reads back as it was logged, across all its chunks", () => {
    const database = library();
    const run = addRun(database);
    const points = pointsOf(Array.from({ length: 10_000 }, (_, index) => Math.sin(index) / 3));
    appendSeries(database, run, "loss", points);
    expect(readSeries(database, run, "loss", 10_000)).toEqual({ name: "loss", run, ...listsOf(points) });
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
          appendSeries(database, run, "loss", pointsOf(values));
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
    appendSeries(database, run, "loss", pointsOf(values));
    const thinned = readSeries(database, run, "loss", 20);
    expect(thinned.values).toEqual(Array.from({ length: 10 }, () => [1, 99]).flat());
  });
});

/** As doubles, bit by bit, but for the bits of not-a-number. */
const isSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, at) => Object.is(value, b[at]));

describe("a series that grows", () => {
  const anything = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 50, 2 ** 53, Number.MIN_VALUE),
  );
  const column = fc.oneof(
    fc.array(anything, { maxLength: 60 }),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
    fc.integer({ min: 0, max: 60 }).map((length) => Array.from({ length }, (_, at) => at * 0.1)),
  );

  it("holds exactly what was added to it, in whatever pieces", () => {
    const database = library();
    fc.assert(
      fc.property(fc.array(fc.tuple(column, column, column), { minLength: 1, maxLength: 5 }), (pieces) => {
        const run = addRun(database);
        const cut = pieces.map(([steps, times, values]) => {
          const length = Math.min(steps.length, times.length, values.length);
          return {
            steps: steps.slice(0, length),
            times: times.slice(0, length),
            values: values.slice(0, length),
          };
        });
        for (const piece of cut) appendSeries(database, run, "x", pointsFrom(piece));
        const series = readSeries(database, run, "x", Number.POSITIVE_INFINITY);
        for (const name of ["steps", "times", "values"] as const)
          expect(
            isSame(
              series[name],
              cut.flatMap((piece) => piece[name]),
            ),
          ).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("has the same full chunks, levels and summary as one that was written at once", () => {
    const database = library();
    const values = Array.from({ length: 300_000 }, (_, at) => Math.sin(at / 1_000) + (at % 7) / 100);
    const [whole, pieces] = [addRun(database), addRun(database)];
    database.transaction(() => {
      appendSeries(database, whole, "x", pointsOf(values));
      const all = pointsOf(values);
      for (let at = 0, size = 1; at < values.length; at += size, size = (size * 7 + 3) % 20_011)
        appendSeries(database, pieces, "x", {
          steps: all.steps.slice(at, at + size),
          times: all.times.slice(at, at + size),
          values: all.values.slice(at, at + size),
        });
    })();
    const rows = (run: RunId) =>
      database
        .prepare(
          `SELECT level, first, chunk.count, min_step, max_step, data FROM metric_chunks AS chunk
             JOIN metric_series AS series ON series.id = chunk.series
             WHERE run = ? AND chunk.count = 4096 ORDER BY level, first`,
        )
        .all(run);
    expect(rows(pieces)).toEqual(rows(whole));
    expect(rows(whole)).toHaveLength(Math.floor(300_000 / 4_096) + Math.floor(300_000 / 4_096 / 32));
    for (const limit of [100, 10_000, 300_000])
      expect(readSeries(database, pieces, "x", limit).values).toEqual(
        readSeries(database, whole, "x", limit).values,
      );
    const { run: _, ...summary } = metricSummaries(database, pieces)[0] ?? { run: null };
    expect(metricSummaries(database, whole)).toMatchObject([summary]);
    expect(nextStep(database, pieces, "x")).toBe(300_000);
  });

  it("is rewritten a few times and not with each piece, and has few chunks, when it grows point by point", () => {
    const database = library();
    const run = addRun(database);
    const values = Array.from({ length: 4_095 }, (_, at) => Math.sqrt(at));
    let written = 0;
    let most = 0;
    const newest = database.prepare("SELECT count FROM metric_chunks ORDER BY first DESC LIMIT 1").pluck();
    const chunks = database.prepare("SELECT count(*) FROM metric_chunks").pluck();
    database.transaction(() => {
      const all = pointsOf(values);
      for (let at = 0; at < values.length; at += 1) {
        appendSeries(database, run, "x", slicePoints(all, at, at + 1));
        written += newest.get() as number;
        most = Math.max(most, chunks.get() as number);
      }
    })();
    expect(written / values.length).toBeLessThan(12);
    expect(most).toBeLessThanOrEqual(10);
    expect(listsOf(readSeries(database, run, "x", 5_000) as unknown as Points).values).toEqual(values);
  });

  it("keeps one outlier among a million points on every view that has it, and is whole when looked at closely", () => {
    const database = library();
    const run = addRun(database);
    const values = Array.from({ length: 1_000_000 }, (_, at) => Math.sin(at / 50_000));
    values[654_321] = 99;
    appendSeries(database, run, "x", pointsOf(values));
    for (const limit of [2, 100, 2_000]) {
      const all = readSeries(database, run, "x", limit);
      expect(all.values.length).toBeLessThanOrEqual(limit);
      expect(all.steps[all.values.indexOf(99)]).toBe(654_321);
      expect([...all.steps].sort((a, b) => a - b)).toEqual(all.steps);
    }
    const close = readSeries(database, run, "x", 2_000, { by: "step", from: 654_000, to: 654_999 });
    expect(close.values).toEqual(values.slice(654_000, 655_000));
    const byTime = readSeries(database, run, "x", 2_000, { by: "time", from: 1_000, to: 1_009 });
    expect(byTime.values).toEqual(values.slice(0, 10));
    expect(readSeries(database, run, "x", 10, { by: "step", from: 2e6, to: 3e6 }).values).toEqual([]);
  });

  it("finds steps that were logged twice, and those that went back", () => {
    const database = library();
    const run = addRun(database);
    const steps = Array.from({ length: 10_000 }, (_, at) => at % 3_000);
    appendSeries(database, run, "x", pointsFrom({ steps, times: steps, values: [...steps.keys()] }));
    const found = readSeries(database, run, "x", 100, { by: "step", from: 17, to: 17 });
    expect(found.values).toEqual([17, 3_017, 6_017, 9_017]);
  });
});

describe("a metric's summary", () => {
  it("can be asked for by the page, and by a part of the name", () => {
    const database = library();
    const run = addRun(database);
    for (const name of ["acc", "Loss", "test.loss", "val_LOSS"])
      appendSeries(database, run, name, pointsOf([1]));
    const names = (choice: Parameters<typeof metricSummaries>[2]) =>
      metricSummaries(database, run, choice).map(({ name }) => name);
    expect(names({ filter: "loss" })).toEqual(["Loss", "test.loss", "val_LOSS"]);
    expect(names({ filter: "loss", offset: 1, limit: 1 })).toEqual(["test.loss"]);
    expect(names({ limit: 2 })).toEqual(["Loss", "acc"]);
    expect([countSummaries(database, run), countSummaries(database, run, "LOSS")]).toEqual([4, 3]);
  });

  it("has its last, lowest and highest value; not-a-number counts only as the last", () => {
    const database = library();
    const run = addRun(database);
    appendSeries(database, run, "a", pointsOf([3, Number.NaN, -1, 2]));
    appendSeries(database, run, "b", pointsOf([Number.NaN]));
    appendSeries(database, run, "c", pointsOf([Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]));
    const common = { step: null, run };
    const [none, most, least] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(metricSummaries(database, run)).toEqual([
      { ...common, name: "a", count: 4, last: 2, min: -1, max: 3, best: 3 },
      { ...common, name: "b", count: 1, last: none, min: none, max: none, best: none },
      { ...common, name: "c", count: 3, last: least, min: least, max: most, best: most },
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
      for (const name of names) appendSeries(database, stepRun, name, pointsOf([step.length]));
    }
    expect(lastValues(metricSummaries(database, run))).toEqual({ "train.loss": 5, time: 5, "test.loss": 4 });
  });
});

describe("whole series put in at once", () => {
  const rowsOf = (database: Writable, run: RunId) => ({
    series: database
      .prepare(
        `SELECT name, count, last, min, max, last_step, first_time, last_time FROM metric_series WHERE run = ?
          ORDER BY name`,
      )
      .all(run),
    chunks: database
      .prepare(
        `SELECT name, level, first, metric_chunks.count, min_step, max_step, min_time, max_time, data
          FROM metric_chunks JOIN metric_series ON id = series WHERE run = ? ORDER BY name, level, first`,
      )
      .all(run),
  });

  it("are what they are when they are added to nothing, whatever their length", () => {
    const database = library();
    const [one, other] = [addRun(database), addRun(database)];
    const lengths = [1, 2, 300, 4_095, 4_096, 4_097, 150_000];
    const all = lengths.map(
      (length) =>
        [`m${length}`, pointsOf(Array.from({ length }, (_, at) => Math.sin(at) * (at % 97)))] as const,
    );
    for (const [name, points] of all) appendSeries(database, one, name, points);
    insertSeries(
      database,
      all.map(([name, points]) => ({ run: other, name, points })),
    );
    expect(rowsOf(database, other)).toEqual(rowsOf(database, one));
  });

  it("are all there when they are many, those without a point left out, and grow afterwards", () => {
    const database = library();
    const run = addRun(database);
    const names = Array.from({ length: 700 }, (_, at) => `metric ${at}`);
    insertSeries(database, [
      { run, name: "empty", points: pointsOf([]) },
      ...names.map((name, at) => ({ run, name, points: pointsOf([at, Number.NaN]) })),
    ]);
    expect(countSummaries(database, run)).toBe(names.length);
    expect(listsOf(readSeries(database, run, "metric 650", 10) as unknown as Points).values).toEqual([
      650,
      Number.NaN,
    ]);
    appendSeries(database, run, "metric 650", pointsOf([3]));
    expect([...readSeries(database, run, "metric 650", 10).values]).toEqual([650, Number.NaN, 3]);
  });
});
