import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runId } from "../../../../src-main/core/model/ids.ts";
import type { RunEvent } from "../../../../src-main/core/model/run-event.ts";
import { bringIndexUp } from "../../../../src-main/node/app/index-recorded-run.ts";
import { verifyLibrary } from "../../../../src-main/node/app/verify-library.ts";
import { readSeries } from "../../../../src-main/node/store/tables/metrics.ts";
import { killedRun, stepRow, until } from "../../../helpers/killed-run.ts";
import { detail } from "../../../helpers/scripts.ts";
import { actionsOf, openTestServices, place, readForTest, runForTest } from "../../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../../helpers/workspace.ts";

const tell = (event: object): string => `echo '${JSON.stringify(event)}' >> "$SIGNET_EVENTS"`;

const pipeline = (run: readonly string[], more = ""): string => `signet: 1
name: told
params: {n: 1}
steps:
  train:
    run: |
${run.map((line) => `      ${line}`).join("\n")}
    params: [n]
    outputs: {model: model.txt}
${more}`;

describe("a step that tells of itself", () => {
  it("has it when it has succeeded, and so has the step that reuses it", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline([
        tell({ type: "metric", name: "loss", value: 0.5 }),
        tell({ type: "metrics", values: { loss: 0.25, acc: 0.75 }, step: 5 }),
        tell({ type: "params", values: { n: 99, seen: 2 } }),
        tell({ type: "tags", add: ["told"] }),
        tell({ type: "notes", text: "Said." }),
        tell({ type: "property", key: "title", value: "A title" }),
        "mkdir -p $(dirname $SIGNET_EVENTS)/files; echo picture > $(dirname $SIGNET_EVENTS)/files/a.txt",
        tell({ type: "artifact", name: "a", path: "files/a.txt", kind: "text" }),
        tell({ type: "input", name: "extra", path: "pipeline.yaml" }),
        "echo model > {outputs.model}",
      ]),
    });
    const first = await runForTest(services, readForTest(file));
    expect(actionsOf(first)).toEqual({ train: "executed" });
    const made = detail(services, runId(first.steps[0]?.run ?? ""));
    expect(made).toMatchObject({
      status: "succeeded",
      metrics: { loss: 0.25, acc: 0.75 },
      // What it was computed with is not what its program says.
      params: { n: 1n, seen: 2n },
      tags: ["told"],
      notes: "Said.",
      properties: { title: "A title" },
      artifacts: [{ name: "a", kind: "text", size: 8 }],
    });
    expect(made.inputs.map(({ name }) => name)).toContain("extra");
    expect(readFileSync(made.artifacts[0]?.kept ?? "", "utf8")).toBe("picture\n");
    const second = await runForTest(services, readForTest(file));
    expect(actionsOf(second)).toEqual({ train: "reused" });
    const reused = detail(services, runId(second.steps[0]?.run ?? ""));
    for (const key of ["metrics", "params", "tags", "notes", "properties"] as const)
      expect([key, reused[key]]).toEqual([key, made[key]]);
    expect(reused.artifacts.map(({ digest }) => digest)).toEqual(made.artifacts.map(({ digest }) => digest));
    expect(reused.metricSummaries.map(({ name, count }) => [name, count])).toEqual(
      made.metricSummaries.map(({ name, count }) => [name, count]),
    );
    expect(reused.origin?.run).toBe(made.id);
  });

  it("has what it told before it failed", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline([
        tell({ type: "metric", name: "loss", value: 7 }),
        "exit 3",
        "echo model > {outputs.model}",
      ]),
    });
    const run = await runForTest(services, readForTest(file));
    expect(detail(services, runId(run.steps[0]?.run ?? ""))).toMatchObject({
      status: "failed",
      metrics: { loss: 7 },
    });
  });

  it("shows its metrics while they stream", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline([
        tell({ type: "metric", name: "loss", value: 1 }),
        "while [ ! -e go ]; do sleep 0.05; done",
        tell({ type: "metric", name: "loss", value: 2 }),
        "echo model > {outputs.model}",
      ]),
    });
    const seen: RunEvent[] = [];
    services.events.listen((event) => seen.push(event));
    const running = runForTest(services, readForTest(file));
    const last = () =>
      seen.flatMap((event) => (event.type === "run" && event.run.step === "train" ? [event.run] : [])).at(-1);
    await until(() => last()?.metrics.loss === 1);
    expect(last()?.status).toBe("running");
    writeFiles(workspace, { go: "" });
    const run = await running;
    expect(detail(services, runId(run.steps[0]?.run ?? "")).metrics).toMatchObject({ loss: 2 });
  });

  it("loses nothing when Signet is killed while it tells", async () => {
    const workspace = temporaryFolder();
    const library = join(temporaryFolder(), "library");
    const points = 4_000;
    writeFiles(workspace, {
      "tell.py": `import json, os, time
for i in range(${points}):
    line = json.dumps({"type": "metric", "name": "loss", "value": i / 3, "step": i}) + "\\n"
    with open(os.environ["SIGNET_EVENTS"], "ab", buffering=0) as out: out.write(line.encode())
    if i % 200 == 0: time.sleep(0.05)
`,
      "pipeline.yaml": pipeline(["python3 tell.py", "echo model > {outputs.model}"]),
    });
    const seriesNow = async () => {
      const services = await openTestServices(library);
      const series = readSeries(services.library.database, runId(stepRow(library, "train").id), "loss", 1e9);
      await services.close();
      return series.steps;
    };
    await killedRun(library, join(workspace, "pipeline.yaml"), () => {
      const row = existsSync(join(library, "signet.db")) ? readEvents(library) : "";
      return row.length > 20_000;
    });
    await until(() => readEvents(library).includes(`"step": ${points - 1}}`));
    const steps = await (async () => {
      for (;;) {
        const now = await seriesNow();
        if (stepRow(library, "train").status === "succeeded") return now;
      }
    })();
    expect(steps).toEqual(Array.from({ length: points }, (_, at) => at));
  });
});

const readEvents = (library: string): string => {
  try {
    return readFileSync(join(library, "runs", stepRow(library, "train").id, "events.jsonl"), "utf8");
  } catch {
    return "";
  }
};

describe("what a step uses of the machine", () => {
  it("is a series of its run, with the most memory and the time of the processor", async () => {
    const { services, file } = await place({
      "work.py": `import time
block = bytearray(60_000_000)
end = time.time() + 1.2
while time.time() < end: sum(range(10_000))
`,
      "pipeline.yaml": pipeline(["python3 work.py", "echo model > {outputs.model}"]),
    });
    const run = await runForTest(services, readForTest(file));
    const step = detail(services, runId(run.steps[0]?.run ?? ""));
    expect(step.peakMemory).toBeGreaterThan(60_000_000);
    expect(step.cpuSeconds).toBeGreaterThan(0.1);
    const names = step.metricSummaries.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["system.cpu", "system.memory"]));
    expect(step.metrics).toEqual({});
  });

  it("may lag behind in the search index as long as it goes on: nothing is wrong with that", async () => {
    const { services, file, workspace } = await place({
      "pipeline.yaml": pipeline(["until [ -e go ]; do sleep 0.01; done; echo > {outputs.model}"]),
    });
    const run = runForTest(services, readForTest(file));
    const { database } = services.library;
    const measured = () => JSON.stringify(database.prepare("SELECT * FROM metric_series").all());
    await until(() => measured() !== "[]");
    bringIndexUp(services.library);
    const before = measured();
    await until(() => measured() !== before);
    expect((await verifyLibrary(services.library, () => {})).searchIndex).toEqual([]);
    writeFiles(workspace, { go: "" });
    expect((await run).status).toBe("succeeded");
  });
});
