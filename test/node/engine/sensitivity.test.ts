import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { storedJson } from "../../../src-main/core/base/json.ts";
import type { Plan } from "../../../src-main/core/model/plan.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { openTestServices, planForTest, readForTest, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const pipelineFile = `signet: 1
name: sensitivity
python: .venv/bin/python
params:
  n: 1
  unused: 7
  train: {rate: 0.5, depth: 3}
datasets:
  raw: data/raw.csv
  parts: {path: data/parts/, type: directory, ignore: ["*.tmp"]}
  clean: out/clean.json
  model: {path: out/model.json}
  counts: out/counts.txt
  fixed: out/fixed.txt
steps:
  prepare:
    call: pkg.steps:prepare
    inputs: {rows: raw}
    params: {limit: n}
    outputs: [clean]
  train:
    run: python -m pkg.train {inputs.clean} {params.train.rate} {outputs.model}
    inputs: [clean]
    outputs: [model]
    code: ["conf/*.ini"]
    env: [SENSITIVE_FLAG]
    version: "1"
  count:
    run: ls {inputs.parts} > {outputs.counts}
    inputs: [parts]
    outputs: [counts]
    params: [train.depth]
  write:
    run: sh write.sh
    outputs: [fixed]
  fan:
    run: echo {params.size} {params.n} > {outputs.piece}
    foreach: {size: [1, 2]}
    outputs: [piece]
  gather:
    run: cat {inputs.piece} > {outputs.all}
    inputs: [piece]
    outputs: [all]
`;

const files = {
  "pipeline.yaml": pipelineFile,
  "data/raw.csv": "a\n1\n2\n",
  "data/parts/one.txt": "one\n",
  "data/parts/two.txt": "two\n",
  "pkg/__init__.py": "",
  "pkg/steps.py": `from pkg import rows

def prepare(rows_in=None, *, limit=1, rows=None):
    return [clean(row) for row in rows][:limit]

def clean(row):
    return {key: value.strip() for key, value in row.items()}

def nobody():
    return 1
`,
  "pkg/rows.py": "COUNT = 3\n",
  "pkg/train.py": `import json, sys
import counted
from pkg.maths import fit

def main():
    rows = json.load(open(sys.argv[1]))
    json.dump({"rows": len(rows), "fit": fit(float(sys.argv[2]))}, open(sys.argv[3], "w"))

main()
`,
  "pkg/maths.py": `def fit(rate, factor=2):
    """Doubles."""
    return rate * factor
`,
  "conf/a.ini": "x = 1\n",
  "write.sh": "echo fixed > out/fixed.txt\n",
} as const;

type Home = { readonly workspace: string; readonly file: string; readonly services: Services };

/** The workspace with an environment of its own that has two distributions, everything run once. */
async function home(): Promise<Home> {
  const workspace = temporaryFolder();
  writeFiles(workspace, files);
  mkdirSync(join(workspace, "out"));
  execFileSync("python3", ["-m", "venv", "--without-pip", join(workspace, ".venv")]);
  for (const [name, version] of [
    ["counted", "1.0"],
    ["ignored", "1.0"],
  ] as const) {
    writeFiles(sitePackages(workspace), {
      [`${name}.py`]: "VALUE = 1\n",
      [`${name}-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
      [`${name}-${version}.dist-info/RECORD`]: `${name}.py,,\n${name}-${version}.dist-info/METADATA,,\n`,
    });
  }
  const services = await openTestServices(join(temporaryFolder(), "library"));
  const file = join(workspace, "pipeline.yaml");
  const first = await runForTest(services, readForTest(file));
  expect(first.steps.map(({ name, action, error }) => ({ name, action, error }))).toEqual(
    first.steps.map(({ name }) => ({ name, action: "executed", error: null })),
  );
  return { workspace, file, services };
}

function sitePackages(workspace: string): string {
  const minor = execFileSync("python3", ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
    encoding: "utf8",
  }).trim();
  return join(workspace, ".venv/lib", `python${minor}`, "site-packages");
}

const changed = (plan: Plan): { readonly [step: string]: string } =>
  Object.fromEntries(
    plan.steps
      .filter(({ action }) => action === "run")
      .map(({ name, reasons }) => [name, reasons.map(({ text }) => text).join("; ")]),
  );

/** Reasons of a change that do not say what it was and what it is. */
const vague = (plan: Plan): readonly string[] =>
  plan.steps.flatMap(({ action, reasons }) =>
    reasons
      .filter(({ kind }) => action === "run" && kind !== "never-run")
      .filter(({ from, to }) => storedJson(from) === storedJson(to))
      .map(({ text }) => text),
  );

const untouched = (plan: Plan): readonly string[] =>
  plan.steps.filter(({ action }) => action === "reuse").map(({ name }) => name);

const replace = (path: string, from: string, to: string) => (workspace: string) => {
  const text = readFileSync(join(workspace, path), "utf8");
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  writeFileSync(join(workspace, path), text.replace(from, to));
};

const inFile = (from: string, to: string) => replace("pipeline.yaml", from, to);

type Change = readonly [what: string, change: (workspace: string) => void];

/** What must make exactly these steps run, with the reason. What follows from them is undecided, all else is up to date. */
const sensitive: readonly (readonly [...Change, expected: { readonly [step: string]: string }])[] = [
  [
    "a parameter's value",
    inFile("n: 1", "n: 2"),
    {
      prepare: "Parameter changed: n 1 → 2",
      "fan@size=1": "Parameter changed: n 1 → 2",
      "fan@size=2": "Parameter changed: n 1 → 2",
    },
  ],
  [
    "a parameter's type",
    inFile("rate: 0.5", "rate: '0.5'"),
    {
      train: "Parameter changed: train.rate 0.5 → 0.5",
    },
  ],
  [
    "a parameter that is listed",
    inFile("depth: 3", "depth: 4"),
    {
      count: "Parameter changed: train.depth 3 → 4",
    },
  ],
  ["a source's bytes", replace("data/raw.csv", "2", "3"), { prepare: "Input changed: data/raw.csv" }],
  ["a file in a folder", replace("data/parts/one.txt", "one", "uno"), { count: "Input changed: data/parts" }],
  [
    "a new file in a folder",
    (workspace) => writeFileSync(join(workspace, "data/parts/three.txt"), ""),
    { count: "Input changed: data/parts" },
  ],
  [
    "where a link in a folder leads",
    (workspace) => symlinkSync("one.txt", join(workspace, "data/parts/link")),
    { count: "Input changed: data/parts" },
  ],
  [
    "the function that is called",
    replace("pkg/steps.py", "[:limit]", "[:limit + 0]"),
    {
      prepare: "Code changed: pkg/steps.py › prepare()",
    },
  ],
  [
    "a function that it calls",
    replace("pkg/steps.py", "strip()", "lower()"),
    {
      prepare: "Code changed: pkg/steps.py › clean()",
    },
  ],
  [
    "a helper in another module",
    replace("pkg/maths.py", "rate * factor", "factor * rate"),
    {
      train: "Helper changed: pkg/maths.py › fit(), used by main()",
    },
  ],
  [
    "a default argument",
    replace("pkg/maths.py", "factor=2", "factor=3"),
    {
      train: "Helper changed: pkg/maths.py › fit(), used by main()",
    },
  ],
  ["a file that is listed as code", replace("conf/a.ini", "1", "2"), { train: "Code changed: conf/a.ini" }],
  [
    "a new file that matches",
    (workspace) => writeFileSync(join(workspace, "conf/b.ini"), ""),
    { train: "Code added: conf/b.ini" },
  ],
  [
    "a script that the command names",
    replace("write.sh", "fixed >", "mended >"),
    {
      write: "Code changed: write.sh",
    },
  ],
  [
    "the command",
    inFile("ls {inputs.parts}", "ls -a {inputs.parts}"),
    {
      count:
        "Command changed: ls {inputs.parts} > {outputs.counts} → ls -a {inputs.parts} > {outputs.counts}",
    },
  ],
  [
    "the function's name",
    inFile("pkg.steps:prepare", "pkg.steps:nobody"),
    {
      prepare:
        "Code added: pkg/steps.py › nobody(); Code no longer used: pkg/steps.py › clean(); Code no longer used: pkg/steps.py › prepare(); Command changed: pkg.steps:prepare → pkg.steps:nobody",
    },
  ],
  [
    "an argument's name",
    inFile("{limit: n}", "{rows_in: n}"),
    {
      prepare: "Parameter removed: limit was 1; Parameter added: rows_in = 1",
    },
  ],
  [
    "how an input is loaded",
    inFile("raw: data/raw.csv", "raw: {path: data/raw.csv, format: text}"),
    {
      prepare: "Format changed: rows csv → text",
    },
  ],
  [
    "how an output is saved",
    inFile("clean: out/clean.json", "clean: {path: out/clean.json, format: pickle}"),
    {
      prepare: "Format changed: clean json → pickle",
    },
  ],
  [
    "a declared variable",
    () => vi.stubEnv("SENSITIVE_FLAG", "on"),
    {
      train: "Environment changed: SENSITIVE_FLAG (none) → on",
    },
  ],
  ["the version", inFile('version: "1"', 'version: "2"'), { train: "Version changed: 1 → 2" }],
  [
    "an output's ending",
    inFile("counts: out/counts.txt", "counts: out/counts.csv"),
    {
      count: "Output moved: counts",
    },
  ],
  [
    "where a command writes by itself",
    inFile("fixed: out/fixed.txt", "fixed: out/other.txt"),
    {
      write: "Output moved: fixed",
    },
  ],
  [
    "a distribution that is loaded",
    (workspace) => upgrade(workspace, "counted"),
    {
      train: "Package changed: counted 1.0 → 1.1",
    },
  ],
  ["one item more", inFile("size: [1, 2]", "size: [1, 2, 3]"), { "fan@size=3": "Never run" }],
  ["one item less", inFile("size: [1, 2]", "size: [1]"), { gather: "Input removed: piece@size=2" }],
  [
    "another order of items",
    inFile("size: [1, 2]", "size: [2, 1]"),
    { gather: "Order of inputs changed: piece" },
  ],
  [
    "a key that a command prints",
    inFile("  write:\n", "  write:\n    cache: {key: echo 1}\n"),
    {
      write: "Cache key changed: (none) → 1",
    },
  ],
];

function upgrade(workspace: string, name: string): void {
  const folder = sitePackages(workspace);
  const to = join(folder, `${name}-1.1.dist-info`);
  renameSync(join(folder, `${name}-1.0.dist-info`), to);
  writeFileSync(join(to, "METADATA"), `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.1\n`);
  writeFileSync(join(to, "RECORD"), `${name}.py,,\n${name}-1.1.dist-info/METADATA,,\n`);
}

/** What must make nothing run. */
const neighbours: readonly Change[] = [
  [
    "touching every file",
    (workspace) => {
      for (const path of Object.keys(files)) utimesSync(join(workspace, path), new Date(), new Date());
    },
  ],
  ["a comment in Python", (workspace) => appendFileSync(join(workspace, "pkg/maths.py"), "\n# a comment\n")],
  ["a docstring", replace("pkg/maths.py", "Doubles.", "Makes twice as much.")],
  [
    "another layout of Python code",
    replace("pkg/maths.py", "rate * factor", "(\n        rate  *  factor\n    )"),
  ],
  ["a function that nobody calls", replace("pkg/steps.py", "return 1", "return 2")],
  ["a constant that nobody reads", replace("pkg/rows.py", "3", "4")],
  ["a module that nobody imports", (workspace) => writeFileSync(join(workspace, "pkg/new.py"), "1 / 0\n")],
  [
    "a comment in the pipeline file",
    (workspace) => appendFileSync(join(workspace, "pipeline.yaml"), "# more\n"),
  ],
  ["a step's name", inFile("  count:\n", "  renamed:\n")],
  [
    "the pipeline's name, where code can be seen",
    inFile("  write:\n", "  write:\n    resources: {cpu: 1}\n"),
  ],
  [
    "another order of steps",
    (workspace) => {
      const [head = "", steps = ""] = pipelineFile.split("steps:\n");
      const parts = steps.split(/(?=^ {2}\w+:\n)/m);
      writeFileSync(join(workspace, "pipeline.yaml"), `${head}steps:\n${parts.reverse().join("")}`);
    },
  ],
  ["another order of parameters", inFile("  n: 1\n  unused: 7\n", "  unused: 7\n  n: 1\n")],
  ["a parameter that nobody uses", inFile("unused: 7", "unused: 8")],
  ["a parameter's place in the file", inFile("n: 1\n", "n: 0x1\n")],
  ["hooks", inFile("  write:\n", '  write:\n    hooks: {before: "echo hi"}\n')],
  [
    "retries, a timeout and what comes after a failure",
    inFile("  write:\n", "  write:\n    retries: 2\n    timeout: 1h\n    keep_going: true\n"),
  ],
  ["what is ignored in a folder", (workspace) => writeFileSync(join(workspace, "data/parts/x.tmp"), "")],
  ["a distribution that is not loaded", (workspace) => upgrade(workspace, "ignored")],
  ["a variable that is not declared", () => vi.stubEnv("SOMETHING_ELSE", "on")],
  [
    "a git commit",
    (workspace) => {
      const git = (...args: string[]) => execFileSync("git", ["-C", workspace, ...args], { stdio: "ignore" });
      git("init");
      git("add", "pipeline.yaml");
      git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-m", "one");
    },
  ],
];

describe("what a fingerprint is made of", () => {
  it("makes exactly the steps run that need it, and its neighbours none", async () => {
    const { workspace, file, services } = await home();
    onTestFinished(() => void vi.unstubAllEnvs());
    const kept = join(temporaryFolder(), "kept");
    cpSync(workspace, kept, { recursive: true, verbatimSymlinks: true });
    const wrong: { [what: string]: unknown } = {};
    const check = async (what: string, change: (workspace: string) => void, expected: object) => {
      change(workspace);
      try {
        const plan = await planForTest(services, readForTest(file));
        const found = changed(plan);
        if (vague(plan).length > 0) wrong[`${what}, from and to`] = vague(plan);
        if (JSON.stringify(sorted(found)) !== JSON.stringify(sorted(expected))) wrong[what] = found;
      } catch (error) {
        wrong[what] = (error as Error).message;
      }
      vi.unstubAllEnvs();
      restore(kept, workspace);
      const back = await planForTest(services, readForTest(file));
      if (untouched(back).length !== back.steps.length) wrong[`${what}, taken back`] = back.steps;
    };
    for (const [what, change, expected] of sensitive) await check(what, change, expected);
    for (const [what, change] of neighbours) await check(what, change, {});
    expect(wrong).toEqual({});
  });

  it("does not count where the workspace is", async () => {
    const { workspace, services } = await home();
    const moved = join(temporaryFolder(), "moved");
    cpSync(workspace, moved, { recursive: true, verbatimSymlinks: true });
    const plan = await planForTest(services, readForTest(join(moved, "pipeline.yaml")));
    expect(changed(plan)).toEqual({});
  });
});

const sorted = (entries: object): [string, unknown][] =>
  Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));

/** Brings the workspace back to what it was; the environment and the code that were there are written anew. */
function restore(kept: string, workspace: string): void {
  for (const path of ["data", "conf", "pkg", ".venv", ".git"])
    execFileSync("rm", ["-rf", join(workspace, path)]);
  for (const path of ["data", "conf", "pkg", ".venv"])
    cpSync(join(kept, path), join(workspace, path), { recursive: true, verbatimSymlinks: true });
  for (const path of ["pipeline.yaml", "write.sh"]) {
    unlinkSync(join(workspace, path));
    cpSync(join(kept, path), join(workspace, path));
  }
}
