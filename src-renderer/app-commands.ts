import { useShallow } from "zustand/react/shallow";
import type { ExportFormat } from "../src-main/core/contract/run-export.ts";
import type { RunId } from "../src-main/core/model/ids.ts";
import { isActive, type RunRow } from "../src-main/core/model/run.ts";
import type { View } from "../src-main/core/model/view.ts";
import { askForTags } from "./actions/asking.ts";
import { undoLast, useCanUndo } from "./actions/edit.tsx";
import { exportRuns, listedRuns } from "./actions/export-runs.tsx";
import { showPipelineFile } from "./actions/pipeline-actions.ts";
import { compareWithPrevious } from "./actions/previous-run.ts";
import { askForProject } from "./actions/project-actions.ts";
import { archiveRuns, askToMove, askToRenameRun, deleteRuns, restoreRuns } from "./actions/run-actions.ts";
import { canClone, canContinue, cloneRun, continueRun } from "./actions/run-again.ts";
import { selectAll } from "./actions/select-runs.ts";
import { cancelRun, killRun, useIsCancelling } from "./actions/stop-run.ts";
import { lookUp } from "./state/book.ts";
import { type CommandHandlers, runCommand, useCommands } from "./state/commands.ts";
import { useLive } from "./state/live.ts";
import { go, useNavigation } from "./state/navigation.ts";
import { writeNotes } from "./state/notes-request.ts";
import { togglePinned } from "./state/pinned-runs.ts";
import { findRun, useRuns } from "./state/runs.ts";
import {
  clearSelection,
  mostCompared,
  selectedRuns,
  selectedToCompare,
  selectedWhole,
  selectionTraits,
} from "./state/selection.ts";
import { openInWindow, showAllRuns, shownList, showPrevious, showView } from "./state/view-links.ts";
import { changeSettings } from "./state/window-settings.ts";

/** Offers what can be asked for wherever one is in the window. It draws nothing, so what it follows draws nothing anew. */
export function AppCommands(): null {
  const view = useNavigation((state) => state.view);
  const hasPast = useNavigation((state) => state.past.length > 0);
  const canUndo = useCanUndo();
  useCommands({
    // The search bar is there with the runs, and offers it itself then.
    search: onRuns({ view })
      ? null
      : () => {
          go(shownList());
          requestAnimationFrame(() => runCommand("search"));
        },
    "undo-change": canUndo ? undoLast : null,
    "theme-system": () => void changeSettings({ theme: "system" }),
    "theme-light": () => void changeSettings({ theme: "light" }),
    "theme-dark": () => void changeSettings({ theme: "dark" }),
    back: hasPast ? showPrevious : null,
    "all-runs": showAllRuns,
    archive: () => showView({ view: "runs", project: null, archived: true }),
    "new-project": () => askForProject(null),
    "open-in-window": () => openInWindow(view),
  });
  useCommands(useListCommands());
  useCommands(useRunCommands());
  return null;
}

const onRuns = ({ view }: { readonly view: View }): boolean => view.view === "runs" || view.view === "run";

/** What can be done to the list of runs. */
function useListCommands(): CommandHandlers {
  const listed = useNavigation(onRuns);
  const some = useRuns((state) => (state.total ?? 0) > 0);
  return listed && some ? { "select-runs": () => void selectAll() } : {};
}

/** What can be done to the selected runs; without a selection, to the one that is open. */
function useRunCommands(): CommandHandlers {
  const open = useNavigation(({ view }) => (view.view === "run" ? view.id : null));
  const listed = useNavigation(onRuns);
  const selected = useRuns(useShallow(selectionTraits));
  const some = useRuns((state) => (state.total ?? 0) > 0);
  const isArchive = useRuns((state) => state.filter.archived === true);
  const shown = useRow(open);
  const one = useRow(selected.count > 0 ? selected.only : open);
  const goingOn = shown !== undefined && isActive(shown.status) ? (shown.parent ?? shown.id) : null;
  const cancelling = useIsCancelling(goingOn);
  if (!listed) return {};
  const target = selected.count > 0 ? { ...selected, archived: isArchive } : ofOne(shown);
  const idle = target.whole && !target.goesOn;
  const ids = (): readonly RunId[] =>
    selected.count > 0 ? selectedRuns() : shown === undefined ? [] : [shown.id];
  const whole = (): readonly RunId[] => (selected.count > 0 ? selectedWhole() : ids());
  const pipeline = one?.pipelineId ?? null;
  const save = (format: ExportFormat) => {
    const runs = target.count > 0 ? { ids: ids() } : listedRuns();
    if (runs !== null) void exportRuns(runs, format);
  };
  return {
    "compare-runs":
      selected.count >= 2 && selected.count <= mostCompared
        ? () => go({ view: "compare", runs: selectedToCompare(), tab: null })
        : null,
    "tag-runs": target.count > 0 ? () => askForTags(ids()) : null,
    "move-runs": target.whole ? () => askToMove(whole()) : null,
    "archive-runs": idle && !target.archived ? () => void archiveRuns(whole()) : null,
    "restore-runs": target.whole && target.archived ? () => void restoreRuns(whole()) : null,
    "delete-runs": idle ? () => void deleteRuns(whole()) : null,
    "export-runs": target.count > 0 || some ? () => save("jsonl") : null,
    "export-table": target.count > 0 || some ? () => save("csv") : null,
    "clear-selection": selected.count > 0 ? () => void clearSelection() : null,
    "cancel-run": goingOn !== null && !cancelling ? () => void cancelRun(goingOn) : null,
    "kill-run": goingOn !== null && cancelling ? () => void killRun(goingOn) : null,
    ...(one !== undefined && {
      "compare-previous": () => void compareWithPrevious(one),
      "rename-run": one.parent === null ? () => askToRenameRun(one) : null,
      "write-notes": () => writeNotes(one.id),
      "pin-run": () => togglePinned(one.id),
      "clone-run": canClone(one) ? () => void cloneRun(one) : null,
      "continue-run": canContinue(one) ? () => void continueRun(one) : null,
    }),
    ...(pipeline !== null && {
      "open-pipeline": () => go({ view: "pipeline", id: pipeline }),
      "show-pipeline-file": () => void showPipelineFile(pipeline),
    }),
  };
}

/** A run as it is known here, in the list or by what was told of it. */
function useRow(id: RunId | null): RunRow | undefined {
  const told = useLive((live) => (id === null ? undefined : lookUp(live.rows, id)));
  const listed = useRuns((state) => (id === null || told !== undefined ? undefined : findRun(state, id)));
  return told ?? listed;
}

/** Steps go where their run goes. */
function ofOne(run: RunRow | undefined) {
  const whole = run !== undefined && run.parent === null;
  return {
    count: run === undefined ? 0 : 1,
    whole,
    goesOn: whole && isActive(run.status),
    archived: run?.archived === true,
  };
}
