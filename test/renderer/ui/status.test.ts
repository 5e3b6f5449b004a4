import { describe, expect, it } from "vitest";
import { labelOf, toneOf, wordOf } from "../../../src-renderer/ui/status.ts";

describe("the word for a run", () => {
  it("says reused or restored only for a run that ended well", () => {
    expect(wordOf({ status: "succeeded", cache: "reused" })).toBe("reused");
    expect(wordOf({ status: "succeeded", cache: "restored" })).toBe("restored");
    expect(wordOf({ status: "succeeded", cache: "executed" })).toBe("succeeded");
    expect(wordOf({ status: "failed", cache: "restored" })).toBe("failed");
  });

  it("gives forecasts the tone of what they forecast", () => {
    expect([toneOf("run"), toneOf("undecided")]).toEqual(["todo", "todo"]);
    expect([toneOf("reuse"), toneOf("restored")]).toEqual(["reused", "reused"]);
    expect(labelOf("reuse")).toBe("up to date");
  });
});
