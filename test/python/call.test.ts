import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../helpers/workspace.ts";
import { type PythonStep, pythonStep, runPython, type StepResult } from "./python-step.ts";

type Call = {
  readonly function?: string;
  readonly module?: string;
  readonly arguments?: { readonly [name: string]: unknown };
  readonly inputs?: { readonly [port: string]: unknown };
  /** Output -> suffix of its staging path. */
  readonly outputs?: { readonly [port: string]: string };
  readonly formats?: { readonly [kind: string]: { readonly [port: string]: string } };
  readonly params?: { readonly [name: string]: unknown };
  readonly env?: { readonly [name: string]: string };
};

async function call(step: PythonStep, given: Call): Promise<StepResult> {
  const outputs = Object.entries(given.outputs ?? {}).map(([port, suffix]) => {
    const path = join(step.folder, `${port}${suffix}`);
    if (suffix === "/") mkdirSync(path, { recursive: true });
    return [port, path];
  });
  return step.run(["-m", "signet.call"], {
    context: {
      call: {
        module: given.module ?? "steps",
        function: given.function ?? "work",
        arguments: given.arguments ?? {},
      },
      inputs: given.inputs ?? {},
      outputs: Object.fromEntries(outputs),
      formats: { inputs: {}, outputs: {}, ...given.formats },
      params: given.params ?? {},
    },
    env: given.env ?? {},
  });
}

const output = (step: PythonStep, name: string) => readFileSync(join(step.folder, name), "utf8");

describe("a call step", () => {
  it("passes inputs and parameters by name and saves what the function returns", async () => {
    const step = pythonStep({
      "steps.py":
        "def work(data, lr, deep): print(type(lr), deep['a'][0]); return {'n': len(data), 'lr': lr}",
      "in.csv": "a,b\n1,2\n3,4\n",
    });
    const result = await call(step, {
      arguments: { lr: 0.5, deep: { a: [null] } },
      inputs: { data: join(step.workspace, "in.csv") },
      outputs: { result: ".json" },
    });
    expect(result).toMatchObject({ code: 0, stderr: "", stdout: "<class 'float'> None\n" });
    expect(output(step, "result.json")).toBe('{\n  "lr": 0.5,\n  "n": 2\n}\n');
  });

  it("keeps the exact type and size of numbers", async () => {
    const step = pythonStep({
      "steps.py":
        "def work(i, f, big): assert (type(i), type(f)) == (int, float); assert big == 10 ** 5000; return big",
    });
    const folder = JSON.stringify(step.folder).slice(1, -1);
    const context = `{"step":"B","workspace":"${step.workspace}","observed":"${folder}/observed.jsonl","params":{},
      "inputs":{},"outputs":{"r":"${folder}/r.json"},"formats":{},
      "call":{"module":"steps","function":"work","arguments":{"i":1,"f":1.0,"big":1${"0".repeat(5000)}}}}`;
    const result = await step.run(["-m", "signet.call"], { context: context as never });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(output(step, "r.json")).toHaveLength(5002);
  });

  it.each([
    ["src", "src/lib/deep.py", "lib.deep", "work"],
    ["a static method", "steps.py", "steps", "Kind.work"],
    ["a wrapped function", "steps.py", "steps", "wrapped"],
    ["an async function", "steps.py", "steps", "later"],
    ["a function with defaults and any others", "steps.py", "steps", "open_ended"],
    ["a function by position", "steps.py", "steps", "positional"],
  ])("finds and calls %s", async (_what, file, module, name) => {
    const text = `
import asyncio, functools
def work(n): return n + 1
class Kind:
    @staticmethod
    def work(n): return n + 1
def decorate(f):
    @functools.wraps(f)
    def g(*a, **k): return f(*a, **k)
    return g
wrapped = decorate(work)
async def later(n):
    await asyncio.sleep(0)
    return n + 1
def open_ended(m=1, **others): return others["n"] + m
def positional(n, /, m=1): return n + m
`;
    const step = pythonStep({ [file]: text });
    const result = await call(step, { module, function: name, arguments: { n: 1 }, outputs: { r: ".json" } });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(output(step, "r.json")).toBe("2\n");
  });

  it("imports from the workspace first, then from src, whatever Python says of the working directory", async () => {
    const step = pythonStep({ "steps.py": "import sys\ndef work(): print(sys.path[:2])", "src/x.py": "" });
    const { stdout } = await call(step, { env: { PYTHONSAFEPATH: "1" } });
    expect(stdout).toBe(`['${step.workspace}', '${step.workspace}/src']\n`);
  });

  it.each([
    ["a tuple", "return 1, 'x'"],
    ["a list", "return [1, 'x']"],
    ["a dict by name", "return {'b': 'x', 'a': 1}"],
    ["its own hand", "signet.outputs['a'].save(1); signet.outputs['b'].open('w').write('x')"],
    ["both", "signet.outputs['a'].save(1); return {'b': 'x'}"],
  ])("answers several outputs with %s", async (_how, body) => {
    const step = pythonStep({ "steps.py": `import signet\ndef work(): ${body}` });
    const result = await call(step, { outputs: { a: ".json", b: ".txt" } });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect([output(step, "a.json"), output(step, "b.txt")]).toEqual(["1\n", "x"]);
  });

  it("is given folders as paths and fills folders itself", async () => {
    const step = pythonStep({
      "steps.py": `
import signet
def work(images):
    (signet.outputs["thumbs"].path / "n").write_text(str(len(list(images.iterdir()))))
    return None, 5
`,
      "images/1.png": "",
      "images/2.png": "",
    });
    const images = join(step.workspace, "images");
    const result = await call(step, { inputs: { images }, outputs: { thumbs: "/", count: ".json" } });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect([output(step, "thumbs/n"), output(step, "count.json")]).toEqual(["2", "5\n"]);
  });

  it("gathers the items of a foreach as a dict in order", async () => {
    const step = pythonStep({
      "steps.py": "import signet\ndef work(oB): print(oB, signet.inputs['oB']['lr=0.1'].path.name)",
      "b.json": "2",
      "a.json": "1",
    });
    const at = (name: string) => join(step.workspace, name);
    const result = await call(step, { inputs: { oB: { "lr=0.1": at("b.json"), "lr=0.01": at("a.json") } } });
    expect(result).toMatchObject({ stderr: "", stdout: "{'lr=0.1': 2, 'lr=0.01': 1} b.json\n" });
  });
});

describe("a call step that is wrong says so", () => {
  const steps = `
def reduce(m, data): return 1
def three(): return 1, 2, 3
def one(): return 1
def number(): return 0.5
def named(): return {"oB": 1, "oX": 2}
def generator(): return (i for i in range(3))
def written():
    import signet
    signet.outputs["oB"].save(1)
    return 2
not_callable = 5
def _private(): pass
`;
  const oB = { oB: "" };
  const both = { oB: "", oC: "" };
  it.each<[string, Call, RegExp]>([
    [
      "unknown argument",
      { function: "reduce", arguments: { m: 1, rate: 2, data: 3 }, outputs: oB },
      /^signet: reduce\(\) takes no argument `rate`: step B passes m, rate, data\.$/,
    ],
    [
      "near argument",
      { function: "reduce", arguments: { m: 1, dat: 2 }, outputs: oB },
      /`dat`: step B passes m, dat\. Did you mean data\?$/,
    ],
    [
      "missing argument",
      { function: "reduce", arguments: { m: 1 }, outputs: oB },
      /reduce\(\) needs the argument `data`, but step B passes m\. Add it to `inputs` or `params`/,
    ],
    [
      "too many values",
      { function: "three", outputs: both },
      /step B: three\(\) returned 3 values for 2 outputs: oB, oC\.$/,
    ],
    [
      "one value for two",
      { function: "number", outputs: both },
      /number\(\) returned a float for 2 outputs: oB, oC\. Return a dict/,
    ],
    [
      "wrong names",
      { function: "named", outputs: both },
      /returned a dict with oB, oX, but the outputs are oB, oC\.$/,
    ],
    [
      "value without output",
      { function: "one" },
      /one\(\) returned an int, but the step has no outputs\. Declare one/,
    ],
    [
      "written and returned",
      { function: "written", outputs: oB },
      /wrote oB itself and returned an int for it as well/,
    ],
    [
      "not to be pickled",
      { function: "generator", outputs: oB },
      /step B, steps:generator: the output oB cannot be saved as pickle: TypeError: cannot pickle 'generator' object/,
    ],
    [
      "not to be written",
      { function: "generator", outputs: { oB: ".json" } },
      /the output oB cannot be saved as json: a generator\. Convert it, or use `format: pickle`/,
    ],
    [
      "no table",
      { function: "one", outputs: { oB: ".csv" } },
      /it takes a DataFrame, a list of dicts or a list of rows, not an int/,
    ],
    [
      "no format",
      { function: "one", outputs: { oB: ".bin" } },
      /no format goes with \.bin\. Write `format:`/,
    ],
    [
      "unknown format",
      { function: "one", outputs: oB, formats: { outputs: { oB: "jsn" } } },
      /unknown format jsn .*Did you mean json\?/,
    ],
    [
      "folder for value",
      { function: "one", outputs: { oB: "/" } },
      /returned an int for oB, which is a folder: write files into signet\.outputs\['oB'\]\.path/,
    ],
    ["no function", { function: "reduc" }, /step B: steps has no reduc\. Did you mean reduce\?$/],
    [
      "no callable",
      { function: "not_callable" },
      /steps\.not_callable is not a function but a int|is not a function/,
    ],
    ["no module", { module: "stepps" }, /step B: there is no module stepps in /],
    [
      "unreadable input",
      { function: "reduce", arguments: { m: 1 }, inputs: { data: "/nowhere/x.json" }, outputs: oB },
      /step B, steps:reduce: the input data cannot be read as json: .*No such file/,
    ],
  ])("for %s", async (_what, given, message) => {
    const step = pythonStep({ "steps.py": steps });
    const { code, stderr } = await call(step, given);
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(message);
    expect(stderr).not.toContain("Traceback");
    // Nothing half-written stays; what the function wrote itself does.
    const left = ["", ".json", ".csv"].filter((end) => existsSync(join(step.folder, `oB${end}`)));
    expect(left).toEqual(given.function === "written" || given.outputs?.oB === "/" ? [""] : []);
  });

  it.each([
    [
      "a function",
      "def work():\n    try: 1 / 0\n    except ZeroDivisionError as e: raise ValueError('no') from e",
    ],
    [
      "an async function",
      "async def work():\n    try: 1 / 0\n    except ZeroDivisionError as e: raise ValueError('no') from e",
    ],
    ["a module", "try: 1 / 0\nexcept ZeroDivisionError as e: raise ValueError('no') from e"],
  ])("and shows an error in %s as Python would, without the runner's frames", async (_what, text) => {
    const { code, stderr } = await call(pythonStep({ "steps.py": text }), {});
    expect(code).toBe(1);
    expect(stderr.match(/ZeroDivisionError: |direct cause|ValueError: no/g)).toHaveLength(3);
    const files = [...stderr.matchAll(/File "([^"]*)"/g)].map(([, file]) => file?.split("/").at(-1));
    expect(files).toEqual(["steps.py", "steps.py"]);
  });

  it("and shows where the user's own code fails to read an input", async () => {
    const step = pythonStep({
      "things.py": "class Thing:\n    def __setstate__(self, state): raise ValueError('old')",
      "steps.py": "def work(data): return 1",
    });
    const path = join(step.workspace, "in.pkl");
    await step.run([
      "-c",
      `import pickle, things; t = things.Thing(); t.x = 1; pickle.dump(t, open(${JSON.stringify(path)}, 'wb'))`,
    ]);
    const { stderr } = await call(step, { inputs: { data: path } });
    expect(stderr).toMatch(
      /things\.py", line 2, in __setstate__[\s\S]*ValueError: old\nsignet: step B, steps:work: the input data cannot/,
    );
  });

  it("and leaves an exit to the function", async () => {
    expect(await call(pythonStep({ "steps.py": "import sys\ndef work(): sys.exit(7)" }), {})).toMatchObject({
      code: 7,
      stderr: "",
    });
  });

  it("and says which import of the function's module is missing", async () => {
    const { stderr } = await call(pythonStep({ "steps.py": "import not_installed" }), {});
    expect(stderr).toMatch(
      /steps\.py", line 1.*\n.*\n(.*\n)?ModuleNotFoundError: No module named 'not_installed'/,
    );
  });
});

describe("a script of a step", () => {
  const context = { params: { lr: 0.1, train: { epochs: 3, opt: { name: "sgd" } } } };
  const run = async (code: string, more: { [key: string]: unknown } = {}) => {
    const step = pythonStep({ "in.txt": "é\n" });
    const paths = {
      inputs: { raw: join(step.workspace, "in.txt") },
      outputs: { model: join(step.folder, "model") },
    };
    return step.run(["-c", `import signet, json, pickle, copy\n${code}`], {
      context: { ...context, ...paths, ...more },
    });
  };

  it("has its parameters by attribute and item, nested, as a dict", async () => {
    const result = await run(`
p = signet.params
assert p.lr == p["lr"] == 0.1 and p.train.opt.name == "sgd" and p["train"]["epochs"] == 3
assert json.loads(json.dumps(p)) == p == pickle.loads(pickle.dumps(p)) == copy.deepcopy(p)
assert dict(**p.train)["epochs"] == 3 and p.get("x", 5) == 5 and "lr" in p and not hasattr(p, "x")
`);
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });

  it("has its inputs and outputs with path, open, load and save", async () => {
    const result = await run(`
import os
assert signet.inputs["raw"].load() == open(signet.inputs["raw"], encoding="utf-8").read() == "é\\n"
assert signet.inputs["raw"].open().read() == "é\\n" and signet.inputs["raw"].open("rb").read() == b"\\xc3\\xa9\\n"
signet.outputs["model"].save({"w": 1})
assert signet.outputs["model"].load() == {"w": 1} and list(signet.inputs) == ["raw"]
`);
    expect(result).toMatchObject({ code: 0, stderr: "" });
  });

  it.each([
    [
      "signet.params.train.epoch",
      "UndeclaredError: Step B does not declare the parameter train.epoch (here it has: train.epochs, train.opt). Did you mean epochs? Add train.epoch to the step's `params` in the pipeline file.",
    ],
    [
      "signet.params['zzz']",
      "UndeclaredError: Step B does not declare the parameter zzz (here it has: lr, train). Add zzz to",
    ],
    [
      "signet.inputs['rew']",
      "UndeclaredError: Step B does not declare the input rew (it has: raw). Did you mean raw? Add rew to the step's `inputs` in the pipeline file.",
    ],
    ["signet.outputs['x']", "UndeclaredError: Step B does not declare the output x (it has: model)."],
    ["signet.params.lr = 5", "SignetError: A step's parameters cannot be changed"],
    ["signet.params['lr'] = 5", "SignetError: A step's parameters cannot be changed"],
    ["signet.inputs['raw'].save(1)", "SignetError: raw is an input of the step and cannot be saved."],
    ["signet.inputs['raw'].open('a')", "SignetError: raw is an input of the step and cannot be written"],
  ])("is told what to do after %s", async (code, message) => {
    const { stderr } = await run(code);
    expect(stderr).toContain(message);
    for (const kind of ["KeyError", "AttributeError"])
      if (message.startsWith("Undeclared"))
        expect(await run(`try: ${code}\nexcept ${kind}: pass`)).toMatchObject({ code: 0, stderr: "" });
  });

  it("is told so when it is none", async () => {
    const step = pythonStep();
    writeFiles(step.workspace, {});
    const { stderr } = await runPython(["-c", "import signet; signet.params.lr"], {
      cwd: step.workspace,
      env: { PYTHONPATH: join(import.meta.dirname, "../../resources/python"), SIGNET_CONTEXT: "" },
    });
    expect(stderr).toContain("SignetError: This program does not run as a step of a pipeline");
  });
});
