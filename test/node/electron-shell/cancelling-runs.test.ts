import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { RunEvent, RunEventBody } from "../../../src-main/core/model/run-event.ts";
import { type CancellingRuns, cancellingAfter } from "../../../src-main/electron/cancelling-runs.ts";
import { row } from "../../renderer/run-rows.ts";

/** The runs that a page is told of that opens after these events. */
function told(...events: readonly RunEventBody[]): readonly RunEvent[] {
  let runs: CancellingRuns = new Map();
  for (const [index, body] of events.entries())
    runs = cancellingAfter(runs, { sequence: index + 1, ...body });
  return [...runs.values()];
}

const cancelling = (id: string): RunEventBody => ({ type: "cancelling", run: runId(id) });

describe("a page that opens while runs are being cancelled", () => {
  it("is told of those that go on, as the others were", () => {
    expect(
      told(
        cancelling("a"),
        cancelling("b"),
        { type: "run", run: row("a", { status: "running" }) },
        { type: "run", run: row("step", { status: "cancelled", parent: runId("a") }) },
        { type: "run", run: row("b", { status: "cancelled" }) },
      ),
    ).toEqual([{ sequence: 1, ...cancelling("a") }]);
  });

  it("is told of none that was deleted meanwhile", () => {
    expect(told(cancelling("a"), { type: "runs-deleted", ids: [runId("a")] })).toEqual([]);
  });
});
