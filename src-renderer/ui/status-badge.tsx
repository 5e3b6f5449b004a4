import {
  IconAlertTriangle,
  IconArrowDownToArc,
  IconBan,
  IconCheck,
  IconClock,
  IconEqual,
  IconEqualNot,
  IconLoader2,
  IconMinus,
  IconPlayerPlayFilled,
  IconPlayerSkipForward,
  IconPlus,
  IconQuestionMark,
  IconRefresh,
  IconX,
} from "@tabler/icons-react";
import { type ComponentType, type CSSProperties, memo, type ReactNode } from "react";
import { unreachable } from "../../src-main/core/base/unreachable.ts";
import { labelOf, type StatusWord, toneOf } from "./status.ts";
import classes from "./status-badge.module.css";

type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>;

function iconOf(word: StatusWord): Icon {
  switch (word) {
    case "succeeded":
      return IconCheck;
    case "starting":
    case "running":
    case "finalizing":
      return IconLoader2;
    case "failed":
      return IconX;
    case "run":
      return IconPlayerPlayFilled;
    case "undecided":
      return IconQuestionMark;
    case "reuse":
    case "reused":
      return IconRefresh;
    case "restore":
    case "restored":
      return IconArrowDownToArc;
    case "queued":
      return IconClock;
    case "cancelled":
      return IconBan;
    case "interrupted":
      return IconAlertTriangle;
    case "skipped":
      return IconPlayerSkipForward;
    case "same":
      return IconEqual;
    case "changed":
      return IconEqualNot;
    case "added":
      return IconPlus;
    case "removed":
      return IconMinus;
    default:
      return unreachable(word);
  }
}

const isRestore = (word: StatusWord): boolean => word === "restore" || word === "restored";
const isMoving = (word: StatusWord): boolean => toneOf(word) === "running";

/** A status by icon and word, in its colour; `children` replaces the word ("3 to run"). */
export const StatusBadge = memo(function StatusBadge({
  word,
  children,
}: {
  readonly word: StatusWord;
  readonly children?: ReactNode;
}) {
  const Icon = iconOf(word);
  const tone = toneOf(word);
  return (
    <span
      className={classes.badge}
      data-word={word}
      data-outlined={isRestore(word) || undefined}
      data-dashed={word === "undecided" || undefined}
      style={
        {
          "--ink": `var(--signet-status-${tone})`,
          "--word": `var(--signet-status-${tone}-text)`,
          "--soft": `var(--signet-status-${tone}-soft)`,
        } as CSSProperties
      }
    >
      <span className={classes.icon} data-moving={isMoving(word) || undefined} aria-hidden="true">
        <Icon size={12} stroke={2.6} />
      </span>
      {children ?? labelOf(word)}
    </span>
  );
});
