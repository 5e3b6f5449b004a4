import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";
import { writeFiles } from "../../helpers/workspace.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

const churn = {
  "pipeline.yaml": pipeline(`params: {train: {lr: 0.1}}
steps:
  fit: {call: "churn.steps:Model.fit", params: {rate: train.lr}, outputs: [model]}`),
  "src/churn/__init__.py": "print(1)\n",
  "src/churn/steps.py": `from churn.rates import halved
from churn.unused import never

SCALE = 2


class Model:
    @staticmethod
    def fit(rate):
        return halved(rate) * SCALE


def other():
    return never()


if __name__ == "__main__":
    other()
`,
  "src/churn/rates.py": "def halved(rate):\n    return rate / 2\n",
  "src/churn/unused.py": "def never():\n    return 0\n",
};

const diagnosticsOf = async (files: { readonly [path: string]: string }) => {
  const { services, file } = await place(files);
  const plan = await services.pipelines.plan(readForTest(file), {
    targets: [],
    from: [],
    only: [],
    force: false,
  });
  if (plan.ok) throw new Error("It was planned");
  await expect(runForTest(services, readForTest(file))).rejects.toThrow("The pipeline cannot be run");
  return plan.error.diagnostics;
};

describe("the code of a function that is called", () => {
  it.each<[string, string, string, string, string[]]>([
    [
      "a helper of it",
      "rates.py",
      "rate / 2",
      "rate / 4",
      ["Helper changed: src/churn/rates.py › halved(), used by Model"],
    ],
    [
      "a constant that it uses",
      "steps.py",
      "SCALE = 2",
      "SCALE = 3",
      ["Code changed: src/churn/steps.py › SCALE"],
    ],
    [
      "the method's class",
      "steps.py",
      "* SCALE",
      "* SCALE * 1",
      ["Code changed: src/churn/steps.py › Model"],
    ],
    [
      "what its module does when it is loaded",
      "steps.py",
      "SCALE = 2",
      "SCALE = 2\nprint()",
      ["Code changed: src/churn/steps.py › module level"],
    ],
    [
      "what its package does when it is loaded",
      "__init__.py",
      "print(1)",
      "print(2)",
      ["Helper changed: src/churn/__init__.py › module level, used by src/churn/steps.py"],
    ],
    [
      "another function of its module",
      "steps.py",
      "return never()",
      "return 1",
      ["Up to date, same as run #1"],
    ],
    ["what only another function uses", "unused.py", "return 0", "return 1", ["Up to date, same as run #1"]],
    [
      "what only runs as a program",
      "steps.py",
      "    other()\n",
      "    other(), other()\n",
      ["Up to date, same as run #1"],
    ],
    ["a comment", "steps.py", "SCALE = 2", "SCALE = 2  # twice", ["Up to date, same as run #1"]],
  ])("is told by meaning: %s", async (_what, path, from, to, reasons) => {
    const { services, workspace, file } = await place(churn);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ fit: "executed" });
    const code = join(workspace, "src/churn", path);
    const text = readFileSync(code, "utf8");
    expect(text).toContain(from);
    writeFileSync(code, text.replace(from, to));
    const told = reasonsOf(await planForTest(services, readForTest(file)), "fit");
    expect(told.filter((reason) => !reason.includes("› order"))).toEqual(reasons);
  });

  it("has its parameters told by the pipeline's names", async () => {
    const { services, file } = await place(churn);
    await runForTest(services, readForTest(file));
    const plan = await planForTest(services, readForTest(file, { "train.lr": "0.3" }));
    expect(plan.steps[0]?.reasons).toEqual([
      {
        kind: "parameter-changed",
        subject: "train.lr",
        from: 0.1,
        to: 0.3,
        text: "Parameter changed: train.lr 0.1 → 0.3",
      },
    ]);
  });

  it("is named with the nearest function when it is not there, before anything runs", async () => {
    const wrong = { ...churn, "pipeline.yaml": churn["pipeline.yaml"].replace("Model.fit", "Modle.fit") };
    expect(await diagnosticsOf(wrong)).toMatchObject([
      {
        code: "unknown-function",
        message: "There is no function `Modle.fit` in src/churn/steps.py",
        remedy: "Did you mean `churn.steps:Model`?",
        file: expect.stringMatching(/pipeline\.yaml$/),
        line: 5,
        column: 15,
      },
    ]);
  });

  it("is named with the nearest module when that is not there", async () => {
    const wrong = { ...churn, "pipeline.yaml": churn["pipeline.yaml"].replace("churn.steps", "churn.step") };
    expect(await diagnosticsOf(wrong)).toMatchObject([
      { code: "unknown-module", remedy: "Did you mean `churn.steps:Model.fit`?" },
    ]);
  });

  it("is taken as it is where a module may make names by itself", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline('steps: {s: {call: "made:later", outputs: [o]}}'),
      "made.py": 'globals()["lat" + "er"] = lambda: 1\n',
    });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ s: "executed" });
    expect(run.steps[0]?.notes.map(({ kind, subject }) => [kind, subject])).toContainEqual([
      "widened",
      "made.py",
    ]);
  });
});

describe("the Python of a step", () => {
  /** An environment with a package of which only its metadata is looked at, and its module loaded. */
  const installed = (version: string) => ({
    "tinylib.py": `VERSION = "${version}"\n`,
    [`tinylib-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: tinylib\nVersion: ${version}\n`,
    [`tinylib-${version}.dist-info/RECORD`]: `tinylib.py,,\ntinylib-${version}.dist-info/METADATA,,\n`,
  });
  const files = {
    "pipeline.yaml": pipeline(`steps:
  uses: {run: "python s.py > {outputs.o}", outputs: [o]}
  plain: {run: "python t.py > {outputs.p}", outputs: [p]}
  shell: {run: "echo 1 > {outputs.q}", outputs: [q]}`),
    "s.py": "import tinylib\nprint(tinylib.VERSION)\n",
    "t.py": "print(1)\n",
  };

  it("counts with the packages that its code loads, and only those", async () => {
    const { services, workspace, file } = await place(files);
    execFileSync("python3", ["-m", "venv", "--without-pip", join(workspace, ".venv")]);
    const [versioned = ""] = readdirSync(join(workspace, ".venv/lib"));
    const packages = join(workspace, ".venv/lib", versioned, "site-packages");
    writeFiles(packages, installed("1.0"));
    const first = await runForTest(services, readForTest(file));
    expect(first.steps.map(({ error }) => error)).toEqual([null, null, null]);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
      uses: "reused",
      plain: "reused",
      shell: "reused",
    });
    rmSync(join(packages, "tinylib-1.0.dist-info"), { recursive: true });
    writeFiles(packages, installed("2.0"));
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps.map(({ action }) => action)).toEqual(["run", "reuse", "reuse"]);
    expect(plan.steps[0]?.reasons).toEqual([
      {
        kind: "environment-changed",
        subject: "tinylib",
        from: "1.0",
        to: "2.0",
        text: "Package changed: tinylib 1.0 → 2.0",
      },
    ]);
  });
});
