import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { createApp } from "../../../src-main/node/app/create-app.ts";
import { processIdentity } from "../../../src-main/node/host/process-identity.ts";
import { readExit } from "../../../src-main/node/host/step-wrapper.ts";
import { runCli } from "../../helpers/cli.ts";
import { killCommand, killedRun, rowsOf, saves, stepRow, until } from "../../helpers/killed-run.ts";
import { actionsOf, openTestServices, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A step that begins, waits for a file `go`, and then does what `after` says. */
async function leftBehind(after: string, { keys = "", output = "{outputs.model}", early = "" } = {}) {
  const workspace = temporaryFolder();
  writeFiles(workspace, {
    "pipeline.yaml": `signet: 1
name: p
datasets: {raw: raw.txt, model: out/model.txt}
steps:
  train: {run: "sh train.sh {inputs.raw} ${output}", inputs: [raw], outputs: [model]${keys}}
  test: {run: "cat {inputs.model} > {outputs.score}", inputs: [model], outputs: [score]}
`,
    "train.sh": `${early}
echo up > up
until [ -e go ] || [ $((i=i+1)) -gt 3000 ]; do sleep 0.01; done
${after}
`,
    "raw.txt": "raw\n",
    "out/model.txt": "mine\n",
  });
  const library = join(temporaryFolder(), "library");
  const file = join(workspace, "pipeline.yaml");
  await killedRun(library, file, () => {
    const row = rowsOf(library).find(({ step }) => step === "train");
    return row?.status === "running" && existsSync(join(workspace, "up"));
  });
  const exit = () => join(library, "runs", stepRow(library, "train").id, "exit");
  return {
    workspace,
    library,
    file,
    exit,
    go: () => writeFileSync(join(workspace, "go"), ""),
    ended: () => until(() => readExit(exit()) !== null),
    model: () => readFileSync(join(workspace, "out/model.txt"), "utf8"),
  };
}

const statuses = (library: string) =>
  Object.fromEntries(rowsOf(library).map(({ step, status }) => [step ?? "run", status]));

const makes = 'echo "$(cat $1) model" > $2';

describe("a step whose Signet was killed", () => {
  it("counts when it has ended meanwhile, and the run can be continued", async () => {
    const left = await leftBehind(makes);
    left.go();
    await left.ended();
    const services = await openTestServices(left.library);
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "succeeded", test: "skipped" });
    expect(left.model()).toBe("raw model\n");
    const again = await runForTest(services, readForTest(left.file));
    expect(actionsOf(again)).toEqual({ train: "reused", test: "executed" });
    expect(existsSync(left.exit())).toBe(false);
  });

  it("goes on, is looked at while it does, and is finished when it ends", async () => {
    const left = await leftBehind(makes);
    const services = await openTestServices(left.library);
    expect(statuses(left.library)).toEqual({ run: "running", train: "running", test: "skipped" });
    await services.pipelines.lookAfterLeft();
    expect(statuses(left.library).train).toBe("running");
    left.go();
    await left.ended();
    await services.pipelines.lookAfterLeft();
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "succeeded", test: "skipped" });
    expect(actionsOf(await runForTest(services, readForTest(left.file)))).toMatchObject({ train: "reused" });
  });

  it("is watched to its end by the window", async () => {
    const left = await leftBehind(makes);
    const app = await createApp({
      library: left.library,
      resources: resolve("resources"),
      appVersion: "test",
    });
    if (!app.ok) throw new Error(app.error.message);
    onTestFinished(() => app.value.close());
    left.go();
    await until(() => statuses(left.library).run === "interrupted");
    expect(statuses(left.library).train).toBe("succeeded");
    expect(left.model()).toBe("raw model\n");
  });

  it("can be stopped from the window", async () => {
    const left = await leftBehind(makes, { early: saves });
    const app = await createApp({
      library: left.library,
      resources: resolve("resources"),
      appVersion: "test",
    });
    if (!app.ok) throw new Error(app.error.message);
    onTestFinished(() => app.value.close());
    const run = rowsOf(left.library).find(({ step }) => step === null);
    const answer = await app.value.call("runs.cancel", { id: run?.id as never });
    expect(answer).toEqual({ ok: true, value: null });
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "cancelled", test: "skipped" });
    expect(left.model()).toBe("mine\n");
    // Its shell ended at once, and it had its time all the same.
    expect(existsSync(join(left.workspace, "saved"))).toBe(true);
  });

  it("is killed when it was cancelled and does not end by itself", async () => {
    // It is asked to end and says so, and goes on: nobody has to wait for its ten seconds.
    const left = await leftBehind("", { early: "trap 'touch asked' TERM\necho $$ > pid" });
    const app = await createApp({
      library: left.library,
      resources: resolve("resources"),
      appVersion: "test",
    });
    if (!app.ok) throw new Error(app.error.message);
    onTestFinished(() => app.value.close());
    const id = rowsOf(left.library).find(({ step }) => step === null)?.id as RunId;
    const told: string[] = [];
    app.value.onEvent((event) => {
      if (event.type === "cancelling") told.push(event.run);
    });
    expect(await app.value.call("runs.kill", { id })).toMatchObject({
      ok: false,
      error: { message: "There is nothing to kill: this run has ended, or was not cancelled here" },
    });
    const pid = Number(readFileSync(join(left.workspace, "pid"), "utf8"));
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const cancelled = app.value.call("runs.cancel", { id });
    await until(() => existsSync(join(left.workspace, "asked")));
    expect(told).toEqual([id]);
    // Cancelled once more, as from another window, it is being cancelled all the same.
    expect(await app.value.call("runs.cancel", { id })).toEqual({ ok: true, value: null });
    expect(processIdentity(pid)).not.toBeNull();
    expect(await app.value.call("runs.kill", { id })).toEqual({ ok: true, value: null });
    expect(await cancelled).toEqual({ ok: true, value: null });
    expect(processIdentity(pid)).toBeNull();
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "cancelled", test: "skipped" });
    expect(left.model()).toBe("mine\n");
  });

  it.each([
    ["exit 7", 7, "The command ended with exit code 7"],
    ["exit 143", 143, "The command ended with exit code 143"],
    ["kill -9 $PPID", null, "The command was ended by SIGKILL"],
    ["rm -f $2", 0, "The command ended well but did not write its output: model at "],
  ])("fails truly when it ends with `%s`", async (end, exitCode, text) => {
    const left = await leftBehind(`echo half > $2; ${end}`);
    left.go();
    await left.ended();
    await openTestServices(left.library);
    const row = stepRow(left.library, "train");
    expect(row).toMatchObject({ status: "failed", exitCode, error: expect.stringContaining(text) });
    expect(statuses(left.library)).toMatchObject({ run: "interrupted", test: "skipped" });
    expect(left.model()).toBe("mine\n");
  });

  it("still has no more time than it was given", async () => {
    const left = await leftBehind(makes, { keys: ", timeout: 5s" });
    await until(() => {
      const started = stepRow(left.library, "train");
      return started.status === "running";
    });
    const services = await openTestServices(left.library);
    while (statuses(left.library).run === "running") await services.pipelines.lookAfterLeft();
    expect(stepRow(left.library, "train")).toMatchObject({
      status: "failed",
      error: "It took longer than 5s (timeout)",
    });
    expect(left.model()).toBe("mine\n");
  });

  it("is interrupted when it failed and would have been tried again", async () => {
    const left = await leftBehind("exit 1", { keys: ", retries: 2" });
    left.go();
    await left.ended();
    await openTestServices(left.library);
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "interrupted", test: "skipped" });
    expect(left.model()).toBe("mine\n");
  });

  it("is interrupted when it was killed too, and what had left its group is ended before old files are put back", async () => {
    const early = `setsid sh -c 'until [ -e go ]; do sleep 0.01; done; echo late > out/model.txt' &
echo half > out/model.txt`;
    const left = await leftBehind("", { early, output: "out/model.txt" });
    expect(left.model()).toBe("half\n");
    await killCommand(left.library, "train");
    // Two at once: each run is taken by one of them.
    await Promise.all([openTestServices(left.library), openTestServices(left.library)]);
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "interrupted", test: "skipped" });
    expect(left.model()).toBe("mine\n");
    left.go();
    expect(left.model()).toBe("mine\n");
  });

  it("is not taken for another process that got its number", async () => {
    const left = await leftBehind(makes);
    await killCommand(left.library, "train");
    const services = await openTestServices(join(temporaryFolder(), "other"));
    expect(services.library.owner).toMatch(/^\d+:\d+:/);
    // As if this process had got the number: it lives, and started at another time.
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(join(left.library, "signet.db"));
    const [, , boot] = (stepRow(left.library, "train").process ?? "").split(":");
    database.prepare("UPDATE runs SET process = ? WHERE step = 'train'").run(`${process.pid}:1:${boot}`);
    database.close();
    await openTestServices(left.library);
    expect(statuses(left.library).train).toBe("interrupted");
  });

  it.each([
    ["ended 0", "interrupted", "mine\n"],
    ["ended 0 synced", "succeeded", "raw model\n"],
  ])("counts after a reboot only if what it wrote was made durable: %j", async (record, status, model) => {
    const left = await leftBehind(makes);
    left.go();
    await left.ended();
    // The last thing the wrapper does is to make this durable as well.
    await until(
      () => !existsSync(`/proc/${Number.parseInt(stepRow(left.library, "train").process ?? "", 10)}`),
    );
    expect(readFileSync(left.exit(), "utf8")).toBe(`${"ended 0 synced".padEnd(31)}\n`);
    writeFileSync(left.exit(), `${record.padEnd(31)}\n`);
    const [kept = ""] = globSync(join(left.library, "runs/*/executions.jsonl"));
    const text = readFileSync(kept, "utf8");
    writeFileSync(kept, text.replace(/"boot":"[^"]*"/, '"boot":"another"'));
    await openTestServices(left.library);
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: status, test: "skipped" });
    expect(left.model()).toBe(model);
  });

  it("is interrupted when what finishing it needs has lost its end", async () => {
    const left = await leftBehind(makes);
    left.go();
    await left.ended();
    const [pipeline = ""] = globSync(join(left.library, "runs/*/pipeline.json"));
    writeFileSync(pipeline, readFileSync(pipeline).subarray(0, -10));
    await openTestServices(left.library);
    expect(statuses(left.library)).toEqual({ run: "interrupted", train: "interrupted", test: "skipped" });
    expect(left.model()).toBe("mine\n");
  });

  it("counts and is not reused when its input changed, or its output was edited after it ended", async () => {
    for (const edited of ["raw.txt", "out/model.txt"]) {
      // At a fixed path the command writes itself, so that it can be edited before anybody looked.
      const left = await leftBehind(makes, { output: "out/model.txt" });
      left.go();
      await left.ended();
      writeFileSync(join(left.workspace, edited), "edited\n");
      const services = await openTestServices(left.library);
      expect(statuses(left.library).train).toBe("succeeded");
      expect(stepRow(left.library, "train").error).toMatch(/changed while the step ran/);
      const again = await runForTest(services, readForTest(left.file));
      expect(actionsOf(again)).toMatchObject({ train: "executed" });
      expect(reasonsOf(again, "train").join()).not.toBe("");
    }
  });

  it("is waited for by another process that wants the same, which then reuses it", async () => {
    const left = await leftBehind(makes);
    const second = runCli(left.library, ["run", left.file, "--json"]);
    await until(() => rowsOf(left.library).filter(({ step }) => step === "train").length === 2);
    left.go();
    expect(actionsOf(JSON.parse((await second).stdout))).toEqual({ train: "reused", test: "executed" });
  });

  it("does its hooks after the end, also one that was half done", async () => {
    const left = await leftBehind(makes, {
      keys: ', hooks: {after: "cat {outputs.model} >> hooked; until [ -e done ]; do sleep 0.01; done"}',
    });
    left.go();
    await left.ended();
    const opening = openTestServices(left.library);
    await until(() => existsSync(join(left.workspace, "hooked")));
    writeFileSync(join(left.workspace, "done"), "");
    await opening;
    expect(readFileSync(join(left.workspace, "hooked"), "utf8")).toBe("raw model\n");
    expect(statuses(left.library).train).toBe("succeeded");
  });
});

describe("two processes on one library", () => {
  it("of which the computing one is killed with its step: the waiting one computes", async () => {
    const left = await leftBehind(makes);
    const second = runCli(left.library, ["run", left.file, "--json"]);
    await until(() => rowsOf(left.library).filter(({ step }) => step === "train").length === 2);
    await killCommand(left.library, "train");
    left.go();
    expect(actionsOf(JSON.parse((await second).stdout))).toEqual({ train: "executed", test: "executed" });
    expect(left.model()).toBe("raw model\n");
    expect(rowsOf(left.library).map(({ status }) => status)).toEqual([
      "interrupted",
      "interrupted",
      "skipped",
      "succeeded",
      "succeeded",
      "succeeded",
    ]);
  });

  it("leave alone what a living one runs", async () => {
    const workspace = temporaryFolder();
    writeFiles(workspace, {
      "pipeline.yaml": `signet: 1
name: p
steps: {a: {run: "until [ -e go ] || [ $((i=i+1)) -gt 3000 ]; do sleep 0.01; done; echo a > {outputs.a}", outputs: [a]}}
`,
    });
    const library = join(temporaryFolder(), "library");
    const running = runCli(library, ["run", join(workspace, "pipeline.yaml"), "--json"]);
    await until(() => rowsOf(library).some(({ status, step }) => step === "a" && status === "running"));
    const services = await openTestServices(library);
    await services.pipelines.lookAfterLeft();
    const run = rowsOf(library).find(({ step }) => step === null);
    expect(await services.pipelines.cancel(run?.id as never)).toBe(false);
    expect(rowsOf(library).map(({ status }) => status)).toEqual(["running", "running"]);
    writeFileSync(join(workspace, "go"), "");
    expect(actionsOf(JSON.parse((await running).stdout))).toEqual({ a: "executed" });
  });
});
