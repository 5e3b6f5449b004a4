// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at the active row.
import { type MouseEvent, memo } from "react";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { useRuns } from "../../state/runs.ts";
import { labelOf, wordOf } from "../../ui/status.ts";
import type { RunColumn } from "./column-defs.tsx";
import classes from "./run-table.module.css";

/** One line of the grid; a grey bar where the run is still on its way. */
export const GridRow = memo(function GridRow(props: {
  readonly run: RunRow | undefined;
  /** The pipeline run it is a step of, when it is shown under it. */
  readonly under: string | null;
  readonly columns: readonly RunColumn[];
  readonly line: number;
  readonly top: number;
  readonly template: string;
  /** Where the keyboard is. */
  readonly active: boolean;
  /** Whether its detail is shown beside the table. */
  readonly open: boolean;
  readonly onClick: (run: RunRow, event: MouseEvent) => void;
}) {
  const { run, under, line } = props;
  const selected = useRuns((state) => run !== undefined && state.selection.has(run.id));
  const style = { transform: `translateY(${props.top}px)`, gridTemplateColumns: props.template };
  if (run === undefined) {
    return (
      <div className={classes.row} style={style} role="row" aria-rowindex={line + 2} aria-busy="true">
        <span className={classes.bone} role="gridcell" aria-label="Loading" />
      </div>
    );
  }
  const word = labelOf(wordOf(run));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid, which has the focus.
    <div
      id={`run-${run.id}`}
      className={classes.row}
      style={style}
      role="row"
      aria-label={under === null ? `${run.name}, ${word}` : `${run.name}, step of ${under}, ${word}`}
      aria-rowindex={line + 2}
      aria-selected={selected}
      aria-current={props.open ? "true" : undefined}
      data-run={run.id}
      data-status={run.status}
      data-cache={run.cache ?? undefined}
      data-kind={run.kind}
      data-active={props.active || undefined}
      data-child={under !== null || undefined}
      onClick={(event) => props.onClick(run, event)}
    >
      {props.columns.map(({ id, meta }, index) => (
        <span
          key={id}
          className={classes.cell}
          role="gridcell"
          aria-colindex={index + 1}
          data-column={id}
          data-align={meta?.align}
          data-look={meta?.look}
        >
          {meta?.render(run)}
        </span>
      ))}
    </div>
  );
});
