import { fold } from "./analyze.ts";
import type { RegexNode, RegexNodes } from "./regex-nodes.ts";

/** What is wrong, at an offset in UTF-16 units of the source. */
export type RegexError = { readonly message: string; readonly at: number };

const maxDepth = 100;
const maxNumber = 2 ** 31 - 1;

/**
 * Reads a regular expression after the grammar of Lucene's RegExp with all its options: `|`, `&`, `~`, `?`, `*`, `+`,
 * `{n,m}`, `[…]`, `.`, `#` (nothing), `@` (anything), `"…"`, `( )`, `<n-m>` (whole numbers), `\d \D \s \S \w \W`. A sign that
 * cannot stand at its place stands for itself, as there. What it matches is folded: a letter stands for both its cases.
 */
export function parseRegex(source: string, nodes: RegexNodes): RegexNode | RegexError {
  if (source === "") return nodes.empty;
  const parser = new RegexParser(source, nodes);
  const node = parser.union(0);
  if (parser.error !== null) return parser.error;
  return parser.more() ? { message: "This bracket closes nothing", at: parser.offset() } : node;
}

/** Recursive descent. After an error everything it answers is meaningless. */
class RegexParser {
  error: RegexError | null = null;
  private readonly source: string;
  private readonly nodes: RegexNodes;
  private at = 0;

  constructor(source: string, nodes: RegexNodes) {
    this.source = source;
    this.nodes = nodes;
  }

  more(): boolean {
    return this.at < this.source.length && this.error === null;
  }

  offset(): number {
    return this.at;
  }

  union(depth: number): RegexNode {
    const options = [this.intersection(depth)];
    while (this.take("|")) options.push(this.intersection(depth));
    return this.nodes.join("or", options);
  }

  private intersection(depth: number): RegexNode {
    const members = [this.concatenation(depth)];
    while (this.take("&")) members.push(this.concatenation(depth));
    return this.nodes.join("and", members);
  }

  private concatenation(depth: number): RegexNode {
    const parts = [this.repetition(depth)];
    while (this.more() && !this.peek(")|&")) parts.push(this.repetition(depth));
    return parts.reduceRight((after, part) => this.nodes.concat(part, after), this.nodes.empty);
  }

  private repetition(depth: number): RegexNode {
    let node = this.complement(depth);
    while (this.peek("?*+{")) {
      if (this.take("?")) node = this.nodes.repeat(node, 0, 1);
      else if (this.take("*")) node = this.nodes.repeat(node, 0, Number.POSITIVE_INFINITY);
      else if (this.take("+")) node = this.nodes.repeat(node, 1, Number.POSITIVE_INFINITY);
      else node = this.counted(node);
    }
    return node;
  }

  private counted(node: RegexNode): RegexNode {
    this.at += 1;
    const min = this.digits();
    if (min === null) return this.fail("A whole number is missing in `{…}`");
    let max: number | null = min;
    if (this.take(",")) max = this.digits() ?? Number.POSITIVE_INFINITY;
    if (!this.take("}")) return this.fail("`}` is missing");
    if (min > maxNumber || (max !== Number.POSITIVE_INFINITY && max > maxNumber))
      return this.fail("This number is too large");
    return this.nodes.repeat(node, min, max);
  }

  private digits(): number | null {
    const match = /\d+/y;
    match.lastIndex = this.at;
    const found = match.exec(this.source);
    if (found === null) return null;
    this.at = match.lastIndex;
    return Number(found[0]);
  }

  private complement(depth: number): RegexNode {
    let isNot = false;
    while (this.take("~")) isNot = !isNot;
    const node = this.take("[") ? this.charClass() : this.simple(depth);
    return isNot ? this.nodes.not(node) : node;
  }

  private charClass(): RegexNode {
    const start = this.at;
    const isNot = this.take("^");
    const members: ((char: number) => boolean)[] = [];
    do {
      const predefined = this.predefined();
      if (predefined !== null) {
        members.push(predefined);
        continue;
      }
      const from = this.char();
      const to = this.take("-") ? this.char() : from;
      if (from > to) return this.fail("This range of characters is upside down");
      members.push((char) => from <= char && char <= to);
    } while (this.more() && !this.peek("]"));
    if (!this.take("]")) return this.fail("`]` is missing");
    const has = hasFolded((char) => members.some((member) => member(char)));
    const name = this.source.slice(start, this.at);
    return this.nodes.set(`[${name}`, isNot ? (char) => !has(char) : has);
  }

  private simple(depth: number): RegexNode {
    if (this.take(".")) return this.nodes.set(".", () => true);
    if (this.take("#")) return this.nodes.nothing;
    if (this.take("@")) return this.nodes.anything;
    if (this.take('"')) {
      const end = this.source.indexOf('"', this.at);
      if (end < 0) return this.fail("A closing quote is missing");
      const text = this.source.slice(this.at, end);
      this.at = end + 1;
      return this.literal(text);
    }
    if (this.take("(")) {
      if (this.take(")")) return this.nodes.empty;
      if (depth === maxDepth) return this.fail(`Brackets nest at most ${maxDepth} levels deep`);
      const node = this.union(depth + 1);
      return this.take(")") ? node : this.fail("`)` is missing");
    }
    if (this.take("<")) return this.interval();
    const start = this.at;
    const predefined = this.predefined();
    if (predefined !== null) return this.nodes.set(this.source.slice(start, this.at), hasFolded(predefined));
    return this.literal(String.fromCodePoint(this.char()));
  }

  private literal(text: string): RegexNode {
    return [...fold(text)].reduceRight(
      (after, char) => this.nodes.concat(this.nodes.char(char.codePointAt(0) ?? 0), after),
      this.nodes.empty,
    );
  }

  private predefined(): ((char: number) => boolean) | null {
    const name = this.source[this.at] === "\\" ? this.source[this.at + 1] : undefined;
    const has = name === undefined ? undefined : predefined[name.toLowerCase()];
    if (name === undefined || has === undefined || !this.more()) return null;
    this.at += 2;
    return name === name.toLowerCase() ? has : (char) => !has(char);
  }

  /** One character, or what a backslash makes of one. */
  private char(): number {
    if (this.source[this.at] === "\\") {
      this.at += 1;
      const hex = /u([0-9a-fA-F]{4})/y;
      hex.lastIndex = this.at;
      const found = hex.exec(this.source)?.[1];
      if (found !== undefined) {
        this.at += 5;
        return Number.parseInt(found, 16);
      }
      if (this.source[this.at] === "u") {
        this.fail("Four hexadecimal digits must follow \\u");
        return 0;
      }
      if (/[a-zA-Z]/.test(this.source[this.at] ?? "")) {
        this.fail(`\`\\${this.source[this.at]}\` is no set of characters: there are \\d \\D \\s \\S \\w \\W`);
        return 0;
      }
    }
    const code = this.source.codePointAt(this.at);
    if (code === undefined) {
      this.fail("Something is missing at the end");
      return 0;
    }
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** `<3-12>`: the numbers from 3 to 12 with any zeros before them; with ends of one length, of that length. */
  private interval(): RegexNode {
    const end = this.source.indexOf(">", this.at);
    if (end < 0) return this.fail("`>` is missing");
    const match = /^(\d+)-(\d+)$/.exec(this.source.slice(this.at, end));
    const [one, other] = [Number(match?.[1]), Number(match?.[2])];
    if (match === null || Math.max(one, other) > maxNumber)
      return this.fail("Between `<` and `>` stand two whole numbers, as in <1-20>");
    this.at = end + 1;
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    const width = match[1]?.length === match[2]?.length ? (match[1]?.length ?? 0) : 0;
    if (width > 0) return this.between(`${low}`.padStart(width, "0"), `${high}`.padStart(width, "0"));
    const zeros = this.nodes.repeat(this.nodes.char(48), 0, Number.POSITIVE_INFINITY);
    const options: RegexNode[] = [];
    for (let length = `${low}`.length; length <= `${high}`.length; length += 1) {
      const least = length === 1 ? 0 : 10 ** (length - 1);
      options.push(this.between(`${Math.max(low, least)}`, `${Math.min(high, 10 ** length - 1)}`));
    }
    return this.nodes.concat(zeros, this.nodes.join("or", options));
  }

  /** The texts of digits from one to another of the same length. */
  private between(low: string, high: string): RegexNode {
    const { nodes } = this;
    if (low === "") return nodes.empty;
    const [first, last] = [low.charCodeAt(0), high.charCodeAt(0)];
    const digit = (from: number, to: number): RegexNode =>
      from > to ? nodes.nothing : nodes.set(`digits ${from}-${to}`, (char) => from <= char && char <= to);
    const [lowRest, highRest] = [low.slice(1), high.slice(1)];
    if (first === last) return nodes.concat(digit(first, last), this.between(lowRest, highRest));
    const length = lowRest.length;
    return nodes.join("or", [
      nodes.concat(digit(first, first), this.between(lowRest, "9".repeat(length))),
      nodes.concat(digit(first + 1, last - 1), nodes.repeat(digit(48, 57), length, length)),
      nodes.concat(digit(last, last), this.between("0".repeat(length), highRest)),
    ]);
  }

  private peek(signs: string): boolean {
    return this.more() && signs.includes(this.source[this.at] ?? "");
  }

  private take(sign: string): boolean {
    if (!this.peek(sign)) return false;
    this.at += 1;
    return true;
  }

  private fail(message: string): RegexNode {
    this.error ??= { message, at: Math.min(this.at, this.source.length) };
    return this.nodes.nothing;
  }
}

const predefined: { readonly [name: string]: (char: number) => boolean } = {
  d: (char) => 48 <= char && char <= 57,
  s: (char) => char === 32 || char === 9 || char === 10 || char === 13,
  w: (char) =>
    (48 <= char && char <= 57) || (65 <= char && char <= 90) || (97 <= char && char <= 122) || char === 95,
};

/** Whether a character of a folded text stands for one that a set of the expression, as written, has. */
function hasFolded(has: (char: number) => boolean): (char: number) => boolean {
  return (char) => {
    if (has(char)) return true;
    const text = String.fromCodePoint(char);
    const upper = text.toUpperCase();
    return (
      upper !== text && fold(upper) === text && [...upper].length === 1 && has(upper.codePointAt(0) ?? 0)
    );
  };
}
