import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { metricSummaries } from "../../../src-main/node/store/tables/metrics.ts";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

const pipeline = (text: string) => `signet: 1\nname: p\n${text}`;

describe("a step runs again", () => {
  it.each([
    [
      "a script below a folder it goes to",
      "cd sub && sh x.sh > {outputs.o}",
      "sub/x.sh",
      "Code changed: sub/x.sh",
    ],
    [
      "a file that the shell finds",
      "cat parts/*.txt > {outputs.o}",
      "parts/a.txt",
      "Code changed: parts/a.txt",
    ],
    [
      "a new file that the shell finds",
      "cat parts/*.txt > {outputs.o}",
      "parts/b.txt",
      "Code added: parts/b.txt",
    ],
  ])("when this changed: %s", async (_what, run, path, reason) => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`steps: {s: {run: "${run}", outputs: [o]}}`),
      "sub/x.sh": "echo one",
      "parts/a.txt": "one",
    });
    await runForTest(services, readForTest(file));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "reused" });
    writeFileSync(join(workspace, path), "echo two");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "s")).toEqual([reason]);
  });

  it("when a variable that its command mentions changed", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline('steps: {s: {run: "echo $FLAVOUR > {outputs.o}", outputs: [o]}}'),
    });
    vi.stubEnv("FLAVOUR", undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    await runForTest(services, readForTest(file));
    vi.stubEnv("FLAVOUR", "sweet");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "s")).toEqual([
      "Environment changed: FLAVOUR (none) → sweet",
    ]);
  });

  it("when a source was not what it was decided by, even if it was changed back meanwhile", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {raw: raw.txt}
steps:
  edit: {run: "echo other > raw.txt", outputs: []}
  s: {run: "cp {inputs.raw} {outputs.o}; echo first > raw.txt", inputs: [raw], outputs: [o], needs: [edit]}`),
      "raw.txt": "first\n",
    });
    await runForTest(services, readForTest(file), { jobs: 1 });
    expect(readFileSync(join(workspace, "raw.txt"), "utf8")).toBe("first\n");
    expect(reasonsOf(await planForTest(services, readForTest(file)), "s")).toEqual([
      "raw changed while it last ran, so that result does not count",
    ]);
  });

  it("when the library lost a file of a folder that it made", async () => {
    const { services, workspace, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {d: {path: d, type: directory}}
steps: {s: {run: "echo 1 > {outputs.d}/a; echo 2 > {outputs.d}/b", outputs: [d]}}`),
    });
    await runForTest(services, readForTest(file));
    rmSync(services.library.objects.pathOf(sha256("2\n")));
    rmSync(join(workspace, "d"), { recursive: true });
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "executed" });
    expect(readFileSync(join(workspace, "d/b"), "utf8")).toBe("2\n");
  });
});

describe("a step does not run again", () => {
  it("because its command names a file in the folder that it makes", async () => {
    const { services, file } = await place({
      "pipeline.yaml": pipeline(`datasets: {d: {path: d, type: directory}}
steps: {s: {run: "mkdir d; echo 1 > d/log; touch d/model.bin", outputs: [d]}}`),
    });
    await runForTest(services, readForTest(file));
    expect(actionsOf(await runForTest(services, readForTest(file)))).toEqual({ s: "reused" });
  });
});

it("keeps the bytes of an output that has another name elsewhere, and leaves that file as it is", async () => {
  const { services, workspace, file } = await place({
    "pipeline.yaml": pipeline('steps: {s: {run: "sh link.sh {outputs.o}", outputs: [o]}}'),
    "link.sh": 'ln data.txt "$1"',
    "data.txt": "kept",
  });
  const run = await runForTest(services, readForTest(file));
  expect(run.status).toBe("succeeded");
  writeFileSync(join(workspace, "data.txt"), "edited");
  expect(statSync(join(workspace, "data.txt")).mode & 0o222).not.toBe(0);
  expect((await services.library.objects.read(sha256("kept")))?.toString()).toBe("kept");
});

it("takes bare NaN and infinities in a metrics file, as Python writes them", async () => {
  const { services, file } = await place({
    "pipeline.yaml": pipeline(`datasets: {m: {path: m.json, as: metrics}}
steps: {s: {run: "cp given.json {outputs.m}", outputs: [m]}}`),
    "given.json": '{"loss": [1, NaN, -Infinity], "NaN": 3, "text": "a \\" NaN"}',
  });
  const run = await runForTest(services, readForTest(file));
  expect(run.steps[0]?.error).toBeNull();
  const series = services.library.database
    .prepare("SELECT name, count, last, max FROM metric_series ORDER BY name")
    .all();
  expect(series).toEqual([
    { name: "NaN", count: 1, last: 3, max: 3 },
    { name: "loss", count: 3, last: Number.NEGATIVE_INFINITY, max: 1 },
  ]);
});

describe("a dataset that is declared as metrics after it was made", () => {
  it("has its numbers in the run that made it and in the one that reuses it", async () => {
    const steps = `steps: {s: {run: "echo '{\\"acc\\": 0.5}' > {outputs.o}", outputs: [o]}}`;
    const { services, workspace, file } = await place({ "pipeline.yaml": pipeline(steps) });
    const made = await runForTest(services, readForTest(file));
    const declared = pipeline(`datasets: {o: {path: o.json, as: metrics}}\n${steps}`);
    writeFileSync(join(workspace, "pipeline.yaml"), pipeline(`datasets: {o: {path: o.json}}\n${steps}`));
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "pipeline.yaml"), declared);
    const reused = await runForTest(services, readForTest(file));
    expect(actionsOf(reused)).toEqual({ s: "reused" });
    const metrics = (run: string) => metricSummaries(services.library.database, run as RunId);
    expect(metrics(reused.run)).toMatchObject([{ name: "acc", last: 0.5 }]);
    expect(metrics(made.run)).toEqual([]);
  });
});
