import {
  IconArrowsMaximize,
  IconArrowsShuffle,
  IconClockExclamation,
  IconEyeOff,
  IconEyeQuestion,
  IconFileAlert,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { StepNote } from "../../src-main/core/model/plan.ts";
import classes from "./step-notes.module.css";

const icons: { readonly [kind in StepNote["kind"]]: ComponentType<{ size?: number; stroke?: number }> } = {
  opaque: IconEyeOff,
  widened: IconArrowsMaximize,
  unobserved: IconEyeQuestion,
  undeclared: IconFileAlert,
  "stale-input": IconClockExclamation,
  "not-deterministic": IconArrowsShuffle,
};

/** Whether a note says that a result may not be what it seems; the others only say how it was found. */
export const isWarning = ({ kind }: StepNote): boolean =>
  kind === "undeclared" || kind === "stale-input" || kind === "not-deterministic";

/** Beside the status of a step that made other bytes of the same; nothing for others. */
export function NotDeterministicBadge({ notes }: { readonly notes: readonly StepNote[] }) {
  const note = notes.find(({ kind }) => kind === "not-deterministic");
  if (note === undefined) return null;
  return (
    <span className={classes.badge} data-badge="not-deterministic" title={note.text}>
      <IconArrowsShuffle size={12} stroke={2.2} aria-hidden="true" />
      not deterministic
    </span>
  );
}

/** What one should know of a step beside its reasons: quiet lines with an icon each, warnings first. Nothing without notes. */
export function StepNotes({ notes }: { readonly notes: readonly StepNote[] }) {
  if (notes.length === 0) return null;
  const sorted = [...notes.filter(isWarning), ...notes.filter((note) => !isWarning(note))];
  return (
    <ul className={classes.notes} aria-label="Notes">
      {sorted.map((note) => {
        const Icon = icons[note.kind];
        return (
          <li
            key={`${note.kind} ${note.subject} ${note.text}`}
            className={classes.note}
            data-kind={note.kind}
            data-warning={isWarning(note) || undefined}
          >
            <span className={classes.icon} aria-hidden="true">
              <Icon size={14} stroke={1.8} />
            </span>
            <span className={classes.text}>{note.text}</span>
          </li>
        );
      })}
    </ul>
  );
}
