import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder, writeFiles } from "../helpers/workspace.ts";
import { hook, observing, pythonPath, pythonStep, runPython, seen } from "./python-step.ts";

const kinds = (lines: readonly string[], kind: string) =>
  lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));

describe("modules of the workspace are seen as they are loaded", () => {
  const files = {
    "main.py": "import pkg.deep.mod, importlib\nimportlib.import_module('late')\nimport os; os._exit(0)",
    "pkg/__init__.py": "",
    "pkg/deep/__init__.py": "",
    "pkg/deep/mod.py": "from . import sibling",
    "pkg/deep/sibling.py": "",
    "late.py": "",
  };
  const modules = [
    "main.py (__main__)",
    "pkg/__init__.py (pkg)",
    "pkg/deep/__init__.py (pkg.deep)",
    "pkg/deep/mod.py (pkg.deep.mod)",
    "pkg/deep/sibling.py (pkg.deep.sibling)",
    "late.py (late)",
  ];

  it.each<[string, { readonly [name: string]: string }]>([
    ["beside the sources", { PYTHONDONTWRITEBYTECODE: "" }],
    ["elsewhere", { PYTHONDONTWRITEBYTECODE: "", PYTHONPYCACHEPREFIX: "cache" }],
    ["nowhere", { PYTHONDONTWRITEBYTECODE: "1" }],
  ])("from their sources and again from bytecode that is kept %s", async (_where, env) => {
    const step = pythonStep(files);
    for (const _time of ["first", "second"]) {
      rmSync(join(step.folder, "observed.jsonl"), { force: true });
      const cache = join(step.folder, "cache");
      const prefix = env.PYTHONPYCACHEPREFIX === undefined ? "" : cache;
      const { observed } = await step.run(["main.py"], { env: { ...env, PYTHONPYCACHEPREFIX: prefix } });
      const { lines } = seen(step, observed);
      expect(kinds(lines, "module")).toEqual(modules);
      // No folder that Python searched, no file that it tried, no source as if it were data.
      expect(lines).toHaveLength(1 + modules.length);
    }
  });

  it.each([
    ["-m", ["-m", "pkg.tool"], ["pkg/__init__.py (pkg)", "pkg/tool.py (pkg.tool)"]],
    ["a folder", ["app"], ["app/__main__.py (__main__)"]],
    [
      "runpy",
      ["-c", "import runpy; runpy.run_module('pkg.tool')"],
      ["pkg/__init__.py (pkg)", "pkg/tool.py (pkg.tool)"],
    ],
  ])("started with %s", async (_how, args, expected) => {
    const step = pythonStep({ "pkg/__init__.py": "", "pkg/tool.py": "", "app/__main__.py": "" });
    expect(kinds(seen(step, (await step.run(args)).observed).lines, "module")).toEqual(expected);
  });

  it("even when they come by a loader of somebody's own", async () => {
    const { lines } = await observing({
      "main.py": `
import os, sys, types
module = types.ModuleType("odd"); module.__file__ = os.path.abspath("odd.src"); sys.modules["odd"] = module
`,
      "odd.src": "",
    });
    expect(kinds(lines, "module")).toEqual(["main.py (__main__)", "odd.src (odd)"]);
  });

  it("and a source that is read as text is read, as is a zip of modules", async () => {
    const { lines } = await observing({
      "main.py": `
import helper, inspect, zipfile, sys
inspect.getsource(helper)
with zipfile.ZipFile("lib.zip", "w") as archive: archive.writestr("zipped.py", "")
sys.path.append("lib.zip")
import zipped
`,
      "helper.py": "x = 1",
    });
    expect(lines).toEqual(
      expect.arrayContaining(["module helper.py (helper)", "read helper.py", "read lib.zip"]),
    );
    expect(lines).not.toContain("read main.py");
  });

  it("while an input is unpickled", async () => {
    const { lines } = await observing({
      "main.py": "import pickle; pickle.loads(b'cthings\\nThing\\n.')",
      "things.py": "class Thing: pass",
    });
    expect(lines).toContain("module things.py (things)");
  });

  it("and installed packages by their first name that has a file", async () => {
    const site = join(temporaryFolder(), "site-packages");
    writeFiles(site, {
      "pack/__init__.py": "from . import part",
      "pack/part.py": "",
      "space/one/__init__.py": "",
    });
    const { lines } = await observing(
      { "main.py": "import json, pack.part, space.one" },
      { env: { PYTHONPATH: `${pythonPath}:${site}` } },
    );
    expect(kinds(lines, "import")).toEqual([
      `${site}/pack/__init__.py (pack)`,
      `${site}/space/one/__init__.py (space.one)`,
    ]);
  });
});

describe("processes that are not observed are told", () => {
  const python = "import os, subprocess, sys\nPY = sys.executable\n";
  it.each([
    ["a program", "subprocess.run(['true'])", ["true"]],
    ["a shell's only program", "subprocess.run('true x', shell=True)", ["true"]],
    ["a shell with more", "subprocess.run('true | cat', shell=True)", ["sh"]],
    ["os.system", "os.system('true; true')", ["sh"]],
    ["os.posix_spawn", "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)", ["true"]],
    ["exec along PATH", "os.execlp('true', 'true')", ["true"]],
    [
      "asyncio",
      "import asyncio\nasync def f(): await (await asyncio.create_subprocess_exec('true')).wait()\nasyncio.run(f())",
      ["true"],
    ],
    ["Python that is isolated", "subprocess.run([PY, '-W', 'ignore', '-Ic', '1'])", ["PY"]],
    ["Python without this hook", "subprocess.run([PY, '-c', '1'], env={})", ["PY"]],
    ["Python with it", "subprocess.run([PY, '-c', '1']); subprocess.run([PY, '-', '-I'], input=b'')", []],
    [
      "Python in a shell",
      "os.system('python3 -m this > /dev/null') if 0 else os.system(PY + ' -m keyword')",
      [],
    ],
    [
      "a script of Python's",
      "open('s', 'w').write('#!%s\\n' % PY); os.chmod('s', 0o755); subprocess.run(['./s'])",
      [],
    ],
  ])("as %s", async (_what, code, expected) => {
    const { lines, observed } = await observing({ "main.py": python + code });
    const own = observed.find(({ t }) => t === "start")?.x ?? "";
    expect(kinds(lines, "child").map((name) => (name === own ? "PY" : name))).toEqual(expected);
    expect(kinds(lines, "broken")).toEqual([]);
  });
});

describe("observing never gets in the way", () => {
  it("of a program that is not a step's", async () => {
    const step = pythonStep({ "main.py": "print(open('main.py').read(5))" });
    const result = await step.run(["main.py"], { env: { SIGNET_CONTEXT: "" } });
    expect(result).toEqual({ code: 0, stdout: "print\n", stderr: "", observed: [] });
  });

  it.each([
    ["that is not there", null],
    ["that is no JSON", "{"],
    ["that lacks what is needed", "{}"],
  ])("with a context %s", async (_what, text) => {
    const folder = temporaryFolder();
    const context = join(folder, "context.json");
    if (text !== null) writeFileSync(context, text);
    const result = await runPython(["-c", "open('x', 'w'); print('done')"], {
      cwd: folder,
      env: { SIGNET_CONTEXT: context, PYTHONPATH: pythonPath },
    });
    expect(result).toEqual({ code: 0, stdout: "done\n", stderr: "" });
  });

  it("when what is seen cannot be written, and when the program closes or uses up its descriptors", async () => {
    const step = pythonStep({
      "main.py": `
import os
os.closerange(3, 100)
first = os.open("a", os.O_RDWR | os.O_CREAT)
held = [os.dup(first) for _ in range(50)]
open("b", "w").write("b")
assert os.fstat(first).st_size == 0
`,
    });
    const result = await step.run(["main.py"]);
    expect(result.stderr).toBe("");
    expect(kinds(seen(step, result.observed).lines, "write")).toEqual(["a", "b"]);
    const nowhere = await step.run(["main.py"], { context: { observed: "/nowhere/observed" } });
    expect(nowhere).toMatchObject({ code: 0, stderr: "" });
  });

  it("by errors of its own, which it tells", async () => {
    const { lines } = await observing({ "main.py": "import sys; sys.audit('open'); open('main.py')" });
    expect(lines.slice(2)).toEqual([expect.stringMatching(/^broken open: ValueError/), "read main.py"]);
  });

  it("nor swallows what a signal handler raises meanwhile", async () => {
    const { lines } = await observing({
      "main.py": `
import sys
class Path:
    def __fspath__(self): raise TimeoutError
try: sys.audit("open", Path(), "r", 0)
except TimeoutError: open("raised", "w")
`,
    });
    expect(lines.slice(2)).toEqual(["write raised"]);
  });

  it("of paths that no file can have, nor of deep recursion", async () => {
    const { lines } = await observing({
      "main.py": `
try: open("a\\0b")
except ValueError: pass
def deep():
    open("main.py").close()
    deep()
try: deep()
except RecursionError: pass
`,
    });
    expect(lines).toContain("read main.py");
  });

  it("of a sitecustomize that it shadows, nor of what Python says when that fails", async () => {
    const other = temporaryFolder();
    writeFiles(other, { "sitecustomize.py": "import sys; sys.shadowed = __file__" });
    const env = { PYTHONPATH: `${pythonPath}:${other}` };
    const step = pythonStep({
      "main.py": "import sys; print(sys.shadowed); import sitecustomize as s; print(s.__file__)",
    });
    const file = join(other, "sitecustomize.py");
    expect(await step.run(["main.py"], { env })).toMatchObject({ stdout: `${file}\n${file}\n`, stderr: "" });
    for (const SIGNET_CONTEXT of ["", step.contextFile])
      expect((await step.run(["main.py"], { env: { ...env, SIGNET_CONTEXT } })).stdout).toContain(file);
    writeFiles(other, { "sitecustomize.py": "import not_there" });
    expect((await step.run(["-c", "1"], { env })).stderr).toMatch(/Error in sitecustomize.*\n.*not_there/);
  });

  it("and takes its folder out of the search for modules", async () => {
    const step = pythonStep();
    const { stdout } = await step.run(["-c", "import sys; print(sys.path)"]);
    expect(stdout).not.toContain(`'${hook}'`);
  });

  it("and keeps its bytecode where it is told, whatever the user says of theirs", async () => {
    const step = pythonStep();
    const cache = join(step.folder, "cache");
    mkdirSync(cache);
    const env = { SIGNET_PYTHON_CACHE: cache, PYTHONDONTWRITEBYTECODE: "1" };
    await step.run(["-c", "import sys; assert sys.dont_write_bytecode and sys.pycache_prefix is None"], {
      env,
    });
    const { stdout } = await step.run(["-c", "import sys; print(sys.implementation.cache_tag)"], { env });
    expect(existsSync(join(cache, hook, `signet_observer.${stdout.trim()}.pyc`))).toBe(true);
  });

  it("and writes whole lines from many processes at once", async () => {
    const step = pythonStep({
      "main.py": `
import os
for child in range(8):
    if os.fork() == 0:
        for number in range(200): open("%d-%d" % (child, number), "w").close()
        os._exit(0)
for _ in range(8): os.wait()
`,
    });
    const { observed } = await step.run(["main.py"]);
    expect(observed.filter(({ t }) => t === "write")).toHaveLength(1600);
    expect(readFileSync(join(step.folder, "observed.jsonl"), "utf8").endsWith("}\n")).toBe(true);
  });
});
