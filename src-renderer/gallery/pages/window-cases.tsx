import { useEffect } from "react";
import type { SignetBridge } from "../../../src-main/core/contract/bridge.ts";
import { methodNames } from "../../../src-main/core/contract/methods.ts";
import { pipelineId, runId } from "../../../src-main/core/model/ids.ts";
import type { View } from "../../../src-main/core/model/view.ts";
import { type FakeAnswers, fakeBridge } from "../../api/fake-client.ts";
import { App } from "../../app.tsx";
import { useRuns } from "../../state/runs.ts";
import type { Case } from "../case-page.ts";
import { demoBridge } from "../demo-bridge.ts";
import { libraryOf, type Variant, variants } from "../libraries.ts";

/** A pipeline run of the fixtures that succeeded, one that failed, and one that is trained still. */
const runs = {
  succeeded: "01JRUN00000000000000000011",
  failed: "01JRUN00000000000000000008",
  running: "01JRUN00000000000000000012",
} as const;

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
            ["run", { view: "run", id: runId(idOf(variant, "succeeded")) }],
          ];
    return views.map(([name, view]) => windowCase(`${variant}-${name}`, `${variant}: ${name}`, bridge, view));
  }),
  ...(["failed", "running"] as const).map((status) =>
    windowCase(`usual-${status}`, `usual: a run that ${status}`, overLibrary("usual"), {
      view: "run",
      id: runId(idOf("usual", status)),
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
    runs: [runId(idOf("usual", "succeeded")), runId(idOf("usual", "failed"))],
    tab: null,
  }),
  ...(["long-names", "right-to-left"] as const).map((variant) =>
    windowCase(`${variant}-compare`, `${variant}: compare`, overLibrary(variant), {
      view: "compare",
      runs: [runId(idOf(variant, "succeeded")), runId(idOf(variant, "failed"))],
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
];

function idOf(variant: Variant, status: keyof typeof runs): string {
  // A variant with more runs numbers its rich ones after them.
  return (
    libraryOf(variant === "many" ? "usual" : variant, 0).runs.find((run) => run.status === status)?.id ??
    runs[status]
  );
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
