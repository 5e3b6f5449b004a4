import { EditorState, type Extension, type Range, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { type Diagnostic, hasErrors } from "../../../src-main/core/model/diagnostic.ts";
import { queryLooks } from "./query-looks.ts";
import { markedPieces } from "./search-marks.ts";

/** Line ends become spaces, whichever way they come in. */
export const oneLine: Extension = [
  EditorView.clipboardInputFilter.of((text) => text.trim().replace(/\s*[\r\n]+\s*/g, " ")),
  EditorState.transactionFilter.of((transaction) => {
    if (transaction.newDoc.lines === 1) return transaction;
    const insert = transaction.newDoc.toString().replace(/\n/g, " ");
    return {
      changes: { from: 0, to: transaction.startState.doc.length, insert },
      selection: { anchor: insert.length },
    };
  }),
];

/** The colours of the syntax, by our own lexer; drawn anew with each change, as a query is short. */
export const highlighting: Extension = StateField.define<DecorationSet>({
  create: (state) => looksOf(state),
  update: (marks, transaction) => (transaction.docChanged ? looksOf(transaction.state) : marks),
  provide: (field) => EditorView.decorations.from(field),
});

const looksOf = (state: EditorState): DecorationSet =>
  Decoration.set(
    queryLooks(state.doc.toString()).map(({ from, to, look }) =>
      Decoration.mark({ attributes: { "data-look": look } }).range(from, to),
    ),
  );

export type Problems = {
  readonly diagnostics: readonly Diagnostic[];
  /** Id of the element that tells them. */
  readonly describedBy: string | null;
};

/** Says what is wrong with the text as it is. A change of the text takes it back. */
export const setProblems = StateEffect.define<Problems>();

type Shown = Problems & { readonly marks: DecorationSet };

const none: Shown = { diagnostics: [], describedBy: null, marks: Decoration.none };

const field = StateField.define<Shown>({
  create: () => none,
  update(shown, transaction) {
    let next = transaction.docChanged ? none : shown;
    for (const effect of transaction.effects) {
      if (effect.is(setProblems))
        next = { ...effect.value, marks: marksOf(transaction.state, effect.value.diagnostics) };
    }
    return next;
  },
  provide: (self) => [
    EditorView.decorations.from(self, ({ marks }) => marks),
    EditorView.contentAttributes.from(self, ({ diagnostics, describedBy }) => ({
      "aria-invalid": String(hasErrors(diagnostics)),
      ...(describedBy === null ? {} : { "aria-describedby": describedBy }),
    })),
  ],
});

/** Marks under the places of problems, and their existence told to screen readers. */
export const problems: Extension = field;

function marksOf(state: EditorState, diagnostics: readonly Diagnostic[]): DecorationSet {
  const text = state.doc.toString();
  const marks: Range<Decoration>[] = [];
  let at = 0;
  for (const { text: piece, severity } of markedPieces(text, diagnostics)) {
    const end = Math.min(at + piece.length, text.length);
    if (severity !== null) {
      const attributes = { "data-severity": severity };
      marks.push(
        end > at
          ? Decoration.mark({ attributes }).range(at, end)
          : Decoration.widget({ widget: new MissingPlace(severity), side: 1 }).range(at),
      );
    }
    at = end;
  }
  return Decoration.set(marks);
}

/** Where something is missing behind the end of the text. */
class MissingPlace extends WidgetType {
  private readonly severity: Diagnostic["severity"];
  constructor(severity: Diagnostic["severity"]) {
    super();
    this.severity = severity;
  }
  override eq(other: MissingPlace): boolean {
    return other.severity === this.severity;
  }
  toDOM(): HTMLElement {
    const place = document.createElement("span");
    place.dataset.severity = this.severity;
    place.textContent = "\u00a0";
    return place;
  }
}
