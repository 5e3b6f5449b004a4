import { useEffect, useRef, useState } from "react";
import { unreachable } from "../src-main/core/base/unreachable.ts";
import type { View } from "../src-main/core/model/view.ts";
import { AskDialog } from "./actions/ask-dialog.tsx";
import { TagDialog } from "./actions/tag-dialog.tsx";
import { client } from "./api/client.ts";
import classes from "./app.module.css";
import { AppCommands } from "./app-commands.ts";
import { ImportLayer } from "./features/import/import-layer.tsx";
import { Sidebar } from "./features/project-browser/sidebar.tsx";
import { SidebarButton } from "./features/project-browser/sidebar-button.tsx";
import { ShellDialogs } from "./features/shell/shell-dialogs.tsx";
import { loadAhead } from "./load-ahead.ts";
import { RunsPage } from "./runs-page.tsx";
import { startCommands } from "./state/commands.ts";
import { followLayout } from "./state/layout.ts";
import { useNavigation } from "./state/navigation.ts";
import { useRuns } from "./state/runs.ts";
import { startSync } from "./state/sync.ts";
import { followLinks } from "./state/view-links.ts";
import { followSettings } from "./state/window-settings.ts";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { loadedLater } from "./ui/loaded-later.tsx";

// The editor and the graph are most of the code, and the list of runs needs neither.
const CompareView = loadedLater(
  async () => (await import("./features/compare/compare-view.tsx")).CompareView,
);
const PipelineView = loadedLater(
  async () => (await import("./features/pipeline-view/pipeline-view.tsx")).PipelineView,
);
/** First what several of them are made of, so that none takes long by itself: charts, and texts side by side. */
const openedLater = [
  () => import("./features/run-detail/metrics-tab.tsx"),
  () => import("./text-diff/file-texts.tsx"),
  CompareView.load,
  PipelineView.load,
  async () => (await import("./unseen-chart.tsx")).drawUnseenChart(false),
  async () => (await import("./unseen-chart.tsx")).drawUnseenChart(true),
];

/** The window: sidebar, the view one is in, and the layer that takes dropped files. */
export function App() {
  const view = useNavigation((state) => state.view);
  const main = useRef<HTMLElement>(null);
  const kind = useRef(view.view);
  useEffect(() => {
    // What had the focus went with the view that was left: Tab goes on in the one that is shown, not in the sidebar.
    if (kind.current !== view.view && document.activeElement === document.body)
      main.current?.focus({ preventScroll: true });
    kind.current = view.view;
  }, [view.view]);
  useEffect(() => startSync(), []);
  useEffect(() => followLinks(), []);
  useEffect(() => followSettings(), []);
  useEffect(() => followLayout(), []);
  useEffect(() => startCommands(), []);
  // After the effects of what it renders, so that everything that listens for commands is there.
  useEffect(() => client.startCommands(), []);
  return (
    <div className={classes.window}>
      <AppCommands />
      <LoadAhead />
      <Sidebar />
      <main ref={main} className={classes.main} tabIndex={-1}>
        <SidebarButton />
        <ErrorBoundary resetOn={JSON.stringify(view)}>
          <ViewOf view={view} />
        </ErrorBoundary>
      </main>
      <ImportLayer />
      <AskDialog />
      <TagDialog />
      <ShellDialogs />
    </div>
  );
}

/** Begins when the runs are listed: until then the window is idle only as it waits for them, and they come first. */
function LoadAhead(): null {
  const isListed = useRuns((state) => state.total !== null || state.failure !== null);
  const [isBegun, setBegun] = useState(false);
  if (isListed && !isBegun) setBegun(true);
  useEffect(() => (isBegun ? loadAhead(openedLater) : undefined), [isBegun]);
  return null;
}

function ViewOf({ view }: { readonly view: View }) {
  switch (view.view) {
    case "runs":
      return <RunsPage open={null} />;
    case "run":
      return <RunsPage open={view.id} />;
    case "pipeline":
      return <PipelineView key={view.id} id={view.id} />;
    case "compare":
      return <CompareView runs={view.runs} tab={view.tab} />;
    default:
      return unreachable(view);
  }
}
