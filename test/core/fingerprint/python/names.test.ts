import { describe, expect, it } from "vitest";
import { type Case, changedUnits, edited } from "./program.ts";

const cases: Case[] = [
  [
    "a registering decorator",
    {
      "main.py": "from m import ALL\nprint(ALL)\n",
      "m.py": "ALL = []\ndef register(f):\n  ALL.append(f)\n  return f\n@register\ndef g():\n  return 1\n",
    },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a decorator that takes arguments and only wraps",
    {
      "main.py": "from m import f\nf()\n",
      "m.py":
        "def times(n):\n  def deco(f):\n    def inner(*a):\n      return [f(*a) for _ in range(n)]\n    return inner\n  return deco\n@times(2)\ndef f():\n  return 1\n@times(3)\ndef g():\n  return 7\n",
    },
    "m.py",
    "7",
    "8",
    "not seen",
  ],
  [
    "a class that sees its subclasses",
    {
      "main.py": "from m import Base\nBase.all()\n",
      "m.py":
        "class Base:\n  known = []\n  def __init_subclass__(cls):\n    Base.known.append(cls)\n  @classmethod\n  def all(cls):\n    return cls.known\nclass One(Base):\n  x = 1\n",
    },
    "m.py",
    "x = 1",
    "x = 2",
    "seen",
  ],
  [
    "__subclasses__",
    {
      "main.py": "import m\nm.Base.__subclasses__()\n",
      "m.py": "class Base:\n  pass\nclass One(Base):\n  x = 1\n",
    },
    "m.py",
    "x = 1",
    "x = 2",
    "seen",
  ],
  [
    "a class of an unknown base",
    {
      "main.py": "import m\nm.f()\n",
      "m.py": "import orm\ndef f():\n  return 0\nclass One(orm.Model):\n  x = 1\n",
    },
    "m.py",
    "x = 1",
    "x = 2",
    "seen",
  ],
  [
    "a docstring that is read",
    { "main.py": "import argparse\ndef f():\n  'one'\nargparse.ArgumentParser(description=f.__doc__)\n" },
    "main.py",
    "one",
    "two",
    "seen",
  ],
  [
    "a docstring with docopt",
    { "main.py": "'one'\nfrom docopt import docopt\nprint(docopt)\n" },
    "main.py",
    "one",
    "two",
    "seen",
  ],
  [
    "a comment where the source is read",
    { "main.py": "import inspect\ndef f():\n  pass # one\nprint(inspect.getsource(f))\n" },
    "main.py",
    "one",
    "two",
    "seen",
  ],
  [
    "a name bound twice, in another order",
    { "main.py": "X = 1\nprint(X)\nX = 2\n" },
    "main.py",
    "print(X)\nX = 2",
    "X = 2\nprint(X)",
    "seen",
  ],
  [
    "a default taken before a name changes",
    { "main.py": "X = 1\ndef f(a=X):\n  return a\nX = 2\nf()\n" },
    "main.py",
    "def f(a=X):\n  return a\nX = 2",
    "X = 2\ndef f(a=X):\n  return a",
    "seen",
  ],
  [
    "a constant taken before a list grows",
    { "main.py": "A = []\nB = list(A)\nA.append(1)\nprint(B)\n" },
    "main.py",
    "B = list(A)\nA.append(1)",
    "A.append(1)\nB = list(A)",
    "seen",
  ],
  [
    "a global that a function sets",
    { "main.py": "X = 1\ndef f():\n  global X\n  X = 2\nf()\nprint(X)\n" },
    "main.py",
    "X = 1\n",
    "X = 3\n",
    "seen",
  ],
  [
    "a local of the same name",
    { "main.py": "def f(data):\n  other = data\n  return other\nf(1)\ndef other():\n  return 5\n" },
    "main.py",
    "5",
    "6",
    "not seen",
  ],
  [
    "the first sequence of a comprehension",
    { "main.py": "def f():\n  return [x for x in x]\nx = [1]\nf()\n" },
    "main.py",
    "[1]",
    "[2]",
    "seen",
  ],
  [
    "a keyword of the same name",
    { "main.py": "def width():\n  return 5\nprint(1, width=2)\n" },
    "main.py",
    "5",
    "6",
    "not seen",
  ],
  [
    "a lambda's default",
    { "main.py": "N = 1\nf = lambda x=N: x\nprint(f())\n" },
    "main.py",
    "N = 1",
    "N = 2",
    "seen",
  ],
  ["a name in an f-string", { "main.py": "N = 1\nprint(f'{N:>3}')\n" }, "main.py", "N = 1", "N = 2", "seen"],
  [
    "a name in an f-string's format",
    { "main.py": "N = 1\nprint(f'{2:>{N}}')\n" },
    "main.py",
    "N = 1",
    "N = 2",
    "seen",
  ],
  [
    "a name in a string annotation",
    {
      "main.py":
        "from pydantic import BaseModel\nclass In(BaseModel):\n  x: int = 1\nclass Out(BaseModel):\n  a: 'list[In]'\nOut()\n",
    },
    "main.py",
    "x: int = 1",
    "x: int = 2",
    "seen",
  ],
  [
    "a name in a match statement",
    { "main.py": "class P:\n  __match_args__ = ('x',)\nmatch 3:\n  case P(x):\n    print(x)\n" },
    "main.py",
    "('x',)",
    "('y',)",
    "seen",
  ],
  [
    "a name of a query text",
    { "main.py": "LIMIT = 1\ndef f(frame):\n  return frame.query('a > @LIMIT')\nf(None)\n" },
    "main.py",
    "LIMIT = 1",
    "LIMIT = 2",
    "seen",
  ],
  [
    "a script that a string names",
    {
      "main.py": "import subprocess\nsubprocess.run(['python', 'work.py'])\n",
      "work.py": "from m import f\nf()\n",
      "m.py": "def f():\n  return 1\n",
    },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a nested function's import",
    {
      "main.py": "def f():\n  def g():\n    import m\n    return m.f()\n  return g()\nf()\n",
      "m.py": "def f():\n  return 1\n",
    },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a name that is both imported and assigned",
    {
      "main.py": "def f():\n  try:\n    import m\n  except ImportError:\n    m = None\n  return m.f()\nf()\n",
      "m.py": "def f():\n  return 1\n",
    },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a relative import two levels up",
    {
      "main.py": "import a.b.c\na.b.c.f()\n",
      "a/b/c.py": "from ...tools import g\ndef f():\n  return g()\n",
      "tools.py": "def g():\n  return 1\n",
    },
    "tools.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a module that appears where an import looked",
    { "main.py": "import yaml\nprint(yaml)\n", "other.txt": "x" },
    "other.txt",
    "x",
    "y",
    "not seen",
  ],
];

describe("by names", () => {
  it.each(cases)("a change of %s", async (_what, files, path, from, to, expected) => {
    const units = await changedUnits(files, edited(files, path, from, to));
    expect(units.length > 0 ? "seen" : "not seen").toBe(expected);
  });
});
