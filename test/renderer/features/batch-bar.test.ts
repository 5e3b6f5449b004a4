import { describe, expect, it } from "vitest";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import { queryOf } from "../../../src-renderer/features/project-browser/tag-list.tsx";
import { selectedWhole, selectionTraits } from "../../../src-renderer/state/selection.ts";
import { row } from "../run-rows.ts";

const step = row("s", { parent: runId("a") });
const state = {
  windows: new Map([[0, [row("a"), row("b", { status: "running" })]]]),
  children: { [runId("a")]: [step] },
};
const select = (...ids: string[]) => new Set(ids.map((id) => id as RunId));

describe("the selected runs", () => {
  it("are whole runs without steps, also those that were scrolled away from", () => {
    const some = { ...state, selection: select("a", "s", "far") };
    expect(selectedWhole(some)).toEqual(["a", "far"]);
    expect(selectionTraits(some)).toEqual({ count: 3, whole: true, goesOn: false, only: null });
  });

  it("are none that can be moved where only steps are selected, and go on when one of them does", () => {
    expect(selectionTraits({ ...state, selection: select("s") })).toEqual({
      count: 1,
      whole: false,
      goesOn: false,
      only: "s",
    });
    expect(selectionTraits({ ...state, selection: select("a", "b") }).goesOn).toBe(true);
  });
});

describe("the query behind a tag", () => {
  it("finds exactly that tag, whatever is in it", () => {
    expect(queryOf('say "hi" \\ there')).toBe('tags:"say \\"hi\\" \\\\ there"');
  });
});
