import { describe, expect, test } from "vitest";
import { spoken } from "../../../src-renderer/features/import/reading.tsx";

describe("how far reading is, said aloud", () => {
  test("changes at every ten times as many, from a thousand on", () => {
    expect([0, 1, 999].map((count) => spoken(count, "file"))).toEqual(["", "", ""]);
    for (const count of [1_000, 1_001, 9_999])
      expect(spoken(count, "file")).toBe(" More than 1,000 files so far.");
    expect(spoken(12_345, "run")).toBe(" More than 10,000 runs so far.");
  });
});
