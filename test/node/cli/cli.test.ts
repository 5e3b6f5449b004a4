import { readFileSync, writeFileSync } from "node:fs";
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

  it("exit with 1 when a step failed, and say where its output is", async () => {
    const { workspace, file, cli } = place();
    writeFileSync(join(workspace, "b.sh"), "echo broken; exit 5\n");
    const run = await cli("run", file);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("B failed: The command ended with exit code 5");
    const logs = await cli("logs", "1/B");
    expect(logs).toMatchObject({ code: 0, stdout: "broken\n" });
  });

  it("exit with 2 for a wrong file, naming the place, and print nothing on standard output", async () => {
    const { workspace, file, cli } = place();
    writeFileSync(file, "signet: 1\nsteps:\n  A:\n    run: echo {params.nn}\n");
    const plan = await cli("plan", file, "--json");
    expect(plan.code).toBe(2);
    expect(plan.stdout).toBe("");
    expect(plan.stderr).toContain(`${workspace}/pipeline.yaml:4:`);
  });

  it.each([
    ["an unknown parameter", ["-P", "nope=1"]],
    ["a value that loses its type", ["-P", "n=0.5"]],
    ["an unknown step", ["--to", "Z"]],
    ["a number of jobs that is none", ["--jobs", "many"]],
    ["an option that does not exist", ["--frobnicate"]],
  ])("exit with 2 for %s", async (_what, args) => {
    const { file, cli } = place();
    expect(await cli("run", file, ...args)).toMatchObject({ code: 2, stdout: "" });
  });

  it("exit with 3 when the library cannot be used", async () => {
    const { file, library, cli } = place();
    writeFileSync(library, "a file where a folder should be");
    expect(await cli("plan", file)).toMatchObject({ code: 3, stdout: "" });
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
    expect((await json("runs", "params.m:2 kind:step", "--limit", "10")).value.total).toBeGreaterThan(0);
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
    for (const command of ["run", "plan", "runs", "show", "logs", "diff", "import", "open", "example"]) {
      const help = await cli(command, "--help");
      expect(help.code, command).toBe(0);
      expect(help.stdout, command).toContain(`Usage: signet ${command}`);
    }
  });
});
