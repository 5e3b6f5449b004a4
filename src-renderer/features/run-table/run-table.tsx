// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
import { Loader } from "@mantine/core";
import { useMergedRef, useResizeObserver } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type MouseEvent,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useShallow } from "zustand/react/shallow";
import type { RunGroup } from "../../../src-main/core/contract/run-lists.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { selectRange } from "../../actions/select-runs.ts";
import { unfold } from "../../actions/unfold.ts";
import { setFilter, showRows } from "../../state/load-runs.ts";
import { go } from "../../state/navigation.ts";
import { usePinnedRuns } from "../../state/pinned-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { toggleSelected } from "../../state/selection.ts";
import type { TableColumn } from "./column-defs.tsx";
import type { Sort } from "./columns.ts";
import { GridHeader } from "./grid-header.tsx";
import { GridRow, lineId } from "./grid-row.tsx";
import { GroupRow, MoreRow } from "./group-row.tsx";
import { inSlots, linesToDraw } from "./line-slots.ts";
import { RowMenu, type RowMenuPlace } from "./row-menu.tsx";
import classes from "./run-table.module.css";
import { tableItems } from "./table-items.ts";
import { useGridKeys } from "./use-grid-keys.ts";
import { useJumps } from "./use-jumps.ts";
import { useTableColumns } from "./use-table-columns.ts";

const rowHeight = 32;
const headerHeight = 36;

/** Where the list was scrolled to when the table was last shown. */
let lastScroll = 0;

const onSort = (sort: Sort): void => setFilter({ sort });

/** The `grid` "Runs": every run that answers the filter, or their groups; only what is on screen is drawn. */
export function RunTable(props: {
  readonly columns: readonly TableColumn[];
  /** The run whose detail is shown beside the table. */
  readonly open: RunId | null;
  /** Nothing is found: it is not shown, and its lines wait for what is found next. */
  readonly kept: boolean;
}) {
  const { open, kept } = props;
  // What takes long to draw, as other columns or all rows anew, React draws in parts between which the window answers.
  const columns = useDeferredValue(props.columns);
  const told = useRuns(
    useShallow(
      ({
        total,
        windows,
        groupTotal,
        groupWindows,
        expanded,
        children,
        answered,
        filter,
        measured,
        failure,
      }) => ({
        isBusy: total === null || (answered !== filter && failure === null),
        total,
        windows,
        groupTotal,
        groupWindows,
        expanded,
        children,
        answered,
        filter,
        measured,
      }),
    ),
  );
  const found = useRef(told);
  if (told.total !== 0) found.current = told;
  const list = useDeferredValue(found.current);
  const { total, windows, groupTotal, groupWindows, expanded, children, answered, filter, measured } = list;
  const by = answered?.group ?? [];
  const pinnedRuns = usePinnedRuns((state) => state.rows);
  const items = useMemo(
    () => tableItems({ total, windows, groupTotal, groupWindows, answered, expanded, children }),
    [total, windows, groupTotal, groupWindows, answered, expanded, children],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const [measuredBox, pane] = useResizeObserver<HTMLDivElement>();
  // Beside the scroll bar; its `width` is that of the whole box.
  const paneWidth = pane.right - pane.left;
  const box = useMergedRef(scroller, measuredBox);
  // Other runs than before are shown from the first on, and drawn so at once: not where the pane was, and then anew.
  const shown = useRef(answered);
  const isOther = shown.current !== answered && shown.current !== null;
  const { table, drawn } = useTableColumns(columns, scroller, paneWidth);
  const virtual = useVirtualizer({
    count: items.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    rangeExtractor: ({ startIndex, endIndex, count }) => {
      const seen = isOther ? { first: 0, last: 0 } : { first: startIndex, last: endIndex };
      const { from, to } = linesToDraw(seen, pane.height / rowHeight, count);
      return Array.from({ length: to - from }, (_, place) => from + place);
    },
    initialOffset: lastScroll,
    scrollPaddingStart: headerHeight + pinnedRuns.length * rowHeight,
  });
  const lines = virtual.getVirtualItems();
  const first = lines[0]?.index ?? 0;
  const last = (lines.at(-1)?.index ?? 0) + 1;

  const skims = useJumps(first, last);

  const firstItem = items.count > 0 ? items.at(first).index : 0;
  const lastItem = items.count > 0 ? items.at(Math.min(last, items.count) - 1).index + 1 : 0;
  useEffect(() => {
    if (!skims && lastItem > 0 && windows.size + groupWindows.size >= 0) showRows(firstItem, lastItem);
  }, [firstItem, lastItem, skims, windows, groupWindows]);
  useEffect(() => {
    const element = scroller.current;
    return () => {
      lastScroll = element?.scrollTop ?? 0;
    };
  }, []);
  useLayoutEffect(() => {
    shown.current = answered;
    if (!isOther) return;
    scroller.current?.scrollTo({ top: 0 });
    // Told to it with the next frame: what is drawn before that is not to be where the pane was.
    virtual.scrollOffset = 0;
  }, [answered, isOther, virtual]);

  const [active, setActive] = useState<string | null>(open);
  const activeLine = active === null ? -1 : items.lineOf(active);

  const between = useCallback(
    (from: RunId, to: RunId): readonly RunId[] | null => {
      const [a, b] = [items.lineOf(from), items.lineOf(to)].sort((x, y) => x - y) as [number, number];
      if (a < 0) return null;
      const ids: RunId[] = [];
      for (let line = a; line <= b; line += 1) {
        const item = items.at(line);
        if (item.kind === "run" && item.row === undefined) return null;
        if ("row" in item && item.row !== undefined) ids.push(item.row.id);
      }
      return ids;
    },
    [items],
  );

  const selecting = useRuns((state) => state.selection.size > 0);
  const showAll = (group: RunGroup): void =>
    setFilter({
      group: [],
      within: [...filter.within, ...by.map((field, index) => ({ field, value: group.key[index] ?? null }))],
      sort: filter.sort?.field === "runs" ? null : filter.sort,
    });
  const [menu, setMenu] = useState<RowMenuPlace | null>(null);
  const onKeyDown = useGridKeys({
    items,
    activeLine,
    open,
    between,
    pageSize: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2),
    moveTo: (line) => {
      const target = Math.max(0, Math.min(items.count - 1, line));
      virtual.scrollToIndex(target);
      const { id } = items.at(target);
      if (id !== null) setActive(id);
    },
    showAll,
    showMenu: (run) => {
      const line = scroller.current?.querySelector(`#${lineId(activeLine)}`)?.getBoundingClientRect();
      // The menu takes any key that it sees as meant for it: it is made when this one is over.
      if (line !== undefined) setTimeout(() => setMenu({ run, x: line.left + 60, y: line.bottom }));
    },
  });

  const onRowClick = useCallback(
    (row: RunRow, event: MouseEvent): void => {
      setActive(row.id);
      if (event.shiftKey) void selectRange(row.id, between);
      else if (event.ctrlKey || event.metaKey) toggleSelected(row.id);
      else go({ view: "run", id: row.id });
    },
    [between],
  );
  const onRowMenu = useCallback((run: RunRow, event: MouseEvent): void => {
    event.preventDefault();
    setActive(run.id);
    setMenu({ run, x: event.clientX, y: event.clientY });
  }, []);
  const onToggleGroup = useCallback((id: string): void => {
    setActive(id);
    void unfold(id);
  }, []);

  return (
    <div
      ref={box}
      className={classes.grid}
      role="grid"
      aria-label="Runs"
      aria-multiselectable="true"
      aria-rowcount={items.count + 1}
      aria-colcount={drawn.ids.length}
      aria-activedescendant={activeLine >= 0 ? lineId(activeLine) : undefined}
      aria-busy={told.isBusy || found.current !== list}
      data-query={answered?.query}
      data-selecting={selecting || undefined}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.target === scroller.current) onKeyDown(event);
      }}
      onScroll={({ currentTarget }) => {
        // At once, not when React comes to it: what stays must not be seen to move.
        currentTarget.toggleAttribute("data-aside", currentTarget.scrollLeft > 0);
      }}
      onFocus={(event) => {
        if (event.target === scroller.current && activeLine < 0)
          setActive(items.count > 0 ? items.at(first).id : null);
      }}
    >
      <div className={classes.header} role="rowgroup" style={{ minWidth: drawn.width }}>
        <GridHeader table={table} drawn={drawn} sort={told.filter.sort} onSort={onSort} />
        {pinnedRuns.map((row) => (
          <GridRow
            key={row.id}
            run={row}
            under={null}
            drawn={drawn}
            line={-1}
            depth={0}
            top={null}
            active={false}
            kept={kept}
            open={row.id === open}
            onClick={onRowClick}
            onMenu={onRowMenu}
          />
        ))}
      </div>
      {total === null ? (
        <div className={classes.waiting}>
          <Loader size="sm" aria-label="Loading runs" />
        </div>
      ) : (
        <div
          className={classes.body}
          role="rowgroup"
          // Where they stand is not where their elements are among the others: so they are read in their order.
          aria-owns={virtual.isScrolling ? undefined : lines.map(({ index }) => lineId(index)).join(" ")}
          style={{ height: virtual.getTotalSize(), minWidth: drawn.width }}
        >
          {inSlots(lines).map(({ line, slot: key }) => {
            const item = items.at(line.index);
            const place = { drawn, line: line.index, top: line.start };
            switch (item.kind) {
              case "group":
                return (
                  <GroupRow
                    key={key}
                    id={item.id ?? ""}
                    group={skims ? undefined : item.group}
                    by={by}
                    measured={measured}
                    active={line.index === activeLine}
                    open={item.id !== null && expanded.has(item.id)}
                    onToggle={onToggleGroup}
                    {...place}
                  />
                );
              case "more":
                return <MoreRow key={key} group={item.group} onShow={() => showAll(item.group)} {...place} />;
              default:
                return (
                  <GridRow
                    key={key}
                    run={skims ? undefined : item.row}
                    under={item.kind === "step" ? item.parent.name : null}
                    depth={item.depth}
                    kept={kept}
                    active={line.index === activeLine}
                    open={item.row !== undefined && item.row.id === open}
                    onClick={onRowClick}
                    onMenu={onRowMenu}
                    {...place}
                  />
                );
            }
          })}
          {virtual.isScrolling && <Shield />}
        </div>
      )}
      {menu !== null && (
        <RowMenu
          place={menu}
          onClose={() => {
            setMenu(null);
            scroller.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/**
 * Lies over the lines while they are scrolled: else the window looks with each frame for what is under the pointer, and draws
 * that line and the one before anew. It goes when they rest, or when the pointer is moved by hand; a click that comes before is
 * for the line below.
 */
function Shield() {
  const handOn = ({ currentTarget, nativeEvent: event }: MouseEvent<HTMLElement>): void => {
    currentTarget.hidden = true;
    event.preventDefault();
    const below = document.elementFromPoint(event.clientX, event.clientY);
    below?.dispatchEvent(new window.MouseEvent(event.type, event));
  };
  return (
    <div
      className={classes.shield}
      role="none"
      onPointerMove={({ currentTarget }) => {
        currentTarget.hidden = true;
      }}
      onClick={handOn}
      onContextMenu={handOn}
    />
  );
}
