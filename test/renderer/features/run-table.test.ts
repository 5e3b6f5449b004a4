import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import {
  chooseFacets,
  facetsOf,
  fixedColumns,
  headings,
  nextSort,
  roomOf,
  showsFixed,
} from "../../../src-renderer/features/run-table/columns.ts";
import { tableItems } from "../../../src-renderer/features/run-table/table-items.ts";
import { windowSize } from "../../../src-renderer/state/runs.ts";
import { runsToCompare } from "../../../src-renderer/state/selection.ts";
import { row } from "../run-rows.ts";

describe("the columns of the run table", () => {
  const rows = [
    row("a", { params: { lr: 0.1, epochs: 3n, "model.kind": "cnn" }, metrics: { loss: 0.4 } }),
    row("b", { params: { lr: 0.2, epochs: 3n, "model.kind": "rnn" }, metrics: { loss: 0.4, accuracy: 0.9 } }),
  ];

  it("are at first the parameters that differ and all metrics", () => {
    expect(chooseFacets(facetsOf(rows), {}, "normal").map(({ id }) => id)).toEqual([
      "params.lr",
      "params.model.kind",
      "metrics.accuracy",
      "metrics.loss",
    ]);
  });

  it("follow what was switched by hand", () => {
    const shown = chooseFacets(facetsOf(rows), { "params.epochs": true, "metrics.loss": false }, "normal");
    expect(shown.map(({ id }) => id)).toEqual([
      "params.epochs",
      "params.lr",
      "params.model.kind",
      "metrics.accuracy",
    ]);
  });

  it("are fewer where there is little room, those that differ before those that do not", () => {
    const ids = chooseFacets(
      facetsOf([
        row("a", { params: { a: 1n, b: 1n, c: 1n }, metrics: { constant: 1, x: 1, y: 1 } }),
        row("b", { params: { a: 2n, b: 2n, c: 2n }, metrics: { constant: 1, x: 2, y: 2 } }),
      ]),
      { "params.c": true },
      roomOf(600),
    ).map(({ id }) => id);
    expect(ids).toEqual(["params.a", "params.b", "params.c", "metrics.x", "metrics.y"]);
  });

  it("of every run are left out where there is no use or no room, unless switched on", () => {
    const shown = (byHand: Readonly<Record<string, boolean>>, tagged: boolean, width: number) =>
      fixedColumns
        .filter(({ id }) => showsFixed(id, byHand, { tagged, room: roomOf(width) }))
        .map(({ id }) => id);
    expect(shown({}, true, 1_000)).toEqual(["started", "duration", "tags"]);
    expect(shown({}, false, 600)).toEqual(["started"]);
    expect(shown({ duration: true, started: false }, false, 600)).toEqual(["duration"]);
  });

  it("tell an integer from a float of the same size", () => {
    const facets = facetsOf([row("a", { params: { x: 1n } }), row("b", { params: { x: 1 } })]);
    expect(facets[0]?.differs).toBe(true);
    expect(facets[0]?.numeric).toBe(true);
  });

  it("are headed by the last part of the name unless two are alike", () => {
    const facets = facetsOf([row("a", { params: { "train.lr": 1, "wide.lr": 1, "split.seed": 1n } })]);
    expect(Object.fromEntries(headings(facets))).toEqual({
      "params.train.lr": "train.lr",
      "params.wide.lr": "wide.lr",
      "params.split.seed": "seed",
    });
  });

  it("sort by a click one way, then the other, then as before", () => {
    const first = nextSort(null, "started", true);
    const second = nextSort(first, "started", true);
    expect(first).toEqual({ field: "started", descending: true });
    expect(second).toEqual({ field: "started", descending: false });
    expect(nextSort(second, "started", true)).toBeNull();
    expect(nextSort(second, "name", false)).toEqual({ field: "name", descending: false });
  });
});

describe("the lines of the run table", () => {
  const parent = row("p");
  const steps = [row("s1", { parent: parent.id }), row("s2", { parent: parent.id })];
  const items = tableItems({
    total: windowSize * 3,
    windows: new Map([
      [0, [row("first"), parent, row("third")]],
      [2, [row("far")]],
    ]),
    expanded: new Set([parent.id]),
    children: { [parent.id]: steps },
  });

  it("put the steps of an unfolded run below it", () => {
    expect(items.count).toBe(windowSize * 3 + 2);
    expect([0, 1, 2, 3, 4].map((line) => items.at(line).row?.id)).toEqual([
      "first",
      "p",
      "s1",
      "s2",
      "third",
    ]);
    expect(items.at(2)).toMatchObject({ kind: "step", parent: { id: "p" } });
  });

  it("are found again by run or step, behind unfolded ones too", () => {
    for (const id of ["first", "p", "s1", "s2", "third", "far"]) {
      expect(items.at(items.lineOf(runId(id))).row?.id).toBe(id);
    }
    expect(items.lineOf(runId("nowhere"))).toBe(-1);
  });

  it("are empty where the window has not come yet", () => {
    expect(items.at(windowSize + 10)).toEqual({ kind: "run", index: windowSize + 8, row: undefined });
  });
});

describe("comparing selected runs", () => {
  const rows = [row("old", { created: 1 }), row("middle", { created: 2 }), row("new", { created: 3 })];
  const find = (id: string) => rows.find((candidate) => candidate.id === id);

  it("takes the oldest one as baseline, whichever was selected first", () => {
    expect(runsToCompare(new Set([runId("new"), runId("old")]), find)).toEqual(["old", "new"]);
    expect(runsToCompare(new Set([runId("old"), runId("new")]), find)).toEqual(["old", "new"]);
  });

  it("lays several side by side in the order of their making", () => {
    expect(runsToCompare(new Set([runId("new"), runId("old"), runId("middle")]), find)).toEqual([
      "old",
      "middle",
      "new",
    ]);
  });
});
