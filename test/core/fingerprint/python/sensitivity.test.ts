import { describe, expect, it } from "vitest";
import { changedUnits, codeOf, edited, type Files } from "./program.ts";

/** A program over a package: two helpers deep, with classes, constants, decorators, re-exports and unrelated code. */
const program: Files = {
  "main.py": `"""The program."""
import sys
from features import clean, other as spare
import tools.text as text

LIMIT = 3
UNUSED = 4

def fit(rows, limit=LIMIT):
    """Fits."""
    # by hand
    return [text.upper(clean(row)) for row in rows][:limit]

def unrelated():
    return spare(UNUSED)

if __name__ == "__main__":
    print(fit(sys.argv))
`,
  "features.py": `import re
from tools import dates
from tools.decorate import traced
from shapes import Square

PATTERN = re.compile("[a-z]+")
OTHER = re.compile("[0-9]+")

@traced
def clean(row):
    return dates.parse(PATTERN.sub("", row)), Square(2).area()

def other(row):
    return OTHER.sub("", row)
`,
  "shapes.py": `class Shape:
    scale = 1
    def area(self):
        return self.width() * self.scale
    def width(self):
        raise NotImplementedError

class Square(Shape):
    def __init__(self, side):
        self.side = side
    def width(self):
        return self.side ** 2

class Circle(Shape):
    def width(self):
        return 3
`,
  "tools/__init__.py": "",
  "tools/text.py": `def upper(value):
    return str(value).upper()
def lower(value):
    return str(value).lower()
`,
  "tools/dates.py": `from .zones import offset as zone

def parse(value, *, base=10):
    return zone() + int(value or 0, base)

def show(value):
    return str(value)
`,
  "tools/zones.py": `HOURS = {"utc": 0}

def offset():
    return HOURS["utc"]

def unused():
    return 1
`,
  "tools/decorate.py": `import functools

def traced(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)
    return wrapper

def twice(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(function(*args))
    return wrapper
`,
};

describe("the code of a program", () => {
  it("is what its entry reaches, piece by piece", async () => {
    const { units, files, widened, usedBy } = await codeOf(program);
    expect(Object.keys(units)).toEqual([
      "features.py › PATTERN",
      "features.py › clean()",
      "main.py › LIMIT",
      "main.py › fit()",
      "main.py › module level",
      "main.py › order",
      "shapes.py › Shape",
      "shapes.py › Square",
      "tools/dates.py › parse()",
      "tools/decorate.py › traced()",
      "tools/text.py › upper()",
      "tools/zones.py › HOURS",
      "tools/zones.py › offset()",
    ]);
    expect(Object.keys(files)).toEqual([
      "features.py",
      "main.py",
      "shapes.py",
      "tools/dates.py",
      "tools/decorate.py",
      "tools/text.py",
      "tools/zones.py",
    ]);
    expect(widened).toEqual([]);
    expect(usedBy).toMatchObject({
      "features.py › clean()": "main.py › fit()",
      "tools/dates.py › parse()": "features.py › clean()",
      "tools/zones.py › offset()": "tools/dates.py › parse()",
      "shapes.py › Shape": "shapes.py › Square",
    });
    expect(usedBy["main.py › fit()"]).toBeUndefined();
  });

  it.each<[string, string, string | RegExp, string]>([
    ["a comment", "main.py", "# by hand", "# by machine"],
    ["a comment more", "tools/zones.py", "def offset", "# where\ndef offset"],
    ["a docstring", "main.py", '"""Fits."""', '"""Fits well."""'],
    ["a docstring gone", "main.py", '    """Fits."""\n', ""],
    ["the module's docstring", "main.py", '"""The program."""\n', ""],
    ["blank lines", "tools/dates.py", "\n\ndef parse", "\n\n\n\ndef parse"],
    ["white space", "features.py", 'PATTERN.sub("", row)', 'PATTERN.sub( "",row )'],
    ["indentation", "tools/zones.py", '    return HOURS["utc"]', '        return HOURS["utc"]'],
    ["quotes", "tools/zones.py", 'HOURS["utc"]', "HOURS['utc']"],
    ["a trailing comma", "shapes.py", "(self, side)", "(self, side,)"],
    [
      "lines broken in parentheses",
      "tools/dates.py",
      "return zone() + int(value or 0, base)",
      "return (\n        zone()\n        + int(value or 0, base)\n    )",
    ],
    [
      "an import in parentheses",
      "main.py",
      "import clean, other as spare",
      "import (\n    clean,\n    other as spare,\n)",
    ],
    ["an unrelated function", "main.py", "return spare(UNUSED)", "return spare(UNUSED) + 1"],
    ["an unrelated function of a helper", "tools/zones.py", "return 1", "return 2"],
    ["an unrelated constant", "main.py", "UNUSED = 4", "UNUSED = 5"],
    ["a constant made by a call that is known", "features.py", "[0-9]+", "[0-8]+"],
    ["an unrelated decorator", "tools/decorate.py", "function(function(*args))", "function(args)"],
    ["an unrelated class", "shapes.py", "return 3", "return 4"],
    ["an unrelated function gone", "tools/text.py", /def lower[\s\S]*/, ""],
    [
      "a new function",
      "tools/text.py",
      "def lower",
      "def title(value):\n    return value.title()\n\ndef lower",
    ],
    ["an import of the standard library", "features.py", "import re\n", "import re\nimport json\n"],
    ["an import of what is quiet", "main.py", "import sys\n", "import sys\nfrom tools.zones import unused\n"],
    ["the order of quiet imports", "features.py", /(import re\n)(from tools import dates\n)/, "$2$1"],
    [
      "two statements on one line",
      "shapes.py",
      "self.side = side",
      "self.side = side; pass".replace("; pass", ";"),
    ],
    ["the end of lines", "tools/dates.py", /\n/g, "\r\n"],
    [
      "what only a type checker sees",
      "features.py",
      "import re\n",
      "import re\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tools.text\n",
    ],
  ])("is the same after a change of %s", async (_what, path, from, to) => {
    expect(await changedUnits(program, edited(program, path, from, to))).toEqual([]);
  });

  it("is the same when an unrelated function or the function itself is moved", async () => {
    const moved = {
      ...program,
      "tools/zones.py":
        'def unused():\n    return 1\n\ndef offset():\n    return HOURS["utc"]\n\nHOURS = {"utc": 0}\n',
    };
    expect(await changedUnits(program, moved)).toEqual([]);
  });

  it.each<[string, string, string | RegExp, string, string[]]>([
    ["a function", "main.py", "[:limit]", "[1:limit]", ["main.py › fit()"]],
    ["a helper", "features.py", "Square(2)", "Square(3)", ["features.py › clean()"]],
    [
      "a helper two imports away",
      "tools/zones.py",
      'return HOURS["utc"]',
      'return HOURS["utc"] + 1',
      ["tools/zones.py › offset()"],
    ],
    ["a constant of a helper", "tools/zones.py", '"utc": 0', '"utc": 1', ["tools/zones.py › HOURS"]],
    ["a constant's type", "main.py", "LIMIT = 3", "LIMIT = 3.0", ["main.py › LIMIT"]],
    ["a compiled pattern", "features.py", "[a-z]+", "[a-y]+", ["features.py › PATTERN"]],
    ["a default argument", "tools/dates.py", "base=10", "base=16", ["tools/dates.py › parse()"]],
    ["the default's constant", "main.py", "LIMIT = 3", "LIMIT = 4", ["main.py › LIMIT"]],
    [
      "a decorator's body",
      "tools/decorate.py",
      "return function(*args)",
      "return (function(*args),)",
      ["tools/decorate.py › traced()"],
    ],
    [
      "a decorator gone",
      "features.py",
      "@traced\n",
      "",
      [
        "features.py › clean()",
        // The decorated function took a value from another module when loaded, so the order of imports counted.
        "main.py › module level",
        "main.py › order",
        "tools/decorate.py › traced()",
      ],
    ],
    [
      "a method of a base class",
      "shapes.py",
      "self.width() * self.scale",
      "self.width()",
      ["shapes.py › Shape"],
    ],
    ["an attribute of a base class", "shapes.py", "scale = 1", "scale = 2", ["shapes.py › Shape"]],
    ["a method of the class", "shapes.py", "self.side ** 2", "self.side ** 3", ["shapes.py › Square"]],
    [
      "the class's base",
      "shapes.py",
      "class Square(Shape)",
      "class Square(Shape, object)",
      ["shapes.py › Square"],
    ],
    [
      "what an import's name stands for",
      "tools/dates.py",
      "import offset as zone",
      "import unused as zone",
      [
        "tools/dates.py › parse()",
        "tools/zones.py › HOURS",
        "tools/zones.py › offset()",
        "tools/zones.py › unused()",
      ],
    ],
    ["the main block", "main.py", "fit(sys.argv)", "fit(sys.argv[1:])", ["main.py › module level"]],
    [
      "a statement of a helper that acts",
      "tools/zones.py",
      "def unused",
      'HOURS["utc"] = 2\n\ndef unused',
      [
        "tools/dates.py › module level",
        "tools/zones.py › module level",
        "features.py › order",
        "features.py › module level",
      ],
    ],
    ["a string's content", "features.py", 'sub("", row)', 'sub(" ", row)', ["features.py › clean()"]],
    [
      "white space in a string",
      "tools/zones.py",
      'HOURS["utc"]',
      'HOURS["utc "]',
      ["tools/zones.py › offset()"],
    ],
    [
      "a function that hides a builtin",
      "main.py",
      "def unrelated",
      "def print(value):\n    pass\n\ndef unrelated",
      ["main.py › order", "main.py › print()"],
    ],
    [
      "an import of an installed package",
      "tools/zones.py",
      "HOURS",
      "import numpy\nHOURS",
      [
        "tools/zones.py › module level",
        "tools/dates.py › module level",
        "features.py › order",
        "features.py › module level",
      ],
    ],
  ])("changes with %s", async (_what, path, from, to, units) => {
    expect((await changedUnits(program, edited(program, path, from, to))).sort()).toEqual([...units].sort());
  });
});

describe("beside other programs", () => {
  it("an edit of what it does not reach is not seen even where another program reaches it", async () => {
    const files = { ...program, "second.py": "from tools.text import lower\nprint(lower('A'))\n" };
    const after = edited(files, "tools/text.py", "str(value).lower()", "value.lower()");
    expect(await changedUnits(files, after)).toEqual([]);
    expect(await changedUnits(files, after, "second.py")).toEqual(["tools/text.py › lower()"]);
  });

  it("a new file that an import finds first is seen", async () => {
    const files = { "steps/main.py": "from m import f\nf()\n", "src/m.py": "def f():\n  return 1\n" };
    const after = { ...files, "steps/m.py": "def f():\n  return 1\n" };
    expect(await changedUnits(files, after, "steps/main.py")).not.toEqual([]);
  });
});

describe("environment variables", () => {
  it("are found by their literal names in what is reached", async () => {
    const { env } = await codeOf({
      "main.py": `import os
from os import environ as e, getenv
import os as system
from m import used
os.environ["A"]; os.environ.get("B", 1); os.getenv("C"); e["D"]; getenv("E"); system.environ.get("F"); used()
"G" in os.environ
os.environ["WRITTEN"] = "1"
os.environ[str(1)]
`,
      "m.py": 'import os\ndef used():\n  return os.environ["H"]\ndef unused():\n  return os.environ["NOT"]\n',
    });
    expect(env).toEqual(["A", "B", "C", "D", "E", "F", "G", "H"]);
  });
});

describe("what cannot be followed", () => {
  it("widens to whole modules and says why", async () => {
    const { widened, units } = await codeOf({
      "main.py":
        "from m import *\nimport n\nimport importlib\ndef run(x):\n  return x\nrun(n)\nimportlib.import_module('o')\neval('1')\n",
      "m.py": "",
      "n.py": "X = 1\n",
      "o.py": "X = 1\n",
    });
    expect(widened).toEqual([
      { path: "m.py", why: "main.py imports everything from it" },
      { path: "main.py", why: "main.py uses eval()" },
      { path: "n.py", why: "main.py uses it as a whole" },
      { path: "o.py", why: "main.py imports it by importlib.import_module" },
    ]);
    expect(Object.keys(units)).toEqual(["m.py", "main.py", "n.py", "o.py"]);
  });

  it("says so of a file whose syntax it does not know", async () => {
    const { widened } = await codeOf({ "main.py": "import m\nm.f()\n", "m.py": "def f(:\n" });
    expect(widened).toEqual([{ path: "m.py", why: "its syntax cannot be read" }]);
  });
});
