import { describe, expect, it } from "vitest";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import { previousOf } from "../../../src-renderer/actions/previous-run.ts";
import {
  atOneMoment,
  chartData,
  chartGroups,
  smoothed,
} from "../../../src-renderer/features/run-detail/chart-points.ts";
import { foldReturns, logSpans } from "../../../src-renderer/features/run-detail/log-text.ts";
import { mostTelling } from "../../../src-renderer/features/run-detail/logging-runs.ts";
import { parameterRows } from "../../../src-renderer/features/run-detail/parameter-rows.ts";
import { seriesCsv } from "../../../src-renderer/features/run-detail/series-csv.ts";
import { row } from "../run-rows.ts";

describe("log lines", () => {
  const texts = (line: string) =>
    logSpans(line)
      .map(({ text }) => text)
      .join("");

  it("keep colours and bold as looks, not as characters", () => {
    expect(logSpans("\u001b[1;31merror\u001b[0m at \u001b[92mline\u001b[39m 3")).toEqual([
      { text: "error", color: 1, bold: true },
      { text: " at ", color: null, bold: false },
      { text: "line", color: 10, bold: false },
      { text: " 3", color: null, bold: false },
    ]);
  });

  it("do nothing else a terminal would: no title, link, cursor or bell", () => {
    expect(
      texts(
        "a\u001b]0;title\u0007b\u001b]8;;https://example.org\u001b\\c\u001b]8;;\u001b\\d\u001b[2Je\u001b[10;10Hf\u0007g",
      ),
    ).toBe("abcdefg");
  });

  it("read a colour of 256 without taking its number for another code", () => {
    expect(logSpans("\u001b[38;5;9mx\u001b[38;2;1;31;1my")).toEqual([
      { text: "x", color: 9, bold: false },
      { text: "y", color: 9, bold: false },
    ]);
  });

  it("show what a progress bar wrote last, and survive Windows line ends", () => {
    expect(foldReturns("10 %\r50 %\r100 %")).toBe("100 %");
    expect(foldReturns("done\r")).toBe("done");
  });

  it("cut a line that is too long to be drawn", () => {
    expect(texts("x".repeat(100_000)).length).toBeLessThan(6_000);
  });
});

describe("the step whose console is shown first", () => {
  it("is the one that failed, else the one that runs, else the one that ran longest", () => {
    const done = row("done", { cache: "executed", started: 0, ended: 100 });
    const short = row("short", { cache: "executed", started: 100, ended: 110 });
    const reused = row("reused", { cache: "reused" });
    const running = row("running", { status: "running" });
    const failed = row("failed", { status: "failed" });
    expect(mostTelling([done, running, failed])?.id).toBe("failed");
    expect(mostTelling([done, running, reused])?.id).toBe("running");
    expect(mostTelling([done, short, reused])?.id).toBe("done");
    expect(mostTelling([])).toBeUndefined();
  });
});

describe("points of a chart", () => {
  const line = (steps: number[], values: number[]) => ({
    name: "loss",
    run: runId("r"),
    steps,
    times: steps,
    values,
  });
  const pointsOf = (...asked: Parameters<typeof chartData>) => chartData(...asked).points;

  it("are known to have come at one moment, each line at its own, so that time says nothing of them", () => {
    const at = (...times: number[]) => ({
      ...line(
        times.map((_, step) => step),
        times,
      ),
      times,
    });
    expect(atOneMoment([at(5, 5, 5), at(9, 9)])).toBe(true);
    expect(atOneMoment([at(5, 5, 5), null, at(9)])).toBe(true);
    expect(atOneMoment([at(5, 5, 5), at(9, 10)])).toBe(false);
    expect(atOneMoment([at(5)])).toBe(false);
    expect(atOneMoment([])).toBe(false);
  });

  it("lie at one place for lines that share a step, in order", () => {
    expect(pointsOf([line([0, 2], [1, 3]), line([2, 1], [9, 8])])).toEqual([
      { step: 0, 0: 1 },
      { step: 1, 1: 8 },
      { step: 2, 0: 3, 1: 9 },
    ]);
  });

  it("leave out what cannot be drawn and keep the last of a repeated step", () => {
    expect(pointsOf([line([0, 0, 1], [1, 2, Number.NaN]), null])).toEqual([{ step: 0, 0: 2 }]);
  });

  it("come in pieces where a value between is no number, so that the gap is seen", () => {
    const { points, pieces } = chartData([
      line([0, 1, 2, 3, 4, 5], [1, 2, Number.NaN, 4, Number.NaN, Number.NaN]),
    ]);
    expect(points).toEqual([
      { step: 0, 0: 1 },
      { step: 1, 0: 2 },
      { step: 3, "0/1": 4 },
    ]);
    expect(pieces).toEqual([
      { line: 0, key: "0", lone: false },
      { line: 0, key: "0/1", lone: true },
    ]);
    const many = Array.from({ length: 5_000 }, (_, at) => at);
    const holes = line(
      many,
      many.map((at) => (at % 2 === 0 ? at : Number.NaN)),
    );
    expect(chartData([holes]).pieces).toHaveLength(101);
    expect(chartData([holes]).points).toHaveLength(2_500);
  });

  it("stand beside their smoothed values, which begin where they begin and weigh what is new by the rest", () => {
    expect(smoothed([4, 4, 4], 0.9).map((value) => Math.round(value * 1e9) / 1e9)).toEqual([4, 4, 4]);
    expect(smoothed([0, 1], 0.5)).toEqual([0, 0.5 / 0.75]);
    expect(smoothed([1, Number.NaN, 3], 0)).toEqual([1, Number.NaN, 3]);
    const look = { axis: "step", smoothing: 0.5, log: false } as const;
    expect(pointsOf([line([0, 1], [0, 1]), line([1], [5])], look)).toEqual([
      { step: 0, 0: 0, "~0": 0 },
      { step: 1, 0: 1, 1: 5, "~0": 0.5 / 0.75, "~1": 5 },
    ]);
  });

  it("have no place on an axis of powers of ten unless they are above zero", () => {
    const look = { axis: "step", smoothing: 0, log: true } as const;
    expect(pointsOf([line([0, 1, 2], [0, -1, 2])], look)).toEqual([{ step: 2, 0: 2 }]);
    // Nor do they pull the smoothed line down.
    expect(pointsOf([line([0, 1, 2], [4, 0, 4])], { ...look, smoothing: 0.5 })).toEqual([
      { step: 0, 0: 4, "~0": 4 },
      { step: 2, "0/1": 4, "~0/1": 4 },
    ]);
  });

  it("are written with their times, and with names that no spreadsheet takes for a formula", () => {
    const series = { ...line([0, 1], [0.5, 0.25]), name: '=loss,"x"', times: [1_000, 2_500] };
    expect(seriesCsv([{ step: "train", series }], 1_000).split("\r\n")).toEqual([
      "metric,pipeline step,step,time,seconds,value",
      `"'=loss,""x""",train,0,1970-01-01T00:00:01.000Z,0,0.5`,
      `"'=loss,""x""",train,1,1970-01-01T00:00:02.500Z,1.5,0.25`,
      "",
    ]);
  });

  it("make a chart of each metric with a course, none of a single value", () => {
    const summary = (name: string, count: number) => ({
      name,
      step: "train",
      run: runId("r"),
      count,
      last: 1,
      min: 0,
      max: 1,
      best: 1,
    });
    expect(
      chartGroups([summary("loss", 3), summary("seconds", 1), summary("acc", 2)]).map(({ name }) => name),
    ).toEqual(["acc", "loss"]);
  });
});

describe("parameters of a run", () => {
  it("are marked as its own or inherited, with types that tell 1 from 1.0", () => {
    const rows = parameterRows({
      params: { "split.seed": 1n, "train.lr": 1 },
      ownParams: { train: { lr: 1 } },
    });
    expect(rows).toEqual([
      { name: "split.seed", type: "integer", text: "1", numeric: true, own: false },
      { name: "train.lr", type: "float", text: "1.0", numeric: true, own: true },
    ]);
  });
});

describe("the previous run", () => {
  it("is the newest older one of the same pipeline", () => {
    const mine = { pipelineId: pipelineId("1") };
    const run = row("run", { created: 10, ...mine });
    const found = previousOf(run, [
      row("newer", { created: 11, ...mine }),
      run,
      row("other", { created: 9, pipelineId: pipelineId("2") }),
      row("script", { created: 9, kind: "script", ...mine }),
      row("previous", { created: 8, ...mine }),
      row("before", { created: 7, ...mine }),
    ]);
    expect(found?.id).toBe("previous");
  });
});
