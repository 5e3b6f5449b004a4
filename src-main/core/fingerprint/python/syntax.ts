import type { Tree, TreeCursor } from "@lezer/common";
import { parser } from "@lezer/python";

/** A node of a Python syntax tree; comments are not in it. `name` is the grammar's; offsets are those of `Source`. */
export type Node = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly Node[];
};

/** A module's text: as written, with line ends made one, and as it was given to the parser, which has the same offsets. */
export type Source = { readonly text: string; readonly parsed: string };

export type Syntax = { readonly source: Source; readonly root: Node };

/**
 * The syntax tree of a Python module, or null where the grammar finds an error: nothing can be said of such a module
 * but its bytes. Three things that Python allows and the grammar does not know are taken all the same: `2.`, a bare
 * `yield` and `with (a as b, c as d):`.
 */
export function parsePython(written: string): Syntax | null {
  const text = written.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  // These characters separate the parts of a canonical text.
  if (["\0", "\x01", "\x02", "\x03"].some((mark) => text.includes(mark))) return null;
  if (declaresOtherEncoding(text) || isNestedBeyondPython(text)) return null;
  const numbers = withWholeFloats(text);
  return (
    tree({ text, parsed: numbers }) ??
    (/\bwith\s*\(/.test(numbers) ? tree({ text, parsed: withoutManagerParens(numbers) }) : null)
  );
}

/** How many brackets Python takes within each other: `MAXLEVEL` of its tokenizer. */
const deepestBrackets = 200;

/** Python refuses such a text, so nobody wrote it to be run; to find that out by the grammar takes seconds for a large one. */
function isNestedBeyondPython(text: string): boolean {
  const parts =
    /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|#[^\n]*|[()[\]{}]/g;
  let depth = 0;
  for (const [part] of text.matchAll(parts)) {
    if (part.length > 1) continue;
    if ("([{".includes(part)) depth += 1;
    else if (")]}".includes(part)) depth = Math.max(0, depth - 1);
    if (depth > deepestBrackets) return true;
  }
  return false;
}

/** https://docs.python.org/3/reference/lexical_analysis.html#encoding-declarations */
function declaresOtherEncoding(text: string): boolean {
  const encoding = text
    .split("\n", 2)
    .map((line) => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1])
    .find((name) => name !== undefined);
  return encoding !== undefined && !/^(utf[-_]?8(-sig)?|ascii|us-ascii)$/i.test(encoding);
}

/** `2.` and `1.e5` as numbers that the grammar knows; inside strings the change is harmless, as text is never read from it. */
const withWholeFloats = (text: string): string =>
  text.replace(/(?<![\w.])(\d[\d_]*)\.(?![\w.])|(?<![\w.])(\d[\d_]*)\.(?=[eEjJ])/g, (match) =>
    match.replace(".", "0"),
  );

/**
 * Blanks the parentheses around the managers of a `with`, and the line ends and comments between them. No statement
 * stands within brackets, so what was looked through for one `with` is not looked through for another: it takes as long
 * as the text is, whatever it holds.
 */
function withoutManagerParens(text: string): string {
  const characters = [...Array(text.length).keys()].map((index) => text.charAt(index));
  let seen = 0;
  for (const { index, 0: match } of text.matchAll(/(?<=^[ \t]*|[;:][ \t]*|\basync[ \t]+)with\s*\(/gm)) {
    if (index < seen) continue;
    const open = index + match.length - 1;
    const { end, closes } = closingParen(text, open);
    seen = end;
    if (!closes || !/^\s*:/.test(text.slice(end + 1)) || !/\bas\b/.test(text.slice(open, end))) continue;
    for (let at = index + 4; at <= end; at += 1) {
      const character = characters[at];
      if (character === "#") while (at < end && text.charAt(at) !== "\n") characters[at++] = " ";
      if (at === open || at === end || text.charAt(at) === "\n") characters[at] = " ";
    }
    // A comma before the closing parenthesis would have nothing to follow it.
    const inner = characters.slice(open, end).join("");
    const comma = /,\s*$/.exec(inner);
    if (comma !== null) characters[open + comma.index] = " ";
  }
  return characters.join("");
}

/** Looks for the parenthesis that closes the one at `open`: where it is, or how far one got until strings made that unsure. */
function closingParen(text: string, open: number): { readonly end: number; readonly closes: boolean } {
  let depth = 0;
  let quote = "";
  for (let at = open; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === "\n") return { end: at, closes: false };
      else if (character === quote) quote = "";
    } else if (text.startsWith('"""', at) || text.startsWith("'''", at)) return { end: at, closes: false };
    else if (character === '"' || character === "'") quote = character;
    else if (character === "#") at = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    else if ("([{".includes(character)) depth += 1;
    else if (")]}".includes(character)) {
      depth -= 1;
      if (depth === 0) return { end: at, closes: true };
    }
  }
  return { end: text.length, closes: false };
}

function tree(source: Source): Syntax | null {
  const parsed: Tree = parser.parse(source.parsed);
  const root = nodeAt(parsed.cursor(), 0);
  return root === null ? null : { source, root };
}

/** Nesting beyond this is not followed: what reads a tree calls itself for each level. */
const deepest = 800;

/** A copy of the tree below a cursor without comments; null when it holds an error or is nested too deeply. */
function nodeAt(cursor: TreeCursor, depth: number): Node | null {
  if (depth > deepest) return null;
  const { name, from, to } = cursor;
  const children: Node[] = [];
  if (cursor.firstChild()) {
    do {
      if (cursor.name === "Comment") continue;
      if (cursor.type.isError) {
        const bareYield = name.startsWith("Yield") && children.length === 1 && cursor.from === cursor.to;
        if (!bareYield) return null;
        continue;
      }
      const child = nodeAt(cursor, depth + 1);
      if (child === null) return null;
      children.push(child);
    } while (cursor.nextSibling());
    cursor.parent();
  }
  return { name, from, to, children };
}

/** The text of a node as it was written. */
export const textOf = ({ text }: Source, { from, to }: Node): string => text.slice(from, to);

/** A name as Python compares it: https://docs.python.org/3/reference/lexical_analysis.html#identifiers */
export const nameOf = (source: Source, node: Node): string => textOf(source, node).normalize("NFKC");

export const childNamed = (node: Node, name: string): Node | undefined =>
  node.children.find((child) => child.name === name);

/** Statements of a body or module, those joined by `;` taken apart. */
export const statementsOf = (node: Node): readonly Node[] =>
  node.children.flatMap((child) =>
    child.name === "StatementGroup"
      ? child.children.filter(({ name }) => name !== ";")
      : child.name === ":"
        ? []
        : [child],
  );

/** What a decorated definition defines, and its decorators. */
export function definitionOf(
  node: Node,
): { readonly definition: Node; readonly decorators: readonly Node[] } | null {
  if (node.name === "FunctionDefinition" || node.name === "ClassDefinition")
    return { definition: node, decorators: [] };
  if (node.name !== "DecoratedStatement") return null;
  const definition = node.children.at(-1);
  return definition === undefined ? null : { definition, decorators: node.children.slice(0, -1) };
}

/** The text between the quotes of a string without a prefix that changes it; null for bytes and for escapes. */
export function plainString(source: Source, node: Node): string | null {
  if (node.name !== "String") return null;
  const match = /^[uUrR]?("""|'''|"|')([\s\S]*)\1$/.exec(textOf(source, node));
  const content = match?.[2];
  return content === undefined || content.includes("\\") ? null : content;
}

/** Whether a statement is nothing but a string: a docstring where it comes first, of no effect elsewhere. */
export const isStringStatement = (node: Node): boolean =>
  node.name === "ExpressionStatement" &&
  node.children.length === 1 &&
  (node.children[0]?.name === "String" ||
    (node.children[0]?.name === "ContinuedString" &&
      node.children[0].children.every(({ name }) => name === "String")));
