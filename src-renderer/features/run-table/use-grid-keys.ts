import type { KeyboardEvent } from "react";
import type { RunGroup } from "../../../src-main/core/contract/run-lists.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { type Between, selectAll, selectRange, selectToEnd } from "../../actions/select-runs.ts";
import { unfold } from "../../actions/unfold.ts";
import { go } from "../../state/navigation.ts";
import { togglePinned } from "../../state/pinned-runs.ts";
import { clearSelection, toggleSelected } from "../../state/selection.ts";
import { openInWindow, shownList } from "../../state/view-links.ts";
import type { TableItem, TableItems } from "./table-items.ts";

type Grid = {
  readonly items: TableItems;
  /** Where the keyboard is; -1: nowhere yet. */
  readonly activeLine: number;
  readonly open: RunId | null;
  readonly between: Between;
  /** Lines that a page moves by. */
  readonly pageSize: () => number;
  readonly moveTo: (line: number) => void;
  readonly showAll: (group: RunGroup) => void;
  /** Opens the menu of the active line's run. */
  readonly showMenu: (run: RunRow) => void;
};

/** The keys of the grid, while it has the focus itself: https://www.w3.org/WAI/ARIA/apg/patterns/grid/ */
export function useGridKeys(grid: Grid): (event: KeyboardEvent) => void {
  return (event) => {
    if (grid.items.count === 0 || event.altKey) return;
    const { items, activeLine } = grid;
    if (event.key === "Escape") {
      // What was done last is undone first.
      if (!clearSelection() && grid.open !== null) go(shownList());
      return;
    }
    if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      void selectAll();
      event.preventDefault();
      return;
    }
    const target = targetOf(event.key, activeLine, items.count, grid.pageSize);
    const item = activeLine < 0 ? null : items.at(activeLine);
    if (target !== null) {
      if (event.shiftKey && item !== null) {
        const [start, next] = [item, items.at(Math.max(0, Math.min(items.count - 1, target)))].map(rowOf);
        if (start != null) {
          if (event.key === "Home" || event.key === "End")
            void selectToEnd(start.id, event.key === "Home" ? "first" : "last");
          else for (const row of [start, next]) if (row != null) void selectRange(row.id, grid.between);
        }
      }
      grid.moveTo(target);
    } else if (item === null || !act(event, item, grid)) return;
    event.preventDefault();
  };
}

function targetOf(key: string, line: number, count: number, pageSize: () => number): number | null {
  switch (key) {
    case "ArrowDown":
      return line + 1;
    case "ArrowUp":
      return line < 0 ? 0 : line - 1;
    case "PageDown":
      return line + pageSize();
    case "PageUp":
      return line - pageSize();
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

const rowOf = (item: TableItem) => ("row" in item ? (item.row ?? null) : null);

/** What a key does to the active line; false when it does nothing. */
function act(event: KeyboardEvent, item: TableItem, grid: Grid): boolean {
  const { items, showAll, moveTo } = grid;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const row = rowOf(item);
    if (row !== null) openInWindow({ view: "run", id: row.id });
    return row !== null;
  }
  if (event.ctrlKey || event.metaKey) return false;
  if (item.kind === "more") {
    if (event.key !== "Enter" && event.key !== " ") return false;
    showAll(item.group);
    return true;
  }
  if (item.kind === "group") {
    if (item.id === null) return false;
    if (event.key === "Enter" || event.key === " ") void unfold(item.id);
    else if (event.key === "ArrowRight") void unfold(item.id, true);
    else if (event.key === "ArrowLeft") void unfold(item.id, false);
    else return false;
    return true;
  }
  const { row } = item;
  if (row === undefined) return false;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
    grid.showMenu(row);
    return true;
  }
  if (event.key === "Enter") go({ view: "run", id: row.id });
  else if (event.key === " ") toggleSelected(row.id);
  else if (event.key.toLowerCase() === "p") togglePinned(row.id);
  else if (event.key === "ArrowRight" && row.kind === "pipeline") void unfold(row.id, true);
  else if (event.key === "ArrowLeft") {
    if (item.kind === "step") moveTo(items.lineOf(item.parent.id));
    else void unfold(row.id, false);
  } else return false;
  return true;
}
