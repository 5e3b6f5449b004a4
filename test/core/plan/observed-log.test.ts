import { describe, expect, it } from "vitest";
import { observedLog } from "../../../src-main/core/plan/observed-log.ts";

const logOf = (...lines: readonly object[]) => {
  const { add, log } = observedLog();
  for (const line of lines) add(JSON.stringify(line));
  return log();
};

const read = (p: string) => ({ t: "read", p, m: 5, c: 8, s: 6, i: 7 });

describe("the log of what Python programs did", () => {
  it("has files that were read, with their state then", () => {
    const log = logOf(
      { t: "start", pid: 1, v: "3.12.1", imp: "cpython", x: "/usr/bin/python3" },
      read("/w/a.csv"),
    );
    expect(log.starts).toBe(1);
    expect([...log.reads]).toEqual([["/w/a.csv", { mtime: 5, changed: 8, size: 6, inode: 7 }]]);
  });

  it("leaves out what the step had written before it read it", () => {
    const log = logOf({ t: "write", p: "/w/tmp.csv" }, read("/w/tmp.csv"), {
      t: "module",
      n: "gen",
      p: "/w/tmp.csv",
    });
    expect(log.reads.size).toBe(0);
  });

  it("leaves out what lies in a folder that the step made", () => {
    const log = logOf(
      { t: "write", p: "/w/tmp" },
      read("/w/tmp/deep/a"),
      { t: "list", p: "/w/tmp/deep" },
      {
        t: "absent",
        p: "/w/tmp/b",
      },
    );
    expect([log.reads.size, log.listed.size, log.absent.size]).toEqual([0, 0, 0]);
  });

  it("keeps what was read before the step changed it", () => {
    const log = logOf(read("/w/state.json"), { t: "write", p: "/w/state.json" });
    expect([...log.reads.keys()]).toEqual(["/w/state.json"]);
  });

  it("knows a module's state when it was also read as a file", () => {
    const log = logOf({ t: "module", n: "x", p: "/w/x.py" }, read("/w/x.py"));
    expect(log.reads.get("/w/x.py")).toEqual({ mtime: 5, changed: 8, size: 6, inode: 7 });
  });

  it("has what was there before of a file that the step appends to and reads", () => {
    const log = logOf({ t: "append", p: "/w/log", m: 1, c: 2, s: 3, i: 4 }, read("/w/log"));
    expect([...log.reads]).toEqual([["/w/log", { mtime: 1, changed: 2, size: 3, inode: 4 }]]);
    expect(logOf({ t: "append", p: "/w/log", m: 1, c: 2, s: 3, i: 4 }).reads.size).toBe(0);
    expect(logOf({ t: "write", p: "/w/log" }, { t: "append", p: "/w/log" }, read("/w/log")).reads.size).toBe(
      0,
    );
  });

  it("has the names that were in a folder when it was first listed", () => {
    const log = logOf({ t: "list", p: "/w/data", l: ["a"] }, { t: "list", p: "/w/data", l: ["a", "b"] });
    expect([...log.listed]).toEqual([["/w/data", ["a"]]]);
  });

  it("has files that were only looked for, there or not", () => {
    const log = logOf({ t: "there", p: "/w/flag" }, { t: "absent", p: "/w/other" });
    expect([[...log.there], [...log.absent]]).toEqual([["/w/flag"], ["/w/other"]]);
  });

  it("counts lines that make no sense, and takes the rest", () => {
    const { add, log } = observedLog();
    add('{"t":"read","p":"/w/a');
    add("[]");
    add("7");
    add('{"t":"novel","p":"/w/a"}');
    add('{"t":"child"}');
    add("");
    add('{"t":"absent","p":"/w/b"}');
    expect(log().broken).toEqual(["5 of its lines cannot be read"]);
    expect([...log().absent]).toEqual(["/w/b"]);
  });
});
