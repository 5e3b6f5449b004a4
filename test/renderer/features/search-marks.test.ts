import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src-main/core/model/diagnostic.ts";
import { markedPieces } from "../../../src-renderer/features/search-bar/search-marks.ts";

const at = (from: number, to: number, severity: Diagnostic["severity"] = "error"): Diagnostic => ({
  severity,
  code: "x",
  message: "m",
  remedy: null,
  file: null,
  line: null,
  column: null,
  span: [from, to],
});

describe("marks under a query", () => {
  it("stand exactly under the place of the problem", () => {
    expect(markedPieces("lr:[1 TO", [at(3, 8)])).toEqual([
      { text: "lr:", severity: null },
      { text: "[1 TO", severity: "error" },
    ]);
  });

  it("stand behind the text when something is missing at its end", () => {
    expect(markedPieces("a AND", [at(5, 5)])).toEqual([
      { text: "a AND", severity: null },
      { text: " ", severity: "error" },
    ]);
  });

  it("show the worst where problems overlap", () => {
    expect(
      markedPieces("abcd", [at(0, 3, "hint"), at(1, 2)]).map(({ text, severity }) => [text, severity]),
    ).toEqual([
      ["a", "hint"],
      ["b", "error"],
      ["c", "hint"],
      ["d", null],
    ]);
  });

  it("never lose or add text, wherever a span points", () => {
    for (const span of [at(-3, 1), at(2, 99), at(99, 100)]) {
      const text = markedPieces("abc", [span])
        .map((piece) => piece.text)
        .join("");
      expect(text.trimEnd()).toBe("abc");
    }
  });
});
