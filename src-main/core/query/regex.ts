import { type RegexNode, type RegexNodes, regexNodes } from "./regex-nodes.ts";
import { parseRegex, type RegexError } from "./regex-parse.ts";
import type { Budget } from "./sloppy-phrase.ts";

/** A regular expression of Lucene's syntax over folded texts. */
export type Regex = {
  readonly source: string;
  /** Every match begins with this text. */
  readonly prefix: string;
  /** Texts that every match holds, longest first. */
  readonly literals: readonly string[];
  /**
   * Whether the whole of a folded text matches. Takes time in proportion to its length; where the expression is of a kind
   * that needs more than the budget has, that ends below zero and the answer means nothing.
   */
  readonly test: (text: string, budget: Budget) => boolean;
};

/** Terms kept before they are made anew: what is remembered must not grow with the texts. */
const maxTerms = 20_000;

/** Reads what stands between the slashes. An error has its place in it. */
export function readRegex(source: string): Regex | RegexError {
  let nodes = regexNodes();
  const root = parseRegex(source, nodes);
  if ("message" in root) return root;
  let start = root;
  const test = (text: string, budget: Budget): boolean => {
    if (nodes.size() > maxTerms) {
      nodes = regexNodes();
      start = parseRegex(source, nodes) as RegexNode;
    }
    return matches(start, text, nodes, budget);
  };
  return { source, ...literalsOf(root), test };
}

function matches(start: RegexNode, text: string, nodes: RegexNodes, budget: Budget): boolean {
  let node = start;
  let done = nodes.work.steps;
  for (const char of text) {
    node = nodes.derive(node, char.codePointAt(0) ?? 0);
    const { steps } = nodes.work;
    budget.left -= 1 + steps - done;
    done = steps;
    if (node === nodes.nothing || budget.left < 0) return false;
    // Terms can be as large as the expression, and a long text can need as many as it has characters.
    if (nodes.size() > 4 * maxTerms) {
      budget.left = -1;
      return false;
    }
  }
  return node.nullable;
}

function literalsOf(root: RegexNode): Pick<Regex, "prefix" | "literals"> {
  const runs: string[] = [""];
  let rest: RegexNode | null = root;
  while (rest !== null) {
    const head: RegexNode = rest.kind === "concat" ? rest.head : rest;
    if (head.kind === "char") runs[runs.length - 1] += String.fromCodePoint(head.char);
    else runs.push("");
    rest = rest.kind === "concat" ? rest.tail : null;
  }
  const literals = runs.filter((run) => run !== "").sort((one, other) => other.length - one.length);
  return { prefix: runs[0] ?? "", literals };
}
