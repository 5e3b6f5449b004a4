// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at the active row.
import { type MouseEvent, memo, type ReactNode, useLayoutEffect, useRef } from "react";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { opensInWindow } from "../../state/open-in-window.ts";
import { useRuns } from "../../state/runs.ts";
import { labelOf, wordOf } from "../../ui/status.ts";
import { runDrop } from "./run-drop.ts";
import classes from "./run-table.module.css";
import type { DrawnColumns, PlacedColumn } from "./use-table-columns.ts";

/** What a cell shows: words, or elements. Words are cut short by the cell itself; `title` has them whole. */
export type CellContent =
  | { readonly text: string; readonly title: string | undefined }
  | { readonly element: ReactNode };

/** The id of a line's element: those of runs may be any text. */
export const lineId = (line: number): string => `run-line-${line}`;

/**
 * The cells of a line: those of pinned columns stay, between them and the others is what is scrolled out. Those that stay do so
 * together, as the window composes each thing that stays by itself.
 */
export function GridCells(props: {
  readonly drawn: DrawnColumns;
  readonly contentOf: (column: PlacedColumn["column"]) => CellContent;
}) {
  const { pinned, others } = props.drawn;
  const cell = ({ column, index }: PlacedColumn, stays: boolean): ReactNode => {
    const content = props.contentOf(column);
    const isText = "text" in content;
    return (
      <span
        key={column.id}
        className={isText ? classes.words : classes.cell}
        role="gridcell"
        aria-colindex={index + 1}
        title={isText ? content.title : undefined}
        data-column={column.id}
        data-align={column.meta.align}
        data-look={column.meta.look}
        data-pinned={stays || undefined}
      >
        {isText ? content.text : content.element}
      </span>
    );
  };
  return (
    <>
      <span className={classes.stays} data-stays role="none" style={{ gridColumn: `span ${pinned.length}` }}>
        {pinned.map((placed) => cell(placed, true))}
      </span>
      <span aria-hidden="true" />
      {others.map((placed) => cell(placed, false))}
    </>
  );
}

/** One line of the grid; a grey bar where the run is still on its way. */
export const GridRow = memo(function GridRow(props: {
  readonly run: RunRow | undefined;
  /** The pipeline run it is a step of, when it is shown under it. */
  readonly under: string | null;
  readonly drawn: DrawnColumns;
  readonly line: number;
  readonly depth: number;
  /** Where it stands in the body, in pixels; null for one among the pinned runs. */
  readonly top: number | null;
  /** Where the keyboard is. */
  readonly active: boolean;
  /** Whether it is no line of the list any more, and only waits for what is found next. */
  readonly kept: boolean;
  /** Whether its detail is shown beside the table. */
  readonly open: boolean;
  readonly onClick: (run: RunRow, event: MouseEvent) => void;
  readonly onMenu: (run: RunRow, event: MouseEvent) => void;
}) {
  const { run, under, line, drawn, top } = props;
  const selected = useRuns((state) => run !== undefined && state.selection.has(run.id));
  const element = useRef<HTMLDivElement>(null);
  const id = run?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is done when the line becomes another run's.
  useLayoutEffect(() => {
    const line = element.current;
    return () => {
      // A key that is pressed now would be for a run that nobody chose.
      const focused = document.activeElement;
      if (focused instanceof HTMLElement && line?.contains(focused)) focused.blur();
    };
  }, [id]);
  const style = {
    gridTemplateColumns: drawn.template,
    ...(top === null ? {} : { top }),
  };
  if (run === undefined) {
    return (
      <div
        id={lineId(line)}
        className={classes.row}
        style={style}
        role="row"
        aria-rowindex={line + 2}
        aria-busy="true"
      >
        <span className={classes.bone} role="gridcell" aria-label="Loading" />
      </div>
    );
  }
  const word = labelOf(wordOf(run));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid, which has the focus.
    <div
      ref={element}
      id={top === null ? undefined : lineId(line)}
      className={classes.row}
      style={style}
      role="row"
      aria-label={under === null ? `${run.name}, ${word}` : `${run.name}, step of ${under}, ${word}`}
      aria-rowindex={line + 2}
      aria-selected={selected}
      aria-current={props.open ? "true" : undefined}
      data-run={props.kept ? undefined : run.id}
      data-status={run.status}
      data-cache={run.cache ?? undefined}
      data-kind={run.kind}
      data-active={props.active || undefined}
      data-child={under !== null || undefined}
      data-depth={props.depth || undefined}
      data-stays={top === null || undefined}
      onClick={(event) => props.onClick(run, event)}
      {...opensInWindow({ view: "run", id: run.id })}
      onContextMenu={(event) => props.onMenu(run, event)}
      {...runDrop(run.id)}
    >
      <GridCells drawn={drawn} contentOf={({ meta }) => meta.contentOf(run)} />
    </div>
  );
});
