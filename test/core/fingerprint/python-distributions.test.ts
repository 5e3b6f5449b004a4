import { describe, expect, it } from "vitest";
import { pythonOf, pythonTogether } from "../../../src-main/core/fingerprint/python-distributions.ts";
import type {
  Distribution,
  LooseModule,
  PackageFolder,
  PythonEnvironment,
} from "../../../src-main/core/ports/python-environment.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { codeOf, type Files } from "./python/program.ts";

const distribution = (name: string, version: string, more: Partial<Distribution> = {}): Distribution => ({
  name,
  version,
  modules: [name],
  requires: [],
  ...more,
});

const folder = (
  distributions: readonly Distribution[],
  more: Partial<PackageFolder> = {},
): PackageFolder => ({
  isOptional: false,
  distributions,
  loose: [],
  ...more,
});

/** `sources`: by path, the text of loose modules, which import what stands in them. */
function environment(folders: readonly PackageFolder[], sources: Files = {}): PythonEnvironment {
  return {
    executable: "/usr/bin/python3",
    implementation: "cpython",
    version: "3.12",
    standard: new Set(["json", "os"]),
    folders,
    roots: [],
    source: async (path) => {
      const text = sources[path];
      return text === undefined ? null : { digest: sha256(text), imports: text.split(" ") };
    },
  };
}

const counted = async (folders: readonly PackageFolder[], outside: readonly string[], sources?: Files) =>
  (await pythonOf(environment(folders, sources), outside))?.distributions;

describe("the modules from outside that a program imports", () => {
  const outsideOf = async (main: string, more: Files = {}) =>
    (await codeOf({ "main.py": main, ...more })).outside;

  it.each<[string, string, string[]]>([
    ["an import", "import numpy, torch.nn as nn\n", ["numpy", "torch.nn"]],
    [
      "names taken from a module",
      "from google.cloud import storage, query as q\n",
      ["google.cloud.query", "google.cloud.storage"],
    ],
    ["everything of a module", "from numpy import *\n", ["numpy"]],
    ["a function that is called", "def f():\n  import torch\nf()\n", ["torch"]],
    ["a function that nobody calls", "def f():\n  import torch\n", []],
    ["one that may fail", "try:\n  import ujson\nexcept ImportError:\n  import json\n", ["json", "ujson"]],
    ["a literal name", "import importlib\nimportlib.import_module('torch.nn')\n", ["importlib", "torch.nn"]],
    [
      "a computed name",
      "import importlib, sys\nimportlib.import_module(sys.argv[1])\n",
      ["*", "importlib", "sys"],
    ],
    [
      "a computed name in a package",
      "import importlib, sys\nimportlib.import_module(f'models.{sys.argv[1]}')\n",
      ["importlib", "models", "sys"],
    ],
    ["a relative import", "from . import helper\nfrom .gone import x\n", []],
    ["the program itself", "import __main__\n", []],
    ["text that cannot be read as Python", "import numpy\nprint 'x'\n", ["numpy"]],
  ])("are found by %s", async (_, main, expected) => {
    expect(await outsideOf(main)).toEqual(expected);
  });

  it("are those of the helpers that it loads, and not of functions there that it does not reach", async () => {
    const files = {
      "helper.py": "import pandas\ndef used():\n  import scipy\ndef unused():\n  import torch\n",
    };
    expect(await outsideOf("from helper import used\nused()\n", files)).toEqual(["pandas", "scipy"]);
    expect(await outsideOf("def f():\n  from helper import used\n", files)).toEqual([]);
  });

  it("may be hidden by a module of the workspace only where Python surely looks first", async () => {
    const helper = { "helper.py": "", "src/tool.py": "import numpy\n" };
    expect(await outsideOf("import helper, tool\n", helper)).toEqual(["numpy", "tool"]);
  });
});

describe("the distributions that count", () => {
  const installed = [
    distribution("numpy", "1.26.4"),
    distribution("pandas", "2.2.0", { requires: ["numpy", "absent"] }),
    distribution("torch", "2.4.0", { modules: ["torch", "functorch"] }),
  ];

  it("are those of the imported modules and what they need", async () => {
    expect(await pythonOf(environment([folder(installed)]), ["json", "pandas.DataFrame", "gone"])).toEqual({
      implementation: "cpython",
      version: "3.12",
      distributions: { numpy: "1.26.4", pandas: "2.2.0" },
    });
    expect(await counted([folder(installed)], ["functorch.vmap"])).toEqual({ torch: "2.4.0" });
    expect(await counted([folder(installed)], [])).toEqual({});
    expect(await counted([folder(installed)], ["*"])).toEqual({
      numpy: "1.26.4",
      pandas: "2.2.0",
      torch: "2.4.0",
    });
  });

  it("are told from the code: an upgrade of one that it does not reach is not seen", async () => {
    const files = {
      "main.py": "from helper import used\nused()\n",
      "helper.py": "import pandas\ndef used():\n  pass\ndef unused():\n  import torch\n",
    };
    const { outside } = await codeOf(files);
    const upgraded = (name: string) =>
      folder(installed.map((one) => (one.name === name ? { ...one, version: "99" } : one)));
    const before = await counted([folder(installed)], outside);
    expect(await counted([upgraded("torch")], outside)).toEqual(before);
    expect(await counted([upgraded("pandas")], outside)).toEqual({ ...before, pandas: "99" });
    expect(await counted([upgraded("numpy")], outside)).toEqual({ ...before, numpy: "99" });
  });

  it("may need each other", async () => {
    const both = [distribution("a", "1", { requires: ["b"] }), distribution("b", "2", { requires: ["a"] })];
    expect(await counted([folder(both)], ["a"])).toEqual({ a: "1", b: "2" });
  });

  it("are all that have the name when several do", async () => {
    const both = [
      distribution("cv", "1", { modules: ["cv2"] }),
      distribution("cv-headless", "2", { modules: ["cv2"] }),
    ];
    expect(await counted([folder(both)], ["cv2"])).toEqual({ cv: "1", "cv-headless": "2" });
  });

  it("hide those in later folders, unless their own folder may not count", async () => {
    const [first, second] = [folder([distribution("numpy", "2.0")]), folder([distribution("numpy", "1.0")])];
    expect(await counted([first, second], ["numpy"])).toEqual({ numpy: "2.0" });
    expect(await counted([{ ...first, isOptional: true }, second], ["numpy"])).toEqual({ numpy: "2.0, 1.0" });
  });

  it("share a namespace over several folders", async () => {
    const part = (name: string) => folder([distribution(`g-${name}`, "1", { modules: [`g.${name}`] })]);
    expect(await counted([part("a"), part("b")], ["g.b.x"])).toEqual({ "g-a": "1", "g-b": "1" });
  });

  it("are joined by modules that count by their bytes, and what these import", async () => {
    const module = (name: string, path: string, owner: string | null = null): LooseModule => ({
      module: name,
      path,
      owner,
    });
    const loose = [
      module("tool", "/x/tool.py"),
      module("pkg", "/x/pkg", "torch"),
      module("gone", "/x/gone.so"),
    ];
    const sources = { "/x/tool.py": "tool pandas pkg.part json", "/x/pkg": "" };
    expect(await counted([folder(installed, { loose })], ["tool", "gone"], sources)).toEqual({
      numpy: "1.26.4",
      pandas: "2.2.0",
      "pkg/": sha256(""),
      "tool.py": sha256(sources["/x/tool.py"]),
      torch: "2.4.0",
    });
    expect(await counted([folder([], { loose })], ["*"], sources)).toMatchObject({ "pkg/": sha256("") });
  });
});

describe("a step without a Python, or with two", () => {
  it("has nothing recorded, or both", async () => {
    expect(await pythonOf(null, ["numpy"])).toBeNull();
    expect(pythonTogether([])).toBeNull();
    expect(pythonTogether([null])).toBeNull();
    const one = {
      implementation: "cpython",
      version: "3.12",
      distributions: { numpy: "2.0", pandas: "2.2" },
    };
    const other = { implementation: "cpython", version: "3.11", distributions: { numpy: "1.0" } };
    expect(pythonTogether([one, null, one])).toEqual(one);
    expect(pythonTogether([one, other])).toEqual({
      implementation: "cpython",
      version: "3.11, 3.12",
      distributions: { numpy: "2.0, 1.0", pandas: "2.2" },
    });
  });
});
