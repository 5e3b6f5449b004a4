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
  /** `^` and `~`, and what stands for their number: the digits after `^`, whatever a word may hold right after `~`. */
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

/** Characters that, besides those, end what stands after `~`. */
const endsNumber = (char: string): boolean => endsWord(char) || "*?/".includes(char);

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
    if (inRange) at = matchEnd(rangeSpace, text, at);
    else while (isSpace(text[at])) at += 1;
    const char = text[at];
    if (char === undefined) return tokens;
    const previous = tokens.at(-1)?.kind;
    if (inRange) {
      if (char === "]" || char === "}") {
        inRange = false;
        push("range-close", at + 1);
      } else {
        const end = matchEnd(rangeWord, text, at);
        const quoted = matchEnd(rangeQuoted, text, at);
        if (quoted >= end) push("range-quoted", quoted, text.slice(at + 1, quoted - 1));
        else push(text.slice(at, end) === "TO" ? "range-to" : "range-end", end);
      }
      continue;
    }
    const number = previous === "caret" || previous === "tilde" ? numberEnd(text, at, previous) : null;
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
        push("term", wordEnd(text, at, endsWord));
      else push(char === "+" ? "plus" : char === "-" ? "minus" : "not", at + 1);
    } else {
      const end = wordEnd(text, at, endsWord);
      const word = text.slice(at, end);
      push(Object.hasOwn(words, word) ? (words[word] ?? "term") : "term", end);
    }
  }
}

function wordEnd(text: string, start: number, ends: (char: string) => boolean): number {
  let at = start;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === "\\") at += 2;
    else if (ends(char)) break;
    else at += 1;
  }
  return Math.min(at, text.length);
}

/**
 * An end of a range is what has no space and no closing bracket, or a quoted text that is not empty; the longer one counts.
 * Only a space parts them: other white space belongs to what follows.
 */
const rangeSpace = /(?: |[\t\n\r\u3000](?=[ \]}]|$))+/y;
const rangeWord = /[^ \]}]+/y;
const rangeQuoted = /"(?:\\"|[^"])+"/y;

/** Where a match that begins at `start` ends; `start` when there is none. */
function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
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
 * The end of what is the number of a `^` or `~`, or null. After white space it must be digits and a word of its own:
 * `cake~ 2024-05` is two clauses, as is `cake~ 2024~`.
 */
function numberEnd(text: string, start: number, mark: "caret" | "tilde"): number | null {
  const digits = matchEnd(/\d+(?:\.\d+)?/y, text, start);
  if (isSpace(text[start - 1])) {
    const next = text[digits];
    const mayFollow = mark === "caret" ? ")^~" : ")^";
    return digits > start && (next === undefined || isSpace(next) || mayFollow.includes(next))
      ? digits
      : null;
  }
  const end = mark === "caret" ? digits : wordEnd(text, start, endsNumber);
  return end > start ? end : null;
}
