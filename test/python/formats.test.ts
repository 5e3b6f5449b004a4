import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pythonStep } from "./python-step.ts";

/** Saves a value in one process and loads it in another; answers the bytes and what Python says of what came back. */
async function roundTrip(suffix: string, value: string, { prepare = "", seed = "1" } = {}) {
  const step = pythonStep();
  const path = join(step.folder, `data${suffix}`);
  const options = {
    context: { outputs: { data: path }, inputs: { data: path } },
    env: { PYTHONHASHSEED: seed },
  };
  const head = `import signet, math\nnan, inf = math.nan, math.inf\n${prepare}\n`;
  const saved = await step.run(["-c", `${head}signet.outputs["data"].save(${value})`], options);
  if (saved.code !== 0)
    return { error: saved.stderr.trim().split("\n").at(-1) ?? "", bytes: null, loaded: "" };
  const { stdout, stderr } = await step.run(
    ["-c", `${head}print(repr(signet.inputs["data"].load()))`],
    options,
  );
  expect(stderr).toBe("");
  return { error: "", bytes: readFileSync(path), loaded: stdout.trimEnd() };
}

describe("values come back as they were", () => {
  it.each([
    ["", "{'a': [1, 2.5, None, (True,)], 3: b'x'}"],
    [".pkl", "[{1, 2}, frozenset({3})]"],
    [".json", "{'a': [1, 1.0, 1e+300, None, True, 'é'], 'b': {}}"],
    [".json", "[nan, inf, -inf]"],
    [".txt", "'é\\r\\n\\n'"],
    [".csv", "[{'a': '1', 'b': ''}, {'a': 'x,\"y\"\\nz', 'b': 'é'}]"],
    [".tsv", "[{'a': '1', 'b': '2'}]"],
    [".csv", "[]"],
  ])("in %s: %s", async (suffix, value) => {
    expect(await roundTrip(suffix, value)).toMatchObject({ error: "", loaded: value });
  });
});

describe("files are laid out in one way", () => {
  it.each([
    [".json", "{'b': 1, 'a': (nan, 'é')}", '{\n  "a": [\n    "NaN",\n    "é"\n  ],\n  "b": 1\n}\n'],
    [".csv", "[{'a': 1}, {'b': None, 'a': 2.0}]", "a,b\n1,\n2.0,\n"],
    [".csv", "[('x', 'y'), (1, 'p,q')]", 'x,y\n1,"p,q"\n'],
    [".txt", "'a\\r\\n'", "a\r\n"],
  ])("in %s: %s", async (suffix, value, text) => {
    expect((await roundTrip(suffix, value)).bytes?.toString("utf8")).toBe(text);
  });

  it.each([
    [
      "sets of texts",
      "{'s': {str(i) for i in range(50)}, 'f': frozenset(map(str, range(9))), 'n': [{('a', frozenset('xyz'))}]}",
    ],
    ["a shared set", "(lambda s: [s, s, {'k': s}])({'a', 'b', 'c', 'd', 'e'})"],
    ["numbers and long texts", "[float(i) for i in range(9999)] + ['é' * 99999, 10**99]"],
    ["objects that hold sets of themselves", "loop()"],
  ])("as a pickle, in each process: %s", async (_what, value) => {
    const prepare = `
class Node: pass
def loop():
    node = Node(); node.friends = {node}; node.names = frozenset("abcdef")
    return node
import __main__`;
    const digests = new Set<string>();
    for (const seed of ["1", "2", "3"]) {
      const { bytes } = await roundTrip(".pkl", value, { prepare, seed });
      digests.add(
        createHash("sha256")
          .update(bytes ?? "")
          .digest("hex"),
      );
    }
    expect(digests.size).toBe(1);
  });
});

describe("what cannot be saved is said with its place", () => {
  it.each([
    [
      ".json",
      "{'a': [1, {2}]}",
      "data cannot be saved as json: a set at a[1]. Convert it, or use `format: pickle`.",
    ],
    [".json", "{'a': {1: 2}}", "data cannot be saved as json: the key 1, which is not a text, at a."],
    [".json", "['NaN']", "the text 'NaN', which would be read back as a number, at [0]"],
    [".csv", "[{'a': [1]}]", "data cannot be saved as csv: a cell holds a list."],
    [".csv", "[1, 2]", "not a list of other things"],
    [".txt", "b'x'", "data cannot be saved as text: it takes a str, not a bytes."],
    [".pkl", "lambda: 1", "data cannot be saved as pickle: "],
    [".npy", "[1]", "data has the format npy, which needs numpy: pip install numpy"],
    [".joblib", "[1]", "data has the format joblib, which needs joblib: pip install joblib"],
    [".parquet", "[1]", "data has the format parquet, which needs pyarrow: pip install pyarrow"],
  ])("for %s: %s", async (suffix, value, message) => {
    const prepare = "import sys\nfor name in ('numpy', 'joblib', 'pyarrow'): sys.modules[name] = None";
    expect((await roundTrip(suffix, value, { prepare })).error).toContain(message);
  });
});

describe("tables of pandas and arrays of numpy", () => {
  it.each([
    ["pandas", ".csv", "pandas.DataFrame({'a': [1, 2], 'b': ['x', None]}).iloc[1:]", "a,b\n2,\n"],
    ["pandas", ".csv", "pandas.DataFrame({'a': [1], 'b': [2.5]}).set_index('a')", "a,b\n1,2.5\n"],
    ["pandas", ".csv", "pandas.Series([1.5], name='s')", "s\n1.5\n"],
    ["numpy", ".json", "{'x': numpy.float32(0.5), 'y': numpy.arange(2), 'z': numpy.float64('nan')}", null],
    ["numpy", ".npy", "numpy.arange(3)", null],
    ["joblib", ".joblib", "[1]", null],
    ["pyarrow", ".parquet", "pyarrow.table({'a': [1]})", null],
    ["pandas", ".parquet", "pandas.DataFrame({'a': [1]})", null],
  ])("of %s are saved and loaded as %s: %s", async (library, suffix, value, text) => {
    const step = pythonStep();
    const path = join(step.folder, `data${suffix}`);
    const code = `
try: import ${library}
except ImportError: raise SystemExit(99)
import signet
value = ${value}
signet.outputs["data"].save(value)
print(type(signet.inputs["data"].load()).__name__, type(value).__name__)`;
    const {
      code: exit,
      stdout,
      stderr,
    } = await step.run(["-c", code], {
      context: { outputs: { data: path }, inputs: { data: path } },
    });
    // Nothing to see where the library is not installed; the message for that is tested above.
    if (exit === 99) return;
    expect(stderr).toBe("");
    const [loaded, saved] = stdout.trim().split(" ");
    // With pandas installed, pyarrow loads it.
    const expected =
      saved === "Series" ? ["DataFrame"] : saved === "Table" ? ["Table", "DataFrame"] : [saved];
    expect(expected).toContain(loaded);
    if (text !== null) expect(readFileSync(path, "utf8")).toBe(text);
  });
});
