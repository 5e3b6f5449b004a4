import { IconChevronRight, IconPin, IconPinFilled } from "@tabler/icons-react";
import { memo } from "react";
import { displayValue } from "../../../src-main/core/base/json.ts";
import { isActive, type RunRow } from "../../../src-main/core/model/run.ts";
import { unfold } from "../../actions/unfold.ts";
import { useLayout } from "../../state/layout.ts";
import { togglePinned } from "../../state/pinned-runs.ts";
import { useRuns } from "../../state/runs.ts";
import { toggleSelected } from "../../state/selection.ts";
import check from "../../ui/check.module.css";
import { metricText } from "../../ui/format.ts";
import { hueOf } from "../../ui/hue.ts";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { Dot, TagChip } from "../../ui/text.tsx";
import { Duration, RelativeTime } from "../../ui/time.tsx";
import classes from "./run-table.module.css";

// A line is drawn anew when it is selected or a column comes: its cells only when what they show is another.

export const SelectCell = memo(function SelectCell({ row }: { readonly row: RunRow }) {
  const selected = useRuns((state) => state.selection.has(row.id));
  return (
    <input
      type="checkbox"
      className={`${check.box} ${classes.check}`}
      tabIndex={-1}
      aria-label={`Select ${row.name}`}
      checked={selected}
      onChange={() => toggleSelected(row.id)}
      onClick={(event) => event.stopPropagation()}
    />
  );
});

export const NameCell = memo(function NameCell({ row }: { readonly row: RunRow }) {
  const pinned = useLayout((state) => state.pinnedRuns.includes(row.id));
  const open = useRuns((state) => state.expanded.has(row.id));
  return (
    <span
      className={classes.name}
      data-step={row.parent !== null || undefined}
      data-free={!pinned || undefined}
    >
      {row.kind === "pipeline" ? (
        <button
          type="button"
          className={classes.fold}
          tabIndex={-1}
          aria-expanded={open}
          aria-label={`Steps of ${row.name}`}
          onClick={(event) => {
            event.stopPropagation();
            void unfold(row.id);
          }}
        >
          <IconChevronRight size={14} stroke={2} />
        </button>
      ) : (
        <span className={classes.fold} />
      )}
      <Dot color={hueOf(row)} />
      <span className={classes.nameText} title={row.name}>
        {row.parent === null ? row.name : <StepName name={row.name} />}
      </span>
      {row.number !== null && <span className={classes.number}>#{row.number}</span>}
      {row.parent !== null && row.pipeline !== null && (
        <span className={classes.of} title={`Step of ${row.pipeline}`}>
          {row.pipeline}
        </span>
      )}
      <button
        type="button"
        className={classes.pin}
        tabIndex={-1}
        aria-label={pinned ? `Unpin ${row.name}` : `Pin ${row.name}`}
        aria-pressed={pinned}
        title={pinned ? "Unpin (P)" : "Pin to the top (P)"}
        onClick={(event) => {
          event.stopPropagation();
          togglePinned(row.id);
        }}
      >
        {pinned ? <IconPinFilled size={13} /> : <IconPin size={13} stroke={1.8} />}
      </button>
    </span>
  );
});

export const StatusCell = memo(function StatusCell({ row }: { readonly row: RunRow }) {
  const counting = row.progress !== null && isActive(row.status);
  return (
    <span className={classes.status}>
      <StatusBadge word={wordOf(row)} />
      {counting && (
        <span className={classes.progress} title="Steps ended, of all steps">
          {row.progress?.ended}/{row.progress?.total}
        </span>
      )}
    </span>
  );
});

export const EndedCell = memo(({ row }: { readonly row: RunRow }) => <RelativeTime time={row.ended} />);

export const CreatedCell = memo(({ row }: { readonly row: RunRow }) => <RelativeTime time={row.created} />);

export const StartedCell = memo(({ row }: { readonly row: RunRow }) => <RelativeTime time={row.started} />);

export const DurationCell = memo(({ row }: { readonly row: RunRow }) => (
  <Duration from={row.started} to={isActive(row.status) ? null : (row.ended ?? row.started)} />
));

export const TagsCell = memo(({ row }: { readonly row: RunRow }) => (
  <span className={classes.tags}>
    {row.tags.map((tag) => (
      <TagChip key={tag}>{tag}</TagChip>
    ))}
  </span>
));

export const ParamCell = memo(function ParamCell({
  row,
  name,
}: {
  readonly row: RunRow;
  readonly name: string;
}) {
  const text = displayValue(row.params[name]);
  return <span title={text.length > 12 ? text : undefined}>{text}</span>;
});

export const MetricCell = memo(({ row, name }: { readonly row: RunRow; readonly name: string }) => (
  <span title={row.metrics[name] === undefined ? undefined : String(row.metrics[name])}>
    {metricText(row.metrics[name])}
  </span>
));

export const PropertyCell = memo(function PropertyCell({
  row,
  name,
}: {
  readonly row: RunRow;
  readonly name: string;
}) {
  const value = row.properties?.[name];
  const text = typeof value === "number" ? metricText(value) : String(value ?? "");
  return <span title={text.length > 12 ? text : undefined}>{text}</span>;
});
