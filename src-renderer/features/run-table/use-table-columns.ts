import { type Updater, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useMemo } from "react";
import type { TableLayout } from "../../../src-main/core/contract/run-lists.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { useLayout } from "../../state/layout.ts";
import { features, leading, nameWidth, type TableColumn } from "./column-defs.tsx";
import { orderedIds } from "./columns.ts";

type ColumnSizes = TableLayout["columnSizes"];

const noRows: readonly RunRow[] = [];

/** A column with its place: pixels from the left of the pane for one that stays, else of the whole table. */
export type PlacedColumn = {
  readonly column: TableColumn;
  readonly left: number;
  readonly width: number;
  /** Among all columns that are shown, from 0. */
  readonly index: number;
};

/** The columns to draw: those that stay at the left, and of the others those that are on screen. */
export type DrawnColumns = {
  readonly pinned: readonly PlacedColumn[];
  readonly others: readonly PlacedColumn[];
  /** As CSS: the pinned ones, a gap for those that are scrolled out, those on screen. */
  readonly template: string;
  /** Of all columns that are shown, in order. */
  readonly ids: readonly string[];
  /** Of all columns together, in pixels. */
  readonly width: number;
};

function resizeColumns(change: Updater<ColumnSizes>): void {
  useLayout.setState(({ columnSizes }) => ({
    columnSizes: typeof change === "function" ? change(columnSizes) : change,
  }));
}

/**
 * Sizes, order and pinned columns by the table model, from the layout that the person made; which of them are on screen by the
 * virtualizer. `paneWidth` is that of the scrolling element: what is left over goes to the name.
 */
export function useTableColumns(
  columns: readonly TableColumn[],
  scroller: RefObject<HTMLDivElement | null>,
  paneWidth: number,
) {
  const sizes = useLayout((state) => state.columnSizes);
  const moved = useLayout((state) => state.columnOrder);
  const pinned = useLayout((state) => state.pinnedColumns);

  const { order, start, nameSize } = useMemo(() => {
    const ids = columns.map(({ id }) => id);
    const taken = columns.reduce(
      (sum, { id, size = 0 }) => sum + (id === "name" ? 0 : (sizes[id] ?? size)),
      0,
    );
    const natural = columns.find(({ id }) => id === "name")?.size ?? nameWidth;
    return {
      order: [...orderedIds(ids, moved)],
      start: [...leading, ...pinned.filter((id) => ids.includes(id))],
      nameSize: sizes.name ?? Math.max(natural, Math.min(2 * nameWidth, paneWidth - taken)),
    };
  }, [columns, moved, pinned, sizes, paneWidth]);

  // The model has the columns only: rows come from the windows as they are, or 100,000 would be copied.
  // The same options give the same table: what is drawn of it is not drawn anew with each line that is scrolled.
  const options = useMemo(
    () => ({
      features,
      columns: columns as TableColumn[],
      data: noRows,
      columnResizeMode: "onChange" as const,
      state: {
        columnSizing: { ...sizes, name: nameSize },
        columnOrder: order,
        columnPinning: { start, end: [] },
      },
      onColumnSizingChange: resizeColumns,
    }),
    [columns, sizes, nameSize, order, start],
  );
  const table = useTable(options);
  const headers = {
    pinned: table.getStartLeafHeaders(),
    others: table.getCenterLeafHeaders(),
  };
  const pinnedWidth = headers.pinned.reduce((sum, header) => sum + header.getSize(), 0);
  const widths = headers.others.map((header) => header.getSize());
  const key = widths.join(" ");

  const virtual = useVirtualizer({
    horizontal: true,
    count: widths.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    paddingStart: pinnedWidth,
    overscan: 3,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are looked at anew when one of them changed.
  useEffect(() => virtual.measure(), [virtual, key, pinnedWidth]);

  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = (shown.at(-1)?.index ?? -1) + 1;
  const pinnedKey = headers.pinned.map(({ id, column }) => `${id} ${column.getSize()}`).join(" ");
  const orderKey = headers.others.map(({ id }) => id).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the headers, which are new each time.
  const drawn = useMemo((): DrawnColumns => {
    const defs = new Map(columns.map((column) => [column.id, column]));
    const place = (
      list: typeof headers.others,
      from: number,
      left: number,
    ): { readonly columns: readonly PlacedColumn[]; readonly end: number } => {
      let at = left;
      const placed = list.flatMap((header, offset): readonly PlacedColumn[] => {
        const column = defs.get(header.id);
        const width = header.getSize();
        const entry = { left: at, width, index: from + offset };
        at += width;
        return column === undefined ? [] : [{ column, ...entry }];
      });
      return { columns: placed, end: at };
    };
    const fixed = place(headers.pinned, 0, 0);
    const rest = place(headers.others, headers.pinned.length, fixed.end);
    const others = rest.columns.slice(first, last);
    const gap = (others[0]?.left ?? fixed.end) - fixed.end;
    return {
      pinned: fixed.columns,
      others,
      template: [...fixed.columns.map(({ width }) => width), gap, ...others.map(({ width }) => width)]
        .map((width) => `${width}px`)
        .join(" "),
      ids: [...fixed.columns, ...rest.columns].map(({ column }) => column.id),
      width: rest.end,
    };
  }, [columns, pinnedKey, orderKey, key, first, last]);

  return { table, drawn };
}
