import type { RunId } from "../src-main/core/model/ids.ts";
import { isActive, type RunRow } from "../src-main/core/model/run.ts";
import { edit, undoLast } from "./actions/edit.tsx";
import { askForProject } from "./actions/project-actions.ts";
import { archiveRuns, askToMove, deleteRuns, restoreRuns } from "./actions/run-actions.ts";
import { selectedRuns } from "./features/run-table/batch-bar.tsx";
import { lookUp } from "./state/book.ts";
import { type CommandHandlers, runCommand, useCommands } from "./state/commands.ts";
import { useLive } from "./state/live.ts";
import { setFilter } from "./state/load-runs.ts";
import { go, goBack, useNavigation } from "./state/navigation.ts";
import { findRun, useRuns } from "./state/runs.ts";
import { clearSelection, mostCompared, selectedToCompare } from "./state/selection.ts";
import { openInWindow } from "./state/view-links.ts";
import { changeSettings } from "./state/window-settings.ts";

/** Offers what can be asked for wherever one is in the window. */
export function useAppCommands(): void {
  const view = useNavigation((state) => state.view);
  const hasPast = useNavigation((state) => state.past.length > 0);
  const onRuns = view.view === "runs" || view.view === "run";
  const showRuns = (archived: boolean): void => {
    setFilter({ project: null, archived });
    go({ view: "runs", project: null });
  };
  useCommands({
    // The search bar is there with the runs, and offers it itself then.
    search: onRuns
      ? null
      : () => {
          go({ view: "runs", project: useRuns.getState().filter.project });
          requestAnimationFrame(() => runCommand("search"));
        },
    "undo-change": () => void undoLast(),
    "theme-system": () => void changeSettings({ theme: "system" }),
    "theme-light": () => void changeSettings({ theme: "light" }),
    "theme-dark": () => void changeSettings({ theme: "dark" }),
    back: hasPast ? goBack : null,
    "all-runs": () => showRuns(false),
    archive: () => showRuns(true),
    "new-project": () => askForProject(null),
    "open-in-window": () => openInWindow(view),
  });
  useCommands(useRunCommands());
}

/** What can be done to the selected runs; without a selection, to the one that is open. */
function useRunCommands(): CommandHandlers {
  const open = useNavigation(({ view }) => (view.view === "run" ? view.id : null));
  const onRuns = useNavigation(({ view }) => view.view === "runs" || view.view === "run");
  const selection = useRuns((state) => state.selection);
  const windows = useRuns((state) => state.windows);
  const children = useRuns((state) => state.children);
  const archived = useRuns((state) => state.filter.archived === true);
  const told = useLive((live) => (open === null ? undefined : lookUp(live.rows, open)));
  if (!onRuns) return {};
  const shown = open === null ? undefined : (told ?? findRun({ windows, children }, open));
  const { whole, goesOn } =
    selection.size > 0 ? selectedRuns({ selection, windows, children }) : ofOne(shown);
  const some = whole.length > 0;
  const idle = some && !goesOn;
  return {
    "compare-runs":
      selection.size >= 2 && selection.size <= mostCompared
        ? () => go({ view: "compare", runs: selectedToCompare(), tab: null })
        : null,
    "move-runs": some ? () => askToMove(whole) : null,
    "archive-runs": idle && !archived ? () => void archiveRuns(whole) : null,
    "restore-runs": some && archived ? () => void restoreRuns(whole) : null,
    "delete-runs": idle ? () => void deleteRuns(whole) : null,
    "clear-selection": selection.size > 0 ? () => void clearSelection() : null,
    "cancel-run":
      shown !== undefined && isActive(shown.status)
        ? () => void edit("runs.cancel", { id: shown.parent ?? shown.id }, "The run was not cancelled")
        : null,
    "open-pipeline": pipelineOf(shown),
  };
}

function pipelineOf(run: RunRow | undefined): (() => void) | null {
  const id = run?.pipelineId ?? null;
  return id === null ? null : () => go({ view: "pipeline", id });
}

/** Steps go where their run goes. */
function ofOne(run: RunRow | undefined): { readonly whole: readonly RunId[]; readonly goesOn: boolean } {
  if (run === undefined || run.parent !== null) return { whole: [], goesOn: false };
  return { whole: [run.id], goesOn: isActive(run.status) };
}
