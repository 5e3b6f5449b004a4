import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capture } from "../../../scripts/processes.ts";
import { luigiModule, luigiSettings } from "../../fixtures/luigi-module.ts";
import { runCli } from "../../helpers/cli.ts";
import { commandLine, linkTools, replaceIn } from "../../helpers/foreign-runs.ts";
import { type PythonTools, pythonTools } from "../../helpers/python-tools.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const tools = await pythonTools("Luigi tasks beside Luigi itself", ["luigi==3.8.1"]);

describe.skipIf(tools === null)("a module of Luigi tasks", () => {
  it("runs what has to run, and makes what Luigi makes", { timeout: 600_000 }, async () => {
    if (tools === null) throw new Error("skipped without Luigi");
    const folder = place(tools);
    const file = join(folder, "etl.py");
    const library = join(temporaryFolder(), "library");
    const signet = commandLine(library);
    const imported = await runCli(library, ["import", file, "--json"]);
    expect(JSON.parse(imported.stdout)).toMatchObject({ kind: "pipeline", format: "luigi", imported: 1 });

    expect(await signet.run(file)).toEqual({
      "Clean(name=a)": "executed",
      "Clean(name=b)": "executed",
      Count: "executed",
      All: "executed",
    });
    const twin = place(tools);
    await luigi(tools, twin);
    expect(results(folder)).toEqual(results(twin));
    expect(new Set(Object.values(await signet.run(file)))).toEqual(new Set(["reused"]));

    // One that is not significant, and a comment.
    replaceIn(file, "default=False, significant=False", "default=True, significant=False");
    replaceIn(join(folder, "words.py"), "    return", "    # A comment.\n    return");
    expect(Object.keys(await signet.toRun(file))).toEqual(["Clean(name=a)", "Clean(name=b)"]);
    replaceIn(file, "default=True, significant=False", "default=False, significant=False");
    expect(await signet.toRun(file)).toEqual({});

    replaceIn(join(folder, "words.py"), "text.lower()", "text.lower().strip()");
    expect(await signet.toRun(file)).toEqual({
      "Clean(name=a)": ["Helper changed: words.py › tidy(), used by Clean"],
      "Clean(name=b)": ["Helper changed: words.py › tidy(), used by Clean"],
    });
    replaceIn(join(folder, "words.py"), "text.lower().strip()", "text.lower()");
    replaceIn(file, "top = luigi.IntParameter(default=2)", "top = luigi.IntParameter(default=3)");
    const planned = await signet.toRun(file);
    expect(Object.keys(planned)).toEqual(["Count"]);
    expect(planned.Count).toContain("Parameter changed: Count.top 2 → 3");
    replaceIn(join(folder, "data/b.txt"), "x b a", "x b a c");
    expect(await signet.toRun(file)).toMatchObject({ "Clean(name=b)": ["Input changed: data/b.txt"] });
    await signet.run(file);
    for (const [path, from, to] of [
      ["etl.py", "top = luigi.IntParameter(default=2)", "top = luigi.IntParameter(default=3)"],
      ["data/b.txt", "x b a", "x b a c"],
    ] as const)
      replaceIn(join(twin, path), from, to);
    // Luigi knows nothing of changed data: it has to be told to begin anew.
    rmSync(join(twin, "out"), { recursive: true });
    await luigi(tools, twin);
    expect(readFileSync(join(folder, "out/count-3.json"), "utf8")).toBe(
      readFileSync(join(twin, "out/count-3.json"), "utf8"),
    );
  });

  it("tries again, ends what takes too long, and shares resources, as its settings say", {
    timeout: 300_000,
  }, async () => {
    if (tools === null) throw new Error("skipped without Luigi");
    const folder = place(tools, luigiSettings);
    const file = join(folder, "jobs/tasks.py");
    const library = join(temporaryFolder(), "library");
    const run = await runCli(library, ["run", file, "--json", "--keep-going", "--jobs", "4"]);
    const { steps } = JSON.parse(run.stdout) as {
      steps: readonly { name: string; action: string; error: string | null }[];
    };
    expect(run.code).toBe(1);
    // `Base` is there to be derived from: it is no step.
    expect(Object.fromEntries(steps.map(({ name, action }) => [name, action]))).toEqual({
      Slow: "failed",
      Kinds: "executed",
      Flaky: "executed",
      First: "executed",
      Second: "executed",
      All: "executed",
    });
    expect(steps.find(({ name }) => name === "Slow")?.error).toContain("It took longer than 1s");
    expect(readFileSync(join(folder, "tried.txt"), "utf8")).toBe("xx");

    const shown = JSON.parse((await runCli(library, ["show", "1/Kinds", "--json"])).stdout);
    expect(shown.ownParams.Kinds).toEqual({
      day: "2024-01-02",
      count: 2,
      rate: 0.5,
      flag: true,
      name: "two words",
      hours: "2024-01-02T03",
      delta: "0 w 0 d 2 h 0 m 0 s",
      items: '[1, "a"]',
      pairs: '{"a": 1}',
      both: "[[1, 2], [3, 4]]",
      color: "BLUE",
      mode: "x",
      level: 3,
      span: "2024-01",
      note: "",
    });
    const twin = place(tools, luigiSettings);
    await luigi(tools, twin, "tasks", "Kinds", join(twin, "jobs"));
    expect(readFileSync(join(folder, "out/Kinds-2.txt"), "utf8")).toBe(
      readFileSync(join(twin, "out/Kinds-2.txt"), "utf8"),
    );

    // An inherited parameter, one of `luigi.cfg`, and what is not significant.
    writeFiles(folder, { "luigi.cfg": "[resources]\ndisk=1\n[Kinds]\ncount=5\nsecret=other\n" });
    expect(await commandLine(library).toRun(file, "--only", "Kinds")).toMatchObject({
      Kinds: expect.arrayContaining(["Parameter changed: Kinds.count 2 → 5"]),
    });
    writeFiles(folder, { "luigi.cfg": "[resources]\ndisk=1\n[Kinds]\nsecret=other\n" });
    expect(await commandLine(library).toRun(file, "--only", "Kinds")).toEqual({});
  });

  it("takes what luigi.cfg says, and says where a parameter is changed", { timeout: 300_000 }, async () => {
    if (tools === null) throw new Error("skipped without Luigi");
    const folder = place(tools);
    writeFiles(folder, { "luigi.cfg": "[Count]\ntop=1\n" });
    const library = join(temporaryFolder(), "library");
    const plan = await runCli(library, ["plan", join(folder, "etl.py"), "-P", "Count.top=5"]);
    expect(plan.code).toBe(2);
    expect(plan.stderr).toContain("luigi.cfg");
    await commandLine(library).run(join(folder, "etl.py"));
    expect(readdirSync(join(folder, "out"))).toContain("count-1.json");
  });
});

function place(found: PythonTools, files: { readonly [path: string]: string } = luigiModule): string {
  const folder = join(temporaryFolder(), "etl");
  writeFiles(folder, files);
  linkTools(folder, found);
  return folder;
}

async function luigi(
  { python, env }: PythonTools,
  cwd: string,
  module = "etl",
  task = "All",
  path = cwd,
): Promise<void> {
  const args = ["-m", "luigi", "--module", module, task, "--local-scheduler"];
  const { status, stderr } = await capture(python, args, { cwd, env: { ...env, PYTHONPATH: path } });
  if (status !== 0) throw new Error(stderr);
}

const results = (root: string): [string, string][] =>
  readdirSync(join(root, "out"))
    .sort()
    .map((name) => [name, readFileSync(join(root, "out", name), "utf8")]);
