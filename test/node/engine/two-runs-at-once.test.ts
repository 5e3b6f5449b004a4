import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runCli } from "../../helpers/cli.ts";
import {
  actionsOf,
  openTestServices,
  place as placeFiles,
  readForTest,
  runForTest,
} from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A step that writes half of its fixed path, and the rest when a file `go` is there. */
const inPlace = `signet: 1
name: p
params: {n: 1}
datasets: {model: out/model.txt}
steps:
  train: {run: "sh train.sh {params.n}", outputs: [model]}
`;
const script = `echo begun >> begun
echo half > out/model.txt
until [ -e go ]; do sleep 0.01; done
echo whole $1 > out/model.txt
`;

async function place() {
  const workspace = temporaryFolder();
  writeFiles(workspace, { "pipeline.yaml": inPlace, "train.sh": script });
  const services = await openTestServices(join(temporaryFolder(), "library"));
  const file = join(workspace, "pipeline.yaml");
  const begun = () =>
    existsSync(join(workspace, "begun"))
      ? readFileSync(join(workspace, "begun"), "utf8").split("\n").length - 1
      : 0;
  const model = () => readFileSync(join(workspace, "out/model.txt"), "utf8");
  return { workspace, services, file, begun, model };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await wait(10);
};

describe("equal steps of one run", () => {
  it("hold no place while one of them computes", async () => {
    const { services, file } = await placeFiles({
      "pipeline.yaml": `signet: 1
name: p
steps:
  first: {run: "sh wait.sh {outputs.o}", outputs: {o: one}}
  equal: {run: "sh wait.sh {outputs.o}", outputs: {o: two}}
  other: {run: "touch go; echo z > {outputs.z}", outputs: [z]}
`,
      "wait.sh": "until [ -e go ]; do sleep 0.01; done\necho x > $1\n",
    });
    const run = await runForTest(services, readForTest(file), { jobs: 2 });
    expect(actionsOf(run)).toEqual({ first: "executed", equal: "reused", other: "executed" });
  });
});

describe("two processes that run one pipeline at the same time", () => {
  it("compute a signature once: the other waits and reuses", async () => {
    const { workspace, services, file, begun } = await place();
    const first = runForTest(services, readForTest(file));
    await until(() => begun() === 1);
    const second = runCli(services.library.folder, ["run", file, "--json"]);
    await until(() => queuedSteps(services) === 1);
    writeFileSync(join(workspace, "go"), "");
    expect(actionsOf(await first)).toEqual({ train: "executed" });
    expect(actionsOf(JSON.parse((await second).stdout))).toEqual({ train: "reused" });
    expect(begun()).toBe(1);
  });

  it("hold no place while they wait for each other: with one job, other steps run meanwhile", async () => {
    const { workspace, services, file, begun } = await place();
    const more = join(workspace, "more.yaml");
    writeFileSync(more, `${inPlace}  after: {run: "echo x > {outputs.y}; touch other-ran", outputs: [y]}\n`);
    const first = runForTest(services, readForTest(file));
    await until(() => begun() === 1);
    const second = runCli(services.library.folder, ["run", more, "--json", "-j", "1"]);
    await until(() => existsSync(join(workspace, "other-ran")));
    expect(queuedSteps(services)).toBe(1);
    writeFileSync(join(workspace, "go"), "");
    expect(actionsOf(await first)).toEqual({ train: "executed" });
    expect(actionsOf(JSON.parse((await second).stdout))).toEqual({ train: "reused", after: "executed" });
  });

  it("never write at one fixed path together, whatever their parameters", async () => {
    const { workspace, services, file, begun, model } = await place();
    const first = runForTest(services, readForTest(file));
    await until(() => begun() === 1);
    const second = runCli(services.library.folder, ["run", file, "--json", "-P", "n=2"]);
    await until(() => queuedSteps(services) === 1);
    writeFileSync(join(workspace, "go"), "");
    expect(actionsOf(await first)).toEqual({ train: "executed" });
    expect(actionsOf(JSON.parse((await second).stdout))).toEqual({ train: "executed" });
    expect(model()).toBe("whole 2\n");
    for (const [n, text] of [
      [1, "whole 1\n"],
      [2, "whole 2\n"],
    ] as const) {
      const again = await runForTest(services, readForTest(file, { n: String(n) }));
      expect(actionsOf(again)).toEqual({ train: "restored" });
      expect(model()).toBe(text);
      writeFileSync(join(workspace, "out/model.txt"), "edited");
    }
  });

  it("do not restore over a path at which the other one writes", async () => {
    const { workspace, services, file, begun, model } = await place();
    writeFileSync(join(workspace, "go"), "");
    await runForTest(services, readForTest(file));
    rmSync(join(workspace, "go"));
    const first = runForTest(services, readForTest(file, { n: "2" }));
    await until(() => begun() === 2);
    const second = runCli(services.library.folder, ["run", file, "--json"]);
    await until(() => queuedSteps(services) === 1);
    expect(model()).toBe("half\n");
    writeFileSync(join(workspace, "go"), "");
    expect(actionsOf(await first)).toEqual({ train: "executed" });
    expect(actionsOf(JSON.parse((await second).stdout))).toEqual({ train: "restored" });
    expect(model()).toBe("whole 1\n");
  });
});

function queuedSteps({ library }: Awaited<ReturnType<typeof openTestServices>>): number {
  return library.database
    .prepare("SELECT count(*) FROM runs WHERE kind = 'step' AND status = 'queued'")
    .pluck()
    .get() as number;
}
