import type { FieldName, Node, PatternPart, RangeEnd, RangeNode, Span } from "./ast.ts";
import { type ReadChar, readEscapes } from "./escapes.ts";
import type { Token } from "./lexer.ts";
import { type QueryProblem, queryError } from "./query-problem.ts";

/** What stands after a clause: `^boost` and `~` with its number, if any. */
export type Suffix = {
  readonly boost: number | null;
  /** `text` is what stands after the `~`, `number` its value, null when it is none. */
  readonly fuzzy: { readonly number: number | null; readonly text: string; readonly span: Span } | null;
};

/** Where a leaf stands: its field, its start with the field, its end with the suffix. */
export type Place = { readonly field: FieldName | null; readonly start: number; readonly end: number };

const maxEdits = 2;
const maxSlop = 2 ** 31 - 1;

/**
 * The number that a text is for Java's `Float.parseFloat`, by which Lucene reads what stands after `~`; null for none.
 * (Without Java's hexadecimal floats.)
 */
export function javaFloat(text: string): number | null {
  const match = /^([+-]?)(?:(NaN)|(Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?)$/.exec(text);
  if (match === null) return null;
  const [, sign, notNumber, infinity, digits] = match;
  if (notNumber !== undefined) return Number.NaN;
  const size = infinity === undefined ? Number(digits) : Number.POSITIVE_INFINITY;
  return sign === "-" ? -size : size;
}

/** Reads a field's name. A star in it must be escaped and makes it a pattern; alone it needs no escape. */
export function readField(token: Token): FieldName | QueryProblem {
  const chars = charsOf(token);
  if ("code" in chars) return chars;
  const name = textOf(chars);
  if (token.raw === "*") return { name: "*", pattern: true, span: token.span };
  if (chars.some(isWildcard)) {
    const escaped = token.raw.replace(/[*?]/g, "\\$&");
    return queryError(
      "bad-field",
      token.span,
      "A wildcard in a field's name must be escaped",
      `Write ${escaped}:…`,
    );
  }
  return { name, pattern: chars.some(({ char, escaped }) => escaped && char === "*"), span: token.span };
}

/** Reads a quoted text: a phrase, with its slop cut to an integer. */
export function readQuoted(token: Token, suffix: Suffix, place: Place): Node | QueryProblem {
  const chars = quotedChars(token);
  if ("code" in chars) return chars;
  const slop = Math.min(Math.trunc(suffix.fuzzy?.number ?? 0) || 0, maxSlop);
  return {
    kind: "phrase",
    field: place.field,
    text: textOf(chars),
    slop,
    boost: suffix.boost,
    span: spanOf(place),
  };
}

export function readRegex(token: Token, suffix: Suffix, place: Place): Node | QueryProblem {
  if (!token.closed) {
    const remedy =
      'Close it with `/`; for a path, use quotes ("/data/raw.csv") or escape the first slash: \\/data';
    return queryError("unclosed-regex", token.span, "This regular expression is not closed", remedy);
  }
  return {
    kind: "regex",
    field: place.field,
    source: token.raw,
    sourceStart: token.span[0] + 1,
    boost: suffix.boost,
    span: spanOf(place),
  };
}

/**
 * Reads a word: a term, a pattern with wildcards, a fuzzy term or, where a field is given or in force, a comparison.
 * `bound` is the quoted end of a comparison whose sign is `token`.
 */
export function readWord(
  token: Token,
  bound: Token | null,
  inField: boolean,
  suffix: Suffix,
  place: Place,
): Node | QueryProblem {
  const chars = charsOf(token);
  if ("code" in chars) return chars;
  const common = { field: place.field, boost: suffix.boost, span: spanOf(place) };
  if (inField && /^[<>]/.test(token.raw)) {
    if (suffix.fuzzy !== null) return misplacedTilde(suffix.fuzzy.span);
    const ends = readComparison(token, chars, bound);
    return "code" in ends ? ends : { kind: "range", ...common, ...ends };
  }
  if (chars.some(isWildcard)) {
    return { kind: "wildcard", ...common, parts: patternOf(chars) };
  }
  const text = textOf(chars);
  if (suffix.fuzzy === null) return { kind: "term", ...common, text };
  const number = suffix.fuzzy.number ?? maxEdits;
  // As Lucene's 32-bit float, which decides what is whole and what is below 1.
  const float = Math.fround(number);
  if (float >= 1 && float !== Math.min(Math.trunc(float), 2 ** 31)) {
    const remedy = "Write ~1 or ~2.";
    return queryError("bad-fuzzy", suffix.fuzzy.span, "The number of edits must be whole", remedy);
  }
  const edits = float > 0 && float < 1 ? { similarity: number } : Math.min(float || 0, maxEdits);
  return { kind: "fuzzy", ...common, text, edits };
}

type Ends = Pick<RangeNode, "low" | "high">;

function readComparison(token: Token, chars: readonly ReadChar[], bound: Token | null): Ends | QueryProblem {
  const sign = /^[<>]=?/.exec(token.raw)?.[0] ?? "";
  const value = bound === null ? chars.slice(sign.length) : quotedChars(bound);
  if ("code" in value) return value;
  const span: Span = bound?.span ?? [token.span[0] + sign.length, token.span[1]];
  if (bound === null && value.length === 0) {
    return queryError(
      "missing-value",
      token.span,
      "A value is missing after this comparison",
      `Write it without a space: ${sign}5`,
    );
  }
  if (bound === null && value.some(isWildcard)) {
    return queryError(
      "bad-comparison",
      span,
      "A comparison takes no wildcards",
      'Put the value in quotes if you mean the character: >"*"',
    );
  }
  const end: RangeEnd = { text: textOf(value), inclusive: sign.endsWith("="), span };
  return sign.startsWith(">") ? { low: end, high: null } : { low: null, high: end };
}

/** Reads `[a TO b}` from its tokens, the closing bracket last if there is one. The span is that of the tokens. */
export function readRange(tokens: readonly Token[], field: FieldName | null): RangeNode | QueryProblem {
  const [open, ...rest] = tokens as [Token, ...Token[]];
  const close = rest.at(-1);
  if (close?.kind !== "range-close") {
    const remedy = `Close it with \`]\` or \`}\`, or escape it: \`\\${open.raw}\``;
    return queryError("unbalanced-bracket", open.span, "This range is not closed", remedy);
  }
  const span: Span = [open.span[0], close.span[1]];
  const [low, to, high, ...more] = rest.slice(0, -1);
  if (low === undefined || to?.kind !== "range-to" || high === undefined || more.length > 0) {
    const remedy =
      "Write [1 TO 5], with `*` for an open end and quotes around an end with spaces or brackets.";
    return queryError("bad-range", span, "A range is two ends with TO between them", remedy);
  }
  const lowEnd = readEnd(low, open.raw === "[");
  if (lowEnd !== null && "code" in lowEnd) return lowEnd;
  const highEnd = readEnd(high, close.raw === "]");
  if (highEnd !== null && "code" in highEnd) return highEnd;
  return { kind: "range", field, low: lowEnd, high: highEnd, boost: null, span };
}

function readEnd(token: Token, inclusive: boolean): RangeEnd | QueryProblem | null {
  if (token.kind !== "range-quoted" && token.raw === "*") return null;
  const chars = token.kind === "range-quoted" ? quotedChars(token) : charsOf(token);
  return "code" in chars ? chars : { text: textOf(chars), inclusive, span: token.span };
}

function quotedChars(token: Token): readonly ReadChar[] | QueryProblem {
  if (token.closed) return charsOf(token, 1);
  return queryError(
    "unclosed-quote",
    token.span,
    "This quote is not closed",
    'Close it with `"`, or escape it: `\\"`',
  );
}

function charsOf(token: Token, offset = 0): readonly ReadChar[] | QueryProblem {
  const read = readEscapes(token.raw);
  if (read.ok) return read.chars;
  const at = token.span[0] + offset + read.at;
  return read.code === "dangling-escape"
    ? queryError(
        read.code,
        [at, at + 1],
        "Nothing follows this backslash",
        "Write two backslashes for one: \\\\",
      )
    : queryError(
        read.code,
        [at, at + 2],
        "Four hexadecimal digits must follow \\u",
        "Write \\u0041, or two backslashes for one: \\\\u",
      );
}

function patternOf(chars: readonly ReadChar[]): PatternPart[] {
  const parts: PatternPart[] = [];
  let literal = "";
  const flush = (): void => {
    if (literal !== "") parts.push({ literal });
    literal = "";
  };
  for (const read of chars) {
    if (!isWildcard(read)) {
      literal += read.char;
      continue;
    }
    flush();
    parts.push(read.char as "*" | "?");
  }
  flush();
  return parts;
}

const isWildcard = ({ char, escaped }: ReadChar): boolean => !escaped && (char === "*" || char === "?");

const textOf = (chars: readonly ReadChar[]): string => chars.map(({ char }) => char).join("");

const spanOf = (place: Place): Span => [place.start, place.end];

const misplacedTilde = (span: Span): QueryProblem =>
  queryError(
    "misplaced-tilde",
    span,
    "`~` stands only after a word or a quoted text",
    "Remove it, or escape it: `\\~`",
  );
