import type { Span } from "../../../src-main/core/query/ast.ts";
import { type Token, tokenize } from "../../../src-main/core/query/lexer.ts";

/** What a stretch of a query is drawn as. */
export type Look = "field" | "operator" | "value" | "pattern" | "regex" | "escape" | "number" | "bracket";

export type Stretch = { readonly from: number; readonly to: number; readonly look: Look };

/** The stretches of a query that have a colour, in order and without overlap. Unfinished and wrong text has them too. */
export function queryLooks(text: string): readonly Stretch[] {
  const tokens = tokenize(text);
  return tokens.flatMap((token, index) => stretchesOf(text, token, tokens[index + 1]));
}

function stretchesOf(text: string, token: Token, next: Token | undefined): readonly Stretch[] {
  const [from, to] = token.span;
  const whole = (look: Look): readonly Stretch[] => [{ from, to, look }];
  switch (token.kind) {
    case "term":
      return next?.kind === "colon" ? whole("field") : valueStretches(text, token.span, inWord);
    case "colon":
      return whole("field");
    case "quoted":
    case "range-end":
    case "range-quoted":
      return valueStretches(text, token.span, escapes);
    case "regex":
      return whole("regex");
    case "and":
    case "or":
    case "not":
    case "plus":
    case "minus":
    case "range-to":
      return whole("operator");
    case "open":
    case "close":
    case "range-open":
    case "range-close":
      return whole("bracket");
    case "caret":
    case "tilde":
    case "number":
      return whole("number");
  }
}

const escapes = /\\u[0-9a-fA-F]{4}|\\./gs;
/** Of a word also its wildcards, and the sign of a comparison at its start. */
const inWord = /^[<>]=?|\\u[0-9a-fA-F]{4}|\\.|[*?]/gs;

const lookOf = (found: string): Look =>
  found.startsWith("\\") ? "escape" : /^[<>]/.test(found) ? "operator" : "pattern";

/** A value from its place on, with what is special in it drawn by itself. */
function valueStretches(text: string, [from, to]: Span, special: RegExp): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = from;
  const plain = (end: number): void => {
    if (end > at) stretches.push({ from: at, to: end, look: "value" });
  };
  for (const match of text.slice(from, to).matchAll(special)) {
    const start = from + match.index;
    plain(start);
    at = start + match[0].length;
    stretches.push({ from: start, to: at, look: lookOf(match[0]) });
  }
  plain(to);
  return stretches;
}
