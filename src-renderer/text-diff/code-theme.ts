import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Colours are variables of text-diff.module.css, so one theme serves light and dark. */
const theme = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--signet-text)", fontSize: "12px" },
  "&.cm-focused": { outline: "2px solid var(--signet-accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--signet-font-mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "4px 0", caretColor: "transparent" },
  ".cm-line": { padding: "0 10px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--signet-text-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px", padding: "0 6px 0 10px" },
  ".cm-changeGutter": { width: "2px", paddingLeft: "0" },
  "&.cm-merge-a .cm-changedLine": { backgroundColor: "var(--signet-removed-soft)" },
  "&.cm-merge-b .cm-changedLine": { backgroundColor: "var(--signet-added-soft)" },
  "&.cm-merge-a .cm-changedText": { background: "var(--signet-removed-mark)", borderRadius: "2px" },
  "&.cm-merge-b .cm-changedText": { background: "var(--signet-added-mark)", borderRadius: "2px" },
  "&.cm-merge-a .cm-changedLineGutter": { background: "var(--signet-status-failed)" },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--signet-status-succeeded)" },
  ".cm-collapsedLines": {
    padding: "2px 10px",
    background: "var(--signet-hover)",
    color: "var(--signet-text-muted)",
    fontFamily: "var(--mantine-font-family)",
    "&:before": { content: '"⋯"' },
    "&:after": { content: '""' },
    "&:hover": { color: "var(--signet-accent)" },
  },
});

const colors = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.moduleKeyword],
    color: "var(--code-keyword)",
  },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    color: "var(--code-name)",
  },
  { tag: [tags.definition(tags.propertyName), tags.attributeName], color: "var(--code-name)" },
]);

/** Read-only code of one side of a comparison, reachable and scrollable by keyboard. `label` names it for screen readers; `wrap` breaks its lines. */
export function codeExtensions(path: string, label: string, wrap: boolean): Extension[] {
  return [
    lineNumbers(),
    theme,
    syntaxHighlighting(colors),
    languageOf(path),
    wrap ? EditorView.lineWrapping : [],
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
}

function languageOf(path: string): Extension {
  if (/\.pyi?$/.test(path)) return python();
  // JSON is YAML.
  if (/\.(ya?ml|json)$/.test(path)) return yaml();
  return [];
}
