import { describe, expect, it } from "vitest";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import { queryOf } from "../../../src-renderer/features/project-browser/tag-list.tsx";
import { selectedRuns } from "../../../src-renderer/features/run-table/batch-bar.tsx";
import { row } from "../run-rows.ts";

const step = row("s", { parent: runId("a") });
const state = {
  windows: new Map([[0, [row("a"), row("b", { status: "running" })]]]),
  children: { [runId("a")]: [step] },
};
const select = (...ids: string[]) => new Set(ids.map((id) => id as RunId));

describe("the selected runs", () => {
  it("are whole runs without steps, also those that were scrolled away from", () => {
    expect(selectedRuns({ ...state, selection: select("a", "s", "far") })).toEqual({
      ids: ["a", "s", "far"],
      whole: ["a", "far"],
      goesOn: false,
    });
    expect(selectedRuns({ ...state, selection: select("s") }).whole).toEqual([]);
    expect(selectedRuns({ ...state, selection: select("a", "b") }).goesOn).toBe(true);
  });
});

describe("the query behind a tag", () => {
  it("finds exactly that tag, whatever is in it", () => {
    expect(queryOf('say "hi" \\ there')).toBe('tags:"say \\"hi\\" \\\\ there"');
  });
});
