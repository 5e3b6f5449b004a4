import { err, ok, type Result } from "../base/result.ts";
import type { Value, ValueObject } from "../base/value.ts";
import {
  childNamed,
  definitionOf,
  type Node,
  nameOf,
  parsePython,
  plainString,
  type Source,
  statementsOf,
  textOf,
} from "../fingerprint/python/syntax.ts";

/**
 * The values that a Python file writes out, as DVC takes parameters from one: constants of the module, below a class's name
 * those of its body, and what its `__init__` puts into `self`. What would have to be computed is passed over; of two with
 * one name the later counts. Nothing runs. The error is a sentence.
 */
export function pythonValues(path: string, text: string): Result<ValueObject, string> {
  const syntax = parsePython(text);
  if (syntax === null) return err(`${path} cannot be read: it is no Python, or nested too deeply`);
  return ok(valuesOf(syntax.source, syntax.root, false));
}

function valuesOf(source: Source, body: Node, ofSelf: boolean): ValueObject {
  const values = new Map<string, Value>();
  for (const statement of statementsOf(body)) {
    if (statement.name === "AssignStatement") {
      const [name, value] = assigned(source, statement, ofSelf);
      if (name !== null && value !== undefined) values.set(name, value);
      continue;
    }
    const definition = definitionOf(statement)?.definition;
    const inner = definition === undefined ? undefined : childNamed(definition, "Body");
    const named = definition === undefined ? undefined : childNamed(definition, "VariableName");
    if (inner === undefined || named === undefined) continue;
    const name = nameOf(source, named);
    if (definition?.name === "ClassDefinition") values.set(name, valuesOf(source, inner, false));
    else if (name === "__init__")
      for (const [key, value] of Object.entries(valuesOf(source, inner, true))) values.set(key, value);
  }
  return Object.fromEntries(values);
}

/** `name = value`, with or without a type; null for every other target. */
function assigned(source: Source, statement: Node, ofSelf: boolean): [string | null, Value | undefined] {
  const parts = statement.children.filter(({ name }) => name !== "TypeDef");
  const [target, operator, ...right] = parts;
  if (target === undefined || operator?.name !== "AssignOp") return [null, undefined];
  const [object, , property] = target.children;
  const isSelf =
    target.name === "MemberExpression" &&
    property?.name === "PropertyName" &&
    object?.name === "VariableName" &&
    nameOf(source, object) === "self";
  const name = isSelf
    ? nameOf(source, property)
    : target.name === "VariableName" && !ofSelf
      ? nameOf(source, target)
      : null;
  // `a = 1, 2`
  const value = right.some((part) => part.name === ",") ? items(source, right) : literal(source, right);
  return [name, value];
}

/** What an expression is that is written out as such, as `ast.literal_eval` has it; undefined for every other one. */
function literal(source: Source, nodes: readonly Node[]): Value | undefined {
  const [node, ...more] = nodes;
  if (node === undefined || more.length > 0) return undefined;
  switch (node.name) {
    case "Number":
      return numberOf(textOf(source, node));
    case "Boolean":
      return textOf(source, node) === "True";
    case "None":
      return null;
    case "String":
      return stringOf(source, node);
    case "ContinuedString": {
      const parts = node.children.map((part) => stringOf(source, part));
      return parts.includes(undefined) ? undefined : parts.join("");
    }
    case "ParenthesizedExpression":
      return literal(source, node.children.slice(1, -1));
    case "UnaryExpression": {
      const [sign, operand] = node.children;
      const value = operand?.name === "Number" ? numberOf(textOf(source, operand)) : undefined;
      const text = sign === undefined ? "" : textOf(source, sign);
      if (value === undefined || (text !== "-" && text !== "+")) return undefined;
      return text === "-" ? -value : value;
    }
    case "ArrayExpression":
    case "TupleExpression":
    case "SetExpression":
      return items(source, node.children.slice(1, -1));
    case "DictionaryExpression":
      return entries(source, node.children.slice(1, -1));
    default:
      return undefined;
  }
}

function items(source: Source, nodes: readonly Node[]): Value | undefined {
  const values = separated(nodes).map((item) => literal(source, item));
  return values.includes(undefined) ? undefined : (values as Value[]);
}

function entries(source: Source, nodes: readonly Node[]): Value | undefined {
  const found: [string, Value][] = [];
  for (const [name, colon, ...rest] of separated(nodes)) {
    const key = name === undefined ? undefined : literal(source, [name]);
    const value = literal(source, rest);
    if (colon?.name !== ":" || key === undefined || value === undefined || typeof key === "object")
      return undefined;
    found.push([String(key), value]);
  }
  return Object.fromEntries(found);
}

/** The nodes between commas. */
function separated(nodes: readonly Node[]): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes)
    if (node.name === ",") parts.push([]);
    else parts.at(-1)?.push(node);
  return parts.filter((part) => part.length > 0);
}

function stringOf(source: Source, node: Node): string | undefined {
  const plain = plainString(source, node);
  if (plain !== null) return plain;
  // Escapes that mean the same in JSON; a value with others is passed over.
  const inner = /^(["'])((?:[^\\\n]|\\[\\'"ntrbf])*)\1$/.exec(textOf(source, node))?.[2];
  if (node.name !== "String" || inner === undefined) return undefined;
  return inner.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
}

const escapes: { readonly [letter: string]: string } = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Whole numbers stay whole, however large. Undefined for complex ones. */
function numberOf(written: string): number | bigint | undefined {
  const text = written.replaceAll("_", "");
  if (/^(?:0[xob][\da-f]+|[1-9]\d*|0+)$/i.test(text)) return BigInt(text);
  return /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
