import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { type RunsState, windowSize } from "../../state/runs.ts";

/** One line of the table: a run (undefined while its window is on its way), or a step of the unfolded run above it. */
export type TableItem =
  | { readonly kind: "run"; readonly index: number; readonly row: RunRow | undefined }
  | { readonly kind: "step"; readonly index: number; readonly row: RunRow; readonly parent: RunRow };

/** The lines of the table without a list of them all: how many there are, and which one is the n-th. */
export type TableItems = {
  readonly count: number;
  readonly at: (line: number) => TableItem;
  /** Line of a run or step that is shown, or -1. */
  readonly lineOf: (id: RunId) => number;
};

/** Lays the steps of unfolded runs between the runs. Work grows with what is loaded, not with what there is. */
export function tableItems({
  total,
  windows,
  expanded,
  children,
}: Pick<RunsState, "total" | "windows" | "expanded" | "children">): TableItems {
  const open: { readonly index: number; readonly row: RunRow; readonly steps: readonly RunRow[] }[] = [];
  if (expanded.size > 0) {
    for (const [window, rows] of windows) {
      rows.forEach((row, offset) => {
        const steps = expanded.has(row.id) ? children[row.id] : undefined;
        if (steps !== undefined && steps.length > 0)
          open.push({ index: window * windowSize + offset, row, steps });
      });
    }
    open.sort((a, b) => a.index - b.index);
  }
  const runAt = (index: number): RunRow | undefined =>
    windows.get(Math.floor(index / windowSize))?.[index % windowSize];
  const before = (index: number): number => {
    let steps = 0;
    for (const entry of open) {
      if (entry.index >= index) break;
      steps += entry.steps.length;
    }
    return steps;
  };
  return {
    count: (total ?? 0) + open.reduce((sum, { steps }) => sum + steps.length, 0),
    at(line) {
      let shift = 0;
      for (const { index, row, steps } of open) {
        const first = index + shift + 1;
        if (line < first) break;
        const step = steps[line - first];
        if (step !== undefined) return { kind: "step", index, row: step, parent: row };
        shift += steps.length;
      }
      return { kind: "run", index: line - shift, row: runAt(line - shift) };
    },
    lineOf(id) {
      for (const [window, rows] of windows) {
        const offset = rows.findIndex((row) => row.id === id);
        if (offset >= 0) return window * windowSize + offset + before(window * windowSize + offset);
      }
      for (const { index, steps } of open) {
        const offset = steps.findIndex((row) => row.id === id);
        if (offset >= 0) return index + before(index) + 1 + offset;
      }
      return -1;
    },
  };
}
