import { describe, expect, it } from "vitest";
import { observedLog } from "../../../src-main/core/plan/observed-log.ts";

const logOf = (...lines: readonly object[]) => {
  const { add, log } = observedLog();
  for (const line of lines) add(JSON.stringify(line));
  return log();
};

const read = (p: string) => ({ t: "read", p, m: 5, s: 6, i: 7 });

describe("the log of what Python programs did", () => {
  it("has files that were read, with their state then", () => {
    const log = logOf(
      { t: "start", pid: 1, v: "3.12.1", imp: "cpython", x: "/usr/bin/python3" },
      read("/w/a.csv"),
    );
    expect(log.starts).toBe(1);
    expect([...log.reads]).toEqual([["/w/a.csv", { mtime: 5, size: 6, inode: 7 }]]);
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
    expect(log.reads.get("/w/x.py")).toEqual({ mtime: 5, size: 6, inode: 7 });
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
