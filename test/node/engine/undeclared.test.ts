import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { references } from "../../../src-main/node/store/tables/references.ts";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

/** A step whose Python reads `conf/lookup.csv`, `conf/local.csv` if it is there, and the names in `parts`. */
const reading = {
  "pipeline.yaml": pipeline(`steps:
  s: {run: "python3 s.py {outputs.o}", outputs: [o]}`),
  "s.py": `import os, sys
name = lambda part: os.path.join("conf", part + ".csv")
text = open(name("lookup")).read()
if os.path.exists(name("local")):
    text += open(name("local")).read()
try:
    text += open(name("extra")).read()
except FileNotFoundError:
    pass
text += " ".join(sorted(os.listdir("pa" + "rts")))
open(sys.argv[1], "w").write(text)
`,
  "conf/lookup.csv": "a,1\n",
  "parts/one.txt": "1",
};

describe("what a step reads and does not declare", () => {
  it("counts, and is noted", async () => {
    const { services, file } = await place(reading);
    const run = await runForTest(services, readForTest(file));
    const expected = [
      {
        kind: "undeclared",
        subject: "conf/lookup.csv",
        text: "It read conf/lookup.csv, which it does not declare; it counts",
      },
      {
        kind: "undeclared",
        subject: "conf/extra.csv",
        text: "It looked for conf/extra.csv and did not find it; that counts",
      },
      {
        kind: "undeclared",
        subject: "parts",
        text: "It read the names in parts, which it does not declare; they count",
      },
    ];
    expect(run.steps[0]?.notes).toEqual(
      expect.arrayContaining(expected.map((note) => expect.objectContaining(note))),
    );
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps[0]).toMatchObject({ action: "reuse" });
    expect(plan.steps[0]?.notes).toEqual(run.steps[0]?.notes);
  });

  it("is kept as sources are, so that its diff can be shown, and garbage collection leaves it", async () => {
    const { services, file } = await place(reading);
    await runForTest(services, readForTest(file));
    const { database, objects } = services.library;
    const kept = { digest: sha256("a,1\n"), size: 4, type: "file" } as const;
    expect(objects.has(kept)).toBe(true);
    expect([...references(database)].map(({ digest }) => digest)).toContain(kept.digest);
  });

  it.each<[string, (workspace: string) => void, string]>([
    [
      "a file changed",
      (workspace) => writeFileSync(join(workspace, "conf/lookup.csv"), "a,2\n"),
      "Undeclared input changed: conf/lookup.csv",
    ],
    [
      "a file that was not there appeared",
      (workspace) => writeFileSync(join(workspace, "conf/extra.csv"), "b\n"),
      "Undeclared input appeared: conf/extra.csv",
    ],
    [
      "the names in a folder changed",
      (workspace) => writeFileSync(join(workspace, "parts/two.txt"), ""),
      "Undeclared input changed: the names in parts",
    ],
    [
      "a folder is gone",
      (workspace) => rmSync(join(workspace, "parts"), { recursive: true }),
      "Undeclared input gone: parts",
    ],
    [
      "a file is gone",
      (workspace) => rmSync(join(workspace, "conf/lookup.csv")),
      "Undeclared input gone: conf/lookup.csv",
    ],
    [
      "a file is a folder now",
      (workspace) => {
        rmSync(join(workspace, "conf/lookup.csv"));
        mkdirSync(join(workspace, "conf/lookup.csv"));
      },
      "Undeclared input changed: conf/lookup.csv",
    ],
  ])("makes the step run again when %s", async (_what, change, text) => {
    const { services, workspace, file } = await place(reading);
    await runForTest(services, readForTest(file));
    change(workspace);
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps[0]).toMatchObject({ action: "run" });
    expect(plan.steps[0]?.reasons).toMatchObject([{ kind: "undeclared-input-changed", text }]);
  });

  it("serves again when it is as it was", async () => {
    const { services, workspace, file } = await place(reading);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "conf/lookup.csv"), "a,2\n");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "executed" });
    writeFileSync(join(workspace, "conf/lookup.csv"), "a,1\n");
    const back = await runForTest(services, readForTest(file));
    expect(actionsOf(back)).toEqual({ s: "reused" });
    expect(reasonsOf(back, "s")).toEqual(["Up to date, same as run #1"]);
  });

  it("is taken as it is now when the step is accepted", async () => {
    const { services, workspace, file } = await place(reading);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "conf/lookup.csv"), "a,2\n");
    await services.pipelines.accept(readForTest(file), "s");
    expect((await planForTest(services, readForTest(file))).steps[0]).toMatchObject({ action: "reuse" });
    writeFileSync(join(workspace, "conf/lookup.csv"), "a,3\n");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "s")).toEqual([
      "Undeclared input changed: conf/lookup.csv",
    ]);
  });
});

describe("an output of another step that is read and not declared", () => {
  const text = (inputs: string) =>
    pipeline(`datasets: {clean: out/clean.csv}
steps:
  prepare: {run: "echo 1 > {outputs.clean}", outputs: [clean]}
  train: {run: "python3 train.py {outputs.model}", ${inputs}outputs: [model], needs: [prepare]}`);
  const files = {
    "pipeline.yaml": text(""),
    "train.py": 'import sys\nopen(sys.argv[1], "w").write(open("out/" + "clean.csv").read())\n',
  };
  const read = "Read out/clean.csv, an output of prepare, without declaring it: add clean to its inputs";

  it("makes the result count for nothing, at once and in the next plan with what to write", async () => {
    const { services, workspace, file } = await place(files);
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ prepare: "executed", train: "executed" });
    expect(run.steps[1]?.error).toBe(read);
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps.map(({ action }) => action)).toEqual(["reuse", "run"]);
    expect(reasonsOf(plan, "train")).toEqual([`${read}. That result does not count`]);

    writeFileSync(join(workspace, "pipeline.yaml"), text("inputs: [clean], "));
    const mended = await runForTest(services, readForTest(file));
    expect(mended.steps[1]?.error).toBeNull();
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
      prepare: "reused",
      train: "reused",
    });
  });
});

describe("what cannot be seen", () => {
  it("is noted with the steps of a plan, also of those that wait", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps:
  deploy: {run: "make deploy > {outputs.a}", outputs: [a]}
  wide: {run: "python3 wide.py {inputs.a} {outputs.b}", inputs: [a], outputs: [b]}
  shell: {run: "sh x.sh {inputs.a} {outputs.c}", inputs: [a], outputs: [c]}`),
      "wide.py": "from helpers import *\nrun()\n",
      "helpers.py": "def run():\n    pass\n",
      "x.sh": 'cp "$1" "$2"\n',
    });
    const plan = await planForTest(services, readForTest(file));
    expect(
      plan.steps.map(({ name, notes }) => [name, notes.map(({ kind, subject }) => [kind, subject])]),
    ).toEqual([
      [
        "deploy",
        [
          ["opaque", null],
          ["unobserved", null],
        ],
      ],
      ["wide", [["widened", "helpers.py"]]],
      ["shell", [["unobserved", null]]],
    ]);
    expect(plan.steps[1]?.notes[0]?.text).toBe(
      "More of helpers.py counts than it may need: wide.py imports everything from it",
    );
  });
});
