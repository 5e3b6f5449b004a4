import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import { readViewLink, type View, viewLink } from "../../../src-main/core/model/view.ts";

describe("a link to a view", () => {
  test("leads back to it, whatever the ids and projects are called", () => {
    const text = fc.string({ minLength: 1, unit: "grapheme" });
    const view: fc.Arbitrary<View> = fc.oneof(
      fc.record({
        view: fc.constant("compare" as const),
        runs: fc.uniqueArray(text.map(runId), { minLength: 2, maxLength: 5 }),
        tab: fc.constantFrom(null, "code", "graph"),
      }),
      fc.record({ view: fc.constant("run" as const), id: text.map(runId) }),
      fc.record({ view: fc.constant("pipeline" as const), id: text.map(pipelineId) }),
      fc.record({ view: fc.constant("runs" as const), project: fc.option(text) }),
    );
    fc.assert(
      fc.property(view, (one) => {
        expect(readViewLink(viewLink(one))).toEqual(one);
      }),
    );
  });

  test("to a comparison names each run once: with itself alone it is that run's", () => {
    const [a, b] = [runId("a"), runId("b")];
    expect(readViewLink("signet://compare/a/b/a?tab=code")).toEqual({
      view: "compare",
      runs: [a, b],
      tab: "code",
    });
    expect(readViewLink("signet://compare/a/a")).toEqual({ view: "run", id: a });
  });

  test.each([
    "signet://compare/a",
    "https://compare/a/b",
    "signet://compare/%E0/b",
    "signet://other/a/b",
    "signet://run",
    "signet://run/a/b",
    "signet://run/a?tab=code",
    "signet://constructor/a",
    "",
  ])("is not %s", (text) => {
    expect(readViewLink(text)).toBeNull();
  });
});
