import { type Token, tokenize } from "../../../src-main/core/query/lexer.ts";

/** What somebody is writing where the cursor is, and which stretch of the text it would be written in place of. */
export type CursorPlace = { readonly from: number; readonly to: number; readonly typed: string } & (
  | {
      /** The beginning of a clause: a field, an operator or a word. */
      readonly kind: "clause";
      /** Whether a clause stands before it, so that an operator may follow. */
      readonly follows: boolean;
      /** The field of the group around, if it has one. */
      readonly field: string | null;
    }
  | {
      readonly kind: "value";
      readonly field: string;
      /** Within quotes that are there already. */
      readonly quoted: boolean;
      /** An end of a range, or behind `>`. */
      readonly bound: boolean;
    }
);

/** What is being written at an offset of a query; null where there is nothing to propose, as in a regular expression. */
export function cursorPlace(text: string, cursor: number): CursorPlace | null {
  const tokens = tokenize(text).filter(({ span }) => span[0] < cursor);
  const last = tokens.at(-1);
  const touching = last !== undefined && last.span[1] >= cursor && isWritten(last) ? last : null;
  const before = touching === null ? tokens : tokens.slice(0, -1);
  const stretch = {
    from: touching?.span[0] ?? cursor,
    to: touching === null ? cursor : Math.max(touching.span[1], cursor),
    typed: touching === null ? "" : text.slice(touching.span[0], cursor),
  };
  if (touching === null && last !== undefined && last.span[1] > cursor) return null;
  if (touching?.kind === "regex" || touching?.kind === "number") return null;

  const previous = before.at(-1);
  if (previous?.kind === "caret" || previous?.kind === "tilde") return null;
  const around = groupFields(before);
  const inRange = before.findLastIndex(({ kind }) => kind === "range-open");
  if (inRange >= 0 && before.findLastIndex(({ kind }) => kind === "range-close") < inRange) {
    const field = fieldBefore(before, inRange) ?? around;
    if (field === null || previous?.kind === "range-end") return null;
    return { kind: "value", field, quoted: false, bound: true, ...stretch };
  }
  if (previous?.kind === "colon") {
    const field = fieldBefore(before, before.length);
    if (field === null) return null;
    return valueAt(field, touching, stretch);
  }
  if (touching?.kind === "quoted") return around === null ? null : valueAt(around, touching, stretch);
  const follows =
    previous !== undefined &&
    !["open", "and", "or", "not", "plus", "minus", "colon", "range-open"].includes(previous.kind);
  return { kind: "clause", follows, field: around, ...stretch };
}

const isWritten = ({ kind, closed, span }: Token): boolean =>
  kind === "term" ||
  kind === "number" ||
  kind === "range-end" ||
  kind === "range-to" ||
  ((kind === "quoted" || kind === "regex") && (!closed || span[1] > span[0]));

function valueAt(
  field: string,
  touching: Token | null,
  stretch: { readonly from: number; readonly to: number; readonly typed: string },
): CursorPlace {
  if (touching?.kind === "quoted")
    return { kind: "value", field, quoted: true, bound: false, ...stretch, typed: stretch.typed.slice(1) };
  const sign = /^[<>]=?/.exec(stretch.typed)?.[0] ?? "";
  return {
    kind: "value",
    field,
    quoted: false,
    bound: sign !== "",
    ...stretch,
    from: stretch.from + sign.length,
    typed: stretch.typed.slice(sign.length),
  };
}

/** The field whose colon ends the tokens before `end`. */
function fieldBefore(tokens: readonly Token[], end: number): string | null {
  const [name, colon] = tokens.slice(Math.max(0, end - 2), end);
  return colon?.kind === "colon" && name?.kind === "term" ? name.raw.replace(/\\(.)/gs, "$1") : null;
}

/** The field of the innermost open group that has one. */
function groupFields(tokens: readonly Token[]): string | null {
  const open: (string | null)[] = [];
  tokens.forEach((token, index) => {
    if (token.kind === "open") open.push(fieldBefore(tokens, index));
    else if (token.kind === "close") open.pop();
  });
  return open.findLast((field) => field !== null) ?? null;
}
