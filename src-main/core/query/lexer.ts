import type { Span } from "./ast.ts";

/**
 * A piece of a query. Every text can be cut into tokens, unfinished or wrong ones too, so that highlighting works
 * while somebody types; what is wrong is for the parser to say.
 */
export type Token = {
  readonly kind: TokenKind;
  readonly span: Span;
  /** What is between the marks of a quoted text or regular expression, else the token as written. Escapes kept. */
  readonly raw: string;
  /** False for a quoted text or regular expression whose closing mark is missing. */
  readonly closed: boolean;
};

type TokenKind =
  /** A word with or without wildcards, a field name, `AND`, a comparison, and also a lone `+`, `-`, `!` before white space. */
  | "term"
  | "quoted"
  | "regex"
  | "and"
  | "or"
  /** `NOT` and `!` */
  | "not"
  | "plus"
  | "minus"
  | "colon"
  | "open"
  | "close"
  /** `^` and `~`, and the digits right after them. */
  | "caret"
  | "tilde"
  | "number"
  /** `[` and `{`; up to `]` or `}` only range ends and `TO` follow. */
  | "range-open"
  | "range-close"
  | "range-end"
  | "range-quoted"
  | "range-to";

const isSpace = (char: string | undefined): boolean =>
  char === " " || char === "\t" || char === "\n" || char === "\r" || char === "\u3000";

/** Characters that end a word; `+ - / * ?` do so only at its start or not at all. */
const endsWord = (char: string): boolean => isSpace(char) || '()[]{}:^"~!'.includes(char);

const single: { readonly [char: string]: TokenKind } = {
  "(": "open",
  ")": "close",
  ":": "colon",
  "^": "caret",
  "~": "tilde",
  "[": "range-open",
  "{": "range-open",
  "]": "range-close",
  "}": "range-close",
};

const words: { readonly [word: string]: TokenKind } = {
  AND: "and",
  "&&": "and",
  OR: "or",
  "||": "or",
  NOT: "not",
};

/** Cuts a query into tokens, after the token rules of Lucene's classic query parser. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let inRange = false;
  const push = (kind: TokenKind, end: number, raw = text.slice(at, end), closed = true): void => {
    tokens.push({ kind, span: [at, end], raw, closed });
    at = end;
  };
  const delimited = (kind: TokenKind, end: number | null): void => {
    if (end === null) push(kind, text.length, text.slice(at + 1), false);
    else push(kind, end + 1, text.slice(at + 1, end));
  };
  for (;;) {
    while (isSpace(text[at])) at += 1;
    const char = text[at];
    if (char === undefined) return tokens;
    const previous = tokens.at(-1)?.kind;
    if (inRange) {
      if (char === "]" || char === "}") {
        inRange = false;
        push("range-close", at + 1);
      } else if (char === '"') delimited("range-quoted", quoteEnd(text, at));
      else {
        const end = rangeEnd(text, at);
        push(text.slice(at, end) === "TO" ? "range-to" : "range-end", end);
      }
      continue;
    }
    const number = previous === "caret" || previous === "tilde" ? numberEnd(text, at) : null;
    const kind = single[char];
    if (number !== null) push("number", number);
    else if (kind !== undefined) {
      inRange = kind === "range-open";
      push(kind, at + 1);
    } else if (char === '"') delimited("quoted", quoteEnd(text, at));
    else if (char === "/") delimited("regex", regexEnd(text, at));
    else if (char === "+" || char === "-" || char === "!") {
      if (isSpace(text[at + 1])) push("term", at + 1);
      else if (previous === "colon" && /^-\.?\d/.test(text.slice(at, at + 3)))
        push("term", wordEnd(text, at));
      else push(char === "+" ? "plus" : char === "-" ? "minus" : "not", at + 1);
    } else {
      const end = wordEnd(text, at);
      const word = text.slice(at, end);
      push(Object.hasOwn(words, word) ? (words[word] ?? "term") : "term", end);
    }
  }
}

function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === "\\") at += 2;
    else if (endsWord(char)) break;
    else at += 1;
  }
  return Math.min(at, text.length);
}

function rangeEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isSpace(text[at]) && text[at] !== "]" && text[at] !== "}") at += 1;
  return at;
}

/** Place of the closing quote, or null. */
function quoteEnd(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += text[at] === "\\" ? 2 : 1) if (text[at] === '"') return at;
  return null;
}

/** Place of the slash that closes a regular expression, or null: one inside, as in `/data\/.*.csv/`, needs no escape. */
function regexEnd(text: string, start: number): number | null {
  for (let at = start + 1; at < text.length; at += text[at] === "\\" ? 2 : 1) {
    const next = text[at + 1];
    const mayClose = next === undefined || isSpace(next) || next === ")" || next === "^" || next === "~";
    if (text[at] === "/" && mayClose) return at;
  }
  return null;
}

/**
 * The end of a number at a place, or null. After white space it must be a word of its own: `cake~ 2024-05` is two
 * clauses, while `cake~2x` is a wrong number.
 */
function numberEnd(text: string, start: number): number | null {
  const digits = /\d+(?:\.\d+)?/y;
  digits.lastIndex = start;
  if (!digits.test(text)) return null;
  const end = digits.lastIndex;
  const next = text[end];
  const alone = next === undefined || isSpace(next) || ")^~".includes(next);
  return alone || !isSpace(text[start - 1]) ? end : null;
}
