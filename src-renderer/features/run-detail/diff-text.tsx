import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import classes from "./code-tab.module.css";

const lineHeight = 18;
/** Lines above this many are scrolled. */
const linesSeen = 24;
/** Longer lines are cut for showing. */
const longestLine = 2_000;

/** The output of `git diff`, what came and what went in colours; only what is on screen is drawn. */
export function DiffText({ name, text }: { readonly name: string; readonly text: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => text.replace(/\n$/, "").split("\n"), [text]);
  const longest = useMemo(
    () => Math.min(longestLine, Math.max(...lines.map(({ length }) => length))),
    [lines],
  );
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    initialRect: { width: 600, height: linesSeen * lineHeight },
  });
  return (
    <section
      ref={scroller}
      className={classes.diff}
      aria-label={name}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
      tabIndex={0}
      style={{ height: Math.min(lines.length, linesSeen) * lineHeight + 12 }}
    >
      <div style={{ position: "relative", height: virtual.getTotalSize(), minWidth: `${longest + 2}ch` }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index] ?? "";
          return (
            <div
              key={index}
              className={classes.diffLine}
              data-kind={kindOf(line)}
              style={{ transform: `translateY(${start}px)`, height: lineHeight }}
            >
              {line.slice(0, longestLine) || " "}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function kindOf(line: string): "head" | "hunk" | "added" | "removed" | undefined {
  if (/^(?:diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename|Binary)/.test(line))
    return "head";
  if (line.startsWith("@@")) return "hunk";
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : undefined;
}
