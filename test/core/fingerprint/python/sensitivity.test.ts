import { describe, expect, it } from "vitest";
import { codeOf, edited, type Files } from "./program.ts";

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

def format(value):
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

const changedUnits = async (before: Files, after: Files, entry?: string): Promise<string[]> => {
  const [from, to] = [(await codeOf(before, entry)).units, (await codeOf(after, entry)).units];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((unit) => from[unit] !== to[unit]);
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
    ["lines broken in parentheses", "tools/dates.py", "return zone() + int(value or 0, base)", "return (\n        zone()\n        + int(value or 0, base)\n    )"],
    ["an import in parentheses", "main.py", "import clean, other as spare", "import (\n    clean,\n    other as spare,\n)"],
    ["an unrelated function", "main.py", "return spare(UNUSED)", "return spare(UNUSED) + 1"],
    ["an unrelated function of a helper", "tools/zones.py", "return 1", "return 2"],
    ["an unrelated constant", "main.py", "UNUSED = 4", "UNUSED = 5"],
    ["a constant made by a call that is known", "features.py", "[0-9]+", "[0-8]+"],
    ["an unrelated decorator", "tools/decorate.py", "function(function(*args))", "function(args)"],
    ["an unrelated class", "shapes.py", "return 3", "return 4"],
    ["an unrelated function gone", "tools/text.py", /def lower[^]*/, ""],
    ["a new function", "tools/text.py", "def lower", "def title(value):\n    return value.title()\n\ndef lower"],
    ["an import of the standard library", "features.py", "import re\n", "import re\nimport json\n"],
    ["an import of what is quiet", "main.py", "import sys\n", "import sys\nfrom tools.zones import unused\n"],
    ["the order of quiet imports", "features.py", /(import re\n)(from tools import dates\n)/, "$2$1"],
    ["two statements on one line", "shapes.py", "self.side = side", "self.side = side; pass".replace("; pass", ";")],
    ["the end of lines", "tools/dates.py", /\n/g, "\r\n"],
    ["what only a type checker sees", "features.py", "import re\n", "import re\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tools.text\n"],
  ])("is the same after a change of %s", async (_what, path, from, to) => {
    expect(await changedUnits(program, edited(program, path, from, to))).toEqual([]);
  });

  it("is the same when an unrelated function or the function itself is moved", async () => {
    const moved = {
      ...program,
      "tools/zones.py": 'def unused():\n    return 1\n\ndef offset():\n    return HOURS["utc"]\n\nHOURS = {"utc": 0}\n',
    };
    expect(await changedUnits(program, moved)).toEqual([]);
  });

  it.each<[string, string, string | RegExp, string, string[]]>([
    ["a function", "main.py", "[:limit]", "[1:limit]", ["main.py › fit()"]],
    ["a helper", "features.py", "Square(2)", "Square(3)", ["features.py › clean()"]],
    ["a helper two imports away", "tools/zones.py", 'return HOURS["utc"]', 'return HOURS["utc"] + 1', ["tools/zones.py › offset()"]],
    ["a constant of a helper", "tools/zones.py", '"utc": 0', '"utc": 1', ["tools/zones.py › HOURS"]],
    ["a constant's type", "main.py", "LIMIT = 3", "LIMIT = 3.0", ["main.py › LIMIT"]],
    ["a compiled pattern", "features.py", "[a-z]+", "[a-y]+", ["features.py › PATTERN"]],
    ["a default argument", "tools/dates.py", "base=10", "base=16", ["tools/dates.py › parse()"]],
    ["the default's constant", "main.py", "LIMIT = 3", "LIMIT = 4", ["main.py › LIMIT"]],
    ["a decorator's body", "tools/decorate.py", "return function(*args)", "return (function(*args),)", ["tools/decorate.py › traced()"]],
    ["a decorator gone", "features.py", "@traced\n", "", ["features.py › clean()", "tools/decorate.py › traced()"]],
    ["a method of a base class", "shapes.py", "self.width() * self.scale", "self.width()", ["shapes.py › Shape"]],
    ["an attribute of a base class", "shapes.py", "scale = 1", "scale = 2", ["shapes.py › Shape"]],
    ["a method of the class", "shapes.py", "self.side ** 2", "self.side ** 3", ["shapes.py › Square"]],
    ["the class's base", "shapes.py", "class Square(Shape)", "class Square(Shape, object)", ["shapes.py › Square"]],
    ["what an import's name stands for", "tools/dates.py", "import offset as zone", "import unused as zone", ["tools/dates.py › parse()", "tools/zones.py › HOURS", "tools/zones.py › offset()", "tools/zones.py › unused()"]],
    ["the main block", "main.py", "fit(sys.argv)", "fit(sys.argv[1:])", ["main.py › module level"]],
    ["a statement of a helper that acts", "tools/zones.py", "def unused", 'HOURS["utc"] = 2\n\ndef unused', ["tools/dates.py › module level", "tools/zones.py › module level", "main.py › module level", "features.py › module level"]],
    ["a string's content", "features.py", 'sub("", row)', 'sub(" ", row)', ["features.py › clean()"]],
    ["white space in a string", "tools/zones.py", 'HOURS["utc"]', 'HOURS["utc "]', ["tools/zones.py › offset()"]],
    ["a function that hides a builtin", "main.py", "def unrelated", "def print(value):\n    pass\n\ndef unrelated", ["main.py › module level", "main.py › print()"]],
    ["an import of an installed package", "tools/zones.py", "HOURS", "import numpy\nHOURS", ["tools/zones.py › module level", "tools/dates.py › module level", "main.py › module level", "features.py › module level"]],
  ])("changes with %s", async (_what, path, from, to, units) => {
    expect((await changedUnits(program, edited(program, path, from, to))).sort()).toEqual([...units].sort());
  });
});

/** Small programs, an edit each, and whether it must be seen. */
const cases: [string, Files, string, string | RegExp, string, "seen" | "not seen"][] = [
  ["a re-export through a package", { "main.py": "from pkg import f\nf()\n", "pkg/__init__.py": "from .a import f\nfrom .b import g\n", "pkg/a.py": "def f():\n  return 1\n", "pkg/b.py": "def g():\n  return 1\n" }, "pkg/a.py", "1", "2", "seen"],
  ["what a package re-exports besides", { "main.py": "from pkg import f\nf()\n", "pkg/__init__.py": "from .a import f\nfrom .b import g\n", "pkg/a.py": "def f():\n  return 1\n", "pkg/b.py": "def g():\n  return 1\n" }, "pkg/b.py", "1", "2", "not seen"],
  ["a re-export that leads elsewhere", { "main.py": "from pkg import f\nfrom pkg.a import f as a\nfrom pkg.b import f as b\nf(), a(), b()\n", "pkg/__init__.py": "from .a import f\n", "pkg/a.py": "def f():\n  return 1\n", "pkg/b.py": "def f():\n  return 2\n" }, "pkg/__init__.py", ".a", ".b", "seen"],
  ["a chain of packages", { "main.py": "import a.b.c\na.b.c.f()\n", "a/__init__.py": "", "a/b/__init__.py": "", "a/b/c.py": "def f():\n  return 1\n" }, "a/b/c.py", "1", "2", "seen"],
  ["a package that acts when loaded", { "main.py": "import a.b\n", "a/__init__.py": "print(1)\n", "a/b.py": "" }, "a/__init__.py", "1", "2", "seen"],
  ["a folder without __init__.py", { "main.py": "from lib.m import f\nf()\n", "lib/m.py": "def f():\n  return 1\n" }, "lib/m.py", "1", "2", "seen"],
  ["a conditional import", { "main.py": "try:\n  from fast import f\nexcept ImportError:\n  from slow import f\nf()\n", "slow.py": "def f():\n  return 1\n" }, "slow.py", "1", "2", "seen"],
  ["an import in a function that is reached", { "main.py": "def go():\n  from m import f\n  return f()\ngo()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["an import in a function that is not reached", { "main.py": "def go():\n  from m import f\n  return f()\n", "m.py": "def f():\n  return 1\nprint(3)\n" }, "m.py", "3", "2", "not seen"],
  ["a star import", { "main.py": "from m import *\nf()\n", "m.py": "def f():\n  return 1\ndef g():\n  return 5\n" }, "m.py", "5", "2", "seen"],
  ["a module that a star import hands on", { "main.py": "from m import *\nn.f()\n", "m.py": "import n\n", "n.py": "def f():\n  return 1\n" }, "n.py", "1", "2", "seen"],
  ["a module passed around", { "main.py": "import m\ndef run(x):\n  return x.f()\nrun(m)\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a module of a module passed around", { "main.py": "import m\ndef run(x):\n  return x.n.f()\nrun(m)\n", "m.py": "import n\n", "n.py": "def f():\n  return 1\n" }, "n.py", "1", "2", "seen"],
  ["getattr on a module", { "main.py": "import m\ngetattr(m, 'f')()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["globals()", { "main.py": "def f():\n  return 1\nglobals()['f']()\n" }, "main.py", "1", "2", "seen"],
  ["eval", { "main.py": "def f():\n  return 1\neval('f()')\n" }, "main.py", "1", "2", "seen"],
  ["eval over an imported name", { "main.py": "from m import f\neval('f()')\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a literal dynamic import", { "main.py": "import importlib\nimportlib.import_module('m').f()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a computed dynamic import", { "main.py": "import importlib, sys\nimportlib.import_module(sys.argv[1]).f()\n", "deep/m.py": "def f():\n  return 1\n" }, "deep/m.py", "1", "2", "seen"],
  ["a computed import below a package", { "main.py": "from importlib import import_module\nimport sys\nimport_module(f'plugins.{sys.argv[1]}').f()\n", "plugins/m.py": "def f():\n  return 1\n", "other.py": "x = 1\n" }, "other.py", "1", "2", "not seen"],
  ["a computed import of a plugin", { "main.py": "from importlib import import_module\nimport sys\nimport_module(f'plugins.{sys.argv[1]}').f()\n", "plugins/m.py": "def f():\n  return 1\n" }, "plugins/m.py", "1", "2", "seen"],
  ["a monkeypatched module", { "main.py": "import m, n\nm.f = print\nn.g()\n", "m.py": "def f():\n  return 1\ndef h():\n  return 7\n", "n.py": "import m\ndef g():\n  m.f()\n" }, "m.py", "7", "2", "seen"],
  ["an attribute that a module lacks", { "main.py": "import m\nm.f()\n", "m.py": "def __getattr__(name):\n  return g\ndef g():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["sys.modules", { "main.py": "import m, sys\nsys.modules['m'].f()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["sys.path changed", { "main.py": "import sys\nsys.path.insert(0, 'lib')\nimport m\nm.f()\n", "lib/m.py": "def f():\n  return 1\n" }, "lib/m.py", "1", "2", "seen"],
  ["a registering decorator", { "main.py": "from m import ALL\nprint(ALL)\n", "m.py": "ALL = []\ndef register(f):\n  ALL.append(f)\n  return f\n@register\ndef g():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a decorator that takes arguments and only wraps", { "main.py": "from m import f\nf()\n", "m.py": "def times(n):\n  def deco(f):\n    def inner(*a):\n      return [f(*a) for _ in range(n)]\n    return inner\n  return deco\n@times(2)\ndef f():\n  return 1\n@times(3)\ndef g():\n  return 7\n" }, "m.py", "7", "8", "not seen"],
  ["a class that sees its subclasses", { "main.py": "from m import Base\nBase.all()\n", "m.py": "class Base:\n  known = []\n  def __init_subclass__(cls):\n    Base.known.append(cls)\n  @classmethod\n  def all(cls):\n    return cls.known\nclass One(Base):\n  x = 1\n" }, "m.py", "x = 1", "x = 2", "seen"],
  ["__subclasses__", { "main.py": "import m\nm.Base.__subclasses__()\n", "m.py": "class Base:\n  pass\nclass One(Base):\n  x = 1\n" }, "m.py", "x = 1", "x = 2", "seen"],
  ["a class of an unknown base", { "main.py": "import m\nm.f()\n", "m.py": "import orm\ndef f():\n  return 0\nclass One(orm.Model):\n  x = 1\n" }, "m.py", "x = 1", "x = 2", "seen"],
  ["a docstring that is read", { "main.py": "import argparse\ndef f():\n  'one'\nargparse.ArgumentParser(description=f.__doc__)\n" }, "main.py", "one", "two", "seen"],
  ["a docstring with docopt", { "main.py": "'one'\nfrom docopt import docopt\nprint(docopt)\n" }, "main.py", "one", "two", "seen"],
  ["a comment where the source is read", { "main.py": "import inspect\ndef f():\n  pass # one\nprint(inspect.getsource(f))\n" }, "main.py", "one", "two", "seen"],
  ["a name bound twice, in another order", { "main.py": "X = 1\nprint(X)\nX = 2\n" }, "main.py", "print(X)\nX = 2", "X = 2\nprint(X)", "seen"],
  ["a default taken before a name changes", { "main.py": "X = 1\ndef f(a=X):\n  return a\nX = 2\nf()\n" }, "main.py", "def f(a=X):\n  return a\nX = 2", "X = 2\ndef f(a=X):\n  return a", "seen"],
  ["a constant taken before a list grows", { "main.py": "A = []\nB = list(A)\nA.append(1)\nprint(B)\n" }, "main.py", "B = list(A)\nA.append(1)", "A.append(1)\nB = list(A)", "seen"],
  ["a global that a function sets", { "main.py": "X = 1\ndef f():\n  global X\n  X = 2\nf()\nprint(X)\n" }, "main.py", "X = 1\n", "X = 3\n", "seen"],
  ["a local of the same name", { "main.py": "def f(data):\n  other = data\n  return other\nf(1)\ndef other():\n  return 5\n" }, "main.py", "5", "6", "not seen"],
  ["the first sequence of a comprehension", { "main.py": "def f():\n  return [x for x in x]\nx = [1]\nf()\n" }, "main.py", "[1]", "[2]", "seen"],
  ["a keyword of the same name", { "main.py": "def width():\n  return 5\nprint(1, width=2)\n" }, "main.py", "5", "6", "not seen"],
  ["a lambda's default", { "main.py": "N = 1\nf = lambda x=N: x\nprint(f())\n" }, "main.py", "N = 1", "N = 2", "seen"],
  ["a name in an f-string", { "main.py": "N = 1\nprint(f'{N:>3}')\n" }, "main.py", "N = 1", "N = 2", "seen"],
  ["a name in an f-string's format", { "main.py": "N = 1\nprint(f'{2:>{N}}')\n" }, "main.py", "N = 1", "N = 2", "seen"],
  ["a name in a string annotation", { "main.py": "from pydantic import BaseModel\nclass In(BaseModel):\n  x: int = 1\nclass Out(BaseModel):\n  a: 'list[In]'\nOut()\n" }, "main.py", "x: int = 1", "x: int = 2", "seen"],
  ["a name in a match statement", { "main.py": "class P:\n  __match_args__ = ('x',)\nmatch 3:\n  case P(x):\n    print(x)\n" }, "main.py", "('x',)", "('y',)", "seen"],
  ["a name of a query text", { "main.py": "LIMIT = 1\ndef f(frame):\n  return frame.query('a > @LIMIT')\nf(None)\n" }, "main.py", "LIMIT = 1", "LIMIT = 2", "seen"],
  ["a script that a string names", { "main.py": "import subprocess\nsubprocess.run(['python', 'work.py'])\n", "work.py": "from m import f\nf()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a nested function's import", { "main.py": "def f():\n  def g():\n    import m\n    return m.f()\n  return g()\nf()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a name that is both imported and assigned", { "main.py": "def f():\n  try:\n    import m\n  except ImportError:\n    m = None\n  return m.f()\nf()\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["a relative import two levels up", { "main.py": "import a.b.c\na.b.c.f()\n", "a/b/c.py": "from ...tools import g\ndef f():\n  return g()\n", "tools.py": "def g():\n  return 1\n" }, "tools.py", "1", "2", "seen"],
  ["a module that appears where an import looked", { "main.py": "import yaml\nprint(yaml)\n", "other.txt": "x" }, "other.txt", "x", "y", "not seen"],
  ["parentheses that group", { "main.py": "print((1 + 2) * 3)\n" }, "main.py", "(1 + 2) * 3", "1 + 2 * 3", "seen"],
  ["a comparison in parentheses", { "main.py": "print((1 < 2) < 3)\n" }, "main.py", "(1 < 2) < 3", "1 < 2 < 3", "seen"],
  ["not in parentheses", { "main.py": "a = b = 0\nprint((not a) == b)\n" }, "main.py", "(not a) == b", "not a == b", "seen"],
  ["a tuple's comma", { "main.py": "print((1,))\n" }, "main.py", "(1,)", "(1)", "seen"],
  ["a subscript's comma", { "main.py": "a = {}\nprint(a[1,])\n" }, "main.py", "[1,]", "[1]", "seen"],
  ["indentation that moves a statement", { "main.py": "if 1:\n  print(1)\n  print(2)\n" }, "main.py", "  print(2)", "print(2)", "seen"],
  ["else of a loop", { "main.py": "for x in ():\n  if x:\n    pass\n  else:\n    print(1)\n" }, "main.py", "  else:\n    print(1)", "else:\n  print(1)", "seen"],
  ["bytes for text", { "main.py": "print('a')\n" }, "main.py", "'a'", "b'a'", "seen"],
  ["a raw string", { "main.py": "print('\\n')\n" }, "main.py", "'\\n'", "r'\\n'", "seen"],
  ["u before a string", { "main.py": "print('a')\n" }, "main.py", "'a'", 'u"a"', "not seen"],
  ["async", { "main.py": "async def f():\n  async for x in f():\n    pass\nf()\n" }, "main.py", "async for", "for", "seen"],
  ["star before an argument", { "main.py": "print([1])\n" }, "main.py", "([1])", "(*[1])", "seen"],
  ["keyword-only parameters", { "main.py": "def f(a, b=1): return a\nf(1)\n" }, "main.py", "a, b", "a, *, b", "seen"],
  ["a syntax that cannot be read", { "main.py": "def f(:\n  pass\n" }, "main.py", "pass", "pass # x", "seen"],
  ["what a file with unknown syntax imports", { "main.py": "def f(:\n  pass\nfrom m import (\n  f,\n)\n", "m.py": "def f():\n  return 1\n" }, "m.py", "1", "2", "seen"],
  ["parentheses around managers", { "main.py": "with open('a') as a, open('b') as b:\n  pass\n" }, "main.py", "open('a') as a, open('b') as b:", "(\n  open('a') as a, # one\n  open('b') as b,\n):", "not seen"],
  ["a comment after floats and bare yields", { "main.py": "def f():\n  yield\n  return 2. * 1.e5\nf()\n" }, "main.py", "2. *", "2. * # x\\\n".replace("# x\\\n", ""), "not seen"],
];

describe("in a program", () => {
  it.each(cases)("a change of %s", async (_what, files, path, from, to, expected) => {
    const units = await changedUnits(files, edited(files, path, from, to));
    expect(units.length > 0 ? "seen" : "not seen").toBe(expected);
  });

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
      "main.py": "from m import *\nimport n\nimport importlib\ndef run(x):\n  return x\nrun(n)\nimportlib.import_module('o')\neval('1')\n",
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
