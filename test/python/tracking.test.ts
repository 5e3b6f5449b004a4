// From a real script, and real steps of a real pipeline, to what the command line tells of them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCli } from "../helpers/cli.ts";
import { temporaryFolder, writeFiles } from "../helpers/workspace.ts";
import { runPython } from "./python-step.ts";

const pythonPath = join(import.meta.dirname, "../../resources/python");

type Artifact = {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  readonly step: number | null;
};
type Shown = {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly artifacts: readonly Artifact[];
  readonly inputs: object;
  readonly outputs: object;
  readonly code: object;
  readonly metrics: { readonly [name: string]: number };
  readonly metricSummaries: { readonly [name: string]: { readonly count: number } };
  readonly environment: { readonly python: string; readonly packages: object };
};

async function json<Answer>(library: string, args: readonly string[]): Promise<Answer> {
  const { code, stdout, stderr } = await runCli(library, [...args, "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Answer;
}

const script = `
import argparse, os, subprocess
import signet, helper
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float); parser.add_argument("--api-key")
args = parser.parse_args()
with signet.init(project="by/hand", tags=["first"], params={"net": {"depth": 3}}) as run:
    open("data.csv").read()
    print("from python", flush=True); subprocess.run(["echo", "from a child"])
    for step in range(1000): run.log_metric("loss", 1 / (step + 1), step=step)
    signet.log_metrics({"odd": float("nan")}, step=10**6)
    signet.log_text("report", "the report"); signet.log_image("grey", [[0, 255]], step=2)
    signet.log_table("rows", [{"a": 1}]); signet.log_artifact("folder")
    signet.set_notes("some notes"); signet.set_property("owner", "me"); signet.add_tags("second")
    with open("made.txt", "w") as file: file.write("made")
`;

it("a script that was started by hand is a run with all that it logged and was", async () => {
  const [library, workspace] = [temporaryFolder(), temporaryFolder()];
  writeFiles(workspace, {
    "train.py": script,
    "helper.py": "X = 1\n",
    "data.csv": "1\n",
    "folder/a.txt": "a",
    "folder/b.txt": "b",
  });
  const git = ["-c", "user.name=n", "-c", "user.email=e"];
  for (const words of [
    ["init", "-q", "-b", "work"],
    ["add", "."],
    [...git, "commit", "-qm", "c"],
  ])
    expect(spawnSync("git", words, { cwd: workspace }).status).toBe(0);
  writeFiles(workspace, { "helper.py": "X = 2\n" });
  const env = { PYTHONPATH: pythonPath, SIGNET_LIBRARY: library, SIGNET_CONTEXT: "", SIGNET_EVENTS: "" };
  const done = await runPython(["-B", "train.py", "--lr", "0.5", "--api-key", "hunter2"], {
    cwd: workspace,
    env,
  });
  expect(done).toEqual({ code: 0, stdout: "from python\nfrom a child\n", stderr: "" });

  const { runs } = await json<{ runs: readonly { readonly id: string }[] }>(library, ["runs"]);
  expect(runs).toMatchObject([{ name: "train", project: "by/hand", kind: "script", status: "succeeded" }]);
  const shown = await json<Shown>(library, ["show", runs[0]?.id ?? ""]);
  expect(shown).toMatchObject({
    tags: ["first", "second"],
    params: { lr: 0.5, api_key: "(hidden)", "net.depth": 3 },
    notes: "some notes",
    properties: { owner: "me" },
    error: null,
    eventProblems: null,
    git: { branch: "work", dirty: true, diff: expect.stringContaining("-X = 1\n+X = 2\n") as string },
    metrics: { loss: 0.001, odd: "NaN" },
    metricSummaries: { loss: { count: 1000, max: 1, min: 0.001 } },
  });
  expect(String(shown.command)).toMatch(/train\.py --lr 0\.5 --api-key \(hidden\)$/);
  expect(Object.keys(shown.code).sort()).toEqual(["helper.py", "train.py"]);
  expect([Object.keys(shown.inputs), Object.keys(shown.outputs)]).toEqual([["data.csv"], ["made.txt"]]);
  expect(shown.environment.python).toMatch(/^3\.\d+\.\d+$/);
  expect(shown.metricSummaries["system.memory"]?.count).toBeGreaterThan(0);
  const kinds = Object.fromEntries(shown.artifacts.map(({ name, kind, step }) => [name, [kind, step]]));
  expect(kinds).toEqual({
    report: ["text", null],
    grey: ["image", 2],
    rows: ["table", null],
    folder: ["file", null],
  });
  const kept = (name: string) => shown.artifacts.find((one) => one.name === name)?.path ?? "";
  expect(readFileSync(kept("report"), "utf8")).toBe("the report");
  expect(readFileSync(kept("rows"), "utf8")).toBe("a\n1\n");
  const { stdout } = await runCli(library, ["logs", runs[0]?.id ?? ""]);
  expect(stdout).toBe("from python\nfrom a child\n");
  expect(JSON.stringify(shown)).not.toContain("hunter2");
});

it("steps of a pipeline log to their own runs, without and with init, and workers of theirs too", async () => {
  const [library, workspace] = [temporaryFolder(), temporaryFolder()];
  writeFiles(workspace, {
    "pipeline.yaml": `signet: 1
name: tracked
params: {lr: 0.5}
datasets:
  model: model.txt
  scores: scores.json
steps:
  train:
    run: python train.py {params.lr} {outputs.model}
    outputs: [model]
  score:
    call: steps:score
    inputs: [model]
    outputs: [scores]
`,
    "train.py": `import multiprocessing, sys
import signet
def work(number): signet.log_metric("worker", number, step=number)
if __name__ == "__main__":
    run = signet.init(project="ignored", name="ignored", tags=["tagged"])
    assert run.name == "train", run
    for step in range(100): signet.log_metric("loss", 1 / (step + 1), step=step)
    workers = [multiprocessing.Process(target=work, args=(number,)) for number in range(3)]
    for one in workers: one.start()
    for one in workers: one.join()
    signet.log_text("report", "trained")
    open(sys.argv[2], "w").write(sys.argv[1])
`,
    "steps.py": `import signet
def score(model):
    inner(2)
    return {"acc": float(model)}
@signet.step(name="part")
def inner(times):
    signet.log_metrics({"x": times}); signet.set_notes("scored")
`,
  });
  type Ran = { readonly steps: readonly { readonly run: string; readonly action: string }[] };
  const first = await json<Ran>(library, ["run", join(workspace, "pipeline.yaml")]);
  expect(first.steps.map(({ action }) => action)).toEqual(["executed", "executed"]);
  const [train, score] = await Promise.all(
    first.steps.map(async ({ run }) => await json<Shown>(library, ["show", run])),
  );
  expect(train).toMatchObject({
    name: "train",
    tags: ["tagged"],
    eventProblems: null,
    stepNotes: [],
    metricSummaries: { loss: { count: 100, last: 0.01 }, worker: { count: 3, min: 0, max: 2 } },
    artifacts: [{ name: "report", kind: "text" }],
  });
  expect(score).toMatchObject({
    notes: "scored",
    eventProblems: null,
    stepNotes: [],
    metrics: { "part.x": 2 },
    params: { "part.times": 2 },
  });
  expect(readFileSync(train?.artifacts[0]?.path ?? "", "utf8")).toBe("trained");
  // What the package does in a step is no undeclared read: nothing runs again.
  const second = await json<Ran>(library, ["run", join(workspace, "pipeline.yaml")]);
  expect(second.steps.map(({ action }) => action)).toEqual(["reused", "reused"]);
});
