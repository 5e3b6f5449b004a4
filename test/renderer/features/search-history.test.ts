import { describe, expect, it } from "vitest";
import { historyStep } from "../../../src-renderer/features/search-bar/history-step.ts";
import { withQuery } from "../../../src-renderer/state/search-history.ts";

describe("earlier searches", () => {
  const past = ["status:failed", "lr", "status:running"];

  it("come back newest first, and what was typed after them", () => {
    expect(historyStep(past, null, "", -1)).toEqual({ index: 2, text: "status:running" });
    expect(historyStep(past, 2, "", -1)).toEqual({ index: 1, text: "lr" });
    expect(historyStep(past, 2, "", 1)).toEqual({ index: 3, text: "" });
  });

  it("are those that begin with what was typed", () => {
    expect(historyStep(past, 2, "status", -1)).toEqual({ index: 0, text: "status:failed" });
    expect(historyStep(past, 0, "status", 1)).toEqual({ index: 2, text: "status:running" });
  });

  it("end at either end", () => {
    expect(historyStep(past, 0, "", -1)).toBeNull();
    expect(historyStep(past, null, "", 1)).toBeNull();
  });

  it("are kept once each, the newest last, and never without words", () => {
    expect(withQuery(past, " lr ")).toEqual(["status:failed", "status:running", "lr"]);
    expect(withQuery(past, "  ")).toBe(past);
    expect(
      withQuery(
        Array.from({ length: 200 }, (_, index) => `q${index}`),
        "new",
      ),
    ).toHaveLength(200);
  });
});
