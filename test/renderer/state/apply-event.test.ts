import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import { liveAfter, runsAfter } from "../../../src-renderer/state/apply-event.ts";
import { childrenOf, emptyLive } from "../../../src-renderer/state/live.ts";
import { emptyRuns, type RunsState, runsAfterPage } from "../../../src-renderer/state/runs.ts";
import { row } from "../run-rows.ts";

const listed = (change: Partial<RunsState> = {}): RunsState => ({
  ...emptyRuns,
  answered: emptyRuns.filter,
  total: 2,
  windows: new Map([[0, [row("b", { status: "running", ended: null }), row("a")]]]),
  ...change,
});

describe("runsAfter", () => {
  it("replaces a listed run where it stands and leaves the list in order", () => {
    const after = runsAfter(listed(), { sequence: 1, type: "run", run: row("b") });
    expect(after.windows.get(0)?.map(({ id, status }) => [id, status])).toEqual([
      ["b", "succeeded"],
      ["a", "succeeded"],
    ]);
    expect(after.revision).toBe(0);
  });

  it("asks for the list again when a run appears that is not in it", () => {
    const after = runsAfter(listed(), { sequence: 1, type: "run", run: row("c") });
    expect(after.revision).toBe(1);
    expect(after.windows.get(0)).toHaveLength(2);
  });

  it("does not ask again for a step nobody sees", () => {
    const state = listed();
    expect(runsAfter(state, { sequence: 1, type: "run", run: row("s", { parent: runId("b") }) })).toBe(state);
  });

  it("asks again with a query when a status changes, as the run may no longer match", () => {
    const searched = listed({ filter: { ...emptyRuns.filter, query: "status:running" } });
    expect(runsAfter(searched, { sequence: 1, type: "run", run: row("b") }).revision).toBe(1);
  });

  it("asks again when a listed run is archived or moved, and with a query when its name or tags change", () => {
    const told = (state: RunsState, change: Parameters<typeof row>[1]) =>
      runsAfter(state, { sequence: 1, type: "run", run: row("a", change) }).revision;
    expect(told(listed(), { archived: true })).toBe(1);
    expect(told(listed(), { project: "q" })).toBe(1);
    expect(told(listed(), { tags: ["x"], name: "other" })).toBe(0);
    const searched = listed({ filter: { ...emptyRuns.filter, query: "tags:x" } });
    expect(told(searched, { tags: ["x"] })).toBe(1);
    expect(told(searched, { name: "other" })).toBe(1);
    expect(told(searched, {})).toBe(0);
  });

  it("adds a step under its unfolded run and updates it there", () => {
    const open = listed({ children: { [runId("b")]: [] } });
    const step = row("s", { parent: runId("b"), status: "running", ended: null });
    const added = runsAfter(open, { sequence: 1, type: "run", run: step });
    expect(added.children[runId("b")]).toEqual([step]);
    const ended = { ...step, status: "succeeded" as const, ended: 5 };
    const after = runsAfter(added, { sequence: 2, type: "run", run: ended });
    expect(after.children[runId("b")]).toEqual([ended]);
  });

  it("takes deleted runs out of the selection", () => {
    const selected = listed({ selection: new Set([runId("a"), runId("b")]) });
    const after = runsAfter(selected, { sequence: 1, type: "runs-deleted", ids: [runId("a")] });
    expect([...after.selection]).toEqual(["b"]);
    expect(after.revision).toBe(1);
  });
});

describe("liveAfter", () => {
  it("keeps the newest row of each run and its sequence", () => {
    const first = liveAfter(emptyLive, { sequence: 4, type: "run", run: row("a", { status: "running" }) });
    const second = liveAfter(first, { sequence: 5, type: "run", run: row("a") });
    expect(second.rows[runId("a")]?.status).toBe("succeeded");
    expect(second.sequences[runId("a")]).toBe(5);
  });

  it("lists the steps of a run in the order they were made", () => {
    const parent = runId("p");
    const told = [row("s2", { parent, created: 2 }), row("s1", { parent, created: 1 }), row("other")];
    const live = told.reduce(
      (state, run, index) => liveAfter(state, { sequence: index + 1, type: "run", run }),
      emptyLive,
    );
    expect(childrenOf(live, parent).map(({ id }) => id)).toEqual(["s1", "s2"]);
  });

  it("forgets rows when everything is stale, and says so", () => {
    const live = liveAfter(emptyLive, { sequence: 1, type: "run", run: row("a") });
    const after = liveAfter(live, { sequence: 2, type: "stale" });
    expect(after.rows).toEqual({});
    expect(after.staleRevision).toBe(1);
  });

  it("forgets old ended runs beyond its limit but never an active one", () => {
    const active = row("active", { status: "running", ended: null });
    let live = liveAfter(emptyLive, { sequence: 1, type: "run", run: active });
    for (let index = 0; index < 5_000; index += 1) {
      live = liveAfter(live, { sequence: index + 2, type: "run", run: row(`r${index}`) });
    }
    expect(Object.keys(live.rows).length).toBeLessThan(5_001);
    expect(live.rows[runId("active")]).toBe(active);
    expect(live.rows[runId("r0")]).toBeUndefined();
    expect(live.rows[runId("r4999")]).toBeDefined();
  });
});

describe("a page that comes after events", () => {
  const page = {
    total: 1,
    runs: [row("a", { status: "running", ended: null })],
    diagnostics: [],
    sequence: 7,
  };

  it("does not take back what a later event told", () => {
    const live = liveAfter(emptyLive, { sequence: 8, type: "run", run: row("a") });
    const after = runsAfterPage(emptyRuns, live, emptyRuns.filter, 0, page);
    expect(after.windows.get(0)?.[0]?.status).toBe("succeeded");
  });

  it("stands against an event that the page already holds", () => {
    const queued = row("a", { status: "queued", ended: null });
    const live = liveAfter(emptyLive, { sequence: 7, type: "run", run: queued });
    const after = runsAfterPage(emptyRuns, live, emptyRuns.filter, 0, page);
    expect(after.windows.get(0)?.[0]?.status).toBe("running");
  });

  it("of another filter replaces every window", () => {
    const state = listed({ windows: new Map([[3, [row("x")]]]) });
    const filter = { ...emptyRuns.filter, query: "a" };
    expect([...runsAfterPage(state, emptyLive, filter, 0, page).windows.keys()]).toEqual([0]);
  });
});
