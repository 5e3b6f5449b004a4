import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fold, tokensOf } from "../../../src-main/core/query/analyze.ts";
import type { Group, Node } from "../../../src-main/core/query/ast.ts";
import { editsFor } from "../../../src-main/core/query/edit-distance.ts";
import { parseQuery } from "../../../src-main/core/query/parse.ts";

/**
 * What the classic query parser of Lucene 9.9.1 makes of each query, null where it refuses it. It was given the default field
 * `d`, an analyzer with our rules for words, leading wildcards, phrases of what breaks into several words, and a split at
 * white space. `T[f:a]` is a term, `Ph` a phrase with its slop, `W` a wildcard, `F` a fuzzy term with its edits, `G` a range,
 * `All` everything; `null` in a text says that nothing is left. Queries to which Signet gives
 * another meaning on purpose (`docs/search.md`) are not among them.
 */
const cases = JSON.parse(readFileSync(new URL("lucene-cases.json", import.meta.url), "utf8")) as [
  query: string,
  meaning: string | null,
][];

function ofGroup(group: Group, outer: string): string | null {
  const kept: { sign: string; text: string }[] = [];
  for (const { occur, and, node } of group.clauses) {
    const before = kept.at(-1);
    if (and && before?.sign === "") before.sign = "+";
    const text = ofNode(node, group.field?.name ?? outer);
    if (text !== null) kept.push({ sign: { must: "+", should: "", mustNot: "-" }[occur], text });
  }
  const [only, second] = kept;
  if (only === undefined) return null;
  if (second === undefined && only.sign !== "-") return only.text;
  return `(${kept.map(({ sign, text }) => sign + text).join(" ")})`;
}

function ofNode(node: Node, outer: string): string | null {
  const text = node.kind === "group" ? ofGroup(node, outer) : ofLeaf(node, outer);
  return text === null || node.boost === null || node.boost === 1 ? text : `boost${node.boost}(${text})`;
}

function ofLeaf(node: Exclude<Node, Group>, outer: string): string | null {
  if (node.kind === "everything") return "All";
  const field = node.field?.name ?? outer;
  switch (node.kind) {
    case "term":
    case "phrase": {
      const words = tokensOf(fold(node.text));
      if (words.length === 0) return null;
      if (words.length === 1) return `T[${field}:${words[0]}]`;
      return `Ph[${field}:${words.join(" ")}~${node.kind === "phrase" ? node.slop : 0}]`;
    }
    case "wildcard": {
      if (field === "*" && node.parts.length === 1 && node.parts[0] === "*") return "All";
      return `W[${field}:${node.parts.map((part) => (typeof part === "string" ? part : fold(part.literal))).join("")}]`;
    }
    case "fuzzy": {
      const { edits } = node;
      const count = typeof edits === "number" ? edits : editsFor(edits.similarity, [...node.text].length);
      return `F[${field}:${fold(node.text)}~${count}]`;
    }
    case "regex":
      return `R[${field}:${fold(node.source)}]`;
    case "range": {
      const { low, high } = node;
      const [open, close] = [low?.inclusive === false ? "{" : "[", high?.inclusive === false ? "}" : "]"];
      return `G[${field}:${open}${low === null ? "*" : fold(low.text)} TO ${high === null ? "*" : fold(high.text)}${close}]`;
    }
  }
}

test.each(cases)("%j means %j, as in Lucene", (text, meaning) => {
  const { query } = parseQuery(text);
  expect(query === null ? null : String(ofGroup(query, "d"))).toBe(meaning);
});
