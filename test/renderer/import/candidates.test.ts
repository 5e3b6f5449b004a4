import { describe, expect, it } from "vitest";
import { importLabel, isImportable, openAtOnce } from "../../../src-renderer/features/import/candidates.ts";
import { candidate } from "../../fixtures/renderer/pipeline-view.ts";

const fresh = candidate("/w/pipeline.yaml");
const trusted = candidate("/w/trusted.yaml");
const broken = candidate("/w/nightly.yaml");
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
});
