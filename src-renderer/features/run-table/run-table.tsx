// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
import { Loader } from "@mantine/core";
import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useShallow } from "zustand/react/shallow";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { useLayout } from "../../state/layout.ts";
import { setFilter, showRows, toggleExpanded } from "../../state/load-runs.ts";
import { go } from "../../state/navigation.ts";
import { useRuns } from "../../state/runs.ts";
import { clearSelection, selectRange, toggleSelected } from "../../state/selection.ts";
import { columnDefs, features, nameWidth, type RunColumn } from "./column-defs.tsx";
import { chooseFacets, type Facet, fixedColumns, type Room, showsFixed } from "./columns.ts";
import { GridHeader } from "./grid-header.tsx";
import { GridRow } from "./grid-row.tsx";
import classes from "./run-table.module.css";
import { tableItems } from "./table-items.ts";

const rowHeight = 32;
const noRows: readonly RunRow[] = [];

/** Where the list was scrolled to when the table was last shown. */
let lastScroll = 0;

/** The `grid` "Runs": every run that answers the filter, only those on screen drawn. */
export function RunTable(props: {
  readonly facets: readonly Facet[];
  /** Whether a run of the list has a tag. */
  readonly tagged: boolean;
  readonly room: Room;
  /** The run whose detail is shown beside the table. */
  readonly open: RunId | null;
}) {
  const { facets, tagged, room, open } = props;
  const list = useRuns(
    useShallow(({ total, windows, expanded, children, answered, filter }) => ({
      total,
      windows,
      expanded,
      children,
      answered,
      filter,
    })),
  );
  const { total, windows, expanded, children, filter } = list;
  const byHand = useLayout((state) => state.columns);
  const sizes = useLayout((state) => state.columnSizes);
  const items = useMemo(
    () => tableItems({ total, windows, expanded, children }),
    [total, windows, expanded, children],
  );

  const columns = useMemo<RunColumn[]>(() => {
    const fixed = fixedColumns.map(({ id }) => id).filter((id) => showsFixed(id, byHand, { tagged, room }));
    return columnDefs(chooseFacets(facets, byHand, room), new Set(fixed), room);
  }, [facets, tagged, room, byHand]);

  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialOffset: lastScroll,
    scrollPaddingStart: 36,
  });
  const lines = virtual.getVirtualItems();
  const first = lines[0]?.index ?? 0;
  const last = (lines.at(-1)?.index ?? 0) + 1;

  const firstItem = items.count > 0 ? items.at(first).index : 0;
  const lastItem = items.count > 0 ? items.at(Math.min(last, items.count) - 1).index + 1 : 0;
  useEffect(() => {
    if (lastItem > 0 && windows.size >= 0) showRows(firstItem, lastItem);
  }, [firstItem, lastItem, windows]);
  useEffect(() => {
    const element = scroller.current;
    return () => {
      lastScroll = element?.scrollTop ?? 0;
    };
  }, []);
  const answered = list.answered;
  const shown = useRef(answered);
  useEffect(() => {
    if (shown.current !== answered && shown.current !== null) scroller.current?.scrollTo({ top: 0 });
    shown.current = answered;
  }, [answered]);

  // The table model has the columns only: rows come from the windows as they are, or 100,000 would be copied.
  const table = useTable({
    features,
    columns,
    data: noRows,
    columnResizeMode: "onChange",
    state: { columnSizing: sizes },
    onColumnSizingChange: (change) =>
      useLayout.setState(({ columnSizes }) => ({
        columnSizes: typeof change === "function" ? change(columnSizes) : change,
      })),
  });
  const template = table
    .getAllLeafColumns()
    .map((column) => {
      const size = column.getSize();
      const grows = column.id === "name" && sizes.name === undefined;
      return grows ? `minmax(${size}px, ${2 * nameWidth}px)` : `${size}px`;
    })
    .join(" ");
  const width = table.getTotalSize();

  const [active, setActive] = useState<RunId | null>(open);
  const activeLine = active === null ? -1 : items.lineOf(active);

  const between = useCallback(
    (from: RunId, to: RunId): readonly RunId[] => {
      const [a, b] = [items.lineOf(from), items.lineOf(to)].sort((x, y) => x - y) as [number, number];
      const ids: RunId[] = [];
      for (let line = Math.max(0, a); line <= b; line += 1) {
        const { row } = items.at(line);
        if (row !== undefined) ids.push(row.id);
      }
      return ids;
    },
    [items],
  );

  const selecting = useRuns((state) => state.selection.size > 0);

  const moveTo = (line: number): void => {
    const target = Math.max(0, Math.min(items.count - 1, line));
    const { row } = items.at(target);
    virtual.scrollToIndex(target);
    if (row !== undefined) setActive(row.id);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current || items.count === 0) return;
    const row = activeLine < 0 ? undefined : items.at(activeLine).row;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const moves: { readonly [key: string]: number } = {
      ArrowDown: activeLine + 1,
      ArrowUp: activeLine < 0 ? 0 : activeLine - 1,
      PageDown: activeLine + page,
      PageUp: activeLine - page,
      Home: 0,
      End: items.count - 1,
    };
    const target = moves[event.key];
    if (event.key === "Escape") {
      // What was done last is undone first.
      if (selecting) clearSelection();
      else if (open !== null) go({ view: "runs", project: filter.project });
      return;
    }
    if (target !== undefined) {
      if (event.shiftKey && row !== undefined) {
        selectRange(row.id, between);
        const next = items.at(Math.max(0, Math.min(items.count - 1, target))).row;
        if (next !== undefined) selectRange(next.id, between);
      }
      moveTo(target);
    } else if (row === undefined) return;
    else if (event.key === "Enter") go({ view: "run", id: row.id });
    else if (event.key === " ") toggleSelected(row.id);
    else if (event.key === "ArrowRight" && row.kind === "pipeline") toggleExpanded(row.id, true);
    else if (event.key === "ArrowLeft") {
      if (row.parent !== null) moveTo(items.lineOf(row.parent));
      else toggleExpanded(row.id, false);
    } else return;
    event.preventDefault();
  };

  const onRowClick = useCallback(
    (row: RunRow, event: MouseEvent): void => {
      setActive(row.id);
      if (event.shiftKey) selectRange(row.id, between);
      else if (event.ctrlKey || event.metaKey) toggleSelected(row.id);
      else go({ view: "run", id: row.id });
    },
    [between],
  );

  return (
    <div
      ref={scroller}
      className={classes.grid}
      role="grid"
      aria-label="Runs"
      aria-multiselectable="true"
      aria-rowcount={items.count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active !== null && activeLine >= 0 ? `run-${active}` : undefined}
      aria-busy={total === null}
      data-selecting={selecting || undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === scroller.current && activeLine < 0)
          setActive(items.count > 0 ? (items.at(first).row?.id ?? null) : null);
      }}
    >
      <GridHeader
        table={table}
        template={template}
        width={width}
        sort={filter.sort}
        onSort={(sort) => setFilter({ sort })}
      />
      {total === null ? (
        <div className={classes.waiting}>
          <Loader size="sm" aria-label="Loading runs" />
        </div>
      ) : (
        <div
          className={classes.body}
          role="rowgroup"
          style={{ height: virtual.getTotalSize(), minWidth: width }}
        >
          {lines.map((line) => {
            const item = items.at(line.index);
            return (
              <GridRow
                key={item.row?.id ?? `line-${line.index}`}
                run={item.row}
                under={item.kind === "step" ? item.parent.name : null}
                columns={columns}
                line={line.index}
                top={line.start}
                template={template}
                active={line.index === activeLine}
                open={item.row !== undefined && item.row.id === open}
                onClick={onRowClick}
              />
            );
          })}
        </div>
      )}
    </div>
  );
}
