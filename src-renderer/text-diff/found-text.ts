import type { Extension } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

/** Marks a text wherever it stands in what is seen, whatever the case; nothing for an empty one. */
export function foundText(search: string): Extension {
  const wanted = search.trim();
  if (wanted === "") return [];
  const matcher = new MatchDecorator({
    regexp: new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gi"),
    decoration: Decoration.mark({ class: "cm-foundText" }),
  });
  return ViewPlugin.define(
    (view: EditorView): { decorations: DecorationSet; update: (update: ViewUpdate) => void } => ({
      decorations: matcher.createDeco(view),
      update(update) {
        this.decorations = matcher.updateDeco(update, this.decorations);
      },
    }),
    { decorations: ({ decorations }) => decorations },
  );
}
