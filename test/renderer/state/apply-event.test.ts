import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import { countedBy, liveAfter, runsAfter } from "../../../src-renderer/state/apply-event.ts";
import {
  type Book,
  emptyBook,
  lookUp,
  valuesOf,
  withEntry,
  withoutEntries,
} from "../../../src-renderer/state/book.ts";
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

describe("what is told of runs that end or are deleted", () => {
  it("tells that runs were deleted, of which nothing may have been told before", () => {
    const deleted = liveAfter(emptyLive, { sequence: 1, type: "runs-deleted", ids: [runId("a")] });
    expect(deleted.deletions).toBe(1);
  });

  it("knows a run as being cancelled until its row tells that it ended", () => {
    const going = { status: "running", ended: null } as const;
    const id = runId("a");
    const told = liveAfter(emptyLive, { sequence: 1, type: "cancelling", run: id });
    const goesOn = liveAfter(told, { sequence: 2, type: "run", run: row("a", going) });
    expect([...liveAfter(goesOn, { sequence: 3, type: "stale" }).cancelling]).toEqual([id]);
    const ended = liveAfter(goesOn, { sequence: 3, type: "run", run: row("a", { status: "cancelled" }) });
    expect([...ended.cancelling]).toEqual([]);
  });
});

describe("what an event makes outdated", () => {
  const outdatedBy = (before: Parameters<typeof row>[1] | null, now: Parameters<typeof row>[1]) => {
    const told = before === null ? [] : [row("a", before)];
    const live = told.reduce((all, run) => liveAfter(all, { sequence: 1, type: "run", run }), emptyLive);
    return countedBy({ sequence: 2, type: "run", run: row("a", now) }, live, emptyRuns);
  };

  it("is what runs can be shown with, when a run is new or has got a metric", () => {
    expect(outdatedBy(null, {})).toContain("columns");
    expect(outdatedBy({ metrics: { loss: 1 } }, { metrics: { loss: 1, accuracy: 2 } })).toContain("columns");
    expect(outdatedBy({ metrics: { loss: 1 } }, { metrics: { loss: 0.5 } })).not.toContain("columns");
    expect(outdatedBy({ parent: runId("p") }, { parent: runId("p"), metrics: { loss: 1 } })).toEqual([]);
  });
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

describe("a book of values by id", () => {
  it("holds what was put in last, whatever the ids, and leaves earlier books as they were", () => {
    const entry = fc.tuple(fc.string({ maxLength: 3 }), fc.integer());
    fc.assert(
      fc.property(fc.array(entry), fc.array(fc.string({ maxLength: 3 })), (entries, gone) => {
        const full = entries.reduce(
          (book, [id, value]) => withEntry(book, id, value),
          emptyBook as Book<number>,
        );
        const left = withoutEntries(full, gone);
        const map = new Map(entries);
        expect([...valuesOf(full)].sort()).toEqual([...map.values()].sort());
        for (const id of gone) map.delete(id);
        expect(left.size).toBe(map.size);
        for (const [id] of entries) expect(lookUp(left, id)).toBe(map.get(id));
        expect(full.size).toBe(new Map(entries).size);
        expect(lookUp(full, "toString")).toBeUndefined();
      }),
    );
  });
});

describe("liveAfter", () => {
  it("shares nearly everything with what was known before", () => {
    let live = emptyLive;
    for (let index = 0; index < 1_000; index += 1)
      live = liveAfter(live, { sequence: index, type: "run", run: row(`r${index}`) });
    const next = liveAfter(live, { sequence: 1_001, type: "run", run: row("r7", { name: "other" }) });
    const other = next.rows.pages.filter((page, index) => page !== live.rows.pages[index]);
    expect(other).toHaveLength(1);
  });

  it("knows the run of a pipeline that goes on, the newest of several, until it ends", () => {
    const pipeline = pipelineId("1");
    const of = (id: string, change: Parameters<typeof row>[1]) =>
      row(id, { pipelineId: pipeline, ...change });
    const told = (live: typeof emptyLive, run: ReturnType<typeof row>) =>
      liveAfter(live, { sequence: 1, type: "run", run });
    const both = told(told(emptyLive, of("b", { status: "running" })), of("a", { status: "running" }));
    expect(both.begun[pipeline]).toBe("b");
    expect(told(both, of("b", { status: "failed" })).begun[pipeline]).toBeUndefined();
  });

  it("keeps the newest row of each run and its sequence", () => {
    const first = liveAfter(emptyLive, { sequence: 4, type: "run", run: row("a", { status: "running" }) });
    const second = liveAfter(first, { sequence: 5, type: "run", run: row("a") });
    expect(lookUp(second.rows, "a")?.status).toBe("succeeded");
    expect(lookUp(second.sequences, "a")).toBe(5);
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
    expect(after.rows.size).toBe(0);
    expect(after.staleRevision).toBe(1);
  });

  it("forgets old ended runs beyond its limit but never an active one", () => {
    const active = row("active", { status: "running", ended: null });
    let live = liveAfter(emptyLive, { sequence: 1, type: "run", run: active });
    for (let index = 0; index < 5_000; index += 1) {
      live = liveAfter(live, { sequence: index + 2, type: "run", run: row(`r${index}`) });
    }
    expect(live.rows.size).toBeLessThan(5_001);
    expect(lookUp(live.rows, "active")).toBe(active);
    expect(lookUp(live.rows, "r0")).toBeUndefined();
    expect(lookUp(live.rows, "r4999")).toBeDefined();
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
