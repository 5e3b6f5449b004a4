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
import { durationText, metricText } from "../../ui/format.ts";
import { hueOf } from "../../ui/hue.ts";
import { wordOf } from "../../ui/status.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StepName } from "../../ui/step-name.tsx";
import { Dot, TagChip } from "../../ui/text.tsx";
import { Duration, RelativeTime } from "../../ui/time.tsx";
import type { CellContent } from "./grid-row.tsx";
import classes from "./run-table.module.css";

// A line is drawn anew when it is selected or a column comes: its cells only when what they show is another.

const foldIcon = <IconChevronRight size={14} stroke={2} />;
const pinIcon = <IconPin size={13} stroke={1.8} />;
const pinnedIcon = <IconPinFilled size={13} />;

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
        // Made anew for each run: the same one would turn to how the next is folded.
        <button
          key={row.id}
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
          {foldIcon}
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
        {pinned ? pinnedIcon : pinIcon}
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

/** What still runs is counted on; an end is words. */
export const durationContent = ({ started, ended, status }: RunRow): CellContent =>
  started !== null && isActive(status)
    ? { element: <Duration from={started} to={null} /> }
    : words(started === null ? "—" : durationText((ended ?? started) - started));

export const TagsCell = memo(({ row }: { readonly row: RunRow }) => (
  <span className={classes.tags}>
    {row.tags.map((tag) => (
      <TagChip key={tag}>{tag}</TagChip>
    ))}
  </span>
));

export const paramContent = (row: RunRow, name: string): CellContent =>
  longWords(displayValue(row.params[name]));

export function metricContent(row: RunRow, name: string): CellContent {
  const value = row.metrics[name];
  return { text: metricText(value), title: value === undefined ? undefined : String(value) };
}

export function propertyContent(row: RunRow, name: string): CellContent {
  const value = row.properties?.[name];
  return longWords(typeof value === "number" ? metricText(value) : String(value ?? ""));
}

const words = (text: string): CellContent => ({ text, title: undefined });
/** What may be cut short can be read whole. */
const longWords = (text: string): CellContent => ({ text, title: text.length > 12 ? text : undefined });
