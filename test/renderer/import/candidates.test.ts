import { describe, expect, it } from "vitest";
import {
  dialogTitle,
  expected,
  importLabel,
  isImportable,
  openAtOnce,
  outcomeText,
} from "../../../src-renderer/features/import/candidates.ts";
import { candidate, pipelineCandidate, runsCandidate } from "../../fixtures/renderer/pipeline-view.ts";

const fresh = candidate("/w/pipeline.yaml");
const trusted = pipelineCandidate("/w/trusted.yaml");
const broken = pipelineCandidate("/w/nightly.yaml");
const runs = runsCandidate("/w/runs.jsonl");
const unknown = candidate("/w/photo.png");

describe("what was dropped", () => {
  it("is importable when its format is known and it has no errors", () => {
    expect([fresh, trusted, broken, unknown].map(isImportable)).toEqual([true, true, false, false]);
  });

  it("opens at once only when it comes alone and its commands were agreed to before", () => {
    expect(openAtOnce([trusted])).toBe(trusted);
    expect(openAtOnce([fresh])).toBeNull();
    expect(openAtOnce([trusted, unknown])).toBeNull();
    expect(openAtOnce([{ ...trusted, diagnostics: broken.diagnostics }])).toBeNull();
    expect(openAtOnce([])).toBeNull();
  });

  it("asks for trust unless all of it was trusted before", () => {
    expect(importLabel([fresh])).toBe("Trust and import");
    expect(importLabel([trusted])).toBe("Import");
    expect(importLabel([fresh, unknown])).toBe("Trust and import");
    expect(importLabel([fresh, trusted])).toBe("Trust and import 2 pipelines");
    expect(importLabel([broken, unknown])).toBeNull();
  });

  it("asks no trust for runs, which run nothing, and counts them as files beside pipelines", () => {
    expect(importLabel([runs])).toBe("Import");
    expect(importLabel([runs, runs])).toBe("Import 2 files");
    expect(importLabel([runs, trusted])).toBe("Import 2 files");
    expect(importLabel([runs, fresh])).toBe("Trust and import 2 files");
    expect(importLabel([runs, unknown])).toBe("Import");
    expect(openAtOnce([runs])).toBeNull();
    expect([dialogTitle([fresh]), dialogTitle([runs]), dialogTitle([fresh, runs])]).toEqual([
      "Import pipeline",
      "Import pipelines and runs",
      "Import pipelines and runs",
    ]);
  });

  it("is not importable when none of its runs can be taken in", () => {
    const none = { ...runs, imported: 0, updated: 0, unchanged: 0 };
    expect(isImportable(none)).toBe(false);
    expect(isImportable({ ...none, unchanged: 1 })).toBe(true);
    expect(importLabel([none])).toBeNull();
  });

  it("says what importing runs would come to, and what it came to", () => {
    expect(expected(runs)).toBe("2 new · 1 there already · 1 cannot be imported");
    expect(expected({ imported: 0, updated: 0, unchanged: 0, refused: 0 })).toBe("none");
    expect(outcomeText([runs])).toBe("2 runs imported · 1 unchanged · 1 refused");
    expect(outcomeText([runs, { ...runs, imported: 1_000, updated: 3, unchanged: 0, refused: 0 }])).toBe(
      "1,002 runs imported · 3 brought up to date · 1 unchanged · 1 refused",
    );
  });
});
