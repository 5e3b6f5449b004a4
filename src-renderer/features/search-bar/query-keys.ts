import {
  acceptCompletion,
  closeCompletion,
  completionStatus,
  currentCompletions,
  moveCompletionSelection,
  selectedCompletion,
  selectedCompletionIndex,
  startCompletion,
} from "@codemirror/autocomplete";
import type { EditorView, KeyBinding } from "@codemirror/view";
import { historyStep } from "./history-step.ts";

/** The keys of the search bar, before those of any text field. */
export function queryKeys(bar: {
  /** Queries used before, oldest first. */
  readonly past: () => readonly string[];
  readonly use: (text: string) => void;
  readonly leave: () => void;
}): readonly KeyBinding[] {
  /** Where in the past one is, and what was typed before going there. */
  let place: { readonly index: number; readonly typed: string; readonly shown: string } | null = null;

  const recall = (view: EditorView, direction: -1 | 1): boolean => {
    const text = view.state.doc.toString();
    const from = place !== null && place.shown === text ? place : null;
    const step = historyStep(bar.past(), from?.index ?? null, from?.typed ?? text, direction);
    if (step === null) return true;
    place = { index: step.index, typed: from?.typed ?? text, shown: step.text };
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: step.text },
      selection: { anchor: step.text.length },
      scrollIntoView: true,
    });
    closeCompletion(view);
    return true;
  };
  const proposes = (view: EditorView): boolean =>
    completionStatus(view.state) === "active" && currentCompletions(view.state).length > 0;
  const chosen = (view: EditorView): boolean => proposes(view) && selectedCompletion(view.state) !== null;

  return [
    {
      key: "ArrowUp",
      run: (view) => {
        if (!chosen(view)) return recall(view, -1);
        // Above the first proposal is the text itself.
        if (selectedCompletionIndex(view.state) === 0) return closeCompletion(view);
        return moveCompletionSelection(false)(view);
      },
    },
    {
      key: "ArrowDown",
      run: (view) => (proposes(view) ? moveCompletionSelection(true)(view) : recall(view, 1)),
    },
    {
      key: "Enter",
      run: (view) => {
        if (chosen(view)) return acceptCompletion(view);
        closeCompletion(view);
        bar.use(view.state.doc.toString());
        return true;
      },
    },
    {
      key: "Tab",
      run: (view) => {
        // While the proposals for what was typed last are on their way, it does not leave the bar either.
        if (!proposes(view)) return completionStatus(view.state) === "pending";
        if (!chosen(view)) moveCompletionSelection(true)(view);
        return acceptCompletion(view);
      },
    },
    {
      key: "Ctrl-Space",
      run: startCompletion,
    },
    {
      key: "Escape",
      run: (view) => {
        if (closeCompletion(view)) return true;
        bar.leave();
        return true;
      },
    },
  ];
}
