import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** The list of proposals, like the other menus of the window. */
export const completionLook: Extension = EditorView.theme({
  ".cm-tooltip.cm-tooltip-autocomplete": {
    zIndex: "300",
    marginTop: "14px",
    padding: "4px",
    border: "1px solid var(--signet-line-strong)",
    borderRadius: "8px",
    backgroundColor: "var(--signet-panel)",
    boxShadow: "0 6px 18px rgb(0 0 0 / 14%)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxWidth: "min(560px, 80vw)",
    minWidth: "260px",
    maxHeight: "300px",
    fontFamily: "var(--signet-font-mono)",
    fontSize: "12px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "baseline",
    gap: "16px",
    padding: "4px 8px",
    borderRadius: "5px",
    color: "var(--signet-text)",
    lineHeight: "18px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--signet-selected)",
    color: "var(--signet-text)",
  },
  ".cm-completionLabel": {
    flex: "1",
    minWidth: "0",
    overflow: "hidden",
    textOverflow: "ellipsis",
  },
  ".cm-completionMatchedText": {
    color: "var(--signet-accent)",
    fontWeight: "600",
    textDecoration: "none",
  },
  ".cm-completionDetail": {
    flex: "none",
    marginLeft: "0",
    color: "var(--signet-text-faint)",
    fontFamily: "var(--mantine-font-family)",
    fontStyle: "normal",
  },
  ".cm-completionListIncompleteTop:before, .cm-completionListIncompleteBottom:after": {
    color: "var(--signet-text-faint)",
  },
});
