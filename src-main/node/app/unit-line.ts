import { bindingsOf } from "../../core/fingerprint/python/bindings.ts";
import { definitionOf, parsePython, statementsOf } from "../../core/fingerprint/python/syntax.ts";

/** The line, from 1, where a piece of a Python module begins, by the name that reasons give it; null without such a piece. */
export const unitLine = (text: string, unit: string): number | null => unitLines(text).get(unit) ?? null;

/**
 * The lines, from 1, where the pieces of a Python module begin, by the names that reasons give them: `parse()`, `Span`,
 * `LOW, HIGH`. Of a name that is bound twice the first. None when the module cannot be parsed.
 */
export function unitLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const syntax = parsePython(text);
  if (syntax === null) return lines;
  const { source, root } = syntax;
  for (const node of statementsOf(root)) {
    const names = [...bindingsOf(source, node).names];
    const isFunction = definitionOf(node)?.definition.name === "FunctionDefinition";
    const unit = isFunction ? `${names[0]}()` : names.join(", ");
    if (!lines.has(unit)) lines.set(unit, lineAt(source.text, node.from));
  }
  return lines;
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
