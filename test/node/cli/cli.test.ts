import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workedExample } from "../../fixtures/worked-example.ts";
import { runCli } from "../../helpers/cli.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

function place() {
  const workspace = temporaryFolder();
  writeFiles(workspace, workedExample);
  const library = join(temporaryFolder(), "library");
  const file = join(workspace, "pipeline.yaml");
  const json = async (...args: string[]) => {
    const result = await runCli(library, [...args, "--json"]);
    return { ...result, value: result.stdout === "" ? null : JSON.parse(result.stdout) };
  };
  return { workspace, library, file, json, cli: (...args: string[]) => runCli(library, args) };
}

describe("signet run and plan", () => {
  it("answer one JSON document with actions, reasons, signatures and readable outputs", async () => {
    const { file, json } = place();
    const plan = await json("plan", file);
    expect(plan.code).toBe(0);
    expect(plan.value.steps).toMatchObject([
      { name: "A", action: "run", reasons: [{ kind: "never-run", text: "Never run" }] },
      {
        name: "B",
        action: "undecided",
        signature: null,
        reasons: [{ kind: "upstream-undecided", subject: "A" }],
      },
    ]);
    const run = await json("run", file);
    expect(run.code).toBe(0);
    expect(run.value).toMatchObject({ run: expect.any(String), status: "succeeded" });
    const [a, b] = run.value.steps;
    expect(a).toMatchObject({
      name: "A",
      action: "executed",
      signature: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(readFileSync(b.outputs.oB.path, "utf8")).toBe("a with n=0\nb with m=1\n");
    const changed = await json("run", file, "-P", "n=1", "--target", "B");
    expect(changed.value.steps[0].reasons).toEqual([
      { kind: "parameter-changed", subject: "n", from: 0, to: 1, text: "Parameter changed: n 0 → 1" },
    ]);
  });

  it("exit with 1 when a step failed, and say what it printed last and where all of that is", async () => {
    const { workspace, file, cli } = place();
    writeFileSync(
      join(workspace, "b.sh"),
      "for i in 1 2 3 4 5 6 7 8 9; do echo line $i; done; printf '\\033[31m10 %%\\r100 %%\\033[0m\\n'; printf 'bro\\007ken'; exit 5\n",
    );
    const run = await cli("run", file);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("B failed: The command ended with exit code 5");
    expect(run.stdout).toContain("  │ line 3\n");
    expect(run.stdout).not.toContain("line 1\n");
    expect(run.stdout).toContain("  │ 100 %\n  │ bro\\x07ken\n  its output: signet logs 1/B\n");
    const logs = await cli("logs", "1/B");
    expect(logs).toMatchObject({ code: 0, stdout: expect.stringMatching(/^line 1\nline 2\n/) });
  });

  it("say where an option is to stand that has taken the file for its own", async () => {
    const { file, cli } = place();
    for (const words of [
      ["run", "--force", file],
      ["plan", "--diff", file],
    ]) {
      const { code, stderr } = await cli(...words);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`${words[1]} takes the words behind it: put it`),
      ]);
    }
    expect((await cli("run")).stderr).not.toContain("takes the words");
  });

  it("warn of a success whose result will not be reused, and why", async () => {
    const { workspace, file, cli } = place();
    appendFileSync(join(workspace, "b.sh"), "echo '# edited' >> b.sh\n");
    const run = await cli("run", file);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(
      /^signet: warning: B: b\.sh changed while the step ran, so its result will not be reused .*\n$/,
    );
    expect((await cli("run", file, "--json")).stderr).toBe(run.stderr);
  });

  it("exit with 2 for a wrong file, naming the place, for people and in the JSON document", async () => {
    const { workspace, file, cli } = place();
    writeFileSync(file, "signet: 1\nsteps:\n  A:\n    run: echo {params.nn}\n");
    const plan = await cli("plan", file, "--json");
    expect(plan.code).toBe(2);
    expect(JSON.parse(plan.stdout).error.problems).toMatchObject([
      { code: "unknown-parameter", file: `${workspace}/pipeline.yaml`, line: 4 },
    ]);
    expect(plan.stderr).toContain(`${workspace}/pipeline.yaml:4:`);
    expect(await cli("plan", file)).toEqual({ ...plan, stdout: "" });
  });

  it.each([
    ["an unknown parameter", ["-P", "nope=1"]],
    ["a value that loses its type", ["-P", "n=0.5"]],
    ["an unknown step", ["--to", "Z"]],
    ["a number of jobs that is none", ["--jobs", "many"]],
    ["an option that does not exist", ["--frobnicate"]],
  ])("exit with 2 for %s", async (_what, args) => {
    const { file, cli } = place();
    for (const command of ["run", "plan"])
      expect(await cli(command, file, ...args)).toMatchObject({ code: 2, stdout: "" });
  });

  it("exit with 3 when the library cannot be used", async () => {
    const { file, library, cli } = place();
    writeFileSync(library, "a file where a folder should be");
    expect(await cli("plan", file)).toMatchObject({ code: 3, stdout: "" });
  });
});

describe("signet plan --diff", () => {
  it("prints below each reason what changed, and no more for other reasons", async () => {
    const { workspace, file, cli } = place();
    await cli("run", file);
    writeFileSync(join(workspace, "b.sh"), workedExample["b.sh"].replace("b with", "B with"));
    const plan = await cli("plan", file, "-P", "m=5", "--diff");
    expect(plan.code).toBe(0);
    expect(plan.stdout).toBe(`A  up to date
  Up to date, same as run #1
B  run
  Parameter changed: m 1 → 5
    --- a/m
    +++ b/m
    @@ -1,1 +1,1 @@
    -1
    +5
  Code changed: b.sh
    --- a/b.sh
    +++ b/b.sh
    @@ -1,2 +1,2 @@
     echo "B $2" >> "$PWD/ran.log"
    -{ cat "$1"; echo "b with m=$2"; } > "$3"
    +{ cat "$1"; echo "B with m=$2"; } > "$3"
note on A, B: What it reads cannot be watched, as it starts no Python: declare all that counts

Plan · 1 to run · 1 up to date
`);
    const one = await cli("plan", file, "--diff", "A");
    expect(one.stdout).not.toContain("b.sh");
    expect(one.stdout).toContain("\n  note: What it reads");
    expect(await cli("plan", file, "--diff", "Z")).toMatchObject({ code: 2, stdout: "" });
    expect(await cli("plan", file, "--diff", "--json")).toMatchObject({ code: 2 });
  });

  it("does not show the value of a secret", async () => {
    const { workspace, file, library, cli } = place();
    writeFileSync(
      join(workspace, "pipeline.yaml"),
      'signet: 1\nsteps:\n  A:\n    run: "test -n $API_TOKEN"\n',
    );
    await runCli(library, ["run", file], { API_TOKEN: "hush-1" });
    const plan = await runCli(library, ["plan", file, "--diff"], { API_TOKEN: "hush-2" });
    expect(plan.stdout).toContain("Environment changed: API_TOKEN (not shown)");
    expect(plan.stdout).not.toContain("@@");
    expect(await cli("plan", file)).toMatchObject({ code: 0 });
  });
});

describe("a choice of steps", () => {
  it("leaves those before it alone, and warns when they are not up to date", async () => {
    const { file, json } = place();
    await json("run", file);
    for (const option of ["--from", "--downstream", "--only"]) {
      const plan = await json("plan", file, option, "B", "-P", "n=3", "--keep-going");
      expect(plan.value.steps).toMatchObject([
        {
          name: "B",
          action: "reuse",
          notes: expect.arrayContaining([expect.objectContaining({ kind: "stale-input", subject: "oA" })]),
        },
      ]);
      expect(plan.stderr).toBe(
        "signet: warning: B: oA comes from run #1: A is not up to date and was not chosen\n",
      );
    }
    const run = await json("run", file, "--only", "B", "-P", "n=3", "-P", "m=3");
    expect(run.value.steps).toMatchObject([{ name: "B", action: "executed" }]);
    expect(run.stderr).toContain("signet: warning: B: oA comes from run #1");
    const between = await json("plan", file, "--from", "A", "--to", "A");
    expect(between.value.steps.map((step: { name: string }) => step.name)).toEqual(["A"]);
    expect(await json("plan", file, "--from", "B", "--to", "A")).toMatchObject({ code: 2 });
  });
});

describe("tags of steps", () => {
  it("choose steps, count for nothing, and are told from those of the run", async () => {
    const { file, json, cli } = place();
    await json("run", file);
    const text = workedExample["pipeline.yaml"].replace("  B:\n", "  B:\n    tags: [late]\n");
    writeFileSync(file, text);
    expect((await json("plan", file)).value.steps).toMatchObject([{ action: "reuse" }, { action: "reuse" }]);
    for (const words of [
      ["--tagged", "late"],
      ["--tags=late"],
      ["--only", "tag:late"],
      ["--from", "tag:late"],
    ]) {
      const plan = await json("plan", file, ...words, "-P", "m=2");
      expect(plan.value.steps).toMatchObject([{ name: "B", action: "run" }]);
      expect(plan.stderr).toBe("");
    }
    const run = await json("run", file, "--tagged", "late", "-P", "m=2", "--tag", "night");
    expect(run).toMatchObject({ code: 0, stderr: "", value: { steps: [{ name: "B", action: "executed" }] } });
    expect((await json("clone", "latest", "--plan")).value.steps).toMatchObject([
      { name: "B", action: "reuse" },
    ]);
    expect((await json("runs", "tags:night")).value.total).toBe(1);
    const whole = await json("plan", file, "--tag", "late");
    expect(whole.value.steps).toHaveLength(2);
    expect(whole.stderr).toBe(
      "signet: note: --tag tags the run; --tagged late chooses the steps with that tag\n",
    );
    const diff = await cli("plan", file, "-P", "n=1", "-P", "m=3", "--diff", "tag:late");
    expect(diff.stdout).toContain("B  undecided");
    expect(diff.stdout).not.toContain("A  run");
    const wrong = await cli("run", file, "--tagged", "lte");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("No step has the tag `lte`\n    Did you mean `tag:late`?\n");
  });
});

describe("signet accept", () => {
  it("lets the last outputs stand for the code of now, whatever the order of its arguments", async () => {
    const { workspace, file, json, cli } = place();
    await json("run", file);
    for (const [args, text] of [
      [["B", file], "# one\n"],
      [[workspace, "B"], "# two\n"],
    ] as const) {
      appendFileSync(join(workspace, "b.sh"), text);
      expect((await json("plan", file)).value.steps[1]).toMatchObject({ action: "run" });
      const accepted = await cli("accept", ...args);
      expect(accepted).toEqual({
        code: 0,
        stdout: "B: the outputs of run #1 now stand for the current code\n",
        stderr: "",
      });
      expect((await json("plan", file)).value.steps[1]).toMatchObject({
        action: "reuse",
        reasons: [{ kind: "accepted-by-user" }],
      });
    }
    expect(await cli("accept", "B", file)).toMatchObject({ code: 2, stdout: "" });
    expect(await cli("accept", "Z", file)).toMatchObject({ code: 2, stdout: "" });
    appendFileSync(join(workspace, "b.sh"), "# three\n");
    expect((await json("plan", file)).value.steps[1]).toMatchObject({ action: "run" });
    expect((await json("accept", "B", file)).value).toMatchObject({ step: "B", run: expect.any(String) });
  });
});

describe("signet clone", () => {
  it("runs with the recorded parameters and today's code, and says what changed", async () => {
    const { workspace, file, json, cli } = place();
    await json("run", file, "-P", "n=4", "-P", "m=0");
    writeFileSync(join(workspace, "b.sh"), workedExample["b.sh"].replace("b with", "B with"));
    const plan = await json("clone", "1", "--plan");
    expect(plan.value.steps).toMatchObject([
      { name: "A", action: "reuse" },
      { name: "B", action: "run", reasons: [{ kind: "code-changed" }] },
    ]);
    expect((await json("runs")).value.total).toBe(1);
    const clone = await cli("clone", "latest");
    expect(clone).toMatchObject({ code: 0, stderr: "" });
    expect(clone.stdout).toContain("with its parameters: n=4, m=0\n");
    expect(clone.stdout).toContain("Code changed: b.sh");
    expect(clone.stdout).toContain("Run #2 succeeded");
    expect(readFileSync(join(workspace, "out/b.txt"), "utf8")).toBe("a with n=4\nB with m=0\n");
    const edited = await json("clone", "1", "-P", "m=9");
    expect(edited.value.steps).toMatchObject([{ action: "reused" }, { action: "executed" }]);
    expect(readFileSync(join(workspace, "out/b.txt"), "utf8")).toBe("a with n=4\nB with m=9\n");
  });

  it("continues a run that failed, and takes a step by itself", async () => {
    const { workspace, file, json } = place();
    writeFileSync(join(workspace, "b.sh"), "exit 1\n");
    expect((await json("run", file, "-P", "n=4")).code).toBe(1);
    writeFileSync(join(workspace, "b.sh"), workedExample["b.sh"]);
    const continued = await json("clone", "1");
    expect(continued.value).toMatchObject({
      status: "succeeded",
      steps: [
        { name: "A", action: "reused" },
        { name: "B", action: "executed" },
      ],
    });
    const step = await json("clone", "1/B", "--force");
    expect(step.value.steps).toMatchObject([{ name: "B", action: "executed" }]);
    const chosen = await json("clone", "1/B", "--to", "A", "--plan");
    expect(chosen.value.steps).toMatchObject([{ name: "A", action: "reuse" }]);
  });

  it("says what is not as it was", async () => {
    const { file, json } = place();
    await json("run", file, "-P", "m=7");
    const text = workedExample["pipeline.yaml"].replace("  m: 1\n", "").replace(" {params.m}", " 1");
    writeFileSync(file, text);
    const clone = await json("clone", "1");
    expect(clone.code).toBe(0);
    expect(clone.stderr).toBe("signet: note: The parameter m, which was 7, is not declared any more\n");
    expect(await json("clone", "99")).toMatchObject({ code: 2 });
  });
});

describe("signet show", () => {
  it("leads to exactly the bytes of a run, wherever they are, and to what it replaced", async () => {
    const { workspace, library, file, json, cli } = place();
    writeFileSync(
      file,
      workedExample["pipeline.yaml"].replace("  oB: out/b.txt\n", "").replace("  oA: out", "  oA: made"),
    );
    mkdirSync(join(workspace, "made"));
    writeFileSync(join(workspace, "made/a.txt"), "mine\n");
    await json("run", file);
    await json("run", file, "-P", "n=8");
    const { value: old } = await json("show", "1");
    const { value: now } = await json("show", "2/A");
    expect(now.outputs.oA).toMatchObject({ path: join(workspace, "made/a.txt"), format: "text" });
    expect(old.outputs.oA).toMatchObject({ shown: "made/a.txt", maker: "A" });
    expect(old.outputs.oA.path.startsWith(library)).toBe(true);
    expect(readFileSync(old.outputs.oA.path, "utf8")).toBe("a with n=0\n");
    expect(old.outputs.oB).toMatchObject({ shown: null, format: "pickle" });
    expect(readFileSync(old.steps[1].outputs.oB.path, "utf8")).toBe("a with n=0\nb with m=1\n");
    expect(old.displaced).toMatchObject([{ path: join(workspace, "made/a.txt"), size: 5 }]);
    expect(readFileSync(old.displaced[0].kept, "utf8")).toBe("mine\n");
    const text = await cli("show", "1");
    expect(text.stdout).toMatch(/\n {2}STEP {2}STATUS .*\n {2}A {5}executed .*\n {2}B {5}executed /);
    expect(text.stdout).toContain(
      `Replaced files\n  ${join(workspace, "made/a.txt")}  kept as ${old.displaced[0].kept}`,
    );
  });
});

describe("signet runs, show, diff, logs and import", () => {
  it("find, show and compare what was run", async () => {
    const { workspace, file, json, cli } = place();
    const first = await json("run", file, "--name", "first try", "--tag", "keep");
    writeFileSync(join(workspace, "b.sh"), `${workedExample["b.sh"]}echo "# more" >> "$3"\n`);
    await json("run", file, "-P", "m=2");
    const runs = await json("runs");
    expect(runs.value).toMatchObject({
      total: 2,
      runs: [{ name: "worked" }, { name: "first try", tags: ["keep"] }],
    });
    expect(runs.value.runs[0]).toEqual({
      id: expect.any(String),
      number: 2,
      name: "worked",
      project: "worked",
      kind: "pipeline",
      status: "succeeded",
      started: expect.stringMatching(/^\d{4}-.*Z$/),
      ended: expect.stringMatching(/Z$/),
      tags: [],
      score: null,
    });
    const found = await json("runs", "tags:keep");
    expect(found.value).toMatchObject({ total: 1, runs: [{ id: first.value.run }] });
    const steps = await json("runs", "params.m:2 kind:step", "--limit", "10");
    expect(steps.value.runs[0]).toMatchObject({ kind: "step", number: null });
    const wrong = await cli("runs", '"open');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('    "open\n    ^');

    const diff = await json("diff", "1", "2");
    expect(diff.value.parameters).toEqual({ added: {}, removed: {}, changed: { m: [1, 2] } });
    expect(diff.value.code.changed["b.sh"]).toContain('+echo "# more" >> "$3"');
    expect(Object.keys(diff.value)).toEqual([
      "parameters",
      "code",
      "inputs",
      "metrics",
      "outputs",
      "environment",
      "steps",
    ]);
    expect(await cli("show", "1")).toMatchObject({ code: 0, stdout: expect.stringContaining("oB") });
    const show = await json("show", "1/B");
    expect(show.value).toMatchObject({
      step: "B",
      kind: "step",
      ownParams: { m: 1 },
      params: { n: 0, m: 1 },
    });
    expect(await cli("show", "99")).toMatchObject({ code: 2, stdout: "" });
  });

  it("keep a pipeline without trusting its commands unless told to", async () => {
    const { file, json, library } = place();
    expect((await json("import", file)).value).toEqual({
      kind: "pipeline",
      format: "signet",
      imported: 1,
      problems: [],
    });
    expect(library).toBeTruthy();
    expect(await json("import", join(file, "../a.sh"))).toMatchObject({ code: 2 });
  });

  it("describe every command with --help", async () => {
    const { cli } = place();
    for (const command of [
      "run",
      "plan",
      "clone",
      "accept",
      "runs",
      "show",
      "logs",
      "diff",
      "import",
      "open",
      "example",
    ]) {
      const help = await cli(command, "--help");
      expect(help.code, command).toBe(0);
      expect(help.stdout, command).toContain(`Usage: signet ${command}`);
    }
  });
});
