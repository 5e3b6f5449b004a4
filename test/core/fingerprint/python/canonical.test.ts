import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canonicalText } from "../../../../src-main/core/fingerprint/python/canonical.ts";
import { parsePython } from "../../../../src-main/core/fingerprint/python/syntax.ts";

/** Answers for each pair of texts whether Python reads them as one program, strings that stand alone apart; null: an error. */
const judge = `import ast, json, sys
class Bare(ast.NodeTransformer):
    def visit_Expr(self, node):
        value = node.value
        return None if isinstance(value, ast.Constant) and isinstance(value.value, (str, bytes)) else self.generic_visit(node)
    def visit_Constant(self, node):
        node.kind = None
        return node
def shape(text):
    return ast.dump(Bare().visit(ast.parse(text)))
answers = []
for one, other in json.load(sys.stdin):
    try:
        answers.append(shape(one) == shape(other))
    except SyntaxError:
        answers.append(None)
json.dump(answers, sys.stdout)
`;

const judged = (pairs: readonly (readonly [string, string])[]): (boolean | null)[] =>
  JSON.parse(
    execFileSync("python3", ["-W", "ignore", "-c", judge], {
      input: JSON.stringify(pairs),
      maxBuffer: 1 << 28,
    }).toString(),
  );

const canonical = (text: string): string | null => {
  const syntax = parsePython(text);
  return syntax === null ? null : canonicalText(syntax.source, syntax.root, false);
};

function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const small = [
  "(",
  ")",
  ",",
  " ",
  "\n",
  "\t",
  "#",
  '"',
  "'",
  ":",
  ";",
  "not ",
  "[",
  "]",
  "\\\n",
  "# x\n",
  "()",
  ".",
  "r",
  "b",
  "u",
];

/** A text with something small put in, taken out, or put around a piece. */
function mutated(text: string, roll: (below: number) => number): string {
  const at = roll(text.length);
  const mark = small[roll(small.length)] ?? "";
  switch (roll(5)) {
    case 0:
      return text.slice(0, at) + mark + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2: {
      // Around a piece of one line that is balanced in itself.
      const piece = /^[^()[\]{},:#=\n]+/.exec(text.slice(at))?.[0] ?? "";
      return `${text.slice(0, at)}(${piece})${text.slice(at + piece.length)}`;
    }
    case 3: {
      const parens = [...text.matchAll(/\(([^()\n]*)\)/g)];
      const chosen = parens[roll(parens.length || 1)];
      if (chosen === undefined) return text;
      const end = chosen.index + chosen[0].length;
      return (
        text.slice(0, chosen.index) +
        (roll(2) === 0 ? chosen[1] : chosen[0].replace(/\)$/, ",)")) +
        text.slice(end)
      );
    }
    default: {
      const strings = [...text.matchAll(/'[^'"\n]*'|"[^'"\n]*"/g)];
      const chosen = strings[roll(strings.length || 1)];
      if (chosen === undefined) return text;
      const swapped = (chosen[0].startsWith("'") ? '"' : "'").replace(
        /./,
        (quote) => quote + chosen[0].slice(1, -1) + quote,
      );
      return text.slice(0, chosen.index) + swapped + text.slice(chosen.index + chosen[0].length);
    }
  }
}

const library = execFileSync("python3", ["-c", "import os; print(os.path.dirname(os.__file__))"])
  .toString()
  .trim();
const sources = ["", "json", "asyncio", "collections", "unittest", "importlib"]
  .flatMap((folder) => readdirSync(join(library, folder)).map((name) => join(library, folder, name)))
  .filter((path) => path.endsWith(".py"))
  .sort()
  .map((path) => readFileSync(path, "utf8"))
  .filter((text) => text.length < 20_000);

describe("the canonical text", () => {
  it("is equal only for programs that Python reads alike", () => {
    const roll = dice(7);
    const pairs: [string, string][] = [];
    for (const text of sources) {
      // Pieces, so that an edit that cannot be read spoils little.
      const piece = text.split(/\n(?=\S)/).filter((part) => part.length > 40 && canonical(part) !== null);
      for (let round = 0; round < 60 && piece.length > 0; round += 1) {
        const one = piece[roll(piece.length)] ?? "";
        const other = mutated(one, roll);
        if (one !== other && canonical(one) === canonical(other)) pairs.push([one, other]);
      }
    }
    const answers = judged(pairs);
    const wrong = pairs.filter((_, index) => answers[index] === false);
    expect(wrong.slice(0, 3)).toEqual([]);
    // An edit that only Python's own parser refuses leaves nothing to reuse wrongly.
    expect(answers.filter((answer) => answer === true).length).toBeGreaterThan(1_000);
  });

  it("is the same after Python's own formatter wrote a module anew, for most of a library", () => {
    const unparse =
      "import ast, json, sys; json.dump([ast.unparse(ast.parse(t)) for t in json.load(sys.stdin)], sys.stdout)";
    const pieces = sources
      .flatMap((text) => text.split(/\n(?=(?:def|class) )/).slice(1))
      .filter((part) => /^(def|class) /.test(part) && part.length < 2_000);
    const clean = pieces
      .map((part) => part.split(/\n(?=\S)/)[0] ?? "")
      .filter((part) => canonical(part) !== null);
    const written: string[] = JSON.parse(
      execFileSync("python3", ["-W", "ignore", "-c", unparse], {
        input: JSON.stringify(clean),
        maxBuffer: 1 << 28,
      }).toString(),
    );
    const same = clean.filter((part, index) => canonical(part) === canonical(written[index] ?? ""));
    console.info(`${same.length} of ${clean.length} definitions keep their canonical text when written anew`);
    expect(same.length / clean.length).toBeGreaterThan(0.5);
  });
});
