import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { codeExtensions } from "./code-theme.ts";
import classes from "./text-diff.module.css";

/** A text of code in its colours, to be read and scrolled. With `line` (from 1) that line is brought to its top. */
export function CodeText(props: {
  /** Tells the language, and names the text for screen readers. */
  readonly path: string;
  readonly text: string;
  readonly line?: number | null;
}) {
  const { path, text, line = null } = props;
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  useEffect(() => {
    if (parent.current === null) return;
    const view = new EditorView({
      state: EditorState.create({ doc: text, extensions: codeExtensions(path, path, false) }),
      parent: parent.current,
    });
    editor.current = view;
    return () => view.destroy();
  }, [path, text]);
  useEffect(() => {
    const view = editor.current;
    if (view === null || line === null) return;
    const { doc } = view.state;
    const at = doc.line(Math.min(Math.max(1, line), doc.lines));
    view.dispatch({ selection: { anchor: at.from } });
    // Its own way to a line would scroll all that is around it as well, the whole window included.
    view.scrollDOM.scrollTop = view.lineBlockAt(at.from).top - 8;
  }, [line]);
  return <div ref={parent} className={classes.codeText} />;
}
