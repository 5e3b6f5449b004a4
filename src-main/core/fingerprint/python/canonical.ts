import { isStringStatement, type Node, nameOf, type Source, textOf } from "./syntax.ts";

const open = "\x01";
const close = "\x02";
const next = "\x03";

/** Where a trailing comma before the closing bracket means nothing. */
const commaFree = new Set([
  "ArgList",
  "ParamList",
  "ArrayExpression",
  "DictionaryExpression",
  "SetExpression",
]);

/** Nodes that stand by themselves, so that parentheses around them can group nothing else. */
const atoms = new Set([
  "VariableName",
  "Boolean",
  "None",
  "CallExpression",
  "MemberExpression",
  "ArrayExpression",
  "ArrayComprehensionExpression",
  "DictionaryExpression",
  "DictionaryComprehensionExpression",
  "SetExpression",
  "SetComprehensionExpression",
  "TupleExpression",
  "ComprehensionExpression",
  "ParenthesizedExpression",
]);

/** Nodes whose parts are separated by their own tokens, so that parentheses around a whole part change nothing. */
const delimiting = new Set([
  "ReturnStatement",
  "ArgList",
  "ArrayExpression",
  "DictionaryExpression",
  "SetExpression",
  "TupleExpression",
  "ParenthesizedExpression",
  "IfStatement",
  "WhileStatement",
  "AssertStatement",
  "RaiseStatement",
  "UpdateStatement",
  "AssignStatement",
  "ExpressionStatement",
]);

/** What parentheses may hold to be dropped in a delimiting place: no `yield`, `:=`, `*` or generator. */
const grouped = new Set([
  ...atoms,
  "BinaryExpression",
  "UnaryExpression",
  "ConditionalExpression",
  "Number",
  "String",
  "FormatString",
  "ContinuedString",
  "AwaitExpression",
  "LambdaExpression",
]);

/**
 * The text of a piece of Python without what has no meaning: positions, comments, blank lines, white space, trailing
 * commas, parentheses that group nothing, the kind of quotes. Two pieces with one canonical text are one program. Every
 * node is bracketed with its name, and any text between nodes is kept, so nothing is lost that the tree does not show.
 * `docs`: strings that stand alone count too.
 */
export function canonicalText(source: Source, node: Node, docs: boolean): string {
  const parts: string[] = [];
  write(source, node, docs, parts);
  return parts.join("");
}

function write(source: Source, node: Node, docs: boolean, out: string[]): void {
  switch (node.name) {
    case "VariableName":
    case "PropertyName":
      out.push(nameOf(source, node), next);
      return;
    case "String":
    case "FormatString":
      out.push(canonicalString(textOf(source, node)), next);
      return;
    case "StatementGroup":
      for (const child of node.children) if (child.name !== ";") writeStatement(source, child, docs, out);
      return;
    default:
  }
  if (node.children.length === 0) {
    out.push(textOf(source, node), next);
    return;
  }
  out.push(open, node.name, next);
  const dropped = meaningless(node);
  let end = node.from;
  for (const child of node.children) {
    writeGap(source, end, child.from, out);
    end = child.to;
    if (!dropped.has(child)) writeStatement(source, unwrapped(node, child), docs, out);
  }
  writeGap(source, end, node.to, out);
  out.push(close);
}

function writeStatement(source: Source, node: Node, docs: boolean, out: string[]): void {
  if (docs || !isStringStatement(node)) write(source, node, docs, out);
}

/** Tokens that the tree has no node for. */
function writeGap({ parsed }: Source, from: number, to: number, out: string[]): void {
  if (from >= to) return;
  const gap = parsed.slice(from, to);
  if (/^[\s\\]*$/.test(gap)) return;
  const text = gap.replace(/#[^\n]*/g, "").replace(/[\s\\]+/g, "");
  if (text !== "") out.push(text, next);
}

/** The children of a node that are there for the eye alone. */
function meaningless(node: Node): ReadonlySet<Node> {
  const { children } = node;
  if (node.name === "ImportStatement") {
    const parens = children.filter(({ name }) => name === "(" || name === ")");
    const last = children.filter((child) => !parens.includes(child)).at(-1);
    return new Set(last?.name === "," ? [...parens, last] : parens);
  }
  if (node.name === "ClassDefinition")
    return new Set(children.filter((child) => child.name === "ArgList" && child.children.length <= 2));
  const last = children.at(-2);
  if (last?.name !== "," || !/^[)\]}]$/.test(children.at(-1)?.name ?? "")) return nothing;
  // `(a,)` is a tuple for its comma's sake.
  const isPair = node.name === "TupleExpression" && children.filter(({ name }) => name === ",").length > 1;
  return commaFree.has(node.name) || isPair ? new Set([last]) : nothing;
}

const nothing: ReadonlySet<Node> = new Set();

function unwrapped(parent: Node, child: Node): Node {
  if (child.name !== "ParenthesizedExpression" || child.children.length !== 3) return child;
  const inner = child.children[1];
  if (inner === undefined) return child;
  // `(x): int` declares nothing where `x: int` does.
  if (parent.name === "AssignStatement" && parent.children.some(({ name }) => name === "TypeDef"))
    return child;
  const drops = atoms.has(inner.name) || (delimiting.has(parent.name) && grouped.has(inner.name));
  return drops ? unwrapped(parent, inner) : child;
}

/**
 * A string literal with its prefix in one order and case and, where the content leaves no doubt, in double quotes.
 */
function canonicalString(text: string): string {
  const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(text);
  if (match === null) return text;
  const [, prefix = "", quotes = "", content = ""] = match;
  const letters = [...prefix.toLowerCase()].filter((letter) => letter !== "u").sort();
  if (/["'\\]/.test(content)) return `${letters.join("")}${quotes}${content}${quotes}`;
  const long = content.includes("\n") ? '"""' : '"';
  return `${letters.join("")}${long}${content}${long}`;
}
