import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startCli } from "../../helpers/cli.ts";
import { until } from "../../helpers/killed-run.ts";
import { openTestServices, readForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

describe("after a kill", () => {
  it("ends what a hook left behind, and the step that had not started is interrupted", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1
name: p
steps:
  train:
    run: "echo x > {outputs.x}"
    outputs: [x]
    hooks: {before: "setsid sleep 61 & touch up; sleep 62"}
`,
    });
    const library = join(temporaryFolder(), "library");
    const child = startCli(library, ["run", join(workspace, "pipeline.yaml")]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await until(() => existsSync(join(workspace, "up")));
    child.kill("SIGKILL");
    await ended;
    const services = await openTestServices(library);
    expect(processesOfSteps(services)).toEqual([]);
    const status = "SELECT status FROM runs WHERE step = 'train'";
    expect(services.library.database.prepare(status).pluck().get()).toBe("interrupted");
  });

  it("sweeps away what the dead had half made, and nothing of the living", async () => {
    const library = join(temporaryFolder(), "library");
    mkdirSync(join(library, "tmp"), { recursive: true });
    writeFileSync(join(library, "tmp", "4194304-1-0"), "dead");
    writeFileSync(join(library, "tmp", `${process.pid}-1-0`), "living");
    await openTestServices(library);
    expect(readdirSync(join(library, "tmp"))).toEqual([`${process.pid}-1-0`]);
  });
});

/** Processes that steps of this library's runs started and that are still there. */
function processesOfSteps({ library }: Awaited<ReturnType<typeof openTestServices>>): string[] {
  const runs = library.database.prepare("SELECT id FROM runs").pluck().all() as string[];
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, "latin1");
      return runs.some((run) => environment.includes(`SIGNET_RUN_ID=${run}`));
    } catch {
      return false;
    }
  });
}

describe("when a success cannot be recorded", () => {
  it("ends the other steps, throws what happened, and puts the old files back", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1
name: p
datasets: {model: out/model.txt}
steps:
  train: {run: "echo new > out/model.txt", outputs: [model]}
  other: {run: "sleep 60; echo x > {outputs.x}", outputs: [x]}
`,
      "out/model.txt": "mine\n",
    });
    const services = await openTestServices(join(temporaryFolder(), "library"));
    const { database } = services.library;
    database.exec(
      `CREATE TRIGGER full BEFORE UPDATE OF status ON runs WHEN NEW.status = 'succeeded'
       BEGIN SELECT raise(ABORT, 'database or disk is full'); END`,
    );
    const started = await services.pipelines.start(readForTest(join(workspace, "pipeline.yaml")), {
      targets: [],
      from: [],
      only: [],
      force: false,
      jobs: 2,
      keepGoing: false,
      pipelineId: null,
      name: null,
      project: null,
      tags: [],
    });
    if (!started.ok) throw new Error(started.error.message);
    await expect(started.value.finished).rejects.toThrow("database or disk is full");
    expect(readFileSync(join(workspace, "out/model.txt"), "utf8")).toBe("mine\n");
    expect(database.prepare("SELECT status FROM runs WHERE step = 'train'").pluck().get()).toBe(
      "interrupted",
    );
    expect(
      database
        .prepare("SELECT count(*) FROM runs WHERE status IN ('queued', 'starting', 'running', 'finalizing')")
        .pluck()
        .get(),
    ).toBe(0);
  });
});
