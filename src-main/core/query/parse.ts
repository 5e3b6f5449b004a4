import type { Diagnostic } from "../model/diagnostic.ts";
import type { Clause, EverythingNode, FieldName, Group, Node, Query, Span } from "./ast.ts";
import { type Token, tokenize } from "./lexer.ts";
import { printEffective } from "./print.ts";
import { located, type QueryProblem, queryError, queryHint } from "./query-problem.ts";
import {
  javaFloat,
  readField,
  readQuoted,
  readRange,
  readRegex,
  readWord,
  type Suffix,
} from "./read-leaf.ts";

const maxCharacters = 4096;
const maxClauses = 1024;
const maxDepth = 100;

/**
 * Reads a query in Lucene's classic syntax with the shortcuts of Elasticsearch (`loss:<0.2`, `_exists_:loss`).
 * `query` is null exactly when a diagnostic is an error; with a query the diagnostics are hints. Spans are UTF-16
 * offsets in `text`.
 */
export function parseQuery(text: string): { query: Query | null; diagnostics: Diagnostic[] } {
  const characters = text.length > 2 * maxCharacters ? text.length : [...text].length;
  if (characters > maxCharacters) {
    const message = `A query has at most ${maxCharacters} characters, this one has ${characters}`;
    const tooLong = queryError("query-too-long", [0, text.length], message, "Search for less at once.");
    return { query: null, diagnostics: [located(tooLong, text)] };
  }
  const parser = new Parser(text);
  const group = parser.parse();
  return { query: group, diagnostics: parser.problems.map((problem) => located(problem, text)) };
}

type Conjunction = "and" | "or" | null;

/** Recursive descent over the tokens. A method that answers null has added the error that says why. */
class Parser {
  readonly problems: QueryProblem[] = [];
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  parse(): Query | null {
    const span: Span = [0, this.text.length];
    if (this.tokens.length === 0) return { kind: "group", field: null, clauses: [], boost: null, span };
    const clauses = this.clauses(0, false, span);
    if (clauses === null) return null;
    const stray = this.peek();
    if (stray !== null) {
      return this.fail(
        "unbalanced-bracket",
        stray.span,
        "This bracket closes nothing",
        "Remove it, or escape it: `\\)`",
      );
    }
    return { kind: "group", field: null, clauses, boost: null, span };
  }

  private peek(offset = 0): Token | null {
    return this.tokens[this.at + offset] ?? null;
  }

  private fail(code: string, span: Span, message: string, remedy: string | null): null {
    this.problems.push(queryError(code, span, message, remedy));
    return null;
  }

  /** The clauses up to a `)` or the end. `where` is the text of the group as far as it is known. */
  private clauses(depth: number, inField: boolean, where: Span): Clause[] | null {
    const clauses: Clause[] = [];
    const seen = { and: false, or: false };
    const small: Token[] = [];
    for (;;) {
      const conjunction = this.conjunction(clauses.length === 0);
      if (conjunction === undefined) return null;
      if (conjunction !== null) seen[conjunction] = true;
      const next = this.peek();
      if (next === null || next.kind === "close") {
        if (conjunction === null) break;
        const operator = this.tokens[this.at - 1] as Token;
        return this.danglingOperator(operator, "Nothing follows this operator");
      }
      if (clauses.length === maxClauses) {
        const message = `A group has at most ${maxClauses} clauses`;
        return this.fail(
          "too-many-clauses",
          next.span,
          message,
          "Use a wildcard or a range instead of a long list.",
        );
      }
      if (next.raw === "and" || next.raw === "or") small.push(next);
      const clause = this.clause(depth, inField);
      if (clause === null) return null;
      const and = conjunction === "and";
      if (and) {
        const before = clauses.at(-1);
        if (before?.occur === "should") clauses[clauses.length - 1] = { ...before, occur: "must" };
      }
      clauses.push({ ...clause, occur: and && clause.occur === "should" ? "must" : clause.occur, and });
    }
    this.hintAtPrecedence(clauses, seen, small, where);
    return clauses;
  }

  /** `AND`, `OR` or nothing; undefined after an error. */
  private conjunction(first: boolean): Conjunction | undefined {
    const token = this.peek();
    if (token?.kind !== "and" && token?.kind !== "or") return null;
    if (first) {
      this.danglingOperator(token, "Nothing stands before this operator");
      return undefined;
    }
    this.at += 1;
    const next = this.peek();
    if (next?.kind === "and" || next?.kind === "or") {
      this.danglingOperator(next, "An operator follows another one");
      return undefined;
    }
    return token.kind;
  }

  private danglingOperator(token: Token, message: string): null {
    const isWord = /^\w+$/.test(token.raw);
    const remedy = `Write a clause there, or ${isWord ? "put it in quotes" : "escape it"} to search for it: \`${isWord ? `"${token.raw}"` : `\\${token.raw}`}\``;
    return this.fail("dangling-operator", token.span, message, remedy);
  }

  private clause(depth: number, inField: boolean): Omit<Clause, "and"> | null {
    const sign = this.peek();
    const signed = sign?.kind === "plus" || sign?.kind === "minus" || sign?.kind === "not";
    if (signed) {
      this.at += 1;
      const next = this.peek();
      if (next === null || next.kind === "close" || next.kind === "and" || next.kind === "or") {
        return this.danglingOperator(sign, "Nothing follows this operator");
      }
      if (next.kind === "plus" || next.kind === "minus" || next.kind === "not") {
        return this.danglingOperator(next, "A clause takes only one operator before it");
      }
    }
    const node = this.node(depth, inField);
    if (node === null) return null;
    return { occur: !signed ? "should" : sign.kind === "plus" ? "must" : "mustNot", node };
  }

  private node(depth: number, inField: boolean): Node | null {
    const first = this.peek() as Token;
    let field: FieldName | null = null;
    const colon = this.peek(1);
    // A lone sign is a word, but no field.
    if (first.kind === "term" && colon?.kind === "colon" && !/^[+!-]$/.test(first.raw)) {
      if (first.raw === "*" && this.peek(2)?.kind === "term" && this.peek(2)?.raw === "*")
        return this.everything();
      const read = readField(first);
      if ("code" in read) return this.add(read);
      field = read;
      this.at += 2;
      const value = this.peek();
      if (value === null || value.kind === "close" || value.kind === "and" || value.kind === "or") {
        const remedy = `Write a value, or \`${first.raw}:*\` for every run that has it.`;
        return this.fail(
          "missing-value",
          [first.span[0], colon.span[1]],
          "A value is missing after this field",
          remedy,
        );
      }
      if (value.kind === "plus" || value.kind === "minus" || value.kind === "not") {
        return this.fail(
          "misplaced-operator",
          value.span,
          "An operator cannot stand between a field and its value",
          `Put it before the field: ${value.raw}${first.raw}:…`,
        );
      }
    }
    return this.value(depth, field, inField || field !== null);
  }

  /** `*:*` at this place; null after an error. */
  private everything(): EverythingNode | null {
    const [star, colon] = [this.peek(), this.peek(1)] as [Token, Token];
    if (!this.boundary(3, colon)) return null;
    this.at += 3;
    const suffix = this.suffix(true);
    if (suffix === null) return null;
    if (suffix.fuzzy !== null) this.problems.push(idleTilde(suffix.fuzzy.span, "`*:*`"));
    return { kind: "everything", boost: suffix.boost, span: [star.span[0], this.end()] };
  }

  private value(depth: number, field: FieldName | null, inField: boolean): Node | null {
    const token = this.peek() as Token;
    const start = field?.span[0] ?? token.span[0];
    switch (token.kind) {
      case "open":
        return this.group(depth, field, inField, start);
      case "range-open":
        return this.range(field, start);
      case "term":
      case "quoted":
      case "regex": {
        this.at += 1;
        const bound = this.comparedText(token, inField);
        if (!this.boundary(0, token)) return null;
        const suffix = this.suffix(bound === null);
        if (suffix === null) return null;
        const place = { field, start, end: this.end() };
        const node =
          token.kind === "quoted"
            ? readQuoted(token, suffix, place)
            : token.kind === "regex"
              ? readRegex(token, suffix, place)
              : readWord(token, bound, inField, suffix, place);
        if ("code" in node) return this.add(node);
        this.hintAtTilde(node, suffix);
        if (token.kind === "term" && !inField && /^[<>]=?./.test(token.raw)) {
          this.problems.push(
            queryHint(
              "comparison-without-field",
              token.span,
              "A comparison needs a field before it; this searches for the word",
              `Write a field before it: metrics.loss:${token.raw}`,
            ),
          );
        }
        return node;
      }
      default:
        return this.unexpected(token);
    }
  }

  /** The quoted end of a comparison such as `>="2024-05-01 10:00"`, taken; null when `token` is none. */
  private comparedText(token: Token, inField: boolean): Token | null {
    const next = this.peek();
    if (!inField || token.kind !== "term" || !/^[<>]=?$/.test(token.raw)) return null;
    if (next?.kind !== "quoted" || next.span[0] !== token.span[1]) return null;
    this.at += 1;
    return next;
  }

  /** Whether no colon follows, as in `a:b:c` or `"my field":x`. */
  private boundary(offset: number, token: Token): boolean {
    const next = this.peek(offset);
    if (next?.kind !== "colon") return true;
    const remedy =
      token.kind === "quoted"
        ? "Write a field without quotes, its spaces escaped: my\\ field:…"
        : 'Put a value with a colon in quotes ("10:30"), or escape the colon: \\:';
    this.fail("misplaced-colon", next.span, "A colon stands only between one field and its value", remedy);
    return false;
  }

  private group(depth: number, field: FieldName | null, inField: boolean, start: number): Group | null {
    const open = this.peek() as Token;
    if (depth === maxDepth) {
      return this.fail(
        "too-deep",
        open.span,
        `Brackets nest at most ${maxDepth} levels deep`,
        "Remove brackets that are not needed.",
      );
    }
    this.at += 1;
    const clauses = this.clauses(depth + 1, inField, [open.span[0], this.text.length]);
    if (clauses === null) return null;
    const close = this.peek();
    if (close === null) {
      return this.fail(
        "unbalanced-bracket",
        open.span,
        "This bracket is not closed",
        "Close it with `)`, or escape it: `\\(`",
      );
    }
    if (clauses.length === 0) {
      return this.fail(
        "empty-group",
        [open.span[0], close.span[1]],
        "These brackets are empty",
        "Write a clause between them, or remove them.",
      );
    }
    this.at += 1;
    const suffix = this.suffix(false);
    return suffix && { kind: "group", field, clauses, boost: suffix.boost, span: [start, this.end()] };
  }

  private range(field: FieldName | null, start: number): Node | null {
    const from = this.at;
    let to = from + 1;
    while (this.tokens[to]?.kind.startsWith("range-") === true && this.tokens[to]?.kind !== "range-close")
      to += 1;
    const close = this.tokens[to];
    const range = readRange(this.tokens.slice(from, to + 1), field);
    if ("code" in range || close === undefined) return this.add(range as QueryProblem);
    this.at = to + 1;
    const suffix = this.suffix(false);
    return suffix && { ...range, boost: suffix.boost, span: [start, this.end()] };
  }

  /** `^4` and, where it makes sense, `~` or `~2` after a clause, in either order, each at most once. */
  private suffix(tilde: boolean): Suffix | null {
    let boost: number | null = null;
    let fuzzy: Suffix["fuzzy"] = null;
    for (;;) {
      const mark = this.peek();
      if (mark?.kind !== "caret" && mark?.kind !== "tilde") return { boost, fuzzy };
      this.at += 1;
      const number = this.peek()?.kind === "number" ? this.peek() : null;
      if (number !== null) this.at += 1;
      const span: Span = [mark.span[0], number?.span[1] ?? mark.span[1]];
      if (mark.kind === "caret") {
        if (number === null) {
          return this.fail(
            "bad-boost",
            this.wrongBoost(mark),
            "A boost is a number such as 2 or 0.5",
            "Write ^2 or ^0.5, or escape the character: \\^",
          );
        }
        if (boost !== null)
          return this.fail("double-boost", span, "A clause takes only one boost", "Remove one of them.");
        boost = Number(number.raw);
        // Lucene keeps boosts as 32-bit floats.
        if (!Number.isFinite(Math.fround(boost)))
          return this.fail("bad-boost", span, "This boost is too large", "Write a smaller number.");
      } else {
        if (!tilde)
          return this.fail(
            "misplaced-tilde",
            span,
            "`~` stands only after a word or a quoted text",
            "Remove it, or escape it: `\\~`",
          );
        if (fuzzy !== null)
          return this.fail("double-tilde", span, "A clause takes only one `~`", "Remove one of them.");
        const ended = /\\*$/.exec(number?.raw ?? "")?.[0].length ?? 0;
        if (ended % 2 === 1)
          return this.fail(
            "dangling-escape",
            [this.end() - 1, this.end()],
            "Nothing follows this backslash",
            "Write two backslashes for one: \\\\",
          );
        const value = number === null ? null : javaFloat(number.raw);
        if (value !== null && value < 0) {
          const remedy = "Write ~1 or ~2, or escape the character: \\~";
          return this.fail("bad-fuzzy", span, "`~` takes a number at least 0", remedy);
        }
        fuzzy = { number: value, text: number?.raw ?? "", span };
      }
    }
  }

  /** A `^` and what stands right after it in place of a number, as in `^.5` and `^-1`. */
  private wrongBoost(mark: Token): Span {
    const next = this.peek();
    const isGlued = next !== null && next.span[0] === mark.span[1];
    return [
      mark.span[0],
      isGlued && (next.kind === "minus" || next.kind === "term") ? next.span[1] : mark.span[1],
    ];
  }

  /** Says so where a `~` or what follows it changes nothing, as in `a*~1` and `cake~x`. */
  private hintAtTilde(node: Node, { fuzzy }: Suffix): void {
    if (fuzzy === null) return;
    if (node.kind !== "fuzzy" && node.kind !== "phrase") {
      const what = node.kind === "regex" ? "a regular expression" : "a pattern";
      this.problems.push(idleTilde(fuzzy.span, what));
    } else if (fuzzy.number === null && fuzzy.text !== "") {
      const meant = node.kind === "fuzzy" ? "~2" : "~0";
      const message = `\`${fuzzy.text}\` is no number and is left out: this means ${meant}`;
      this.problems.push(
        queryHint("idle-tilde", fuzzy.span, message, "Put a space before it to search for it too."),
      );
    }
  }

  private unexpected(token: Token): null {
    switch (token.kind) {
      case "colon":
        return this.fail(
          "missing-field",
          token.span,
          "A field is missing before this colon",
          "Write a field, or escape the colon: \\:",
        );
      case "caret":
      case "tilde":
      case "number":
        return this.fail(
          "misplaced-suffix",
          token.span,
          `\`${token.raw}\` must follow a clause`,
          `Escape it to search for it: \\${token.raw}`,
        );
      case "range-close":
        return this.fail(
          "unbalanced-bracket",
          token.span,
          "This bracket closes nothing",
          `Remove it, or escape it: \`\\${token.raw}\``,
        );
      default:
        return this.fail(
          "unexpected",
          token.span,
          `\`${token.raw}\` cannot stand here`,
          "Put it in quotes to search for it.",
        );
    }
  }

  private hintAtPrecedence(
    clauses: readonly Clause[],
    seen: { and: boolean; or: boolean },
    small: readonly Token[],
    where: Span,
  ): void {
    const effective = (): string =>
      printEffective({ kind: "group", field: null, clauses, boost: null, span: where });
    if (seen.and && seen.or) {
      const span: Span = [where[0], this.end()];
      this.problems.push(
        queryHint(
          "mixed-operators",
          span,
          `Without brackets this means \`${effective()}\``,
          "Put brackets around what belongs together.",
        ),
      );
    }
    const word = small.find((token) => {
      const index = clauses.findIndex(({ node }) => node.span[0] === token.span[0]);
      const node = clauses[index]?.node;
      return node?.kind === "term" && node.field === null && index > 0 && index < clauses.length - 1;
    });
    if (word === undefined) return;
    const message = `\`${word.raw}\` is searched for as a word: this means \`${effective()}\``;
    this.problems.push(
      queryHint(
        "lower-case-operator",
        word.span,
        message,
        `Write ${word.raw.toUpperCase()} for the operator.`,
      ),
    );
  }

  private add(problem: QueryProblem): null {
    this.problems.push(problem);
    return null;
  }

  /** The end of the last token taken. */
  private end(): number {
    return this.tokens[this.at - 1]?.span[1] ?? 0;
  }
}

const idleTilde = (span: Span, what: string): QueryProblem =>
  queryHint("idle-tilde", span, `\`~\` changes nothing about ${what}`, "Remove it, or escape it: `\\~`");
