import { MergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { codeExtensions } from "./code-theme.ts";
import { foundText } from "./found-text.ts";
import classes from "./text-diff.module.css";

/** Finding the characters that changed may take this long (ms); then whole lines are marked. */
const diffTimeout = 200;

/** Code keeps its lines and is scrolled; data written as one line (JSON without spaces) is wrapped to be seen at all. */
const hasEndlessLine = (text: string): boolean => text.split("\n", 2_000).some((line) => line.length > 240);

/**
 * Two texts side by side: differing lines and words marked, long stretches without differences folded (`fold`) until
 * they are clicked. With `line` (of the new text, from 1) that line is scrolled into the middle; with `search` that text
 * is marked on both sides, and nothing is folded that may hold it.
 */
export function SideBySide(props: {
  /** Tells the language, and names the text for screen readers. */
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly labels: readonly [from: string, to: string];
  readonly fold: boolean;
  readonly line?: number | null;
  readonly search?: string;
}) {
  const { path, from, to, fold, line = null, search = "" } = props;
  const [fromLabel, toLabel] = props.labels;
  const parent = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (parent.current === null) return;
    const wrap = hasEndlessLine(from) || hasEndlessLine(to);
    const view = new MergeView({
      a: {
        doc: from,
        extensions: [codeExtensions(path, `${path} in ${fromLabel}`, wrap), foundText(search)],
      },
      b: { doc: to, extensions: [codeExtensions(path, `${path} in ${toLabel}`, wrap), foundText(search)] },
      parent: parent.current,
      gutter: true,
      diffConfig: { scanLimit: 1_000, timeout: diffTimeout },
      ...(fold && search.trim() === "" ? { collapseUnchanged: { margin: 3, minSize: 4 } } : {}),
    });
    const { doc } = view.b.state;
    const found = search.trim() === "" ? -1 : to.toLowerCase().indexOf(search.trim().toLowerCase());
    const start = line === null ? found : doc.line(Math.min(Math.max(1, line), doc.lines)).from;
    if (start >= 0) view.b.dispatch({ effects: EditorView.scrollIntoView(start, { y: "center" }) });
    return () => view.destroy();
  }, [path, from, to, fromLabel, toLabel, fold, line, search]);

  return <div ref={parent} className={classes.sideBySide} />;
}
