import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workedExample } from "../../fixtures/worked-example.ts";
import { saves } from "../../helpers/killed-run.ts";
import {
  actionsOf,
  place,
  planForTest,
  readForTest,
  reasonsOf,
  runForTest,
  startForTest,
} from "../../helpers/services.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

describe("early cutoff", () => {
  it("stops the ripple when a step that ran again made the same bytes", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps:
  clean: {run: "sh clean.sh {inputs.raw} {outputs.tidy}", inputs: [raw], outputs: [tidy]}
  count: {run: "sh count.sh {inputs.tidy} {outputs.total}", inputs: [tidy], outputs: [total]}
datasets: {raw: raw.txt}`),
      "raw.txt": "b\na\n",
      "clean.sh": 'sort "$1" > "$2"\n',
      "count.sh": 'wc -l < "$1" > "$2"\n',
    });
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "raw.txt"), "a\nb\n");
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps.map(({ action }) => action)).toEqual(["run", "undecided"]);
    expect(reasonsOf(plan, "clean")).toEqual(["Input changed: raw.txt"]);
    expect(reasonsOf(plan, "count")).toEqual(["Until clean finishes"]);
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ clean: "executed", count: "reused" });
    expect(reasonsOf(run, "count")).toEqual(["Not rerun: clean ran again but its output is identical"]);
  });
});

describe("failures", () => {
  const failing = pipeline(`params: {fail: true}
steps:
  bad: {run: "echo trying; if [ {params.fail} = true ]; then echo broken >&2; exit 3; fi; echo fine > {outputs.x}", outputs: [x]}
  after: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}
  apart: {run: "echo apart > {outputs.z}", outputs: [z]}`);

  it("fails the run, skips what depends on the step, and says what the command printed", async () => {
    const { services, file } = await place({ "pipeline.yaml": failing });
    const run = await runForTest(services, readForTest(file), { jobs: 1, keepGoing: true });
    expect(run.status).toBe("failed");
    expect(actionsOf(run)).toEqual({ bad: "failed", after: "skipped", apart: "executed" });
    const bad = run.steps.find(({ name }) => name === "bad");
    expect(bad?.error).toBe("The command ended with exit code 3");
    expect(readFileSync(join(services.library.runFolder(bad?.run ?? ""), "console.log"), "utf8")).toBe(
      "trying\nbroken\n",
    );
  });

  it("starts nothing new after a failure unless told to keep going", async () => {
    const { services, file } = await place({ "pipeline.yaml": failing });
    const run = await runForTest(services, readForTest(file), { jobs: 1 });
    expect(actionsOf(run)).toEqual({ bad: "failed", after: "skipped", apart: "skipped" });
  });

  it("starts the others after the failure of a step that says so, and of no other", async () => {
    const goesOn = failing.replace("outputs: [x]}", "outputs: [x], keep_going: true}");
    const others = `  worse: {run: "exit 1; cat {inputs.z} > {outputs.v}", inputs: [z], outputs: [v]}
  last: {run: "cat {inputs.z} > {outputs.w}", inputs: [z], needs: [apart], outputs: [w]}`;
    const { services, file } = await place({ "pipeline.yaml": `${goesOn}\n${others}` });
    const run = await runForTest(services, readForTest(file), { jobs: 1 });
    expect(run.status).toBe("failed");
    expect(actionsOf(run)).toEqual({
      bad: "failed",
      after: "skipped",
      apart: "executed",
      worse: "failed",
      last: "skipped",
    });
  });

  it("never caches a failure", async () => {
    const { services, file } = await place({ "pipeline.yaml": failing });
    await runForTest(services, readForTest(file), { jobs: 1 });
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps[0]).toMatchObject({ action: "run" });
    expect(reasonsOf(plan, "bad")).toEqual(["Its last run failed (run #1)"]);
    const run = await runForTest(services, readForTest(file, { fail: "false" }));
    expect(actionsOf(run)).toEqual({ bad: "executed", after: "executed", apart: "executed" });
  });

  it("counts a declared output that was not written as a failure, and names it", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps: {s: {run: "true {outputs.x}", outputs: [x]}}`),
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.action).toBe("failed");
    expect(run.steps[0]?.error).toMatch(/did not write its output: x at .*x$/);
  });

  it("says that a program of a word list does not exist", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps: {s: {run: [no-such-program, "{outputs.x}"], outputs: [x]}}`),
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.error).toMatch(/could not be started: no-such-program was not found on PATH/);
  });

  it("says that a command is too long for the system", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(
        `steps: {s: {run: "echo ${"x".repeat(300_000)} > {outputs.x}", outputs: [x]}}`,
      ),
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.error).toMatch(/could not be started: .*longer than the system takes/);
  });
});

describe("outputs", () => {
  it("keeps results of different parameters apart in paths named by the signature", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`params: {lr: 0.1}
datasets: {model: "out/model-{signature}.txt", note: "out/note-{params.lr}.txt"}
steps: {train: {run: "echo {params.lr} | tee {outputs.note} > {outputs.model}", outputs: [model, note]}}`),
    });
    const first = await runForTest(services, readForTest(file));
    await runForTest(services, readForTest(file, { lr: "0.2" }));
    const short = first.steps[0]?.signature?.slice(7, 23);
    expect(readdirSync(join(workspace, "out")).sort()).toHaveLength(4);
    expect(readFileSync(join(workspace, `out/model-${short}.txt`), "utf8")).toBe("0.1\n");
    expect(readFileSync(join(workspace, "out/note-0.2.txt"), "utf8")).toBe("0.2\n");
  });

  it("hands over folders whole and restores them", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {parts: {path: out/parts, type: directory}}
steps:
  make: {run: "mkdir {outputs.parts}/deep && echo 1 > {outputs.parts}/one && echo 2 > {outputs.parts}/deep/two", outputs: [parts]}
  read: {run: "cat {inputs.parts}/one {inputs.parts}/deep/two > {outputs.all}", inputs: [parts], outputs: [all]}`),
    });
    const run = await runForTest(services, readForTest(file));
    expect(readFileSync(run.steps[1]?.outputs.all?.path ?? "", "utf8")).toBe("1\n2\n");
    writeFileSync(join(workspace, "out/parts/one"), "edited");
    const again = await runForTest(services, readForTest(file));
    expect(actionsOf(again)).toEqual({ make: "restored", read: "reused" });
    expect(reasonsOf(again, "make")).toEqual(["Output changed: out/parts, will be put back from run #1"]);
    expect(readFileSync(join(workspace, "out/parts/one"), "utf8")).toBe("1\n");
  });

  it("lets an edit of a shown output never reach the library", async () => {
    const { services, workspace, file } = await place(workedExample);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "out/a.txt"), "vandalised");
    await runForTest(services, readForTest(file));
    expect(readFileSync(join(workspace, "out/a.txt"), "utf8")).toBe("a with n=0\n");
    const [displaced] = services.library.database.prepare("SELECT path, digest FROM displaced").all() as {
      path: string;
      digest: never;
    }[];
    expect(displaced?.path).toBe(join(workspace, "out/a.txt"));
    expect((await services.library.objects.read(displaced?.digest as never))?.toString()).toBe("vandalised");
  });

  it("lets a command write its fixed path itself, and puts the old file back when it fails", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`params: {ok: true}
datasets: {result: result.txt}
steps: {s: {run: "test ! -e result.txt; echo half > result.txt; {params.ok}", outputs: [result]}}`),
    });
    await runForTest(services, readForTest(file));
    expect(readFileSync(join(workspace, "result.txt"), "utf8")).toBe("half\n");
    writeFileSync(join(workspace, "result.txt"), "the user's own");
    const failed = await runForTest(services, readForTest(file, { ok: "false" }));
    expect(failed.status).toBe("failed");
    expect(readFileSync(join(workspace, "result.txt"), "utf8")).toBe("the user's own");
  });

  it("refuses to write through a link that leads out of the workspace", async () => {
    const outside = temporaryFolder();
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(
        `datasets: {x: link/x.txt}\nsteps: {s: {run: "echo 1 > {outputs.x}", outputs: [x]}}`,
      ),
    });
    symlinkSync(outside, join(workspace, "link"));
    const run = await runForTest(services, readForTest(file));
    expect(readdirSync(outside)).toEqual([]);
    expect(run.steps[0]?.error).toMatch(/leads out of the workspace/);
  });
});

describe("what a step is given", () => {
  it("is its own parameters, paths and name, in the command and in the environment", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`project: team/p
params: {a: {b: 0.5}, title: "it's \\"quoted\\" $HOME"}
datasets: {raw: raw.csv}
steps:
  s:
    run: printf '%s\\n' {params.title} "$SIGNET_STEP" "$SIGNET_PROJECT" "$SIGNET_PARAMS" {inputs.raw} > {outputs.x}; cat "$SIGNET_CONTEXT" > {outputs.context}
    inputs: [raw]
    params: [a.b]
    outputs: [x, context]`),
      "raw.csv": "1",
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.error).toBeNull();
    const lines = readFileSync(run.steps[0]?.outputs.x?.path ?? "", "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.slice(0, 3)).toEqual([`it's "quoted" $HOME`, "s", "team/p"]);
    expect(JSON.parse(lines[3] ?? "")).toEqual({ a: { b: 0.5 }, title: `it's "quoted" $HOME` });
    expect(lines[4]).toMatch(/inputs\/raw\.csv$/);
    expect(JSON.parse(readFileSync(run.steps[0]?.outputs.context?.path ?? "", "utf8"))).toMatchObject({
      step: "s",
    });
  });

  it("shares nothing with the library that it could change", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline(`datasets: {raw: raw.csv}
steps: {s: {run: "echo changed >> {inputs.raw}; echo > {outputs.x}", inputs: [raw], outputs: [x]}}`),
      "raw.csv": "1\n",
    });
    await runForTest(services, readForTest(file));
    expect(readFileSync(join(workspace, "raw.csv"), "utf8")).toBe("1\n");
    const raw = services.library.database
      .prepare("SELECT digest FROM run_files WHERE name = 'raw'")
      .pluck()
      .get();
    expect((await services.library.objects.read(raw as never))?.toString()).toBe("1\n");
  });
});

describe("changes while a step runs", () => {
  it("let the run count but leave no trace, and say so", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline(`datasets: {raw: raw.csv}
steps: {s: {run: "sh s.sh {inputs.raw} {outputs.x}", inputs: [raw], outputs: [x]}}`),
      "raw.csv": "1\n",
      "s.sh": 'echo 2 > raw.csv; cat "$1" > "$2"',
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]).toMatchObject({ action: "executed" });
    expect(run.steps[0]?.error).toMatch(/raw changed while the step ran/);
    writeFileSync(join(workspace, "raw.csv"), "1\n");
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps[0]?.action).toBe("run");
    expect(plan.steps[0]?.reasons[0]?.kind).toBe("changed-while-running");
  });
});

describe("cancel", () => {
  it("lets what left the step's group end by itself too", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps:
  a: {run: "sh leaves.sh {outputs.x}", outputs: [x]}`),
      "leaves.sh": `setsid sh -c "trap 'echo saved > saved; exit' TERM; touch ready; while :; do sleep 0.02; done" &
wait
`,
    });
    const { cancel, finished } = await startForTest(services, readForTest(file));
    await expect.poll(() => existsSync(join(workspace, "ready"))).toBe(true);
    cancel();
    expect(await finished).toBe("cancelled");
    expect(readFileSync(join(workspace, "saved"), "utf8")).toBe("saved\n");
  });

  it("ends the whole process group, marks the rest, and caches nothing", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline(`steps:
  slow: {run: "(sleep 60 & echo $! > child.pid; echo up > up; wait); echo > {outputs.x}", outputs: [x]}
  next: {run: "cat {inputs.x} > {outputs.y}", inputs: [x], outputs: [y]}`),
    });
    const { cancel, finished } = await startForTest(services, readForTest(file));
    await expect.poll(() => existsSync(join(workspace, "up"))).toBe(true);
    cancel();
    expect(await finished).toBe("cancelled");
    const child = Number(readFileSync(join(workspace, "child.pid"), "utf8"));
    await expect.poll(() => existsSync(`/proc/${child}`)).toBe(false);
    const rows = services.library.database
      .prepare("SELECT step, status FROM runs WHERE parent IS NOT NULL ORDER BY position")
      .all();
    expect(rows).toEqual([
      { step: "slow", status: "cancelled" },
      { step: "next", status: "cancelled" },
    ]);
    const plan = await planForTest(services, readForTest(file));
    expect(reasonsOf(plan, "slow")).toEqual(["Its last run was cancelled (run #1)"]);
  });

  it("leaves what the command's shell started the time to end by itself", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline(`steps:
  slow: {run: "sh slow.sh {outputs.x}; true", outputs: [x]}`),
      "slow.sh": `${saves}touch up; while :; do sleep 0.01; done\n`,
    });
    const { cancel, finished } = await startForTest(services, readForTest(file));
    await expect.poll(() => existsSync(join(workspace, "up"))).toBe(true);
    cancel();
    expect(await finished).toBe("cancelled");
    expect(existsSync(join(workspace, "saved"))).toBe(true);
  });
});

describe("parallel steps", () => {
  it("execute at once up to the number of jobs", async () => {
    // Each step waits for a sign of the other: with one job at a time neither could end.
    const meet = (me: string, other: string) =>
      `touch ${me}.here; for i in $(seq 200); do [ -e ${other}.here ] && break; sleep 0.05; done; [ -e ${other}.here ] && echo > {outputs.${me}}`;
    const { services, file } = await place({
      "pipeline.yaml": pipeline(
        `steps:\n  a:\n    run: ${JSON.stringify(meet("oa", "ob"))}\n    outputs: [oa]\n  b:\n    run: ${JSON.stringify(meet("ob", "oa"))}\n    outputs: [ob]`,
      ),
    });
    const run = await runForTest(services, readForTest(file), { jobs: 2 });
    expect(run.status).toBe("succeeded");
  });

  it("with equal signatures are one computation", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline(`datasets: {one: one.txt, two: two.txt}
steps:
  first: {run: ["sh", "work.sh", "{outputs.o}"], outputs: {o: one}}
  second: {run: ["sh", "work.sh", "{outputs.o}"], outputs: {o: two}}`),
      "work.sh": 'echo ran >> ran.log; sleep 0.2; echo done > "$1"',
    });
    const run = await runForTest(services, readForTest(file), { jobs: 2 });
    expect(Object.values(actionsOf(run)).sort()).toEqual(["executed", "restored"]);
    expect(readFileSync(join(workspace, "ran.log"), "utf8")).toBe("ran\n");
    expect(readFileSync(join(workspace, "two.txt"), "utf8")).toBe("done\n");
  });
});

describe("selection and force", () => {
  it("reaches a target with its ancestors only, and forces what it is told to", async () => {
    const { services, file } = await place({
      ...workedExample,
      "pipeline.yaml": `${workedExample["pipeline.yaml"]}  C: {run: "echo c > {outputs.oC}", outputs: [oC]}\n`,
    });
    const run = await runForTest(services, readForTest(file), { targets: ["A"] });
    expect(actionsOf(run)).toEqual({ A: "executed" });
    const forced = await runForTest(services, readForTest(file), { targets: ["B"], force: ["A"] });
    expect(actionsOf(forced)).toEqual({ A: "executed", B: "executed" });
    expect(reasonsOf(forced, "A")).toEqual(["Forced"]);
    const changed = readForTest(file, { n: "3" });
    const both = ["Forced", "Parameter changed: n 0 → 3"];
    expect(reasonsOf(await planForTest(services, changed, { force: ["A"] }), "A")).toEqual(both);
    const again = await runForTest(services, readForTest(file), { targets: ["B"], force: ["A"] });
    expect(actionsOf(again)).toEqual({ A: "executed", B: "reused" });
  });

  it("names the nearest step for one that does not exist", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`steps: {train: {run: "echo > {outputs.x}", outputs: [x]}}`),
    });
    const plan = await services.pipelines.plan(readForTest(file), {
      targets: ["trian"],
      from: [],
      only: [],
      force: false,
    });
    expect(plan.ok ? [] : plan.error.diagnostics.map(({ remedy }) => remedy)).toEqual([
      "Did you mean `train`?",
    ]);
  });
});

describe("metrics", () => {
  it("come from datasets declared as metrics: numbers as points, lists as series", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {scores: {path: scores.json, as: metrics}}
steps: {s: {run: "cp given.json {outputs.scores}", outputs: [scores]}}`),
      "given.json": '{"acc": 0.5, "loss": [3, 2.5, 1], "by": {"class": 7}, "name": "x", "odd": "NaN"}',
    });
    const run = await runForTest(services, readForTest(file));
    const summaries = services.library.database
      .prepare("SELECT name, count, last, min, max FROM metric_series WHERE run = ? ORDER BY name")
      .all(run.steps[0]?.run);
    expect(summaries).toEqual([
      { name: "acc", count: 1, last: 0.5, min: 0.5, max: 0.5 },
      { name: "by.class", count: 1, last: 7, min: 7, max: 7 },
      { name: "loss", count: 3, last: 1, min: 1, max: 3 },
      { name: "odd", count: 1, last: null, min: null, max: null },
    ]);
  });

  it("say what is wrong with a file that holds none, without failing the step", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {scores: {path: scores.json, as: metrics}}
steps: {s: {run: "echo nonsense > {outputs.scores}", outputs: [scores]}}`),
    });
    const run = await runForTest(services, readForTest(file));
    expect(run.steps[0]?.action).toBe("executed");
    expect(run.steps[0]?.error).toMatch(/scores is declared as metrics, but it is not JSON/);
  });
});

it("plans nothing and writes no run when a source is missing, naming every one", async () => {
  const { services, file } = await place({
    "pipeline.yaml": pipeline(`datasets: {a: a.csv, b: data/b.csv}
steps: {s: {run: "cat {inputs.a} {inputs.b} > {outputs.x}", inputs: [a, b], outputs: [x]}}`),
  });
  const plan = await services.pipelines.plan(readForTest(file), {
    targets: [],
    from: [],
    only: [],
    force: false,
  });
  expect(plan.ok ? [] : plan.error.diagnostics.map(({ message }) => message)).toEqual([
    "The source `a` is not there: a.csv",
    "The source `b` is not there: data/b.csv",
  ]);
  expect(services.library.database.prepare("SELECT count(*) FROM runs").pluck().get()).toBe(0);
});

it("leaves nothing behind in the run's folder but its console and context", async () => {
  const { services, file } = await place(workedExample);
  const run = await runForTest(services, readForTest(file));
  for (const step of run.steps)
    expect(readdirSync(services.library.runFolder(step.run)).sort()).toEqual(["console.log", "context.json"]);
  expect(readdirSync(join(services.library.folder, "tmp"))).toEqual([]);
});

it("lets a variable that may be a secret count without keeping or showing its value", async () => {
  const { services, file } = await place({
    "pipeline.yaml": pipeline(`steps: {s: {run: "echo > {outputs.x}", env: [MY_API_KEY], outputs: [x]}}`),
  });
  process.env.MY_API_KEY = "sesame";
  await runForTest(services, readForTest(file));
  process.env.MY_API_KEY = "other";
  const plan = await planForTest(services, readForTest(file));
  delete process.env.MY_API_KEY;
  expect(reasonsOf(plan, "s")).toEqual(["Environment changed: MY_API_KEY (not shown)"]);
  const stored = services.library.database.prepare("SELECT fingerprint, environment FROM runs").all();
  expect(JSON.stringify([stored, plan])).not.toContain("sesame");
});

it("refuses to run with another Python than the file names, and makes no run of it", async () => {
  const { services, file } = await place({
    "pipeline.yaml": pipeline(`python: missing/bin/python
steps: {s: {run: "python -V > {outputs.x}", outputs: [x]}}`),
  });
  await expect(runForTest(services, readForTest(file))).rejects.toThrow(
    "The Python that the file names is not there: missing/bin/python",
  );
  expect(services.library.database.prepare("SELECT count(*) FROM runs").pluck().get()).toBe(0);
});
