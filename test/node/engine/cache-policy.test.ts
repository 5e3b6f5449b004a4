import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

const minute = 60_000;
const hour = 60 * minute;

afterEach(() => void vi.useRealTimers());

/** Only the date is another: timers go on. */
const setClock = (time: number) => vi.useFakeTimers({ toFake: ["Date"], now: time });

describe("a step whose cache is off", () => {
  it("always runs, and what follows it only when its bytes changed", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps:
  fetch: {run: "cat state.txt > {outputs.o}; echo x >> ran.log", outputs: [o], cache: false, code: []}
  use: {run: "cat {inputs.o} > {outputs.p}", inputs: [o], outputs: [p]}`),
      "state.txt": "1",
    });
    await runForTest(services, readForTest(file));
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps.map(({ action }) => action)).toEqual(["run", "undecided"]);
    expect(plan.steps[0]?.reasons).toMatchObject([
      { kind: "cache-disabled", text: "Always run: its cache is off" },
    ]);
    const again = await runForTest(services, readForTest(file));
    expect(actionsOf(again)).toEqual({ fetch: "executed", use: "reused" });
    expect(reasonsOf(again, "use")).toEqual(["Not rerun: fetch ran again but its output is identical"]);
    expect(readFileSync(join(workspace, "ran.log"), "utf8")).toBe("x\nx\n");
    writeFileSync(join(workspace, "state.txt"), "2");
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({
      fetch: "executed",
      use: "executed",
    });
  });
});

describe("a step whose cache expires", () => {
  const text = pipeline('steps: {s: {run: "date > {outputs.o}", outputs: [o], cache: {ttl: 2h}}}');

  it("is reused while its result is young enough, however often, and runs when that is too old", async () => {
    const { services, file } = await place({ "pipeline.yaml": text });
    const start = Date.UTC(2026, 0, 5, 12);
    setClock(start);
    await runForTest(services, readForTest(file));
    setClock(start + 2 * hour - minute);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "reused" });
    // That it was reused makes it no younger. It is as old as its end, some time after the start.
    setClock(start + 3 * hour + minute);
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps[0]).toMatchObject({ action: "run" });
    expect(plan.steps[0]?.reasons).toMatchObject([
      {
        kind: "cache-expired",
        subject: "s",
        to: "2 hours",
        from: "3 hours",
        text: "Cache expired: the result of run #1 is 3 hours old and serves for 2 hours",
      },
    ]);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "executed" });
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "reused" });
  });
});

describe("a step whose cache has a key", () => {
  const files = {
    "pipeline.yaml": pipeline(`steps:
  s: {run: "echo 1 > {outputs.o}", outputs: [o], cache: {key: "echo x >> asked.log; cat table-version.txt"}}
  t: {run: "echo 2 > {outputs.p}", outputs: [p], cache: {key: "echo x >> asked.log; cat table-version.txt"}}`),
    "table-version.txt": "v1\n",
  };

  it("runs when what the command prints is another, and asks once in a plan and once in a run", async () => {
    const { services, workspace, file } = await place(files);
    const asked = () => readFileSync(join(workspace, "asked.log"), "utf8").length / 2;
    await runForTest(services, readForTest(file));
    expect(asked()).toBe(1);
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "reused", t: "reused" });
    expect(asked()).toBe(2);
    writeFileSync(join(workspace, "table-version.txt"), "v2\n");
    const plan = await planForTest(services, readForTest(file));
    expect(asked()).toBe(3);
    expect(plan.steps[0]?.reasons).toMatchObject([
      {
        kind: "environment-changed",
        subject: "cache.key",
        from: "v1",
        to: "v2",
        text: "Cache key changed: v1 → v2",
      },
    ]);
  });

  it("is asked for with the parameters of the step, each item's own", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`params: {folder: the tables}
steps:
  s:
    run: "echo {params.folder} {params.table} > {outputs.o}"
    outputs: [o]
    foreach: {table: [users, "it's"]}
    cache: {key: "cat {params.folder}/{params.table}.txt"}`),
      "the tables/users.txt": "1",
      "the tables/it's.txt": "1",
    });
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "the tables/it's.txt"), "2");
    const plan = await planForTest(services, readForTest(file));
    expect(plan.steps.map(({ reasons }) => reasons.map(({ text }) => text))).toEqual([
      ["Up to date, same as run #1"],
      ["Cache key changed: 1 → 2"],
    ]);
  });

  it("is undecided, and its command not executed, before the commands were agreed to", async () => {
    const { services, workspace, file } = await place(files);
    const choice = { targets: [], from: [], only: [], force: false };
    const plan = await services.pipelines.plan(readForTest(file), choice, { trusted: false });
    if (!plan.ok) throw new Error(plan.error.message);
    expect(plan.value.steps.map(({ action }) => action)).toEqual(["undecided", "undecided"]);
    expect(reasonsOf(plan.value, "s")).toEqual([
      "Until you agree to the pipeline's commands: one of them makes its cache key",
    ]);
    expect(existsSync(join(workspace, "asked.log"))).toBe(false);
  });

  it("fails with what the command said when that fails", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(
        'steps: {s: {run: "echo 1 > {outputs.o}", outputs: [o], cache: {key: "echo no table >&2; exit 3"}}}',
      ),
    });
    const run = await runForTest(services, readForTest(file));
    expect(actionsOf(run)).toEqual({ s: "failed" });
    expect(run.steps[0]?.error).toMatch(/cache key ended with exit code 3.*\n.*no table/);
  });
});
