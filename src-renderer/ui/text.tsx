import { type CSSProperties, Fragment, type ReactNode } from "react";
import { hiddenSignsIn } from "../../src-main/core/base/hidden-signs.ts";
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

/** A name that may be broken behind its dots, slashes, dashes and underscores, before it is broken anywhere else. */
export function Breakable({ name }: { readonly name: string }) {
  return name.split(/(?<=[._/-])(?=[^._/-])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name have no identity but their place.
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/**
 * A command, broken at its spaces: behind the dashes of an option only where that alone is too long for a line. What could make it
 * look like another command is shown by its code.
 */
export function CommandText({ command }: { readonly command: string }) {
  return command.split(/(\s+)/).map((part, index) => {
    const pieces = hiddenSignsIn(part);
    if (!part.includes("-") && !pieces.some(({ hidden }) => hidden)) return part;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command have no identity but their place.
      <span key={index} className={classes.word}>
        {pieces.map(({ text, hidden }, at) =>
          hidden ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a word have no identity but their place.
            <span key={at} className={classes.hiddenSign}>
              {text}
            </span>
          ) : (
            text
          ),
        )}
      </span>
    );
  });
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
