import { type Node, plainString, type Source, textOf } from "../../fingerprint/python/syntax.ts";

/** What a call is given: `named` by keyword, without what `*` and `**` spread. */
export type Arguments = { readonly positional: readonly Node[]; readonly named: ReadonlyMap<string, Node> };

/** Every call in a piece of code, those around others first, in the order of the text. */
export function callsIn(node: Node, found: Node[] = []): readonly Node[] {
  if (node.name === "CallExpression") found.push(node);
  for (const child of node.children) callsIn(child, found);
  return found;
}

/** The last part of what is called, named or derived from: `Task` of `luigi.Task`; null for what has no name. */
export function lastName(source: Source, node: Node | undefined): string | null {
  if (node?.name === "VariableName" || node?.name === "PropertyName") return textOf(source, node);
  return node?.name === "MemberExpression" ? lastName(source, node.children.at(-1)) : null;
}

/** The arguments of a call, a decorator or a class definition. */
export function argumentsOf(source: Source, node: Node): Arguments {
  const positional: Node[] = [];
  const named = new Map<string, Node>();
  for (const [first, second, third] of itemsOf(node.children.find(({ name }) => name === "ArgList"))) {
    if (first === undefined || first.name === "*" || first.name === "**") continue;
    if (second?.name !== "AssignOp") positional.push(first);
    else if (third !== undefined) named.set(textOf(source, first), third);
  }
  return { positional, named };
}

/** The nodes between the commas of a list in brackets. */
function itemsOf(list: Node | undefined): Node[][] {
  const items: Node[][] = [[]];
  for (const child of list?.children.slice(1, -1) ?? [])
    if (child.name === ",") items.push([]);
    else items.at(-1)?.push(child);
  return items;
}

/** A text that is written out as such; null for everything else. */
export function literalText(source: Source, node: Node | undefined): string | null {
  if (node?.name === "ContinuedString") {
    const parts = node.children.map((part) => plainString(source, part));
    return parts.includes(null) ? null : parts.join("");
  }
  return node === undefined ? null : plainString(source, node);
}

/** The texts of an expression that names things: one, a list, the values of a dictionary or of `dict(…)`. */
export function literalTexts(source: Source, node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  const one = literalText(source, node);
  if (one !== null) return [one];
  const texts = (nodes: Iterable<Node>) =>
    [...nodes].flatMap((item) => literalText(source, item) ?? []).filter((text) => text !== "");
  switch (node.name) {
    case "ArrayExpression":
    case "TupleExpression":
    case "SetExpression":
    case "ParenthesizedExpression":
      return texts(node.children);
    case "DictionaryExpression":
      return texts(node.children.filter((_, index) => node.children[index - 1]?.name === ":"));
    case "CallExpression":
      return lastName(source, node.children[0]) === "dict"
        ? texts(argumentsOf(source, node).named.values())
        : [];
    default:
      return [];
  }
}
