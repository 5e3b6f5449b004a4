import { beforeEach, describe, expect, it } from "vitest";
import { ok } from "../../../src-main/core/base/result.ts";
import type { RunsPage } from "../../../src-main/core/contract/methods.ts";
import type { RunsQuery } from "../../../src-main/core/contract/run-lists.ts";
import { inputFailure } from "../../../src-main/core/model/failure.ts";
import { connect } from "../../../src-renderer/api/client.ts";
import { fakeBridge } from "../../../src-renderer/api/fake-client.ts";
import {
  refreshRuns,
  setCells,
  setFilter,
  showRows,
  toggleExpanded,
} from "../../../src-renderer/state/load-runs.ts";
import { emptyRuns, useRuns, windowSize } from "../../../src-renderer/state/runs.ts";
import { row } from "../run-rows.ts";

type Question = {
  readonly query: RunsQuery;
  readonly answer: (page: RunsPage) => void;
  readonly fail: () => void;
};

const page = (name: string, total = 1): RunsPage => ({
  total,
  runs: [row(name)],
  diagnostics: [],
  sequence: 0,
});
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the list of runs", () => {
  let asked: Question[];
  let counts: { readonly query: string; readonly answer: (total: number) => void }[];
  beforeEach(() => {
    asked = [];
    counts = [];
    useRuns.setState(emptyRuns, true);
    connect(
      fakeBridge({
        "runs.list": (query) =>
          new Promise((resolve) => {
            asked.push({
              query,
              answer: (value) => resolve(ok(value)),
              fail: () => resolve({ ok: false, error: inputFailure("wrong") }),
            });
          }),
        "runs.count": ({ query }) =>
          new Promise((resolve) => {
            counts.push({ query, answer: (total) => resolve(ok({ total })) });
          }),
      }),
    );
  });

  it("drops the answer to a query that is no longer wanted, whichever comes first", async () => {
    setFilter({ query: "lo" });
    setFilter({ query: "loss" });
    asked[1]?.answer(page("newer"));
    await settled();
    asked[0]?.answer(page("older"));
    await settled();
    expect(useRuns.getState().windows.get(0)?.[0]?.name).toBe("newer");
    expect(useRuns.getState().answered?.query).toBe("loss");
  });

  it("keeps the rows of the last good answer while a wrong query is shown", async () => {
    setFilter({ query: "ok" });
    asked[0]?.answer(page("kept"));
    await settled();
    setFilter({ query: "ok [" });
    asked[1]?.fail();
    await settled();
    expect(useRuns.getState().failure?.message).toBe("wrong");
    expect(useRuns.getState().windows.get(0)?.[0]?.name).toBe("kept");
  });

  it("asks for each window that is scrolled to once", async () => {
    setFilter({ query: "many" });
    asked[0]?.answer(page("first", 1_000));
    await settled();
    showRows(windowSize - 5, windowSize + 20);
    showRows(windowSize - 4, windowSize + 21);
    expect(asked.map(({ query }) => query.offset)).toEqual([0, windowSize]);
    expect(asked[1]?.query.limit).toBe(windowSize);
  });

  it("shows what a refresh answers, not what was asked before it", async () => {
    setFilter({ query: "twice" });
    const refreshed = refreshRuns();
    asked[0]?.answer(page("before"));
    await settled();
    asked[1]?.answer(page("after"));
    await refreshed;
    expect(useRuns.getState().windows.get(0)?.[0]?.name).toBe("after");
  });

  it("shows rows that came before their columns were known, and asks for their values", async () => {
    setFilter({ query: "first" });
    setCells({ columns: ["params.lr"], measures: [] });
    expect(asked).toHaveLength(1);
    asked[0]?.answer(page("without"));
    await settled();
    expect(useRuns.getState().windows.get(0)?.[0]?.name).toBe("without");
    expect(asked.map(({ query }) => (query as { columns?: readonly string[] }).columns)).toEqual([
      [],
      ["params.lr"],
    ]);
    asked[1]?.answer(page("with"));
    await settled();
    expect(useRuns.getState().windows.get(0)?.[0]?.name).toBe("with");
    expect(asked).toHaveLength(2);
  });

  it("clears the selection when other runs are listed", async () => {
    useRuns.setState({ selection: new Set([row("a").id]) });
    setFilter({ project: "vision" });
    expect(useRuns.getState().selection.size).toBe(0);
  });

  it("shows a page before its total is counted, and that there are at least so many", async () => {
    setFilter({ query: "common" });
    asked[0]?.answer({ ...page("first", 201), uncounted: true });
    await settled();
    expect(useRuns.getState()).toMatchObject({ total: 201, uncounted: true });
    expect(counts.map(({ query }) => query)).toEqual(["common"]);
    counts[0]?.answer(70_000);
    await settled();
    expect(useRuns.getState()).toMatchObject({ total: 70_000, uncounted: false });
  });

  it("keeps a counted total while it is counted again, and drops one of other runs", async () => {
    setFilter({ query: "counted" });
    asked[0]?.answer({ ...page("first", 201), uncounted: true });
    await settled();
    counts[0]?.answer(70_000);
    await settled();
    const refreshed = refreshRuns();
    asked[1]?.answer({ ...page("first", 201), uncounted: true });
    await refreshed;
    expect(useRuns.getState()).toMatchObject({ total: 70_000, uncounted: false });
    expect(counts).toHaveLength(2);
    setFilter({ query: "other" });
    asked[2]?.answer(page("few", 3));
    await settled();
    counts[1]?.answer(70_001);
    await settled();
    expect(useRuns.getState()).toMatchObject({ total: 3, uncounted: false });
  });

  it("does not count runs that are no longer wanted: that would stop the search for those that are", async () => {
    setFilter({ query: "old" });
    setFilter({ query: "new" });
    asked[0]?.answer({ ...page("late", 201), uncounted: true });
    await settled();
    expect(counts).toEqual([]);
  });

  it("folds a line again that could not be unfolded, says why, and leaves the query right", async () => {
    setFilter({ query: "" });
    asked[0]?.answer(page("first"));
    await settled();
    const failure = await toggleExpanded("first");
    expect(failure?.message).toMatch(/do not answer runs\.get/);
    expect(useRuns.getState()).toMatchObject({ failure: null, expanded: new Set(), children: {} });
  });
});
