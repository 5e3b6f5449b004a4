import type { ReactNode } from "react";
import type { ImportCandidate } from "../../../src-main/core/contract/methods.ts";
import { inputFailure } from "../../../src-main/core/model/failure.ts";
import { changedCandidate } from "../../../test/fixtures/renderer/pipeline-changes.ts";
import {
  candidate,
  pipelineCandidate,
  runsCandidate,
} from "../../../test/fixtures/renderer/pipeline-view.ts";
import { ask } from "../../actions/asking.ts";
import { App } from "../../app.tsx";
import { ImportDialog } from "../../features/import/import-dialog.tsx";
import { Palette } from "../../features/shell/palette.tsx";
import { SettingsDialog } from "../../features/shell/settings-dialog.tsx";
import { ShortcutsDialog } from "../../features/shell/shortcuts-dialog.tsx";
import type { Case } from "../case-page.ts";
import { demoBridge } from "../demo-bridge.ts";
import { libraryOf } from "../libraries.ts";

const nothing = (): void => {};

/** A dialog over the window, as it is seen. */
const dialogCase = (id: string, title: string, dialog: () => ReactNode): Case => ({
  id: `dialog/${id}`,
  part: "Dialogs",
  title,
  bridge: () => demoBridge(libraryOf("usual", Date.now()), false),
  view: { view: "runs", project: null },
  draw: () => (
    <>
      <App />
      {dialog()}
    </>
  ),
});

const importing = (id: string, title: string, candidates: readonly ImportCandidate[], failed = false): Case =>
  dialogCase(`import-${id}`, `Import: ${title}`, () => (
    <ImportDialog
      candidates={candidates}
      failure={
        failed
          ? inputFailure("The file changed while you were looking at it: look at its commands again")
          : null
      }
      busy={false}
      onImport={nothing}
      onClose={nothing}
    />
  ));

const longPath = `/w/${"very-long-folder-name/".repeat(120)}pipeline.yaml`;

/** What opens over the views. */
export const dialogCases: readonly Case[] = [
  dialogCase("palette", "Command palette", () => <Palette onClose={nothing} />),
  dialogCase("settings", "Settings", () => <SettingsDialog onClose={nothing} />),
  dialogCase("shortcuts", "Keyboard shortcuts", () => <ShortcutsDialog onClose={nothing} />),
  importing("fresh", "a pipeline to agree to", [candidate("/w/pipeline.yaml")]),
  importing("broken", "one with problems", [pipelineCandidate("/w/nightly.yaml")]),
  importing("changed", "one that changed", [changedCandidate("/w/churn.yaml")]),
  importing("runs", "runs", [runsCandidate("/w/runs.jsonl")]),
  importing("unknown", "a file that is not known", [candidate("/w/photo.png")]),
  importing("several", "several files", [
    candidate("/w/pipeline.yaml"),
    runsCandidate("/w/runs.jsonl"),
    candidate("/w/photo.png"),
  ]),
  importing("long", "a long path", [{ ...pipelineCandidate("/w/pipeline.yaml"), path: longPath }]),
  importing("failed", "that failed", [candidate("/w/pipeline.yaml")], true),
  dialogCase("ask", "A question", () => <Asking />),
];

/** The window's own dialog is the one that asks. */
function Asking() {
  ask({
    title: "Rename vision/mnist",
    label: "Path",
    value: "vision/mnist",
    choices: [],
    hint: "Its runs and the projects in it go along",
    action: "Rename",
    onAnswer: async () => true,
  });
  return null;
}
