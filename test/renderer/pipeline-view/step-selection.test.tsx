import { MantineProvider } from "@mantine/core";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { PlannedStep } from "../../../src-main/core/model/plan.ts";
import { SelectionStrip } from "../../../src-renderer/features/pipeline-view/selection-strip.tsx";
import { isAcceptable, StepActions } from "../../../src-renderer/features/pipeline-view/step-actions.tsx";
import {
  isWhole,
  selectionChips,
  toggleLimit,
} from "../../../src-renderer/features/pipeline-view/step-selection.ts";
import { allSteps, type StepSelection } from "../../../src-renderer/state/drafts.ts";

const html = (selection: StepSelection, what: "strip" | "actions"): string =>
  renderToStaticMarkup(
    <MantineProvider>
      {what === "strip" ? (
        <SelectionStrip selection={selection} planned={3} total={8} onChange={() => {}} />
      ) : (
        <StepActions
          step="train"
          selection={selection}
          onSelection={() => {}}
          onRun={null}
          onForce={null}
          onAccept={() => {}}
        />
      )}
    </MantineProvider>,
  );

describe("the choice of steps", () => {
  it("is one step alone, or up to one and from another together, and each is taken back by choosing it again", () => {
    const between = toggleLimit(toggleLimit(allSteps, "from", "split"), "to", "train");
    expect(between).toEqual({ targets: ["train"], from: ["split"], only: [] });
    const only = toggleLimit(between, "only", "train");
    expect(only).toEqual({ targets: [], from: [], only: ["train"] });
    expect(toggleLimit(only, "from", "train")).toEqual({ targets: [], from: ["train"], only: [] });
    expect(isWhole(toggleLimit(only, "only", "train"))).toBe(true);
    expect(toggleLimit(only, "only", "split").only).toEqual(["split"]);
  });

  it("is said in a chip for each limit, which takes away that limit alone", () => {
    const chips = selectionChips({ targets: ["train"], from: ["a", "b", "c", "d"], only: [] });
    expect(chips.map(({ text }) => text)).toEqual(["From a, b and 2 more", "Up to train"]);
    expect(chips.map(({ rest }) => rest)).toEqual([
      { targets: ["train"], from: [], only: [] },
      { targets: [], from: ["a", "b", "c", "d"], only: [] },
    ]);
  });

  it("shows how many steps are chosen and can be cleared; nothing is shown for all steps", () => {
    const markup = html({ ...allSteps, only: ["train"] }, "strip");
    expect(markup).toContain("Only train");
    expect(markup).toContain('aria-label="Clear Only train"');
    expect(markup).toContain("3 of 8 steps planned and run");
    expect(html(allSteps, "strip")).not.toContain("Chosen steps");
  });

  it("is shown on the buttons of the step that it is limited to", () => {
    const pressed = (selection: StepSelection) =>
      [...html(selection, "actions").matchAll(/aria-label="([^"]*)" aria-pressed="(true|false)"/g)]
        .filter(([, , state]) => state === "true")
        .map(([, name]) => name);
    expect(pressed({ ...allSteps, from: ["train"] })).toEqual(["Run from here"]);
    expect(pressed({ ...allSteps, only: ["split"] })).toEqual([]);
  });
});

describe("the last outputs of a step", () => {
  const planned = (part: Partial<PlannedStep>): PlannedStep => ({
    name: "train",
    action: "run",
    signature: "sha256:0" as PlannedStep["signature"],
    reasons: [{ kind: "code-changed", subject: null, from: null, to: null, text: "Code changed" }],
    notes: [],
    ...part,
  });

  it("can be accepted when it would run, has run before, and its signature is known", () => {
    expect(isAcceptable(planned({}))).toBe(true);
    expect(isAcceptable(planned({ action: "reuse" }))).toBe(false);
    expect(isAcceptable(planned({ signature: null }))).toBe(false);
    const never = { kind: "never-run", subject: null, from: null, to: null, text: "Never run" } as const;
    expect(isAcceptable(planned({ reasons: [never] }))).toBe(false);
  });
});
