import { describe, expect, it } from "vitest";
import { type Case, changedUnits, edited } from "./program.ts";

const cases: Case[] = [
  [
    "a re-export through a package",
    {
      "main.py": "from pkg import f\nf()\n",
      "pkg/__init__.py": "from .a import f\nfrom .b import g\n",
      "pkg/a.py": "def f():\n  return 1\n",
      "pkg/b.py": "def g():\n  return 1\n",
    },
    "pkg/a.py",
    "1",
    "2",
    "seen",
  ],
  [
    "what a package re-exports besides",
    {
      "main.py": "from pkg import f\nf()\n",
      "pkg/__init__.py": "from .a import f\nfrom .b import g\n",
      "pkg/a.py": "def f():\n  return 1\n",
      "pkg/b.py": "def g():\n  return 1\n",
    },
    "pkg/b.py",
    "1",
    "2",
    "not seen",
  ],
  [
    "a re-export that leads elsewhere",
    {
      "main.py": "from pkg import f\nfrom pkg.a import f as a\nfrom pkg.b import f as b\nf(), a(), b()\n",
      "pkg/__init__.py": "from .a import f\n",
      "pkg/a.py": "def f():\n  return 1\n",
      "pkg/b.py": "def f():\n  return 2\n",
    },
    "pkg/__init__.py",
    ".a",
    ".b",
    "seen",
  ],
  [
    "a chain of packages",
    {
      "main.py": "import a.b.c\na.b.c.f()\n",
      "a/__init__.py": "",
      "a/b/__init__.py": "",
      "a/b/c.py": "def f():\n  return 1\n",
    },
    "a/b/c.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a package that acts when loaded",
    { "main.py": "import a.b\n", "a/__init__.py": "print(1)\n", "a/b.py": "" },
    "a/__init__.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a folder without __init__.py",
    { "main.py": "from lib.m import f\nf()\n", "lib/m.py": "def f():\n  return 1\n" },
    "lib/m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a conditional import",
    {
      "main.py": "try:\n  from fast import f\nexcept ImportError:\n  from slow import f\nf()\n",
      "slow.py": "def f():\n  return 1\n",
    },
    "slow.py",
    "1",
    "2",
    "seen",
  ],
  [
    "an import in a function that is reached",
    { "main.py": "def go():\n  from m import f\n  return f()\ngo()\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "an import in a function that is not reached",
    { "main.py": "def go():\n  from m import f\n  return f()\n", "m.py": "def f():\n  return 1\nprint(3)\n" },
    "m.py",
    "3",
    "2",
    "not seen",
  ],
  [
    "a star import",
    { "main.py": "from m import *\nf()\n", "m.py": "def f():\n  return 1\ndef g():\n  return 5\n" },
    "m.py",
    "5",
    "2",
    "seen",
  ],
  [
    "a module that a star import hands on",
    { "main.py": "from m import *\nn.f()\n", "m.py": "import n\n", "n.py": "def f():\n  return 1\n" },
    "n.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a module passed around",
    { "main.py": "import m\ndef run(x):\n  return x.f()\nrun(m)\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a module of a module passed around",
    {
      "main.py": "import m\ndef run(x):\n  return x.n.f()\nrun(m)\n",
      "m.py": "import n\n",
      "n.py": "def f():\n  return 1\n",
    },
    "n.py",
    "1",
    "2",
    "seen",
  ],
  [
    "getattr on a module",
    { "main.py": "import m\ngetattr(m, 'f')()\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  ["globals()", { "main.py": "def f():\n  return 1\nglobals()['f']()\n" }, "main.py", "1", "2", "seen"],
  ["eval", { "main.py": "def f():\n  return 1\neval('f()')\n" }, "main.py", "1", "2", "seen"],
  [
    "eval over an imported name",
    { "main.py": "from m import f\neval('f()')\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a literal dynamic import",
    { "main.py": "import importlib\nimportlib.import_module('m').f()\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a computed dynamic import",
    {
      "main.py": "import importlib, sys\nimportlib.import_module(sys.argv[1]).f()\n",
      "deep/m.py": "def f():\n  return 1\n",
    },
    "deep/m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a computed import below a package",
    {
      "main.py":
        "from importlib import import_module\nimport sys\nimport_module(f'plugins.{sys.argv[1]}').f()\n",
      "plugins/m.py": "def f():\n  return 1\n",
      "other.py": "x = 1\n",
    },
    "other.py",
    "1",
    "2",
    "not seen",
  ],
  [
    "a computed import of a plugin",
    {
      "main.py":
        "from importlib import import_module\nimport sys\nimport_module(f'plugins.{sys.argv[1]}').f()\n",
      "plugins/m.py": "def f():\n  return 1\n",
    },
    "plugins/m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "a monkeypatched module",
    {
      "main.py": "import m, n\nm.f = print\nn.g()\n",
      "m.py": "def f():\n  return 1\ndef h():\n  return 7\n",
      "n.py": "import m\ndef g():\n  m.f()\n",
    },
    "m.py",
    "7",
    "2",
    "seen",
  ],
  [
    "an attribute that a module lacks",
    { "main.py": "import m\nm.f()\n", "m.py": "def __getattr__(name):\n  return g\ndef g():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "sys.modules",
    { "main.py": "import m, sys\nsys.modules['m'].f()\n", "m.py": "def f():\n  return 1\n" },
    "m.py",
    "1",
    "2",
    "seen",
  ],
  [
    "sys.path changed",
    {
      "main.py": "import sys\nsys.path.insert(0, 'lib')\nimport m\nm.f()\n",
      "lib/m.py": "def f():\n  return 1\n",
    },
    "lib/m.py",
    "1",
    "2",
    "seen",
  ],
];

describe("over imports", () => {
  it.each(cases)("a change of %s", async (_what, files, path, from, to, expected) => {
    const units = await changedUnits(files, edited(files, path, from, to));
    expect(units.length > 0 ? "seen" : "not seen").toBe(expected);
  });
});
