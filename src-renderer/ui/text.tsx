import type { CSSProperties, ReactNode } from "react";
import { countText } from "./format.ts";
import classes from "./text.module.css";

/** Values, names, paths and signatures: 12 px monospace, selectable. */
export function Mono({ children, muted }: { readonly children: ReactNode; readonly muted?: boolean }) {
  return (
    <span className={classes.mono} data-muted={muted || undefined}>
      {children}
    </span>
  );
}

/** A small grey number beside a name. */
export function CountBadge({ count }: { readonly count: number }) {
  return <span className={classes.count}>{countText(count)}</span>;
}

/** A tag, as a run carries it. */
export function TagChip({ children }: { readonly children: ReactNode }) {
  return <span className={classes.tag}>{children}</span>;
}

/** The coloured dot that stands for one run or line everywhere it is shown. */
export function Dot({ color }: { readonly color: string }) {
  return <span className={classes.dot} style={{ "--dot": color } as CSSProperties} aria-hidden="true" />;
}

/** A key as it is typed: `Ctrl K`. */
export function KeyHint({ children }: { readonly children: ReactNode }) {
  return (
    <span className={classes.key} aria-hidden="true">
      {children}
    </span>
  );
}
