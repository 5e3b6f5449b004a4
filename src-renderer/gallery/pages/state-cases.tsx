import { pipelineId, type RunId } from "../../../src-main/core/model/ids.ts";
import type { View } from "../../../src-main/core/model/view.ts";
import { stepOfRun } from "../../../test/fixtures/renderer/library.ts";
import { App } from "../../app.tsx";
import { tabNames, tabs } from "../../features/compare/sections.ts";
import { detailTabs } from "../../features/run-detail/detail-tabs.ts";
import { type Act, Acting, button, fill, openTab, press, pressRight, see, write } from "../acting.tsx";
import type { Case } from "../case-page.ts";
import { demoBridge } from "../demo-bridge.ts";
import { libraryOf, runWith, type Variant } from "../libraries.ts";

/** The window after what is done to it. */
const stateCase = (
  part: string,
  title: string,
  variant: Variant,
  view: View,
  acts: readonly Act[],
): Case => ({
  id: `${part}/${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`.toLowerCase(),
  part,
  title,
  bridge: () => demoBridge(libraryOf(variant, Date.now()), false),
  view,
  draw: () => (
    <Acting acts={acts}>
      <App />
    </Acting>
  ),
});

const all: View = { view: "runs", project: null };
const runOf = (id: RunId): View => ({ view: "run", id });
const succeeded = (variant: Variant): RunId => runWith(variant, "succeeded");
const alone = button("Show the run alone");
const searchBox = '[role="searchbox"], .cm-content';
const inMenu = (word: string): Act => press('[role="menuitem"]', word);

const tabsOfRuns: readonly Case[] = [
  ...detailTabs.map((tab) =>
    stateCase("Run", tab, "usual", runOf(succeeded("usual")), tab === "Overview" ? [alone] : [openTab(tab)]),
  ),
  ...(["Parameters", "Metrics", "Outputs", "Logs", "Timeline"] as const).map((tab) =>
    stateCase("Run", `${tab} alone`, "usual", runOf(succeeded("usual")), [alone, openTab(tab)]),
  ),
  ...(["Graph", "Metrics", "Logs", "Timeline"] as const).flatMap((tab) => [
    stateCase("Run", `${tab} of a running one`, "usual", runOf(runWith("usual", "running")), [openTab(tab)]),
    stateCase("Run", `${tab} of a failed one`, "usual", runOf(runWith("usual", "failed")), [openTab(tab)]),
  ]),
  ...(["Overview", "Parameters", "Metrics", "Inputs", "Outputs", "Code"] as const).map((tab) =>
    stateCase("Run", `${tab} of a step`, "usual", runOf(stepOfRun(succeeded("usual"), "train")), [
      openTab(tab),
    ]),
  ),
  ...(["long-names", "right-to-left"] as const).flatMap((variant) => [
    ...(["Parameters", "Graph", "Timeline"] as const).map((tab) =>
      stateCase("Run", `${tab}, ${variant}`, variant, runOf(succeeded(variant)), [openTab(tab)]),
    ),
    ...(["Inputs", "Outputs"] as const).map((tab) =>
      stateCase("Run", `${tab}, ${variant}`, variant, runOf(stepOfRun(succeeded(variant), "train")), [
        openTab(tab),
      ]),
    ),
  ]),
  stateCase("Run", "Actions", "usual", runOf(succeeded("usual")), [button("Run actions")]),
  stateCase("Run", "Renaming", "usual", runOf(succeeded("usual")), [button("Rename run")]),
  stateCase("Run", "Writing notes", "usual", runOf(succeeded("usual")), [button("Write notes")]),
  stateCase("Run", "A found line", "usual", runOf(succeeded("usual")), [
    openTab("Logs"),
    write('input[aria-label*="log" i]', "loss"),
  ]),
];

const table: readonly Case[] = [
  stateCase("Table", "Unfolded", "usual", all, [button("Steps of lr sweep 11")]),
  stateCase("Table", "Pinned", "usual", all, [button("Pin depth 8")]),
  stateCase("Table", "Columns", "usual", all, [button("Columns")]),
  stateCase("Table", "Columns, long-names", "long-names", all, [button("Columns")]),
  stateCase("Table", "Group menu", "usual", all, [button("Group")]),
  stateCase("Table", "Grouped", "usual", all, [button("Group"), press("[aria-pressed]", "Status")]),
  stateCase("Table", "Export menu", "usual", all, [button("Export")]),
  stateCase("Table", "Menu of a run", "usual", all, [pressRight('[role="row"]', "lr sweep 11")]),
  stateCase("Table", "Menu of a column", "usual", all, [button("Column accuracy")]),
  stateCase("Table", "Menu of a project", "usual", all, [pressRight('[role="treeitem"]', "vision")]),
  stateCase("Table", "A project", "usual", { view: "runs", project: "vision" }, []),
  stateCase("Table", "Archive", "usual", all, [button("Archive")]),
  stateCase("Table", "Moving", "usual", all, [pressRight('[role="row"]', "lr sweep 11"), inMenu("Move")]),
  stateCase("Table", "Tagging", "usual", all, [
    press("input", "Select lr sweep 11"),
    press("input", "Select depth 8"),
    button("Tag"),
  ]),
  stateCase("Table", "New project", "usual", all, [button("New project")]),
];

const search: readonly Case[] = [
  stateCase("Search", "Fields", "usual", all, [write(searchBox, "s")]),
  stateCase("Search", "Values", "usual", all, [write(searchBox, "status:")]),
  stateCase("Search", "Found", "usual", all, [write(searchBox, "project:vision AND metrics.accuracy:>0.6 ")]),
  stateCase("Search", "None found", "usual", all, [write(searchBox, "nothing-is-called-so ")]),
  stateCase("Search", "Problem", "usual", all, [
    write(searchBox, "params.lr:[0.01 TO "),
    see('[role="alert"]'),
  ]),
  stateCase("Search", "Hint", "usual", all, [write(searchBox, "nmae:x "), see('search [role="status"]')]),
  stateCase("Search", "Help", "usual", all, [button("Search help")]),
  stateCase("Search", "Saving", "usual", all, [write(searchBox, "accuracy "), button("Save as view")]),
];

const churn: View = { view: "pipeline", id: pipelineId("1") };
const step = (name: string): Act => press(`[data-step="${name}"]`);

const pipeline: readonly Case[] = [
  stateCase("Pipeline", "A step that runs", "usual", churn, [step("train")]),
  stateCase("Pipeline", "A step up to date", "usual", churn, [step("features")]),
  stateCase("Pipeline", "A step that is undecided", "usual", churn, [step("evaluate")]),
  stateCase("Pipeline", "A step with items", "usual", { view: "pipeline", id: pipelineId("5") }, [
    step("fit"),
  ]),
  stateCase("Pipeline", "Changed parameters", "usual", churn, [
    fill("train.lr", "0.2"),
    fill("train.depth", "six"),
  ]),
  stateCase("Pipeline", "What is behind a reason", "usual", churn, [
    step("train"),
    press('[aria-label="Reasons"] button'),
  ]),
  stateCase("Pipeline", "Accepting", "usual", churn, [step("train"), button("Accept")]),
  stateCase("Pipeline", "Force", "usual", churn, [step("train"), button("Force")]),
  stateCase("Pipeline", "Up to here", "usual", churn, [step("train"), button("Run up to here")]),
  stateCase("Pipeline", "Find", "usual", churn, [button("Find"), write('[aria-label="Find steps"]', "ev")]),
  stateCase("Pipeline", "Datasets", "usual", churn, [button("Datasets")]),
  stateCase("Pipeline", "Running", "usual", churn, [press("button", "Run")]),
  stateCase("Pipeline", "Items unfolded", "usual", { view: "pipeline", id: pipelineId("5") }, [
    button("Unfold items"),
  ]),
];

const compared = (tab: string | null, ids?: readonly RunId[]): View => ({
  view: "compare",
  runs: ids ?? [succeeded("usual"), runWith("usual", "failed")],
  tab,
});
const three = [succeeded("usual"), runWith("usual", "running"), runWith("usual", "interrupted")];

const compare: readonly Case[] = [
  ...tabs.map((tab) => stateCase("Compare", tabNames[tab], "usual", compared(tab), [])),
  ...(["summary", "parameters", "metrics"] as const).map((tab) =>
    stateCase("Compare", `${tabNames[tab]} of three`, "usual", compared(tab, three), []),
  ),
  stateCase("Compare", "Adding a run", "usual", compared(null), [button("Add run")]),
];

/** What the views show after something was done in them. */
export const stateCases: readonly Case[] = [...tabsOfRuns, ...table, ...search, ...pipeline, ...compare];
