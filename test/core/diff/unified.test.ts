import { applyPatch } from "diff";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffRuns } from "../../../src-main/core/diff/diff-runs.ts";
import { codePatches, countLines, unifiedDiff } from "../../../src-main/core/diff/unified.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { FileText } from "../../../src-main/core/model/run-diff.ts";
import { digestOf, sampleRun } from "./run-samples.ts";

const text = fc
  .array(fc.constantFrom("a = 1", "b = 2", "", "  c", "- d", "+ e"), { maxLength: 12 })
  .chain((lines) => fc.constantFrom(lines.join("\n"), lines.map((line) => `${line}\n`).join("")));

describe("a unified diff", () => {
  test("applied to the old text gives the new one", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(applyPatch(from, unifiedDiff("b.py", from, to))).toBe(to);
      }),
    );
  });

  test("names both sides and marks the lines", () => {
    expect(unifiedDiff("b.py", "x = 1\n", "x = 2\n")).toBe(
      "--- a/b.py\n+++ b/b.py\n@@ -1,1 +1,1 @@\n-x = 1\n+x = 2\n",
    );
  });

  test("has /dev/null for a file that is not there", () => {
    expect(unifiedDiff("b.py", null, "x\n")).toContain("--- /dev/null\n+++ b/b.py\n@@ -0,0 +1,1 @@\n+x\n");
    expect(unifiedDiff("b.py", "x\n", null)).toContain("--- a/b.py\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n");
  });

  test("of two long files that share nothing replaces the whole, quickly and exactly", () => {
    const lines = (letter: string) =>
      Array.from({ length: 30_000 }, (_, index) => `${letter}${index}`).join("\n");
    const [from, to] = [lines("a"), `${lines("b")}\n`];
    expect(applyPatch(from, unifiedDiff("b.py", from, to))).toBe(to);
    expect(countLines(from, to)).toEqual({ added: 30_000, removed: 30_000 });
  });

  test("is made for every file that differs; contents that are no text are named by digest", async () => {
    const file = (path: string, content: string) => ({ path, digest: digestOf(content) });
    const baseline = sampleRun({
      id: runId("one"),
      code: [file("b.py", "1"), file("gone.py", "g"), file("same.py", "s"), file("x.bin", "3")],
    });
    const candidate = sampleRun({
      id: runId("two"),
      code: [file("b.py", "2"), file("new.py", "n"), file("same.py", "s"), file("x.bin", "4")],
    });
    const asked: string[] = [];
    const read = async (side: string, path: string): Promise<FileText> => {
      asked.push(`${side} ${path}`);
      return path === "x.bin" ? { kind: "binary", size: 1 } : { kind: "text", text: `${side}\n` };
    };
    const patches = await codePatches(
      diffRuns({ run: baseline, steps: [] }, { run: candidate, steps: [] }).code,
      read,
    );
    expect(Object.keys(patches).sort()).toEqual(["b.py", "gone.py", "new.py", "x.bin"]);
    expect(patches["b.py"]).toContain("-from\n+to\n");
    expect(patches["gone.py"]).toContain("+++ /dev/null");
    expect(patches["x.bin"]).toBe(`Contents not shown: ${digestOf("3")} -> ${digestOf("4")}\n`);
    expect(asked).not.toContain("from new.py");
  });
});
