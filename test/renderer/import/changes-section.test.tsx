import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { PipelineChanges } from "../../../src-main/core/contract/methods.ts";
import { importLabel } from "../../../src-renderer/features/import/candidates.ts";
import { ChangesSection } from "../../../src-renderer/features/import/changes-section.tsx";
import { changedCandidate } from "../../fixtures/renderer/pipeline-changes.ts";

const candidate = changedCandidate("/w/churn.yaml");
const changes = candidate.changes as PipelineChanges;

/** The words of the section, without the marks around them. */
const wordsOf = (shown: PipelineChanges): string =>
  renderToStaticMarkup(
    <MantineProvider>
      <ChangesSection changes={shown} />
    </MantineProvider>,
  )
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

describe("what changed in a pipeline, as it is shown", () => {
  it("names each part, what became of it, and what of it from what to what", () => {
    const words = wordsOf(changes);
    expect(words).toContain("added step report");
    expect(words).toContain("removed step profile");
    expect(words).toContain("changed parameter train.lr 0.05 → 0.1");
    expect(words).toContain("path out/model.json → none");
    expect(words).toContain("3 lines removed, 3 added");
  });

  it("says so when nothing that counts changed, and when only texts can be compared", () => {
    expect(wordsOf({ ...changes, parts: [] })).toContain("Nothing that counts");
    expect(wordsOf({ ...changes, parts: null })).toContain("only the texts are compared");
  });

  it("lists thirty of very many, and offers the others", () => {
    const parts = Array.from({ length: 500 }, (_, index) => ({
      part: "parameter" as const,
      name: `p${index}`,
      change: "added" as const,
      facets: [],
    }));
    const words = wordsOf({ ...changes, parts });
    expect(words).toContain("p29 ");
    expect(words).not.toContain("p30 ");
    expect(words).toContain("Show 470 more changes");
  });

  it("is imported again where its commands are agreed to, else after trust", () => {
    expect(importLabel([candidate])).toBe("Re-import");
    expect(importLabel([{ ...candidate, trusted: false }])).toBe("Trust and import");
  });
});
