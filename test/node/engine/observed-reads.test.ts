import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { detailOf } from "../../../src-main/node/app/run-detail.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";
import { writeFiles } from "../../helpers/workspace.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

/** One step whose script is `body`; its output is the text `result`. */
const scriptStep = (body: string, more: { readonly [path: string]: string } = {}) => ({
  "pipeline.yaml": pipeline(`steps:\n  A: {run: "python3 a.py {outputs.x}", outputs: [x]}\n`),
  "a.py": `import os, sys\nresult = ""\n${body}\nopen(sys.argv[1], "w").write(str(result))\n`,
  ...more,
});

const runOnce = async (services: Services, file: string) => {
  const run = await runForTest(services, readForTest(file));
  const detail = detailOf(services, (run.steps[0]?.run ?? "") as never);
  if (!detail.ok) throw new Error(detail.error.message);
  return { run, actions: actionsOf(run), notes: detail.value.stepNotes, error: detail.value.error };
};

const textsOf = (notes: readonly { readonly text: string }[]) => notes.map(({ text }) => text);

describe("a file that a Python step reads without declaring it", () => {
  it("counts: the step is up to date until it changes, and says so", async () => {
    const { services, workspace, file } = await place(
      scriptStep('name = "conf"\nresult = open(name + ".json").read()', {
        "conf.json": "{}",
        "other.json": "{}",
      }),
    );
    const first = await runOnce(services, file);
    expect(textsOf(first.notes)).toEqual(["It read conf.json, which it does not declare; it counts"]);
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
    writeFileSync(join(workspace, "other.json"), "changed");
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
    writeFileSync(join(workspace, "conf.json"), "[]");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A")).toEqual([
      "Undeclared input changed: conf.json",
    ]);
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
    // What was made for the old bytes serves again with them.
    writeFileSync(join(workspace, "conf.json"), "{}");
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
  });

  it("counts when it was looked for and was not there, until it is", async () => {
    const { services, workspace, file } = await place(
      scriptStep('name = "conf"\ntry:\n    result = open(name + ".json").read()\nexcept OSError:\n    pass'),
    );
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
    writeFileSync(join(workspace, "conf.json"), "{}");
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
  });

  it("counts by its names when a folder was listed, without what steps and tools make there", async () => {
    const { services, workspace, file } = await place({
      ...scriptStep('result = sorted(os.listdir("data"))', { "data/a.csv": "1" }),
      "pipeline.yaml": pipeline(
        `datasets: {x: data/made.txt}\nsteps:\n  A: {run: "python3 a.py {outputs.x}", outputs: [x]}\n`,
      ),
    });
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
    mkdirSync(join(workspace, "data/__pycache__"));
    expect(existsSync(join(workspace, "data/made.txt"))).toBe(true);
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
    writeFileSync(join(workspace, "data/b.csv"), "2");
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
  });

  it("counts when it is a module that only the running program could name", async () => {
    const { services, workspace, file } = await place(
      scriptStep(
        'import subprocess\nsubprocess.check_call([sys.executable, "-c", "import " + "hel" + "per"])',
        {
          "helper.py": "x = 1\n",
        },
      ),
    );
    await runOnce(services, file);
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
    writeFileSync(join(workspace, "helper.py"), "x = 2\n");
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
  });

  it("does not count when the step made it itself, or declares it", async () => {
    const { services, workspace, file } = await place({
      ...scriptStep(
        'open("tmp.txt", "w").write("1")\nresult = open("tmp.txt").read() + open("raw.txt").read()',
        {
          "raw.txt": "r",
        },
      ),
      "pipeline.yaml": pipeline(
        `datasets: {raw: raw.txt}\nsteps:\n  A: {run: "python3 a.py {outputs.x}", inputs: [raw], outputs: [x]}\n`,
      ),
    });
    expect((await runOnce(services, file)).notes).toEqual([]);
    rmSync(join(workspace, "tmp.txt"));
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
  });

  it("does not count when a program that nobody watched made it for the step", async () => {
    const { services, workspace, file } = await place({
      ...scriptStep('result = open("made" + ".txt").read()'),
      "pipeline.yaml": pipeline(
        `steps:\n  A: {run: "echo 1 > made.txt; python3 a.py {outputs.x}; rm made.txt", outputs: [x]}\n`,
      ),
    });
    expect((await runOnce(services, file)).error).toBeNull();
    expect(existsSync(join(workspace, "made.txt"))).toBe(false);
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
  });

  it("that changed after it was read leaves no result that serves", async () => {
    const { services, workspace, file } = await place(
      scriptStep(
        'name = "conf"\nresult = open(name + ".json").read()\nopen("read", "w")\nwhile not os.path.exists("go"): pass',
        {
          "conf.json": "{}",
        },
      ),
    );
    const running = runOnce(services, file);
    while (!existsSync(join(workspace, "read"))) await wait(10);
    writeFileSync(join(workspace, "conf.json"), "[]");
    writeFileSync(join(workspace, "go"), "");
    const first = await running;
    expect(first.actions).toEqual({ A: "executed" });
    expect(first.error).toContain("conf.json changed while the step ran");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A").join()).toContain(
      "conf.json changed while",
    );
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
  });
});

describe("what a step changes behind its own back", () => {
  it("is found: a state file that it reads and writes", async () => {
    const { services, file } = await place(
      scriptStep('n = int(open("state" + ".txt").read()) + 1\nopen("state.txt", "w").write(str(n))', {
        "state.txt": "1",
      }),
    );
    expect((await runOnce(services, file)).error).toContain("state.txt changed while the step ran");
    expect((await runOnce(services, file)).actions).toEqual({ A: "executed" });
  });
});

describe("another step's output that is read without being an input", () => {
  const hidden = (inputs: string) =>
    pipeline(`datasets: {clean: out/clean.csv}
steps:
  prepare: {run: "echo 1 > {outputs.clean}", outputs: [clean]}
  fit: {run: "python3 fit.py {outputs.model}", ${inputs}, outputs: [model]}
`);
  const files = (inputs: string) => ({
    "pipeline.yaml": hidden(inputs),
    "fit.py":
      'import sys\nname = "clean"\nopen(sys.argv[1], "w").write(open("out/" + name + ".csv").read())\n',
  });

  it("makes a result that never serves, and names the missing input", async () => {
    const { services, file } = await place(files("needs: [prepare]"));
    const first = await runForTest(services, readForTest(file));
    const fit = first.steps.find(({ name }) => name === "fit");
    expect(fit?.error).toContain(
      "Read out/clean.csv, an output of prepare, without declaring it: add clean to its inputs",
    );
    const again = await runForTest(services, readForTest(file));
    expect(actionsOf(again)).toEqual({ prepare: "reused", fit: "executed" });
    expect(reasonsOf(again, "fit").join()).toContain("add clean to its inputs");
  });

  it("is no problem once it is declared", async () => {
    const { services, file } = await place(files("inputs: [clean]"));
    await runForTest(services, readForTest(file));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
      prepare: "reused",
      fit: "reused",
    });
  });
});

it("knows another step's output by a path with the signature in it", async () => {
  const { services, file } = await place({
    "pipeline.yaml": pipeline(`datasets: {model: "out/model-{signature}.txt"}
steps:
  fit: {run: "echo 1 > {outputs.model}", outputs: [model]}
  use: {run: "python3 use.py {outputs.x}", needs: [fit], outputs: [x]}
`),
    "use.py":
      'import os, sys\n[name] = os.listdir("out")\nopen(sys.argv[1], "w").write(open("out/" + name).read())\n',
  });
  const run = await runForTest(services, readForTest(file));
  const use = run.steps.find(({ name }) => name === "use");
  expect(use?.error).toMatch(
    /Read out\/model-[0-9a-f]{16}\.txt, an output of fit, without declaring it: add model/,
  );
});

describe("a package that only the running program could name", () => {
  it("counts by its version", async () => {
    const { services, workspace, file } = await place(
      scriptStep('import subprocess\nsubprocess.check_call([sys.executable, "-c", "import " + "to" + "ol"])'),
    );
    execFileSync("python3", ["-m", "venv", "--without-pip", join(workspace, ".venv")]);
    const [python = ""] = readdirSync(join(workspace, ".venv/lib"));
    const packages = join(workspace, ".venv/lib", python, "site-packages");
    const install = (version: string) =>
      writeFiles(packages, {
        "tool.py": "x = 1\n",
        [`tool-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: tool\nVersion: ${version}\n`,
        [`tool-${version}.dist-info/RECORD`]: `tool.py,,\ntool-${version}.dist-info/METADATA,,\n`,
      });
    install("1.0");
    expect((await runOnce(services, file)).notes).toEqual([]);
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
    rmSync(join(packages, "tool-1.0.dist-info"), { recursive: true });
    install("2.0");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "A")).toEqual([
      "Package changed: tool 1.0 → 2.0",
    ]);
  });
});

describe("what could not be watched", () => {
  it("is noted: Python without the observer", async () => {
    const { services, file } = await place({
      ...scriptStep('result = "1"'),
      "pipeline.yaml": pipeline(`steps:\n  A: {run: "python3 -I a.py {outputs.x}", outputs: [x]}\n`),
    });
    expect(textsOf((await runOnce(services, file)).notes).join()).toContain("could not be watched");
  });

  it("is noted: programs that Python starts", async () => {
    const { services, file } = await place(
      scriptStep('import subprocess\nresult = subprocess.check_output(["sort", "raw.txt"]).decode()', {
        "raw.txt": "1\n",
      }),
    );
    expect(textsOf((await runOnce(services, file)).notes).join()).toContain(
      "What it started cannot be watched: sort",
    );
  });

  it("is noted: a step that starts no Python", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps:\n  A: {run: "echo 1 > {outputs.x}", outputs: [x]}\n`),
    });
    expect((await runOnce(services, file)).notes.map(({ kind }) => kind)).toContain("unobserved");
  });

  it("is noted, and voids nothing: an observation with broken lines", async () => {
    const { services, file } = await place(
      scriptStep(
        'import json\nwhere = json.load(open(os.environ["SIGNET_CONTEXT"]))["observed"]\nopen(where, "a").write("{broken")',
      ),
    );
    expect(textsOf((await runOnce(services, file)).notes).join()).toContain("1 of its lines cannot be read");
    expect((await runOnce(services, file)).actions).toEqual({ A: "reused" });
  });
});
