import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actionsOf, place, readForTest, runForTest } from "../../helpers/services.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

/** The worked example `A -> B` as functions: A takes n, B takes m; each notes in `ran.log` that it really ran. */
const example = {
  "pipeline.yaml": pipeline(`params: {n: 0, m: 1}
datasets: {oB: out/b.json}
steps:
  A: {call: "steps:a", params: [n], outputs: [oA]}
  B: {call: "steps:b", inputs: {data: oA}, params: {factor: m}, outputs: [oB]}
`),
  "steps.py": `def ran(name):
    with open("ran.log", "a") as file:
        file.write(name)

def a(n):
    ran("A")
    return {"even": n % 2 == 0, "names": {"x", "y", "z"}}

def b(data, factor):
    ran("B")
    return [data["even"], sorted(data["names"]), factor]
`,
};

const ranLog = (workspace: string) =>
  existsSync(join(workspace, "ran.log")) ? readFileSync(join(workspace, "ran.log"), "utf8") : "";

const consoleOf = (
  library: string,
  run: { readonly steps: readonly { name: string; run: string }[] },
  step: string,
) =>
  readFileSync(
    join(library, "runs", run.steps.find(({ name }) => name === step)?.run ?? "", "console.log"),
    "utf8",
  );

describe("a pipeline of Python functions", () => {
  it("runs exactly what a change reaches", async () => {
    const { services, workspace, file } = await place(example);
    const run = async (overrides: { [name: string]: string } = {}) => {
      const done = await runForTest(services, readForTest(file, overrides));
      expect(done.status).toBe("succeeded");
      return actionsOf(done);
    };
    expect(await run()).toEqual({ A: "executed", B: "executed" });
    expect(JSON.parse(readFileSync(join(workspace, "out/b.json"), "utf8"))).toEqual([
      true,
      ["x", "y", "z"],
      1,
    ]);
    expect(await run()).toEqual({ A: "reused", B: "reused" });
    expect(await run({ m: "2" })).toEqual({ A: "reused", B: "executed" });
    // A ran again for another n, and pickled an equal value: B's input is the same bytes.
    expect(await run({ m: "2", n: "2" })).toEqual({ A: "executed", B: "reused" });
    expect(await run({ m: "2", n: "1" })).toEqual({ A: "executed", B: "executed" });
    expect(ranLog(workspace)).toBe("ABBAAB");
  });

  it("reruns only the step whose function changed its meaning", async () => {
    const { services, workspace, file } = await place(example);
    await runForTest(services, readForTest(file));
    const code = join(workspace, "steps.py");
    writeFileSync(code, `# A comment.\n${example["steps.py"]}`);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused", B: "reused" });
    writeFileSync(code, example["steps.py"].replace("factor]", "factor + 1]"));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "reused", B: "executed" });
  });

  it("hands values over in each format, whole", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`params: {big: 123456789012345678901234567890, whole: 1.0}
datasets: {raw: raw.csv, told: told.json, said: said.txt, table: out/table.csv, note: out/note.txt, all: out/all.json}
steps:
  read: {call: "steps:read", inputs: [raw, told, said], params: [big, whole], outputs: [table, note, kept]}
  write: {call: "steps:write", inputs: [table, note, kept], outputs: [all]}
`),
      "raw.csv": "name,value\na,1\nb,2.5\n",
      "told.json": '{"ratio": 1.0}',
      "said.txt": "grüße\n",
      "steps.py": `def read(raw, told, said, big, whole):
    return {"table": raw, "note": said, "kept": {"told": told, "types": [type(big).__name__, type(whole).__name__], "big": big}}

def write(table, note, kept):
    return {"rows": [dict(row) for row in table], "note": note, "kept": kept}
`,
    });
    expect((await runForTest(services, readForTest(file))).status).toBe("succeeded");
    const all = readFileSync(join(workspace, "out/all.json"), "utf8");
    expect(all).toContain("123456789012345678901234567890");
    expect(JSON.parse(all)).toMatchObject({
      note: "grüße\n",
      rows: [{ name: "a" }, { name: "b" }],
      kept: { told: { ratio: 1 }, types: ["int", "float"] },
    });
  });

  it("gathers the items of a foreach as a dict, in their order, and runs only a new item and what gathers", async () => {
    const text = (items: string) =>
      pipeline(`datasets: {all: out/all.json}
steps:
  fit: {call: "steps:fit", foreach: {lr: [${items}]}, outputs: [model]}
  best: {call: "steps:best", inputs: [model], outputs: [all]}
  names: {run: "echo {inputs.model} | wc -w > {outputs.count}; echo $SIGNET_INPUTS", inputs: [model], outputs: [count]}
`);
    const { services, workspace, file } = await place({
      "pipeline.yaml": text("0.5, 0.25"),
      "steps.py": `def fit(lr):
    return {"lr": lr}

def best(model):
    return [[key, value["lr"]] for key, value in model.items()]
`,
    });
    const first = await runForTest(services, readForTest(file));
    expect(first.status).toBe("succeeded");
    const all = () => JSON.parse(readFileSync(join(workspace, "out/all.json"), "utf8"));
    expect(all()).toEqual([
      ["lr=0.5", 0.5],
      ["lr=0.25", 0.25],
    ]);
    const inputs = JSON.parse(consoleOf(services.library.folder, first, "names"));
    expect(Object.keys(inputs.model)).toEqual(["lr=0.5", "lr=0.25"]);
    writeFileSync(file, text("0.5, 0.25, 0.125"));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
      "fit@lr=0.5": "reused",
      "fit@lr=0.25": "reused",
      "fit@lr=0.125": "executed",
      best: "executed",
      names: "executed",
    });
    expect(all()).toHaveLength(3);
  });

  it("has the same order of sets in every run, unless the user sets the hash seed", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {oA: out/a.json}
steps:
  A: {call: "steps:a", outputs: [oA]}
`),
      "steps.py": `import os

def a():
    return [os.environ["PYTHONHASHSEED"], list({"a", "b", "c", "d", "e"})]
`,
    });
    const made = async () => {
      await runForTest(services, readForTest(file), { force: true });
      return readFileSync(join(workspace, "out/a.json"), "utf8");
    };
    const first = await made();
    expect(JSON.parse(first)[0]).toBe("0");
    expect(await made()).toBe(first);
  });
});

describe("a Python function that goes wrong", () => {
  const failing = async (body: string, step = 'call: "steps:a", outputs: [oA]') => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps:\n  A: {${step}}\n`),
      "steps.py": body,
    });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ A: "failed" });
    return { error: run.steps[0]?.error, console: consoleOf(services.library.folder, run, "A") };
  };

  it("fails its step, with its traceback in the console", async () => {
    const { error, console } = await failing("def a():\n    raise ValueError('no data')\n");
    expect(error).toBe("The command ended with exit code 1");
    expect(console).toContain("ValueError: no data");
    expect(console).not.toContain("signet/call.py");
  });

  it("is told what it returned for which outputs", async () => {
    const { console } = await failing("def a():\n    return [1, 2]\n", 'call: "steps:a", outputs: [x, y, z]');
    expect(console).toContain("2 values for 3 outputs: x, y, z");
  });

  it("leaves nothing behind that a later run takes for a result", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps:\n  A: {call: "steps:a", outputs: [x, y]}\n`),
      "steps.py": "def a():\n    return {'x': 1, 'y': lambda: 0}\n",
    });
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "failed" });
    writeFileSync(join(workspace, "steps.py"), "def a():\n    return {'x': 1, 'y': 2}\n");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ A: "executed" });
  });
});

it("runs no pipeline with functions where there is no Python, and says so before anything starts", async () => {
  const { services, workspace, file } = await place(example);
  mkdirSync(join(workspace, "empty"));
  const path = process.env.PATH;
  process.env.PATH = join(workspace, "empty");
  try {
    await expect(runForTest(services, readForTest(file))).rejects.toThrow(
      "There is no Python to run the code of step A with",
    );
  } finally {
    process.env.PATH = path;
  }
  expect(services.library.database.prepare("SELECT count(*) FROM runs").pluck().get()).toBe(0);
});

describe("Signet used by a step", () => {
  it("finds the library, and gives its own steps their own surroundings", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps:
  outer: {run: "python3 outer.py {outputs.x}", outputs: [x]}
`),
      "inner.yaml":
        "signet: 1\nname: inner\ndatasets: {y: out/y.txt}\nsteps:\n  in: {call: 'inner:f', outputs: [y]}\n",
      "inner.py": `import os

def f():
    return os.environ["SIGNET_STEP"] + " " + os.environ["PYTHONPATH"]
`,
      "outer.py": `import os, sys
open(sys.argv[1], "w").write(os.environ["SIGNET_LIBRARY"] + "\\n" + os.environ["SIGNET_CLI"] + "\\n" + os.environ["PYTHONPATH"])
`,
    });
    const run = await runForTest(services, readForTest(file));
    const output = services.library.database
      .prepare("SELECT digest FROM run_files WHERE run = ? AND role = 'output'")
      .pluck()
      .get(run.steps[0]?.run) as string;
    const [library, cli, path] = String(await services.library.objects.read(output as never)).split("\n");
    expect(library).toBe(services.library.folder);
    expect(existsSync(cli ?? "")).toBe(true);
    // As the command line that a step starts would find it.
    process.env.PYTHONPATH = path;
    process.env.SIGNET_STEP = "outer";
    try {
      const inner = await runForTest(services, readForTest(join(workspace, "inner.yaml")));
      expect(inner.status).toBe("succeeded");
    } finally {
      Reflect.deleteProperty(process.env, "PYTHONPATH");
      Reflect.deleteProperty(process.env, "SIGNET_STEP");
    }
    expect(readFileSync(join(workspace, "out/y.txt"), "utf8")).toBe(`in ${path}`);
  });
});
