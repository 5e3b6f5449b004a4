import { MergeView } from "@codemirror/merge";
import { useEffect, useRef } from "react";
import { codeExtensions } from "./code-theme.ts";
import classes from "./compare.module.css";

/** Finding the characters that changed may take this long (ms); then whole lines are marked. */
const diffTimeout = 200;

/** Code keeps its lines and is scrolled; data written as one line (JSON without spaces) is wrapped to be seen at all. */
const hasEndlessLine = (text: string): boolean => text.split("\n", 2_000).some((line) => line.length > 240);

/**
 * Two texts side by side: differing lines and words marked, long stretches without differences folded (`fold`) until
 * they are clicked.
 */
export function SideBySide(props: {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly labels: readonly [from: string, to: string];
  readonly fold: boolean;
}) {
  const { path, from, to, fold } = props;
  const [fromLabel, toLabel] = props.labels;
  const parent = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (parent.current === null) return;
    const wrap = hasEndlessLine(from) || hasEndlessLine(to);
    const view = new MergeView({
      a: { doc: from, extensions: codeExtensions(path, `${path} in ${fromLabel}`, wrap) },
      b: { doc: to, extensions: codeExtensions(path, `${path} in ${toLabel}`, wrap) },
      parent: parent.current,
      gutter: true,
      diffConfig: { scanLimit: 1_000, timeout: diffTimeout },
      ...(fold ? { collapseUnchanged: { margin: 3, minSize: 4 } } : {}),
    });
    return () => view.destroy();
  }, [path, from, to, fromLabel, toLabel, fold]);

  return <div ref={parent} className={classes.sideBySide} />;
}
