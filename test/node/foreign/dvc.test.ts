import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capture } from "../../../scripts/processes.ts";
import { dvcRepository } from "../../fixtures/dvc-repository.ts";
import { runCli } from "../../helpers/cli.ts";
import { commandLine, replaceIn, toRun } from "../../helpers/foreign-runs.ts";
import { type PythonTools, pythonTools } from "../../helpers/python-tools.ts";
import {
  actionsOf,
  openTestServices,
  planForTest,
  readForTest,
  reasonsOf,
  runForTest,
} from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

const dvc = await pythonTools("DVC pipelines beside DVC itself", ["dvc==3.67.1"]);

const minutes = 60_000;

describe.skipIf(dvc === null)("DVC itself", () => {
  it("takes the same stages from the same files", async () => {
    const { folder, tools } = await repository();
    const script = `
import json
from dvc.repo import Repo
print(json.dumps({
    stage.addressing: [
        [line for command in (stage.cmd if isinstance(stage.cmd, list) else [stage.cmd]) for line in command.splitlines()],
        sorted(dep.fs_path for dep in stage.deps if dep.hash_name != "params"),
        sorted(out.fs_path for out in stage.outs),
    ]
    for stage in Repo(".").index.stages
}))`;
    const asked = await capture(tools.python, ["-c", script], { cwd: folder, env: tools.env });
    expect(asked.stderr).toBe("");
    const theirs = JSON.parse(asked.stdout) as { [name: string]: [string[], string[], string[]] };
    const pipeline = readForTest(join(folder, "dvc.yaml"));
    expect(pipeline.steps.map(({ name }) => name).sort()).toEqual(Object.keys(theirs).sort());
    const pathOf = (name: string) => pipeline.datasets.find((dataset) => dataset.name === name)?.path;
    for (const step of pipeline.steps) {
      const outs = step.outputs.map(({ dataset }) => join(folder, pathOf(dataset) ?? "")).sort();
      expect([step.name, outs]).toEqual([step.name, theirs[step.name]?.[2]]);
    }
  });

  it("agrees with the plan and makes the same files, after each change of one thing", {
    timeout: 10 * minutes,
  }, async () => {
    const { folder, tools } = await repository();
    const twin = join(temporaryFolder(), "repository");
    cpSync(folder, twin, { recursive: true });
    await dvcRun(tools, twin, "repro", "--all-pipelines", "--quiet");
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const file = join(folder, "dvc.yaml");

    const first = await runForTest(services, readForTest(file));
    expect(new Set(Object.values(actionsOf(first)))).toEqual(new Set(["executed"]));
    expect(resultsIn(folder)).toEqual(resultsIn(twin));
    const again = await runForTest(services, readForTest(file));
    expect(new Set(Object.values(actionsOf(again)))).toEqual(new Set(["reused"]));

    const changes: {
      path: string;
      from: string;
      to: string;
      reason: [string, ...string[]];
      starts: string[];
    }[] = [
      {
        path: "params.yaml",
        from: "lr: 0.1",
        to: "lr: 0.2",
        reason: ["train@1", "Parameter changed: train.lr 0.1 → 0.2"],
        starts: ["train@1", "train@2"],
      },
      {
        path: "params.yaml",
        from: "rows: 12",
        to: "rows: 14",
        reason: ["prepare", "Parameter changed: prepare.rows 12 → 14"],
        starts: ["prepare"],
      },
      {
        path: "src/helper.py",
        from: "line.strip()",
        to: 'line.strip().replace("0", "9")',
        reason: ["prepare", "Helper changed: src/helper.py › cleaned(), used by lines"],
        starts: ["prepare"],
      },
      {
        path: "data/raw.csv",
        from: "3,9\n",
        to: "3,10\n",
        reason: ["prepare", "Input changed: data/raw.csv"],
        starts: ["prepare"],
      },
      {
        path: "conf/model.json",
        from: '"kind":"tree"',
        to: '"kind":"bush"',
        reason: ["evaluate", "Parameter changed: conf_model.kind tree → bush"],
        starts: ["evaluate"],
      },
      {
        path: "src/style.py",
        from: "width: int = 40",
        to: "width: int = 9",
        reason: [
          "report/dvc.yaml:report",
          "Parameter changed: src_style.Page.width 40 → 9",
          "Helper changed: src/style.py › Page, used by src/report.py",
        ],
        starts: ["report/dvc.yaml:report"],
      },
    ];
    for (const { path, from, to, reason, starts } of changes) {
      for (const root of [folder, twin]) replaceIn(join(root, path), from, to);
      const pipeline = readForTest(file);
      const plan = await planForTest(services, pipeline);
      expect([path, toRun(plan)]).toEqual([path, starts]);
      expect(reasonsOf(plan, reason[0])).toEqual(reason.slice(1));
      expect([path, await changedStages(tools, twin)]).toEqual([path, expect.arrayContaining(starts)]);
      await runForTest(services, pipeline);
      await dvcRun(tools, twin, "repro", "--all-pipelines", "--quiet");
      expect([path, resultsIn(folder)]).toEqual([path, resultsIn(twin)]);
    }
    for (const root of [folder, twin]) replaceIn(join(root, "params.yaml"), "unrelated: 5", "unrelated: 6");
    replaceIn(join(folder, "src/helper.py"), "def cleaned", "# A comment, which means nothing.\ndef cleaned");
    expect(toRun(await planForTest(services, readForTest(file)))).toEqual([]);
  });

  it("counts as done what dvc.lock vouches for, and nothing else", { timeout: 5 * minutes }, async () => {
    const { folder, tools } = await repository();
    await dvcRun(tools, folder, "repro", "--all-pipelines", "--quiet");
    const file = join(folder, "dvc.yaml");
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps.map(({ action }) => action)).toEqual(plan.steps.map(() => "reuse"));
    rmSync(join(folder, "models"), { recursive: true });
    const restored = await runForTest(services, readForTest(file));
    expect(actionsOf(restored)).toMatchObject({
      prepare: "reused",
      "train@1": "restored",
      "train@2": "restored",
    });
    expect(existsSync(join(folder, "models/1.json"))).toBe(true);

    // An output that somebody edited after `dvc repro` is none that the lock file knows.
    const other = await openTestServices(join(temporaryFolder(), "library"));
    writeFileSync(join(folder, "data/prepared/train.csv"), "0,1\n");
    expect(toRun(await planForTest(other, readForTest(file)))).toEqual(["prepare"]);
  });
});

describe.skipIf(dvc === null)("stages of every kind", () => {
  const files = {
    "dvc.yaml": `
stages:
  tick: {cmd: echo tick >> log.txt}
  always: {cmd: cat part/a.txt > always.txt, deps: [part], outs: [always.txt], always_changed: true}
  after: {cmd: wc -c < always.txt > after.txt, deps: [always.txt], outs: [after.txt]}
  ice: {cmd: cat raw.txt > ice.txt, deps: [raw.txt], outs: [ice.txt], frozen: true}
  water: {cmd: tr a-z A-Z < ice.txt > water.txt, deps: [ice.txt], outs: [water.txt]}
  kept: {cmd: cat raw.txt >> kept.txt, deps: [raw.txt], outs: [kept.txt: {persist: true}]}
`,
    "part/a.txt": "a\n",
    "raw.txt": "raw\n",
    "ice.txt": "cold\n",
  };

  it("run and rest as with DVC: frozen, always changed, resting on nothing, on data of a .dvc file", {
    timeout: 10 * minutes,
  }, async () => {
    const { folder, tools } = await repository(files);
    // Data that DVC tracks by itself is a source.
    await dvcRun(tools, folder, "add", "--quiet", "raw.txt");
    const twin = join(temporaryFolder(), "repository");
    cpSync(folder, twin, { recursive: true });
    const library = join(temporaryFolder(), "library");
    const signet = commandLine(library);
    const file = join(folder, "dvc.yaml");
    const all = {
      tick: "executed",
      always: "executed",
      after: "executed",
      kept: "executed",
      water: "executed",
    };
    expect(await signet.run(file)).toEqual(all);
    await dvcRun(tools, twin, "repro", "--quiet");
    const made = (root: string) =>
      ["always.txt", "after.txt", "ice.txt", "water.txt", "kept.txt"].map((path) =>
        readFileSync(join(root, path), "utf8"),
      );
    expect(made(folder)).toEqual(made(twin));

    expect(Object.keys(await signet.toRun(file)).sort()).toEqual(["always", "tick"]);
    expect((await changedStages(tools, twin)).sort()).toEqual(["always", "tick"]);
    for (const root of [folder, twin]) {
      rmSync(join(root, "raw.txt"));
      writeFileSync(join(root, "raw.txt"), "other\n");
    }
    // What is frozen stays as it is, whatever it rests on.
    const planned = await signet.toRun(file);
    expect(planned).toMatchObject({ kept: ["Input changed: raw.txt"] });
    expect(Object.keys(planned).sort()).toEqual(["always", "kept", "tick"]);
    expect(await changedStages(tools, twin)).toEqual(expect.arrayContaining(["always", "kept", "tick"]));
    expect(await changedStages(tools, twin)).not.toContain("water");
  });
});

describe.skipIf(dvc === null)("metrics and plots of a repository", () => {
  it("become metrics of the runs, in JSON, YAML and TOML, and tables", { timeout: 5 * minutes }, async () => {
    const { folder, tools } = await repository();
    const library = join(temporaryFolder(), "library");
    await commandLine(library).run(folder);
    const shown = async (step: string) =>
      JSON.parse((await runCli(library, ["show", `1/${step}`, "--json"])).stdout) as {
        metrics: { [name: string]: number };
      };
    const { metrics } = await shown("evaluate");
    expect(Object.keys(metrics).sort()).toEqual(["error.spread", "worst"]);
    expect(Object.keys((await shown("report/dvc.yaml:report")).metrics)).toEqual(["characters"]);
    // `dvc metrics show` reads the same numbers.
    const twin = join(temporaryFolder(), "repository");
    cpSync(folder, twin, { recursive: true });
    const theirs = JSON.parse(await dvcRun(tools, twin, "metrics", "show", "--json")) as {
      "": { data: { [path: string]: { data: object } } };
    };
    expect(theirs[""].data["spread.yaml"]?.data).toEqual({
      error: { spread: metrics["error.spread"] },
    });
  });
});

async function repository(
  files: { readonly [path: string]: string } = dvcRepository,
): Promise<{ folder: string; tools: PythonTools }> {
  if (dvc === null) throw new Error("These tests are skipped without DVC");
  const folder = join(temporaryFolder(), "repository");
  writeFiles(folder, files);
  await must("git", ["init", "--quiet", "."], folder, dvc);
  await dvcRun(dvc, folder, "init", "--quiet");
  return { folder, tools: dvc };
}

const dvcRun = (tools: PythonTools, folder: string, ...args: string[]): Promise<string> =>
  must(tools.python, ["-m", "dvc", ...args], folder, tools);

async function must(
  program: string,
  args: readonly string[],
  cwd: string,
  { env }: PythonTools,
): Promise<string> {
  const { status, stdout, stderr } = await capture(program, args, {
    cwd,
    env: { ...env, DVC_NO_ANALYTICS: "1" },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return stdout;
}

/** Stages that `dvc status` says have to run. */
async function changedStages(tools: PythonTools, folder: string): Promise<string[]> {
  const status = JSON.parse(await dvcRun(tools, folder, "status", "--json")) as { [stage: string]: unknown };
  return Object.keys(status);
}

/** Bytes of everything that the stages make, by path. */
function resultsIn(folder: string): { [path: string]: string } {
  const made = [
    "data/prepared",
    "models",
    "scores",
    "metrics.json",
    "spread.yaml",
    "curve.csv",
    "curve.yaml",
  ];
  made.push("report/report.md", "report/size.toml", "report/lengths.json");
  const files = made.flatMap((path) =>
    statSync(join(folder, path)).isDirectory()
      ? readdirSync(join(folder, path)).map((name) => `${path}/${name}`)
      : [path],
  );
  return Object.fromEntries(
    files
      .filter((path) => !/\.git(?:keep|ignore)$/.test(path))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}
