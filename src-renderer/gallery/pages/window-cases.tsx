import { useEffect } from "react";
import type { SignetBridge } from "../../../src-main/core/contract/bridge.ts";
import { methodNames } from "../../../src-main/core/contract/methods.ts";
import { inputFailure } from "../../../src-main/core/model/failure.ts";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import type { View } from "../../../src-main/core/model/view.ts";
import { offerUndo, tellFailure } from "../../actions/edit.tsx";
import { exportRuns } from "../../actions/export-runs.tsx";
import { type FakeAnswers, fakeBridge } from "../../api/fake-client.ts";
import { App } from "../../app.tsx";
import { useRuns } from "../../state/runs.ts";
import type { Case } from "../case-page.ts";
import { demoBridge } from "../demo-bridge.ts";
import { libraryOf, runWith, type Variant, variants } from "../libraries.ts";

const all: View = { view: "runs", project: null };

const overLibrary = (variant: Variant) => (): SignetBridge =>
  demoBridge(libraryOf(variant, Date.now()), variant === "empty");

/** Every call is a failure, as when the library's disk is gone. */
const failing = (): SignetBridge => fakeBridge({});

/** No call is ever answered. */
const silent = (): SignetBridge =>
  fakeBridge(
    Object.fromEntries(
      methodNames.map((name) => [name, () => new Promise(() => {})]),
    ) as unknown as FakeAnswers,
  );

const windowCase = (id: string, title: string, bridge: () => SignetBridge, view: View): Case => ({
  id: `window/${id}`,
  part: "Window",
  title,
  bridge,
  view,
  draw: () => <App />,
});

/** The window in its views, over every library. */
export const windowCases: readonly Case[] = [
  ...variants.flatMap((variant) => {
    const bridge = overLibrary(variant);
    const views: readonly (readonly [string, View])[] =
      variant === "empty"
        ? [["runs", all]]
        : [
            ["runs", all],
            ["run", { view: "run", id: runWith(variant, "succeeded") }],
          ];
    return views.map(([name, view]) => windowCase(`${variant}-${name}`, `${variant}: ${name}`, bridge, view));
  }),
  ...(["failed", "running"] as const).map((status) =>
    windowCase(`usual-${status}`, `usual: a run that ${status}`, overLibrary("usual"), {
      view: "run",
      id: runWith("usual", status),
    }),
  ),
  ...["1", "2", "3", "4", "5"].map((id, index) =>
    windowCase(
      `pipeline-${id}`,
      [
        "pipeline: planned",
        "pipeline: broken",
        "pipeline: not trusted",
        "pipeline: missing",
        "pipeline: many items, changed on disk",
      ][index] ?? id,
      overLibrary("usual"),
      { view: "pipeline", id: pipelineId(id) },
    ),
  ),
  windowCase("compare", "compare", overLibrary("usual"), {
    view: "compare",
    runs: [runWith("usual", "succeeded"), runWith("usual", "failed")],
    tab: null,
  }),
  ...(["long-names", "right-to-left"] as const).map((variant) =>
    windowCase(`${variant}-compare`, `${variant}: compare`, overLibrary(variant), {
      view: "compare",
      runs: [runWith(variant, "succeeded"), runWith(variant, "failed")],
      tab: "parameters",
    }),
  ),
  windowCase("failing", "every call fails: runs", failing, all),
  windowCase("failing-run", "every call fails: run", failing, { view: "run", id: runId("gone") }),
  windowCase("failing-pipeline", "every call fails: pipeline", failing, {
    view: "pipeline",
    id: pipelineId("gone"),
  }),
  windowCase("silent", "nothing answers", silent, all),
  {
    ...windowCase("selected", "usual: selected runs", overLibrary("usual"), all),
    draw: () => <Selecting />,
  },
  {
    ...windowCase(
      "notices",
      "usual: notices",
      () => ({
        ...overLibrary("usual")(),
        exportRuns: (_, tell) => {
          tell({ file: "/home/ada/runs.jsonl", done: 12_345, all: 100_000 });
          return new Promise(() => {});
        },
      }),
      all,
    ),
    draw: () => <Noticing />,
  },
];

/** The notices that an export, a failure and what can be undone leave in the corner. */
function Noticing() {
  useEffect(() => {
    void exportRuns({ ids: [] }, "jsonl");
    tellFailure(
      "The line was not unfolded",
      inputFailure("/home/ada/.signet/signet.db cannot be read: the disk is gone."),
    );
    offerUndo("3 runs moved to vision/mnist", async () => {});
  }, []);
  return <App />;
}

/** The window with its first runs selected, as soon as they are there. */
function Selecting() {
  useEffect(
    () =>
      useRuns.subscribe((now) => {
        const first = now.windows.get(0)?.slice(0, 3) ?? [];
        if (now.selection.size === 0 && first.length > 0)
          useRuns.setState({ selection: new Set(first.map(({ id }) => id)) });
      }),
    [],
  );
  return <App />;
}
