import {
  autocompletion,
  type CompletionSource,
  completionStatus,
  currentCompletions,
} from "@codemirror/autocomplete";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { type EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap, placeholder, tooltips } from "@codemirror/view";
import { type RefObject, useEffect, useRef } from "react";
import type { Diagnostic } from "../../../src-main/core/model/diagnostic.ts";
import { completionLook } from "./completion-look.ts";
import { highlighting, oneLine, problems, setProblems } from "./query-extensions.ts";
import { queryKeys } from "./query-keys.ts";
import classes from "./search-bar.module.css";

/** What other parts of the bar do with the editor. */
export type QueryEditorHandle = {
  readonly focus: () => void;
  /** Replaces the text as if it had been typed: Ctrl Z brings the old one back. */
  readonly setText: (text: string) => void;
};

type Props = {
  readonly initial: string;
  /** Problems of the text as it is now. */
  readonly diagnostics: readonly Diagnostic[];
  /** Id of the element that says what is wrong, while there is one. */
  readonly describedBy: string | null;
  readonly complete: CompletionSource;
  /** Queries used before, oldest first. */
  readonly past: () => readonly string[];
  readonly onText: (text: string) => void;
  /** The query is meant as it stands: Enter, or the focus has gone elsewhere. */
  readonly onUse: (text: string) => void;
  readonly onLeave: () => void;
  readonly onFocus: (focused: boolean) => void;
  /** Whether proposals are shown under the text. */
  readonly onProposing: (proposing: boolean) => void;
  readonly handle: RefObject<QueryEditorHandle | null>;
};

const theme = EditorView.theme({
  "&": { height: "100%", backgroundColor: "transparent", color: "var(--signet-text)", fontSize: "12px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    overflowX: "auto",
    scrollbarWidth: "none",
    fontFamily: "var(--signet-font-mono)",
    lineHeight: "30px",
  },
  ".cm-content": { padding: "0", caretColor: "var(--signet-text)" },
  ".cm-line": { padding: "0 2px" },
  ".cm-placeholder": { color: "var(--signet-text-faint)", fontFamily: "var(--mantine-font-family)" },
});

/** One line of query in colours, marks under what is wrong, completion and history: a CodeMirror with the role `searchbox`. */
export function QueryEditor(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (box.current === null) return;
    const editor = new EditorView({
      parent: box.current,
      doc: latest.current.initial,
      extensions: [
        attributes,
        theme,
        oneLine,
        highlighting,
        problems,
        history(),
        autocompletion({
          override: [(context) => latest.current.complete(context)],
          icons: false,
          // Enter and Tab take a proposal only once it was chosen: what was typed is never replaced unasked.
          selectOnOpen: false,
          activateOnTypingDelay: 60,
          interactionDelay: 0,
          maxRenderedOptions: 60,
          defaultKeymap: false,
          activateOnCompletion: ({ type }) => type === "goes-on",
        }),
        completionLook,
        tooltips({ parent: document.body, position: "fixed" }),
        placeholder("Search runs: words, status:failed, metrics.accuracy:>0.9"),
        Prec.highest(
          keymap.of(
            queryKeys({
              past: () => latest.current.past(),
              use: (text) => latest.current.onUse(text),
              leave: () => latest.current.onLeave(),
            }),
          ),
        ),
        keymap.of([...historyKeymap, ...standardKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onText(update.state.doc.toString());
          const proposing = proposes(update.state);
          if (proposing !== proposes(update.startState)) latest.current.onProposing(proposing);
          if (update.focusChanged) {
            latest.current.onFocus(update.view.hasFocus);
            if (!update.view.hasFocus) latest.current.onUse(update.state.doc.toString());
          }
        }),
      ],
    });
    view.current = editor;
    latest.current.handle.current = {
      focus: () => {
        editor.focus();
        editor.dispatch({ selection: { anchor: 0, head: editor.state.doc.length }, scrollIntoView: true });
      },
      setText: (text) => {
        if (text === editor.state.doc.toString()) return;
        editor.dispatch({
          changes: { from: 0, to: editor.state.doc.length, insert: text },
          selection: { anchor: text.length },
          scrollIntoView: true,
        });
      },
    };
    return () => {
      latest.current.handle.current = null;
      view.current = null;
      editor.destroy();
    };
  }, []);

  const { diagnostics, describedBy } = props;
  useEffect(() => {
    view.current?.dispatch({ effects: setProblems.of({ diagnostics, describedBy }) });
  }, [diagnostics, describedBy]);

  return <div ref={box} className={classes.editor} />;
}

const proposes = (state: EditorState): boolean =>
  completionStatus(state) === "active" && currentCompletions(state).length > 0;

const attributes: Extension = EditorView.contentAttributes.of({
  role: "searchbox",
  "aria-label": "Search runs",
  "aria-multiline": "false",
  spellcheck: "false",
  autocapitalize: "off",
  autocorrect: "off",
});
