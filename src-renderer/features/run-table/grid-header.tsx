// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDotsVertical } from "@tabler/icons-react";
import type { ReactTable } from "@tanstack/react-table";
import { type DragEvent, memo, useRef, useState } from "react";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { type features, leading, type TableColumn } from "./column-defs.tsx";
import { nextSort, type Sort } from "./columns.ts";
import { fitColumn } from "./fit-column.ts";
import classes from "./grid-header.module.css";
import { HeaderMenu, type HeaderMenuPlace } from "./header-menu.tsx";
import { moveColumn } from "./move-column.ts";
import type { DrawnColumns, PlacedColumn } from "./use-table-columns.ts";

type Props = {
  readonly table: ReactTable<typeof features, RunRow>;
  readonly drawn: DrawnColumns;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
};

/** What a dragged heading carries: the id of its column. */
const dragged = "application/x-signet-column";

const isMovable = ({ id }: TableColumn): boolean => !(leading as readonly string[]).includes(id);

/** The headings: click to sort, drag to move, drag the edge to resize, double-click it to fit what is in it; the menu of each does the same by keyboard. */
export const GridHeader = memo(function GridHeader(props: Props) {
  const { drawn } = props;
  const [menu, setMenu] = useState<HeaderMenuPlace | null>(null);
  const menuOf = menu?.column.id ?? null;
  const closeMenu = (closed: HeaderMenuPlace): void => {
    setMenu((open) => (open === closed ? null : open));
    closed.button.focus();
  };
  const heading = (placed: PlacedColumn, stays: boolean) => (
    <Heading
      key={placed.column.id}
      {...props}
      placed={placed}
      stays={stays}
      menuOpen={menuOf === placed.column.id}
      onMenu={setMenu}
    />
  );
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the buttons in it take the focus.
    <div
      className={classes.headerRow}
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns: drawn.template }}
    >
      {drawn.pinned.map((placed) => heading(placed, true))}
      <span aria-hidden="true" />
      {drawn.others.map((placed) => heading(placed, false))}
      {menu !== null && (
        <HeaderMenu
          key={menu.column.id}
          place={menu}
          movable={isMovable(menu.column)}
          drawn={drawn}
          onSort={props.onSort}
          onClose={() => closeMenu(menu)}
        />
      )}
    </div>
  );
});

function Heading(
  props: Props & {
    readonly placed: PlacedColumn;
    readonly stays: boolean;
    readonly menuOpen: boolean;
    readonly onMenu: (place: HeaderMenuPlace) => void;
  },
) {
  const { column, left, index } = props.placed;
  const { id, meta } = column;
  const [over, setOver] = useState(false);
  // The open menu closes itself when its button is pressed, before the click.
  const closes = useRef(false);
  const sorted = meta.sort !== null && props.sort?.field === meta.sort ? props.sort : null;
  const text = String(column.header ?? "");
  const movable = isMovable(column);
  const model = props.table.getColumn(id);
  const header = props.table.getFlatHeaders().find((one) => one.id === id);
  const accepts = (event: DragEvent): boolean => movable && event.dataTransfer.types.includes(dragged);
  return (
    <div
      className={classes.head}
      role="columnheader"
      aria-label={text === "" ? meta.title : text}
      aria-colindex={index + 1}
      aria-sort={sorted === null ? undefined : sorted.descending ? "descending" : "ascending"}
      data-column={id}
      data-align={meta.align}
      data-pinned={props.stays || undefined}
      data-over={over || undefined}
      style={props.stays ? { left } : undefined}
      tabIndex={-1}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragged, id);
        event.dataTransfer.effectAllowed = "move";
      }}
      onDragOver={(event) => {
        if (!accepts(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!accepts(event)) return;
        event.preventDefault();
        setOver(false);
        moveColumn(event.dataTransfer.getData(dragged), id, props.drawn);
      }}
    >
      {meta.sort === null ? (
        <span className={classes.headText}>
          {text === "" ? <VisuallyHidden>{meta.title}</VisuallyHidden> : text}
        </span>
      ) : (
        <button
          type="button"
          className={classes.headButton}
          title={meta.title}
          onClick={() => props.onSort(nextSort(props.sort, meta.sort ?? "", meta.descendingFirst))}
        >
          <span className={classes.headText}>{text}</span>
          {sorted !== null &&
            (sorted.descending ? (
              <IconArrowDown size={12} stroke={2.2} />
            ) : (
              <IconArrowUp size={12} stroke={2.2} />
            ))}
        </button>
      )}
      {id !== "select" && (
        <button
          type="button"
          className={classes.headMenu}
          aria-label={`Column ${meta.title}`}
          aria-haspopup="menu"
          aria-expanded={props.menuOpen}
          onPointerDown={() => {
            closes.current = props.menuOpen;
          }}
          onClick={({ currentTarget }) => {
            if (!closes.current) props.onMenu({ column, button: currentTarget });
            closes.current = false;
          }}
        >
          <IconDotsVertical size={13} stroke={2} />
        </button>
      )}
      {model?.getCanResize() === true && header !== undefined && (
        <span
          className={classes.grip}
          aria-hidden="true"
          data-moving={model.getIsResizing() || undefined}
          onPointerDown={(event) => event.stopPropagation()}
          onMouseDown={(event) => {
            // The edge is pulled; the heading stays: a drag that begins, even one that is refused, swallows the release.
            event.preventDefault();
            header.getResizeHandler()(event);
          }}
          onDoubleClick={({ currentTarget }) => {
            const grid = currentTarget.closest<HTMLElement>('[role="grid"]');
            if (grid !== null) fitColumn(grid, id, column.minSize ?? 0);
          }}
        />
      )}
    </div>
  );
}
