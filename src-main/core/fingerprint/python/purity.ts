import { dottedName } from "./bindings.ts";
import { builtins, pureBuiltins, pureCalls, pureMethods } from "./known.ts";
import { type Aliases, fullNames } from "./mentions.ts";
import type { Node, Source } from "./syntax.ts";

const values = new Set([
  "Number",
  "String",
  "ContinuedString",
  "Boolean",
  "None",
  "Ellipsis",
  "VariableName",
  "PropertyName",
  "LambdaExpression",
]);

const containers = new Set([
  "ParenthesizedExpression",
  "TupleExpression",
  "ArrayExpression",
  "DictionaryExpression",
  "SetExpression",
  "UnaryExpression",
  "ConditionalExpression",
  "ArrayComprehensionExpression",
  "DictionaryComprehensionExpression",
  "SetComprehensionExpression",
  "FormatString",
  "FormatReplacement",
  "FormatSpec",
]);

/**
 * Whether evaluating an expression only makes a value: literals, names, attributes, arithmetic, and calls that are known
 * to do no more. `a >> b` and `a @ b` are refused, as libraries use them to change things.
 */
export function isPure(source: Source, node: Node, aliases: Aliases): boolean {
  const pure = (child: Node) => isPure(source, child, aliases);
  if (values.has(node.name)) return true;
  // Tokens: brackets, commas, operators, keywords.
  if (node.children.length === 0) return true;
  if (containers.has(node.name)) return node.children.every(pure);
  switch (node.name) {
    case "MemberExpression":
      return node.children.every(pure);
    case "BinaryExpression": {
      const operator = node.children[1];
      const text = operator === undefined ? "" : source.text.slice(operator.from, operator.to);
      return !["<<", ">>", "@"].includes(text) && node.children.every(pure);
    }
    case "ArithOp":
    case "CompareOp":
    case "BitOp":
      return true;
    case "ArgList":
      return node.children.every(pure);
    case "CallExpression":
      return isPureCallee(source, node.children[0], aliases) && node.children.slice(1).every(pure);
    default:
      return false;
  }
}

function isPureCallee(source: Source, callee: Node | undefined, aliases: Aliases): boolean {
  if (callee === undefined) return false;
  const dotted = dottedName(source, callee);
  if (dotted !== null)
    return fullNames(aliases, dotted).every(
      (full) => pureCalls.has(full) || (!aliases.has(dotted) && pureBuiltins.has(full) && builtins.has(full)),
    );
  const [object, dot, method] = callee.children;
  if (callee.name !== "MemberExpression" || dot?.name !== "." || object === undefined || method === undefined)
    return false;
  // Of an object that is made on the spot; a name could stand for anything.
  const isMade = dottedName(source, object) === null && isPure(source, object, aliases);
  return isMade && pureMethods.has(source.text.slice(method.from, method.to));
}
