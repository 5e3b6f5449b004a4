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
        runs: fc.array(text.map(runId), { minLength: 2, maxLength: 5 }),
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
