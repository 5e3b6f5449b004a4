import { bindingsOf } from "../../core/fingerprint/python/bindings.ts";
import { definitionOf, parsePython, statementsOf } from "../../core/fingerprint/python/syntax.ts";

/**
 * The line, from 1, where a piece of a Python module begins, by the name that reasons give it: `parse()`, `Span`,
 * `LOW, HIGH`. Null when the module has no such piece or cannot be parsed.
 */
export function unitLine(text: string, unit: string): number | null {
  const syntax = parsePython(text);
  if (syntax === null) return null;
  const { source, root } = syntax;
  const found = statementsOf(root).find((node) => {
    const names = [...bindingsOf(source, node).names];
    const isFunction = definitionOf(node)?.definition.name === "FunctionDefinition";
    return unit === (isFunction ? `${names[0]}()` : names.join(", "));
  });
  return found === undefined ? null : lineAt(source.text, found.from);
}

/** The line, from 1, of the first difference in the newer of two texts; null when they are alike. */
export function firstChangedLine(from: string, to: string): number | null {
  if (from === to) return null;
  const before = from.split("\n");
  const after = to.split("\n");
  const index = after.findIndex((line, at) => line !== before[at]);
  return index < 0 ? after.length : index + 1;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
