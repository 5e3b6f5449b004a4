import { useLayout } from "../../state/layout.ts";
import { leading } from "./column-defs.tsx";
import { movedBefore } from "./columns.ts";
import type { DrawnColumns } from "./use-table-columns.ts";

/** Puts a column before or behind another; among the pinned ones it is pinned, among the others it is not. */
export function moveColumn(id: string, target: string, drawn: Pick<DrawnColumns, "ids">): void {
  if (id === target || id === "") return;
  useLayout.setState(({ pinnedColumns }) => {
    const ids = drawn.ids.filter((other) => !(leading as readonly string[]).includes(other));
    const forward = ids.indexOf(id) < ids.indexOf(target);
    const next = forward ? (ids[ids.indexOf(target) + 1] ?? null) : target;
    const order = movedBefore(ids, id, next);
    const pinned = new Set(pinnedColumns);
    if (pinned.has(target)) pinned.add(id);
    else pinned.delete(id);
    return { columnOrder: order, pinnedColumns: order.filter((other) => pinned.has(other)) };
  });
}

/** One place to the left or right, within the pinned columns or the others. */
export function stepColumn(id: string, by: -1 | 1, drawn: Pick<DrawnColumns, "ids">): void {
  const target = drawn.ids[drawn.ids.indexOf(id) + by];
  if (target !== undefined && !(leading as readonly string[]).includes(target)) moveColumn(id, target, drawn);
}

/** Keeps a column at the left while the others are scrolled, or lets it go back among them. */
export function togglePinnedColumn(id: string): void {
  useLayout.setState(({ pinnedColumns }) => ({
    pinnedColumns: pinnedColumns.includes(id)
      ? pinnedColumns.filter((other) => other !== id)
      : [...pinnedColumns, id],
  }));
}

export function hideColumn(id: string): void {
  useLayout.setState(({ columns }) => ({ columns: { ...columns, [id]: false } }));
}
