import { describe, expect, it } from "vitest";
import type { Plan, PlanAction } from "../../../src-main/core/model/plan.ts";
import type { Reason } from "../../../src-main/core/model/reason.ts";
import {
  liveStates,
  planCounts,
  progressOf,
  reasonChange,
  runSentence,
} from "../../../src-renderer/features/pipeline-view/plan-text.ts";
import { withOverride } from "../../../src-renderer/state/drafts.ts";
import { pipelineRow, stepRow } from "../graph/rows.ts";

const reason = (kind: Reason["kind"], text: string, part: Partial<Reason> = {}): Reason => ({
  kind,
  subject: null,
  from: null,
  to: null,
  text,
  ...part,
});

function plan(...actions: readonly PlanAction[]): Plan {
  const kinds = {
    run: "never-run",
    reuse: "up-to-date",
    restore: "restored",
    undecided: "upstream-undecided",
  } as const;
  return {
    steps: actions.map((action, index) => ({
      name: `s${index}`,
      action,
      signature: null,
      reasons: [reason(kinds[action], `because ${action}`)],
      notes: [],
    })),
  };
}

const sentence = (of: Plan): string =>
  planCounts(of)
    .map(({ text }) => text)
    .join(" · ");

describe("the plan in one sentence", () => {
  it("counts what would run, what is up to date, restored and undecided, in that order", () => {
    expect(sentence(plan("undecided", "reuse", "run", "restore", "reuse"))).toBe(
      "1 to run · 2 up to date · 1 restored · 1 undecided",
    );
  });

  it("leaves out what there is none of", () => {
    expect(sentence(plan("run", "undecided", "undecided"))).toBe("1 to run · 2 undecided");
  });

  it("says that nothing would run", () => {
    expect(sentence(plan("reuse", "reuse"))).toBe("Nothing to run · 2 up to date");
    expect(sentence(plan("reuse", "restore"))).toBe("Nothing to run · 1 up to date · 1 restored");
    expect(sentence(plan())).toBe("Nothing to run");
  });
});

describe("how a run ended, in one sentence", () => {
  it("counts what was executed, reused and restored", () => {
    const steps = [
      stepRow("a", "succeeded", "reused"),
      stepRow("b", "succeeded", "executed"),
      stepRow("c", "succeeded", "executed"),
      stepRow("d", "succeeded", "restored"),
    ];
    expect(runSentence(pipelineRow("succeeded"), steps)).toBe(
      "Run #12 succeeded: 2 executed, 1 reused, 1 restored",
    );
  });

  it("names the steps that failed first", () => {
    const steps = [
      stepRow("a", "succeeded", "executed"),
      stepRow("b", "failed", "executed"),
      stepRow("c", "skipped", null),
    ];
    expect(runSentence(pipelineRow("failed"), steps)).toBe("Run #12 failed: b failed, 1 executed, 1 skipped");
  });

  it("says when it was cancelled", () => {
    expect(runSentence(pipelineRow("cancelled"), [stepRow("a", "cancelled", null)])).toBe(
      "Run #12 was cancelled: 1 cancelled",
    );
  });
});

describe("nodes during a run", () => {
  const forecast = plan("reuse", "run", "undecided", "undecided");

  it("show the run where there is a row and the plan elsewhere", () => {
    const states = liveStates(forecast, [stepRow("s0", "succeeded", "reused")], {});
    expect(states.s0).toMatchObject({ action: "reuse", status: "succeeded" });
    expect(states.s1).toMatchObject({ action: "run", status: null });
  });

  it("drop a reason that only waited once the step has begun, and keep it while it is queued", () => {
    const states = liveStates(forecast, [stepRow("s2", "running", null), stepRow("s3", "queued", null)], {});
    expect(states.s2?.reasons).toEqual([]);
    expect(states.s3?.reasons).toHaveLength(1);
  });

  it("give the run's own reason instead of the forecast's", () => {
    const own = [reason("same-output-upstream", "Not rerun: s1 ran again but its output is identical")];
    const states = liveStates(forecast, [stepRow("s2", "succeeded", "reused")], { s2: own });
    expect(states.s2?.reasons).toEqual(own);
  });
});

describe("progress of a run", () => {
  it("is the run's own count, else counted from its steps against the plan", () => {
    const steps = [stepRow("a", "succeeded", "executed"), stepRow("b", "running", null)];
    const row = pipelineRow("running");
    expect(progressOf({ ...row, progress: { total: 5, ended: 3 } }, steps, 4)).toEqual({
      total: 5,
      ended: 3,
    });
    expect(progressOf(row, steps, 4)).toEqual({ total: 4, ended: 1 });
  });
});

describe("from and to of a reason", () => {
  it("are left out when the sentence says them", () => {
    const part = { subject: "lr", from: 0.1, to: 0.01 };
    expect(reasonChange(reason("parameter-changed", "Parameter changed: lr 0.1 → 0.01", part))).toBeNull();
    expect(reasonChange(reason("never-run", "Never run: new step"))).toBeNull();
  });

  it("are cut for digests and whole for values", () => {
    const digest = (char: string) => `sha256:${char.repeat(64)}`;
    const part = { from: digest("a"), to: digest("b") };
    expect(reasonChange(reason("code-changed", "Code changed: a.py", part))).toEqual([
      "aaaaaaaa",
      "bbbbbbbb",
    ]);
    expect(
      reasonChange(reason("environment-changed", "Environment changed: X", { from: null, to: "1" })),
    ).toEqual(["(none)", "1"]);
  });
});

describe("overrides typed into the form", () => {
  const field = { name: "train.lr", declaredText: "0.1" };

  it("hold what differs from the file only", () => {
    expect(withOverride({}, field, "0.2")).toEqual({ "train.lr": "0.2" });
    expect(withOverride({ "train.lr": "0.2", n: "1" }, field, "0.1")).toEqual({ n: "1" });
    expect(withOverride({}, field, "")).toEqual({ "train.lr": "" });
  });
});
