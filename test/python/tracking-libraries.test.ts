// What others' libraries have for numbers, pictures, figures and tables, and where they run programs: the real ones.
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type PythonTools, pythonTools } from "../helpers/python-tools.ts";
import { temporaryFolder, writeFiles } from "../helpers/workspace.ts";

const sources = join(import.meta.dirname, "../../resources/python");

let tools: PythonTools | null;
beforeAll(async () => {
  tools = await pythonTools("tracking with numpy, pandas, Pillow, matplotlib, IPython and pytest", [
    "numpy==2.2.6",
    "pandas==2.3.3",
    "pillow==12.0.0",
    "matplotlib==3.10.7",
    "ipython==9.7.0",
    "pytest==9.0.1",
    "setuptools==80.9.0",
  ]);
}, 300_000);

type Event = { readonly type: string; readonly [key: string]: unknown };
type Recorded = {
  readonly folder: string;
  readonly of: (type: string) => readonly Event[];
  readonly file: (name: string) => Buffer;
};

/** Runs a program of Python in a folder with these files, and answers what the run that it began recorded. */
function record(
  { python, env }: PythonTools,
  files: { readonly [path: string]: string },
  args: readonly string[],
  pythonPath: string = sources,
): Recorded {
  const [workspace, library] = [temporaryFolder(), temporaryFolder()];
  writeFiles(workspace, files);
  const own = { PYTHONPATH: pythonPath, SIGNET_LIBRARY: library, SIGNET_CONTEXT: "", SIGNET_EVENTS: "" };
  const done = spawnSync(python, args, { cwd: workspace, env: { ...env, ...own }, encoding: "utf8" });
  expect([done.status, done.stderr]).toEqual([0, ""]);
  const [name = "", ...others] = readdirSync(join(library, "inbox"));
  expect(others).toEqual([]);
  const folder = join(library, "inbox", name);
  const events = readFileSync(join(folder, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  const of = (type: string) => events.filter((event) => event.type === type);
  const file = (artifact: string) =>
    readFileSync(join(folder, String(of("artifact").find((event) => event.name === artifact)?.path)));
  return { folder, of, file };
}

describe("with real libraries", () => {
  it("numbers of numpy are numbers, in metrics, steps and parameters", () => {
    if (tools === null) return;
    const { of } = record(
      tools,
      {
        "main.py": `import numpy as np, signet
signet.init(params={"lr": np.float32(0.5), "n": np.int64(3), "list": np.arange(3), "many": np.zeros((50, 50))})
for step, value in enumerate([np.float64(0.25), np.float32("nan"), np.int64(7), np.array(0.5), np.array([2.0]), np.bool_(True)]):
    signet.log_metric("x", value, step=np.int32(step))
`,
      },
      ["-B", "main.py"],
    );
    const params = { lr: 0.5, n: 3, list: [0, 1, 2], many: "<ndarray float64 (50, 50)>" };
    expect(of("start")[0]?.params).toEqual(params);
    expect(of("metric").map(({ step, value }) => [step, value])).toEqual([
      [0, 0.25],
      [1, "NaN"],
      [2, 7],
      [3, 0.5],
      [4, 2],
      [5, 1],
    ]);
  });

  it("pictures of arrays, Pillow and matplotlib are files that Pillow reads, with the same pixels", () => {
    if (tools === null) return;
    const { of, folder } = record(
      tools,
      {
        "main.py": `import numpy as np, matplotlib, signet
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image
run = signet.init()
signet.log_image("colours", np.arange(12, dtype=np.uint8).reshape(2, 2, 3))
signet.log_image("first", np.full((3, 20, 30), 0.5))
signet.log_image("deep", (np.arange(4, dtype=np.uint16) * 20000).reshape(2, 2))
signet.log_image("odd", np.array([[np.nan, 2.0], [-1, 0.2]]))
signet.log_image("print", Image.new("CMYK", (4, 3)))
figure, axes = plt.subplots(); axes.plot([1, 2])
signet.log_figure("figure", figure); signet.log_figure("axes", axes); signet.log_figure("current", plt)
`,
      },
      ["-B", "main.py"],
    );
    const look = `import json, sys
from PIL import Image
for path in sys.argv[1:]:
    image = Image.open(path); image.load()
    print(json.dumps([image.mode, *image.size, *[image.getpixel((x, 0)) for x in range(2)]]))`;
    const paths = of("artifact").map(({ path }) => join(folder, String(path)));
    const { stdout } = spawnSync(tools.python, ["-c", look, ...paths], { encoding: "utf8" });
    const seen = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown[]);
    const named = Object.fromEntries(of("artifact").map(({ name }, index) => [name, seen[index]]));
    expect(named).toMatchObject({
      colours: ["RGB", 2, 2, [0, 1, 2], [3, 4, 5]],
      first: ["RGB", 30, 20, [128, 128, 128], [128, 128, 128]],
      deep: ["I;16", 2, 2, 0, 20000],
      odd: ["L", 2, 2, 0, 255],
      print: ["RGB", 4, 3, [255, 255, 255], [255, 255, 255]],
    });
    for (const name of ["figure", "axes", "current"]) expect(named[name]?.[1]).toBeGreaterThan(300);
  });

  it("tables of pandas and numpy are written with their columns", () => {
    if (tools === null) return;
    const { file } = record(
      tools,
      {
        "main.py": `import numpy as np, pandas as pd, signet
frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=pd.Index([5, 6], name="id"))
signet.log_table("frame", frame)
signet.log_table("series", pd.Series([1.5, 2.5], name="s"))
signet.log_table("array", np.arange(4).reshape(2, 2), columns=["p", "q"])
signet.log_table("columns", {"a": np.arange(2), "b": pd.Series([1, 2])}, format="json")
`,
      },
      ["-B", "main.py"],
    );
    expect(["frame", "series", "array", "columns"].map((name) => file(name).toString())).toEqual([
      "id,a,b\n5,1,x\n6,2,\n",
      "s\n1.5\n2.5\n",
      "p,q\n0,1\n2,3\n",
      '[{"a":0,"b":1},{"a":1,"b":2}]\n',
    ]);
  });

  it("a session of IPython and a test of pytest are recorded like scripts", () => {
    if (tools === null) return;
    const session = record(
      tools,
      {
        "cells.ipy":
          "import signet\nrun = signet.init(name='cells')\nprint('hi')\nsignet.log_metric('x', 1)\n",
      },
      ["-B", "-m", "IPython", "--quick", "--no-banner", "cells.ipy"],
    );
    expect(session.of("start")[0]).toMatchObject({ name: "cells" });
    expect(session.of("metric")).toMatchObject([{ name: "x", value: 1 }]);
    expect(session.of("end")).toMatchObject([{ status: "succeeded" }]);
    expect(readFileSync(join(session.folder, "console.log"), "utf8")).toContain("hi\n");

    const test = `import signet
def test_it():
    with signet.init(name="tested"):
        print("within")
        signet.log_metric("x", 2)
`;
    const tested = record(tools, { "test_it.py": test }, [
      "-B",
      "-m",
      "pytest",
      "-q",
      "-W",
      "error",
      "-p",
      "no:cacheprovider",
    ]);
    expect(tested.of("metric")).toMatchObject([{ name: "x", value: 2 }]);
    expect(tested.of("end")).toMatchObject([{ status: "succeeded" }]);
    expect(readFileSync(join(tested.folder, "console.log"), "utf8")).toBe("within\n");
  });

  it("pip installs the package with all of its parts", () => {
    if (tools === null) return;
    const [copy, target] = [temporaryFolder(), temporaryFolder()];
    // Building leaves files beside the sources.
    cpSync(sources, copy, { recursive: true });
    const words = [
      "-m",
      "pip",
      "--python",
      tools.python,
      "install",
      "--quiet",
      "--no-build-isolation",
      "--no-deps",
      "--target",
      target,
      copy,
    ];
    const { status, stderr } = spawnSync("python3", words, { env: process.env, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const { of } = record(
      tools,
      { "main.py": "import signet\nsignet.log_metric('x', 1)\nprint(signet.__file__)\n" },
      ["-B", "main.py"],
      target,
    );
    expect(of("metric")).toMatchObject([{ name: "x", value: 1 }]);
    expect(Object.keys(of("environment")[0]?.packages as object)).toContain("signet-sdk");
    expect(readdirSync(join(target, "signet"))).toContain("py.typed");
  });
});
