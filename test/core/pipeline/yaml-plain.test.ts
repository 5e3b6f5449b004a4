import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newAllowance } from "../../../src-main/core/pipeline/allowance.ts";
import { readPlainYaml } from "../../../src-main/core/pipeline/yaml-plain.ts";
import { readTree, readWithLibrary } from "../../../src-main/core/pipeline/yaml-tree.ts";

/** Whatever is read plainly must be what the library reads, without a word of complaint. */
function expectAlike(text: string): boolean {
  const simple = readPlainYaml(text);
  if (simple === null) return false;
  const allowance = newAllowance();
  const before = allowance.values;
  const whole = readWithLibrary(text, allowance);
  expect(whole.problems, text).toEqual([]);
  expect(simple.value, text).toEqual(whole.value);
  expect(simple.values, text).toBe(before - allowance.values);
  return true;
}

const pieces = [
  "a",
  "b",
  "key",
  "steps",
  "run",
  "null",
  "True",
  "yes",
  "0",
  "1",
  "12",
  "0.5",
  "1.0",
  "1e3",
  "-1",
  "+1",
  ".5",
  "0x1f",
  "007",
  "~",
  ".inf",
  "2024-01-01",
  "./x",
  "../y",
  "out/{params.n}.csv",
  "echo {inputs.a} > {outputs.b} && c",
  "x#y",
  "x #y",
  "x: y",
  "x:y",
  "'q r'",
  '"q r"',
  "'it''s'",
  '"a\\n"',
  "[a, b]",
  "[a,b]",
  "[]",
  "{}",
  "{a: 1, b: [c, 'd e']}",
  "{a: 1, a: 2}",
  "{a}",
  "[a: 1]",
  "[a b]",
  "[a",
  "|",
  ">-",
  "&x a",
  "*x",
  "!t a",
  "<<",
  "? a",
  "- a",
  "-",
  "a:",
  "# note",
  "@a",
  "`a`",
  "%a",
  "é",
  "\u2028",
  "\ufeff",
  "\t",
  "__proto__",
  "...",
  "---",
];
const line = fc
  .tuple(
    fc.constantFrom("", "  ", "    ", "   ", "      "),
    fc.constantFrom(
      "",
      "a: ",
      "b: ",
      "c: ",
      "key: ",
      "a:",
      "b:",
      "steps:",
      "- ",
      "-  ",
      "'a': ",
      "1: ",
      "null: ",
      "<<: ",
      "a :  ",
      "d:   ",
    ),
    fc.oneof(fc.constant(""), fc.constantFrom(...pieces)),
    fc.constantFrom("", "", "", " ", "  # c", "\r"),
  )
  .map((parts) => parts.join(""));
const document = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n"));

describe("YAML that is read without the library", () => {
  it("is read as the library reads it, whatever lines it is made of", () => {
    let read = 0;
    fc.assert(
      fc.property(document, (text) => {
        if (expectAlike(text)) read += 1;
      }),
      { numRuns: 60_000 },
    );
    // The test would say nothing if nearly all were left to the library.
    expect(read).toBeGreaterThan(500);
  });

  it("is read as the library reads it when well-formed and nested", () => {
    const scalar = fc.constantFrom(
      "x",
      "0",
      "1.5",
      "true",
      "null",
      "'a b'",
      '"c: d"',
      "echo {inputs.a} > b",
      "[a, 'b c', {d: 1}]",
      "{}",
      "",
    );
    const key = fc.stringMatching(/^[a-z]{1,3}$/);
    const { tree } = fc.letrec<{ tree: object; node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        scalar,
        fc.array(scalar.filter(Boolean), { minLength: 1, maxLength: 3 }),
        tie("tree"),
      ),
      tree: fc.dictionary(key, tie("node"), { minKeys: 1, maxKeys: 4 }),
    }));
    const written = (value: object, indent: string): string[] =>
      Object.entries(value).flatMap(([name, inner]) => {
        if (typeof inner === "string")
          return [`${indent}${name}: ${inner}`, "# note", ""].slice(0, 1 + (inner.length % 3));
        if (Array.isArray(inner))
          return [`${indent}${name}:`, ...inner.map((item) => `${indent}  - ${item}`)];
        return [`${indent}${name}:`, ...written(inner as object, `${indent}  `)];
      });
    fc.assert(
      fc.property(tree, (value) => {
        expect(expectAlike(written(value, "").join("\n"))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    "a: 1\n  b: 2",
    "a: b\n  c",
    "a:\n  - b\n  c: d",
    "a:\n- b",
    "a: 1\na: 2",
    "a: [b,\n  c]",
    "a: |\n  b",
    "a: &x 1\nb: *x",
    "a: 1 # c",
    "a:\n    b: 1\n  c: 2",
    " a: 1\nb: 2",
    "- a",
    "a",
    "",
    "a:\tb",
    "a: 'b",
    "a:\n  - b: 1",
    "a:\n  - b\n - c",
    "---\na: 1",
    "a: 1\n...\n",
  ])("leaves %j to the library", (text) => {
    expect(readPlainYaml(text)).toBe(null);
  });

  it("says where things stand, for diagnostics", () => {
    const text = "signet: 1\nsteps:\n  a: {run: echo}\n";
    expect(readTree(text).locate(["steps", "a", "run"], "value")).toEqual(
      readWithLibrary(text, newAllowance()).locate(["steps", "a", "run"], "value"),
    );
    expect(readTree(text).locate(["steps", "a", "run"], "value")).toEqual([28, 32]);
  });
});
