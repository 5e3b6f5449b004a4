// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be made of table elements.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at the active row.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the grid, which has the focus.
import { IconChevronRight } from "@tabler/icons-react";
import { memo, type ReactNode } from "react";
import type { GroupValue, RunGroup } from "../../../src-main/core/contract/run-lists.ts";
import { runStatuses } from "../../../src-main/core/model/run.ts";
import { countText, durationText, metricText, plural } from "../../ui/format.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { RelativeTime } from "../../ui/time.tsx";
import { GridCells, lineId } from "./grid-row.tsx";
import { groupLabel, groupValueText } from "./group-label.ts";
import classes from "./run-table.module.css";
import type { DrawnColumns, PlacedColumn } from "./use-table-columns.ts";

/** The line of a group: its values, how many runs it has, and mean and deviation of their numbers. */
export const GroupRow = memo(function GroupRow(props: {
  readonly id: string;
  readonly group: RunGroup | undefined;
  readonly by: readonly string[];
  /** What the group's numbers are of. */
  readonly measured: readonly string[];
  readonly drawn: DrawnColumns;
  readonly line: number;
  readonly top: number;
  readonly active: boolean;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
}) {
  const { group, by, measured, drawn, line } = props;
  const style = { gridTemplateColumns: drawn.template, top: props.top };
  if (group === undefined) {
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
  const label = groupLabel(by, group.key);
  return (
    <div
      id={lineId(line)}
      className={classes.row}
      style={style}
      role="row"
      aria-label={`${label}, ${plural(group.runs, "run")}`}
      aria-rowindex={line + 2}
      aria-expanded={props.open}
      data-group={label}
      data-active={props.active || undefined}
      onClick={() => props.onToggle(props.id)}
    >
      <GridCells
        drawn={drawn}
        contentOf={(column) => ({ element: cellOf(column, group, { by, measured, open: props.open }) })}
      />
    </div>
  );
});

function cellOf(
  { id }: PlacedColumn["column"],
  group: RunGroup,
  {
    by,
    measured,
    open,
  }: { readonly by: readonly string[]; readonly measured: readonly string[]; readonly open: boolean },
): ReactNode {
  if (id === "select") return null;
  if (id === "name")
    return (
      <span className={classes.name}>
        <span className={classes.fold} data-open={open || undefined}>
          <IconChevronRight size={14} stroke={2} />
        </span>
        <span className={classes.groupText} title={groupLabel(by, group.key)}>
          {by.map((field, index) => (
            <GroupPart key={field} field={field} value={group.key[index] ?? null} />
          ))}
        </span>
        <span className={classes.number}>{countText(group.runs)}</span>
      </span>
    );
  if (id === "started") return <RelativeTime time={group.newest} />;
  const key = by.indexOf(id);
  if (key >= 0) {
    const value = group.key[key] ?? null;
    const status = id === "status" ? runStatuses.find((one) => one === value) : undefined;
    return status === undefined ? <span>{groupValueText(id, value)}</span> : <StatusBadge word={status} />;
  }
  const measure = group.measures[measured.indexOf(id)];
  if (measure === undefined || measure.mean === null) return null;
  const text = (value: number): string =>
    id === "duration" ? durationText(value * 1000) : metricText(value);
  const { count, mean, deviation } = measure;
  const spread = deviation === null ? "" : `, standard deviation ${deviation}`;
  return (
    <span title={`Mean ${mean}${spread}, of ${plural(count, "run")}`}>
      {text(mean)}
      {deviation !== null && (
        <span className={classes.deviation}> ±{text(Number(deviation.toPrecision(2)))}</span>
      )}
    </span>
  );
}

const GroupPart = ({ field, value }: { readonly field: string; readonly value: GroupValue }) => (
  <span className={classes.groupPart}>
    <span className={classes.groupField}>{field.split(".").at(-1)}</span>{" "}
    <span className={classes.groupValue}>{groupValueText(field, value)}</span>
  </span>
);

/** Behind the runs that an unfolded group shows: the others, as a list of their own. */
export function MoreRow(props: {
  readonly group: RunGroup;
  readonly drawn: DrawnColumns;
  readonly line: number;
  readonly top: number;
  readonly onShow: () => void;
}) {
  const style = { gridTemplateColumns: props.drawn.template, top: props.top };
  return (
    <div
      id={lineId(props.line)}
      className={classes.row}
      style={style}
      role="row"
      aria-rowindex={props.line + 2}
      data-child
      data-more
    >
      <span className={classes.more} role="gridcell">
        <button type="button" className={classes.link} onClick={props.onShow}>
          Show all {countText(props.group.runs)} runs
        </button>
      </span>
    </div>
  );
}
