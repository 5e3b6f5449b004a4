import type { RunGroup } from "../../../src-main/core/contract/run-lists.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { groupId, type RunsState, windowSize } from "../../state/runs.ts";

/**
 * One line of the table. A run or group is undefined while its window is on its way. `index` counts runs, or groups where
 * there are some; `depth` is how far it stands in.
 */
export type TableItem = { readonly index: number; readonly depth: number } & (
  | { readonly kind: "run"; readonly id: string | null; readonly row: RunRow | undefined }
  | { readonly kind: "step"; readonly id: string; readonly row: RunRow; readonly parent: RunRow }
  | { readonly kind: "group"; readonly id: string | null; readonly group: RunGroup | undefined }
  /** Behind the runs of a group that are shown: the others. */
  | { readonly kind: "more"; readonly id: string; readonly group: RunGroup }
);

/** The lines of the table without a list of them all: how many there are, and which one is the n-th. */
export type TableItems = {
  readonly count: number;
  readonly at: (line: number) => TableItem;
  /** Line of a run, step or group that is shown, or -1. */
  readonly lineOf: (id: string) => number;
};

type Shown = Pick<
  RunsState,
  "total" | "windows" | "groupTotal" | "groupWindows" | "answered" | "expanded" | "children"
>;

/** Lays what is under unfolded lines between the others. Work grows with what is loaded, not with what there is. */
export function tableItems(state: Shown): TableItems {
  const grouped = (state.answered?.group.length ?? 0) > 0;
  const top = (index: number): TableItem => {
    const [window, offset] = [Math.floor(index / windowSize), index % windowSize];
    if (grouped) {
      const group = state.groupWindows.get(window)?.[offset];
      return { kind: "group", index, depth: 0, id: group === undefined ? null : groupId(group.key), group };
    }
    const row = state.windows.get(window)?.[offset];
    return { kind: "run", index, depth: 0, id: row?.id ?? null, row };
  };
  const loaded: ReadonlyMap<number, readonly unknown[]> = grouped ? state.groupWindows : state.windows;
  const open = state.expanded.size === 0 ? [] : unfolded(state, loaded, top);
  const before = (index: number): number => {
    let lines = 0;
    for (const entry of open) {
      if (entry.index >= index) break;
      lines += entry.lines.length;
    }
    return lines;
  };
  return {
    count:
      (grouped ? state.groupTotal : (state.total ?? 0)) +
      open.reduce((sum, { lines }) => sum + lines.length, 0),
    at(line) {
      let shift = 0;
      for (const { index, lines } of open) {
        const first = index + shift + 1;
        if (line < first) break;
        const found = lines[line - first];
        if (found !== undefined) return found;
        shift += lines.length;
      }
      return top(line - shift);
    },
    lineOf(id) {
      for (const [window, items] of loaded) {
        const offset = items.findIndex((_, place) => top(window * windowSize + place).id === id);
        if (offset >= 0) return window * windowSize + offset + before(window * windowSize + offset);
      }
      for (const { index, lines } of open) {
        const offset = lines.findIndex((line) => line.id === id);
        if (offset >= 0) return index + before(index) + 1 + offset;
      }
      return -1;
    },
  };
}

type Unfolded = { readonly index: number; readonly lines: readonly TableItem[] };

function unfolded(
  { expanded, children }: Shown,
  loaded: ReadonlyMap<number, readonly unknown[]>,
  top: (index: number) => TableItem,
): readonly Unfolded[] {
  const steps = (run: RunRow, index: number, depth: number): readonly TableItem[] =>
    !expanded.has(run.id)
      ? []
      : (children[run.id] ?? []).map((row) => ({ kind: "step", index, depth, id: row.id, row, parent: run }));
  const under = (item: TableItem): readonly TableItem[] => {
    if (item.kind === "run") return item.row === undefined ? [] : steps(item.row, item.index, 1);
    if (item.kind !== "group" || item.group === undefined || item.id === null) return [];
    if (!expanded.has(item.id)) return [];
    const { index, id, group } = item;
    const runs = children[id] ?? [];
    return [
      ...runs.flatMap((row): readonly TableItem[] => [
        { kind: "run", index, depth: 1, id: row.id, row },
        ...steps(row, index, 2),
      ]),
      ...(runs.length > 0 && group.runs > runs.length
        ? [{ kind: "more", index, depth: 1, id: `more ${id}`, group } as const]
        : []),
    ];
  };
  return [...loaded]
    .flatMap(([window, items]) =>
      items.flatMap((_, offset): readonly Unfolded[] => {
        const item = top(window * windowSize + offset);
        const lines = under(item);
        return lines.length === 0 ? [] : [{ index: item.index, lines }];
      }),
    )
    .sort((a, b) => a.index - b.index);
}
