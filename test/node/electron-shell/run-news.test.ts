import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import {
  isWorthTelling,
  newsAfter,
  noNews,
  noticeOf,
  taskBarOf,
} from "../../../src-main/electron/run-news.ts";
import { row } from "../../renderer/run-rows.ts";

const progress = (ended: number, total: number) => ({ progress: { ended, total } });

/** The news after runs were told of, one after the other, and what ended with each. */
function told(...rows: readonly RunRow[]) {
  let news = noNews;
  const ended = rows.map((run, index) => {
    const after = newsAfter(news, { type: "run", sequence: index + 1, run });
    news = after.news;
    return after.ended?.id ?? null;
  });
  return { news, ended };
}

describe("the task bar", () => {
  it("counts the ended steps of all runs that go on", () => {
    expect(taskBarOf(noNews, true)).toEqual({ value: -1, mode: "none" });
    const { news } = told(
      row("a", { status: "running", ...progress(1, 3) }),
      row("b", { status: "queued", ...progress(0, 1) }),
      row("step", { status: "running", parent: runId("a"), ...progress(9, 9) }),
    );
    expect(taskBarOf(news, true)).toEqual({ value: 0.25, mode: "normal" });
  });

  it("shows that a run without steps goes on", () => {
    expect(taskBarOf(told(row("a", { status: "running", kind: "script" })).news, true)).toEqual({
      value: 2,
      mode: "indeterminate",
    });
  });

  it("keeps a failure in sight, while others go on and after, and forgets a deleted run", () => {
    const failed = [row("a", { status: "running" }), row("a", { status: "failed" })];
    expect(taskBarOf(told(...failed).news, true)).toEqual({ value: 1, mode: "error" });
    const { news } = told(...failed, row("b", { status: "running", ...progress(1, 2) }));
    expect(taskBarOf(news, true)).toEqual({ value: 0.5, mode: "error" });
    const after = newsAfter(news, { type: "runs-deleted", sequence: 9, ids: [runId("b")] });
    expect(taskBarOf({ ...after.news, failed: false }, true)).toEqual({ value: -1, mode: "none" });
  });
});

describe("a task bar without colours", () => {
  it("shows nothing of a failure, as a full bar would say that all is done", () => {
    const failed = [row("a", { status: "running" }), row("a", { status: "failed" })];
    expect(taskBarOf(told(...failed).news, false)).toEqual({ value: -1, mode: "none" });
    const { news } = told(...failed, row("b", { status: "running", ...progress(1, 2) }));
    expect(taskBarOf(news, false)).toMatchObject({ value: 0.5 });
  });
});

describe("the system's notices", () => {
  it("are of runs that were seen to go on and have ended, once", () => {
    const { ended } = told(
      row("imported"),
      row("a", { status: "running" }),
      row("a", { status: "succeeded" }),
      row("a", { status: "succeeded", tags: ["later"] }),
      row("step", { status: "failed", parent: runId("a") }),
    );
    expect(ended).toEqual([null, null, "a", null, null]);
  });

  it("tell of long runs in any case, of shorter ones when nobody looks, of short ones and cancelled ones never", () => {
    const took = (ended: number) => row("a", { started: 0, ended });
    const [short, middling, long] = [took(9_999), took(29_999), took(30_000)];
    const others = [took(10_000), middling, long];
    expect([short, ...others].map((run) => isWorthTelling(run, true))).toEqual([false, false, false, true]);
    expect([short, ...others].map((run) => isWorthTelling(run, false))).toEqual([false, true, true, true]);
    expect(isWorthTelling({ ...long, status: "cancelled" }, false)).toBe(false);
  });

  it("say what ended how, where, and how long it took, however long its name is", () => {
    const run = row("r", { name: "baseline", project: "vision/mnist", ended: 72_400, ...progress(5, 5) });
    expect(noticeOf(run)).toEqual({
      title: "baseline succeeded",
      body: "vision/mnist · 5 of 5 steps ended · 1m12s",
    });
    const failed = noticeOf({
      ...run,
      status: "failed",
      name: "x".repeat(10_000),
      progress: null,
      project: "",
    });
    expect(failed.title).toMatch(/^x{79}… failed$/);
    expect(failed.body).toBe("1m12s");
  });
});
