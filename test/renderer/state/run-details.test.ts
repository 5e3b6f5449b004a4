import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { fresher } from "../../../src-renderer/state/live.ts";
import { withLive } from "../../../src-renderer/state/run-details.ts";
import { makeLibrary } from "../../fixtures/renderer/library.ts";
import { row } from "../run-rows.ts";

const library = makeLibrary(1_767_607_200_000);
const running = library.details.get(library.runs[0]?.id ?? "") as RunDetail;

describe("a detail with newer rows laid over it", () => {
  it("shows a step's newer status and leaves the others alone", () => {
    const step = running.steps.find(({ status }) => status === "running");
    if (step === undefined) throw new Error("the fixture has a running step");
    const told = { ...step, status: "succeeded" as const, ended: 99 };
    const after = withLive(running, undefined, [told]);
    expect(after.steps.find(({ id }) => id === step.id)?.status).toBe("succeeded");
    expect(after.steps.filter(({ id }) => id !== step.id)).toEqual(
      running.steps.filter(({ id }) => id !== step.id),
    );
  });

  it("never turns an ended step back into a running one", () => {
    const ended = running.steps.find(({ status }) => status === "succeeded");
    if (ended === undefined) throw new Error("the fixture has an ended step");
    const late = { ...ended, status: "running" as const, ended: null };
    expect(withLive(running, undefined, [late]).steps.find(({ id }) => id === ended.id)?.status).toBe(
      "succeeded",
    );
  });

  it("adds a step that began after the question", () => {
    const [first] = running.steps;
    if (first === undefined) throw new Error("the fixture has steps");
    const added = { ...first, id: runId("new"), step: "new" };
    expect(withLive(running, undefined, [added]).steps).toHaveLength(running.steps.length + 1);
  });

  it("keeps what only the detail has when the run's own row is newer", () => {
    const { steps: _steps, reasons: _reasons, ...own } = running;
    const after = withLive(running, { ...own, status: "cancelled", ended: 5 }, []);
    expect(after.status).toBe("cancelled");
    expect(after.stepReasons).toBe(running.stepReasons);
  });
});

describe("two rows of one run", () => {
  const asked = row("r", { name: "asked" });

  it("give the very same row each time, until one of them is another", () => {
    const told = { ...asked, name: "told" };
    const first = fresher(asked, told);
    expect(first.name).toBe("told");
    expect(fresher(asked, told)).toBe(first);
    expect(fresher({ ...asked, tags: ["keep"] }, told)).not.toBe(first);
    expect(fresher(asked, { ...told, name: "newer" }).name).toBe("newer");
    expect(fresher(asked, told)).toEqual(first);
  });
});
