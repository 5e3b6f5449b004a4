import { describe, expect, it } from "vitest";
import type { NodeState } from "../../../src-main/core/model/graph.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import {
  edgeLook,
  nodeName,
  nodeSentence,
  nodeWord,
  runStates,
} from "../../../src-renderer/graph/node-view.ts";
import { stepRow } from "./rows.ts";

const reason = (kind: Reason["kind"], text: string): Reason => ({
  kind,
  subject: null,
  from: null,
  to: null,
  text,
});
const changed = reason("parameter-changed", "Parameter changed: lr 0.1 → 0.01");
const current = reason("up-to-date", "Up to date, same as run #41");
const planned = (action: NodeState["action"], ...reasons: Reason[]): NodeState => ({
  action,
  status: null,
  reasons,
  notes: [],
});
const running = (status: NodeState["status"], action: NodeState["action"] = null): NodeState => ({
  action,
  status,
  reasons: [changed],
  notes: [],
});

describe("what a node says", () => {
  it("names the step, what would happen to it and why", () => {
    expect(nodeName("train", planned("run", changed))).toBe(
      "train, to run: Parameter changed: lr 0.1 → 0.01",
    );
    expect(nodeName("split", planned("reuse", current))).toBe("split, up to date: Same as run #41");
    expect(nodeName("profile", planned("restore"))).toBe("profile, to restore");
    expect(
      nodeName("report", planned("undecided", reason("upstream-undecided", "Until train finishes"))),
    ).toBe("report, undecided: Until train finishes");
  });

  it("joins several reasons", () => {
    expect(nodeName("train", planned("run", changed, reason("code-changed", "Code changed: a.py")))).toBe(
      "train, to run: Parameter changed: lr 0.1 → 0.01; Code changed: a.py",
    );
  });

  it("says in a run what is happening instead", () => {
    expect(nodeName("train", running("running", "run"))).toBe("train, running");
    expect(nodeName("train", running("succeeded", "reuse"))).toBe("train, reused");
    expect(nodeName("train", running("failed", "run"))).toBe("train, failed");
  });

  it("is the bare name when nothing is known", () => {
    expect(nodeName("train", planned(null))).toBe("train");
  });

  it("does not repeat the badge in the reason", () => {
    expect(nodeSentence(current)).toBe("Same as run #41");
    expect(nodeSentence(changed)).toBe(changed.text);
  });

  it("shows where outputs came from only once the step has succeeded", () => {
    expect(nodeWord(running("succeeded", "restore"))).toBe("restored");
    expect(nodeWord(running("succeeded", "run"))).toBe("succeeded");
    expect(nodeWord(running("running", "reuse"))).toBe("running");
  });
});

describe("how an edge looks", () => {
  it("is coloured when it leads to a step that will run, dashed when that is undecided, plain otherwise", () => {
    expect(edgeLook(planned("run"))).toEqual({ tone: "todo", dashed: false });
    expect(edgeLook(planned("undecided"))).toEqual({ tone: "todo", dashed: true });
    expect(edgeLook(planned("reuse"))).toEqual({ tone: "plain", dashed: false });
    expect(edgeLook(planned("restore"))).toEqual({ tone: "plain", dashed: false });
    expect(edgeLook(planned(null))).toEqual({ tone: "plain", dashed: false });
  });

  it("follows the run once there is one", () => {
    expect(edgeLook(running("running", "run")).tone).toBe("running");
    expect(edgeLook(running("failed", "run")).tone).toBe("failed");
    expect(edgeLook(running("queued")).tone).toBe("plain");
    expect(edgeLook(running("succeeded", "run")).tone).toBe("plain");
  });
});

describe("states from the rows of a run", () => {
  it("take the status from the row, the action from where outputs came from, reasons from the caller", () => {
    const rows = [
      stepRow("a", "succeeded", "reused"),
      stepRow("b", "running", null),
      stepRow("c", "succeeded", "executed"),
      stepRow("d", "succeeded", "restored"),
    ];
    expect(runStates(rows, { a: [current] })).toEqual({
      a: { action: "reuse", status: "succeeded", reasons: [current], notes: [] },
      b: { action: null, status: "running", reasons: [], notes: [] },
      c: { action: "run", status: "succeeded", reasons: [], notes: [] },
      d: { action: "restore", status: "succeeded", reasons: [], notes: [] },
    });
  });
});
