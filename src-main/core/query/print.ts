import { unreachable } from "../base/unreachable.ts";
import type { FieldName, FuzzyNode, Group, Node, Query, RangeNode } from "./ast.ts";
import { escapeWord, quote } from "./escapes.ts";

/** The query as text that parses to the same tree. Comparisons are written as ranges, where a range can say them. */
export const printQuery = (query: Query): string => printClauses(query, true);

/** The query as people should read it: operators as what they come to (`+a +b c -d`). */
export const printEffective = (query: Query): string => printClauses(query, false);

function printClauses(group: Group, withAnd: boolean): string {
  const signs = { must: "+", should: "", mustNot: "-" } as const;
  return group.clauses
    .map(({ occur, and, node }) => (and && withAnd ? "AND " : "") + signs[occur] + printNode(node, withAnd))
    .join(" ");
}

function printNode(node: Node, withAnd: boolean): string {
  const boost = node.boost === null ? "" : `^${plainDecimal(node.boost)}`;
  switch (node.kind) {
    case "group":
      return `${fieldPrefix(node.field)}(${printClauses(node, withAnd)})${boost}`;
    case "everything":
      return `*:*${boost}`;
    case "term":
      return fieldPrefix(node.field) + escapeWord(node.text) + boost;
    case "phrase":
      return `${fieldPrefix(node.field)}${quote(node.text)}${node.slop === 0 ? "" : `~${node.slop}`}${boost}`;
    case "wildcard": {
      const parts = node.parts.map((part) => (typeof part === "string" ? part : escapeWord(part.literal)));
      return fieldPrefix(node.field) + parts.join("") + boost;
    }
    case "fuzzy":
      return `${fieldPrefix(node.field)}${escapeWord(node.text)}~${fuzzyNumber(node)}${boost}`;
    case "regex":
      return `${fieldPrefix(node.field)}/${node.source}/${boost}`;
    case "range":
      return fieldPrefix(node.field) + printRange(node) + boost;
    default:
      return unreachable(node);
  }
}

const fieldPrefix = (field: FieldName | null): string => (field === null ? "" : `${escapeWord(field.name)}:`);

function printRange({ low, high }: RangeNode): string {
  const end = (text: string): string =>
    /^[\p{L}\p{Nd}.-]+$/u.test(text) && text !== "TO" ? text : quoteEnd(text);
  // Between brackets two quotes are a text of two quotes: only a comparison can be with the empty text.
  if (low?.text === "" && high === null) return `${low.inclusive ? ">=" : ">"}""`;
  if (high?.text === "" && low === null) return `${high.inclusive ? "<=" : "<"}""`;
  const open = low?.inclusive === false ? "{" : "[";
  const close = high?.inclusive === false ? "}" : "]";
  return `${open}${low === null ? "*" : end(low.text)} TO ${high === null ? "*" : end(high.text)}${close}`;
}

/** In a range a quoted text ends at its last possible quote, so none may stand inside, nor a backslash before it. */
const quoteEnd = (text: string): string =>
  `"${text.replace(/["\\]/g, (char) => (char === '"' ? "\\u0022" : "\\u005c"))}"`;

const fuzzyNumber = ({ edits }: FuzzyNode): string =>
  typeof edits === "number" ? String(edits) : plainDecimal(edits.similarity);

/** A number at least 0 without an exponent, which the syntax of boosts does not know. */
function plainDecimal(value: number): string {
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value));
  if (match === null) return String(value);
  const [, whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const point = 1 + Number(exponent);
  return point <= 0 ? `0.${"0".repeat(-point)}${digits}` : digits.padEnd(point, "0");
}
