import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunColumn } from "../../../src-main/core/contract/run-lists.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import {
  chooseColumns,
  fixedColumns,
  headings,
  movedBefore,
  nextSort,
  orderedIds,
  roomOf,
  showsFixed,
} from "../../../src-renderer/features/run-table/columns.ts";
import { tableItems } from "../../../src-renderer/features/run-table/table-items.ts";
import { emptyRuns, groupId, windowSize } from "../../../src-renderer/state/runs.ts";
import { runsToCompare } from "../../../src-renderer/state/selection.ts";
import { row } from "../run-rows.ts";

describe("the columns of the run table", () => {
  const column = (id: string, differs = true, recent = 2, leads = true): RunColumn => {
    const [kind = "", ...name] = id.split(".");
    return {
      id,
      kind: kind as RunColumn["kind"],
      name: name.join("."),
      runs: 9,
      recent,
      differs,
      leads,
      numeric: true,
    };
  };
  const some = [
    column("params.epochs", false),
    column("params.lr"),
    column("params.model.kind"),
    column("params.old", true, 0),
    column("metrics.accuracy"),
    column("metrics.loss", false),
    column("properties.note"),
  ];
  const ids = (columns: readonly RunColumn[]) => columns.map(({ id }) => id);

  it("are at first the parameters that differ and all metrics of the newest runs", () => {
    expect(ids(chooseColumns(some, {}, "normal"))).toEqual([
      "params.lr",
      "params.model.kind",
      "metrics.accuracy",
      "metrics.loss",
    ]);
  });

  it("follow what was switched by hand", () => {
    const byHand = { "params.epochs": true, "metrics.loss": false, "properties.note": true };
    expect(ids(chooseColumns(some, byHand, "normal"))).toEqual([
      "params.epochs",
      "params.lr",
      "params.model.kind",
      "metrics.accuracy",
      "properties.note",
    ]);
  });

  it("are fewer where there is little room, those that differ before those that do not", () => {
    const many = [
      ...["a", "b", "c"].map((name) => column(`params.${name}`)),
      column("metrics.constant", false),
      ...["x", "y"].map((name) => column(`metrics.${name}`)),
    ];
    expect(ids(chooseColumns(many, { "params.c": true }, roomOf(600)))).toEqual([
      "params.a",
      "params.b",
      "params.c",
      "metrics.x",
      "metrics.y",
    ]);
  });

  it("are those that runs at the head of the list have, before what only older ones have", () => {
    const scripts = ["accuracy", "auc", "f1", "recall"].map((name) =>
      column(`metrics.${name}`, true, 150, false),
    );
    const pipelines = [column("metrics.rmse", true, 30), column("metrics.rows", false, 50)];
    const old = column("params.batch", true, 150, false);
    expect(ids(chooseColumns([old, column("params.depth"), ...scripts, ...pipelines], {}, "normal"))).toEqual(
      ["params.batch", "params.depth", "metrics.accuracy", "metrics.auc", "metrics.rmse", "metrics.rows"],
    );
  });

  it("stand where they were moved to, and new ones where they would have been", () => {
    expect(orderedIds(["a", "b", "c"], [])).toEqual(["a", "b", "c"]);
    expect(orderedIds(["a", "b", "c"], ["c", "a", "b"])).toEqual(["c", "a", "b"]);
    expect(orderedIds(["new", "a", "fresh", "b", "c"], ["c", "a", "b"])).toEqual([
      "new",
      "c",
      "a",
      "fresh",
      "b",
    ]);
    expect(orderedIds(["a", "c"], ["c", "gone", "a"])).toEqual(["c", "a"]);
    expect(movedBefore(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
    expect(movedBefore(["a", "b", "c"], "a", null)).toEqual(["b", "c", "a"]);
  });

  it("keep every id once, however they are moved", () => {
    const list = fc.uniqueArray(fc.constantFrom(..."abcdefgh"));
    fc.assert(
      fc.property(list, list, (shown, moved) => {
        expect([...orderedIds(shown, moved)].sort()).toEqual([...shown].sort());
      }),
    );
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

  it("are headed by the last part of the name unless two are alike", () => {
    const dotted = ["params.train.lr", "params.wide.lr", "params.split.seed"].map((id) => column(id));
    expect(Object.fromEntries(headings(dotted))).toEqual({
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
    ...emptyRuns,
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
    expect([0, 1, 2, 3, 4].map((line) => items.at(line).id)).toEqual(["first", "p", "s1", "s2", "third"]);
    expect(items.at(2)).toMatchObject({ kind: "step", parent: { id: "p" } });
  });

  it("are found again by run or step, behind unfolded ones too", () => {
    for (const id of ["first", "p", "s1", "s2", "third", "far"]) {
      expect(items.at(items.lineOf(runId(id))).id).toBe(id);
    }
    expect(items.lineOf(runId("nowhere"))).toBe(-1);
  });

  it("are empty where the window has not come yet", () => {
    expect(items.at(windowSize + 10)).toEqual({
      kind: "run",
      index: windowSize + 8,
      depth: 0,
      id: null,
      row: undefined,
    });
  });

  it("are groups where there are some, with their first runs, the steps of those, and how to see the others", () => {
    const group = (value: number, runs: number) => ({ key: [value], runs, newest: 0, measures: [] });
    const key = groupId([2]);
    const grouped = tableItems({
      ...emptyRuns,
      answered: { ...emptyRuns.filter, group: ["params.lr"] },
      total: 9,
      groupTotal: 3,
      groupWindows: new Map([[0, [group(1, 2), group(2, 5), group(3, 2)]]]),
      expanded: new Set([key, parent.id]),
      children: { [key]: [row("first"), parent], [parent.id]: steps },
    });
    const shown = Array.from({ length: grouped.count }, (_, line) => grouped.at(line));
    expect(shown.map(({ kind, id, depth }) => [kind, id, depth])).toEqual([
      ["group", groupId([1]), 0],
      ["group", key, 0],
      ["run", "first", 1],
      ["run", "p", 1],
      ["step", "s1", 2],
      ["step", "s2", 2],
      ["more", `more ${key}`, 1],
      ["group", groupId([3]), 0],
    ]);
    for (const [line, { id }] of shown.entries()) expect(grouped.lineOf(id ?? "")).toBe(line);
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
