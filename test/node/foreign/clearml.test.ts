import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { clearmlScripts } from "../../fixtures/clearml-scripts.ts";
import { runCli } from "../../helpers/cli.ts";
import { commandLine, linkTools, replaceIn } from "../../helpers/foreign-runs.ts";
import { pythonTools } from "../../helpers/python-tools.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

function scripts(): string {
  const folder = join(temporaryFolder(), "pipelines");
  writeFiles(folder, clearmlScripts);
  return folder;
}

describe("a ClearML pipeline", () => {
  it("of decorated functions runs without a server, each function once for what it is given", async () => {
    const file = join(scripts(), "squares.py");
    const library = join(temporaryFolder(), "library");
    const signet = commandLine(library);
    const imported = await runCli(library, ["import", file, "--json"]);
    expect(JSON.parse(imported.stdout)).toMatchObject({ kind: "pipeline", format: "clearml", imported: 1 });
    expect(await signet.run(file, "--jobs", "1")).toEqual({
      load: "executed",
      split: "executed",
      fit: "executed",
      // The same function of the same data is one computation.
      fit_1: "reused",
      check: "executed",
    });
    // `cache=False` is what its author wrote.
    expect(await signet.toRun(file)).toEqual({ check: ["Always run: its cache is off"] });
    expect(await signet.toRun(file, "-P", "rate=0.4")).toEqual({
      fit: ["Parameter changed: rate 0.3 → 0.4"],
      fit_1: ["Parameter changed: rate 0.3 → 0.4"],
    });
    replaceIn(file, "return value * by", "return value * by * 1.0");
    expect(await signet.toRun(file)).toEqual({
      fit: [expect.stringContaining("scaled()")],
      fit_1: [expect.stringContaining("scaled()")],
    });
    replaceIn(file, "return value * by * 1.0", "return value * by");
    // What a function reads counts without being named anywhere.
    replaceIn(join(dirname(file), "data/first.txt"), "0", "1");
    expect(await signet.toRun(file)).toEqual({ load: ["Undeclared input changed: data/first.txt"] });
  });

  it("of a controller keeps its references, and leaves out what only a server has", async () => {
    const file = join(scripts(), "controlled.py");
    const library = join(temporaryFolder(), "library");
    const signet = commandLine(library);
    expect(await signet.run(file)).toEqual({ one: "executed", two: "executed", three: "executed" });
    expect(await signet.toRun(file)).toEqual({});
    expect(await signet.toRun(file, "-P", "n=5")).toEqual({ one: ["Parameter changed: n 4 → 5"] });
    const console = await runCli(library, ["logs", "1/three"]);
    expect(console.stdout).toContain("three 15");
  });

  it("tries again, ends what takes too long, and says what it leaves out", async () => {
    const folder = scripts();
    const file = join(folder, "settings.py");
    const library = join(temporaryFolder(), "library");
    const run = await runCli(library, ["run", file, "--json"]);
    const { steps } = JSON.parse(run.stdout) as {
      steps: readonly { name: string; action: string; error: string | null }[];
    };
    expect(Object.fromEntries(steps.map(({ name, action }) => [name, action]))).toEqual({
      flaky: "executed",
      slow: "failed",
      fresh: "executed",
    });
    expect(readFileSync(join(folder, "tried.txt"), "utf8")).toBe("xx");
    expect(steps.find(({ name }) => name === "slow")?.error).toContain("It took longer than 1s");
    expect(run.stderr).toContain("Step remote is a copy of a task on a ClearML server, and left out");
    expect(run.stderr).toContain("Step after is left out as well: it waits for remote");
    expect(run.stderr).toContain("Step last is left out as well: it waits for after");
    // What is cached is cached, and what is not is not, as `cache_executed_step` says.
    expect(await commandLine(library).toRun(file, "--only", "fresh")).toEqual({
      fresh: ["Always run: its cache is off"],
    });
  });

  it("that aborts when a step fails goes on after one that says so", async () => {
    const file = join(scripts(), "aborting.py");
    const run = await runCli(join(temporaryFolder(), "library"), ["run", file, "--json", "--jobs", "1"]);
    const { status, steps } = JSON.parse(run.stdout) as {
      status: string;
      steps: readonly { name: string; action: string }[];
    };
    expect(status).toBe("failed");
    expect(Object.fromEntries(steps.map(({ name, action }) => [name, action]))).toEqual({
      tolerated: "failed",
      apart: "executed",
      bad: "failed",
      late: "skipped",
    });
  });

  it("refuses a reference within a text, which nobody would fill in", async () => {
    const folder = scripts();
    replaceIn(join(folder, "controlled.py"), "k=3)", `k="all of \${one.x}")`);
    const { code, stderr } = await runCli(join(temporaryFolder(), "library"), [
      "plan",
      join(folder, "controlled.py"),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("two: the argument k has a reference within a text");
  });

  it("is the same in a folder below the project's", async () => {
    const folder = scripts();
    writeFiles(folder, {
      "pyproject.toml": "",
      "below/squares.py": readFileSync(join(folder, "squares.py"), "utf8"),
    });
    const signet = commandLine(join(temporaryFolder(), "library"));
    expect(await signet.run(join(folder, "below/squares.py"), "--to", "split")).toEqual({
      load: "executed",
      split: "executed",
    });
  });

  it("says where its own code uses what only a step can know", async () => {
    const folder = scripts();
    replaceIn(join(folder, "squares.py"), "models = []", "models = []\n    if table:\n        pass");
    const { code, stderr } = await runCli(join(temporaryFolder(), "library"), [
      "plan",
      join(folder, "squares.py"),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("The pipeline's own code uses what load returns (table)");
    expect(stderr).toMatch(/squares\.py, line \d+/);
  });
});

const clearml = await pythonTools("ClearML pipelines where ClearML is installed", ["clearml==2.1.12"]);

describe.skipIf(clearml === null)("where ClearML is installed", () => {
  it("its package is not asked for a server either", async () => {
    if (clearml === null) throw new Error("skipped without ClearML");
    const folder = scripts();
    linkTools(folder, clearml);
    const signet = commandLine(join(temporaryFolder(), "library"));
    expect(await signet.run(join(folder, "squares.py"), "--to", "split")).toEqual({
      load: "executed",
      split: "executed",
    });
  });
});
