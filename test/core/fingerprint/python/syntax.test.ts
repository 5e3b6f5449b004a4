import { describe, expect, it } from "vitest";
import { summarize } from "../../../../src-main/core/fingerprint/python/parse.ts";
import type { Digest } from "../../../../src-main/core/model/ids.ts";
import { type Case, changedUnits, edited } from "./program.ts";

const cases: Case[] = [
  [
    "parentheses that group",
    { "main.py": "print((1 + 2) * 3)\n" },
    "main.py",
    "(1 + 2) * 3",
    "1 + 2 * 3",
    "seen",
  ],
  [
    "a comparison in parentheses",
    { "main.py": "print((1 < 2) < 3)\n" },
    "main.py",
    "(1 < 2) < 3",
    "1 < 2 < 3",
    "seen",
  ],
  [
    "not in parentheses",
    { "main.py": "a = b = 0\nprint((not a) == b)\n" },
    "main.py",
    "(not a) == b",
    "not a == b",
    "seen",
  ],
  ["a tuple's comma", { "main.py": "print((1,))\n" }, "main.py", "(1,)", "(1)", "seen"],
  ["a subscript's comma", { "main.py": "a = {}\nprint(a[1,])\n" }, "main.py", "[1,]", "[1]", "seen"],
  [
    "indentation that moves a statement",
    { "main.py": "if 1:\n  print(1)\n  print(2)\n" },
    "main.py",
    "  print(2)",
    "print(2)",
    "seen",
  ],
  [
    "else of a loop",
    { "main.py": "for x in ():\n  if x:\n    pass\n  else:\n    print(1)\n" },
    "main.py",
    "  else:\n    print(1)",
    "else:\n  print(1)",
    "seen",
  ],
  ["bytes for text", { "main.py": "print('a')\n" }, "main.py", "'a'", "b'a'", "seen"],
  ["a raw string", { "main.py": "print('\\n')\n" }, "main.py", "'\\n'", "r'\\n'", "seen"],
  ["u before a string", { "main.py": "print('a')\n" }, "main.py", "'a'", 'u"a"', "not seen"],
  [
    "async",
    { "main.py": "async def f():\n  async for x in f():\n    pass\nf()\n" },
    "main.py",
    "async for",
    "for",
    "seen",
  ],
  ["star before an argument", { "main.py": "print([1])\n" }, "main.py", "([1])", "(*[1])", "seen"],
  [
    "keyword-only parameters",
    { "main.py": "def f(a, b=1): return a\nf(1)\n" },
    "main.py",
    "a, b",
    "a, *, b",
    "seen",
  ],
  ["a syntax that cannot be read", { "main.py": "def f(:\n  pass\n" }, "main.py", "pass", "pass # x", "seen"],
  [
    "what a file with unknown syntax imports",
    { "main.py": "def f(:\n  pass\nfrom m import (\n  f,\n)\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "parentheses around managers",
    { "main.py": "with open('a') as a, open('b') as b:\n  pass\n" },
    "main.py",
    "open('a') as a, open('b') as b:",
    "(\n  open('a') as a, # one\n  open('b') as b,\n):",
    "not seen",
  ],
  [
    "a comment after floats and bare yields",
    { "main.py": "def f():\n  yield\n  return 2. * 1.e5\nf()\n" },
    "main.py",
    "2. *",
    "2. * # x\\\n".replace("# x\\\n", ""),
    "not seen",
  ],
];

describe("of syntax", () => {
  it.each(cases)("a change of %s", async (_what, files, path, from, to, expected) => {
    const units = await changedUnits(files, edited(files, path, from, to));
    expect(units.length > 0 ? "seen" : "not seen").toBe(expected);
  });
});

describe("brackets within each other", () => {
  const nested = (depth: number) => `x = ${"[".repeat(depth)}1${"]".repeat(depth)}\n`;
  const kindOf = (text: string) => summarize(text, () => "sha256:0" as Digest).kind;

  it("are read as far as Python reads them, and not counted in strings and comments", () => {
    expect(kindOf(nested(200))).toBe("parsed");
    expect(kindOf(nested(201))).toBe("opaque");
    const quoted = ['x = "((\\"(("\n', "y = '(('\n", "# ((\n", 'z = """((\n"(\'(\n"""\n'];
    for (const text of quoted) expect(kindOf(text.repeat(300))).toBe("parsed");
  });
});

describe("a text that is made to take long", () => {
  it.each([
    ["statements that open brackets and never close them", "with (a as b,\n".repeat(40_000)],
    ["brackets within each other", `${"with (".repeat(2_000)}${"a as b):".repeat(2_000)}`],
    ["imports that never end", "from typing import (\n".repeat(10_000)],
    ["conditions for type checkers", "if TYPE_CHECKING:\n 1\n".repeat(10_000)],
    ["lines without anything", `${"\n".repeat(500_000)}import typing # TYPE_CHECKING`],
    ["brackets and nothing else", "([{".repeat(10_000)],
  ])("is done within the time of a test: %s", (_what, text) => {
    expect(["opaque", "parsed"]).toContain(summarize(text, () => "sha256:0" as Digest).kind);
  });
});
