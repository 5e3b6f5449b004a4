import { appendFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PipelineCandidate, RunsCandidate } from "../../../../src-main/core/contract/methods.ts";
import { importCandidate } from "../../../../src-main/node/app/import-candidate.ts";
import { importRunsAt } from "../../../../src-main/node/app/interchange/runs-at-path.ts";
import type { Services } from "../../../../src-main/node/app/services.ts";
import { startLooking } from "../../../../src-main/node/importers/looking.ts";
import { openTestServices } from "../../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../../helpers/workspace.ts";

const looking = () => startLooking(new AbortController().signal);
const newLibrary = () => openTestServices(join(temporaryFolder(), "library"));
const written = (tool: string) => join("test/fixtures/importers/written", tool);

const runsIn = ({ library: { database } }: Services): number =>
  (database.prepare("SELECT count(*) AS runs FROM runs").get() as { runs: number }).runs;

function linesFile(lines: readonly unknown[]): string {
  const file = join(temporaryFolder(), "runs.jsonl");
  writeFileSync(
    file,
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
  return file;
}

async function runsCandidate(services: Services, path: string): Promise<RunsCandidate> {
  const candidate = await importCandidate(services, path, looking());
  if (candidate.kind !== "runs") throw new Error(`${path} was taken as a pipeline`);
  return candidate;
}

async function pipelineCandidate(services: Services, path: string): Promise<PipelineCandidate> {
  const candidate = await importCandidate(services, path, looking());
  if (candidate.kind !== "pipeline") throw new Error(`${path} was taken as runs`);
  return candidate;
}

async function imported(services: Services, path: string) {
  const answer = await importRunsAt(services, path);
  if (!answer.ok) throw new Error(answer.error.message);
  const { diagnostics, moreDiagnostics: _, ...counts } = answer.value;
  return { counts, codes: diagnostics.map(({ code, line }) => `${line}:${code}`) };
}

describe("a dropped file of runs", () => {
  const lines = [
    { id: "r1", name: "one", project: "vision", metrics: { acc: 0.9 }, started: "2026-01-05T10:00:00Z" },
    '{"id": "r2", "name"',
    { id: "r3", name: "three", project: "audio", status: "nonsense", kind: "nonsense" },
    { id: "r4", name: "four", project: "vision" },
  ];

  it("is told with its problems by line, and nothing of it is kept before it is imported", async () => {
    const services = await newLibrary();
    const file = linesFile(lines);
    const candidate = await runsCandidate(services, file);
    expect(candidate).toMatchObject({
      path: file,
      format: "signet",
      imported: 2,
      unchanged: 0,
      refused: 2,
      projects: ["vision"],
      moreDiagnostics: 0,
    });
    expect(candidate.first).toEqual([
      {
        name: "one",
        project: "vision",
        status: "succeeded",
        started: Date.parse("2026-01-05T10:00:00Z"),
        metrics: 1,
      },
      { name: "four", project: "vision", status: "succeeded", started: null, metrics: 0 },
    ]);
    expect(new Set(candidate.diagnostics.map(({ line }) => line))).toEqual(new Set([2, 3]));
    expect(runsIn(services)).toBe(0);
  });

  it("is imported as it was told, and the second time it is all there", async () => {
    const services = await newLibrary();
    const file = linesFile(lines);
    expect((await imported(services, file)).counts).toEqual({
      imported: 2,
      updated: 0,
      unchanged: 0,
      refused: 2,
    });
    expect(runsIn(services)).toBe(2);
    expect(await runsCandidate(services, file)).toMatchObject({ imported: 0, unchanged: 2, refused: 2 });
    expect((await imported(services, file)).counts).toEqual({
      imported: 0,
      updated: 0,
      unchanged: 2,
      refused: 2,
    });
  });

  it("leaves a run that is there otherwise as it is, and says how to replace it", async () => {
    const services = await newLibrary();
    await imported(services, linesFile([{ id: "r1", name: "one" }]));
    const other = linesFile([{ id: "r1", name: "another" }]);
    const candidate = await runsCandidate(services, other);
    expect(candidate).toMatchObject({ imported: 0, refused: 1 });
    expect(candidate.diagnostics[0]?.remedy).toContain(`signet import --replace ${other}`);
    expect(await imported(services, other)).toMatchObject({ codes: ["1:conflict"] });
  });

  it("counts the problems that are too many to be shown", async () => {
    const services = await newLibrary();
    const candidate = await runsCandidate(services, linesFile(Array.from({ length: 1_500 }, () => "{")));
    expect(candidate).toMatchObject({ imported: 0, refused: 1_500, moreDiagnostics: 1_300 });
    expect(candidate.diagnostics).toHaveLength(200);
  });

  it("is refused when it is gone by the time it is imported", async () => {
    const services = await newLibrary();
    const answer = await importRunsAt(services, join(temporaryFolder(), "gone.jsonl"));
    expect(answer).toMatchObject({ ok: false, error: { kind: "input" } });
  });
});

describe("a dropped folder", () => {
  it.each([
    ["mlflow-3.17.2", "mlflow"],
    ["tensorboard", "tensorboard"],
    ["dvclive-3.49.1", "dvclive"],
  ] as const)("of %s is told as its runs", async (tool, format) => {
    const services = await newLibrary();
    const candidate = await runsCandidate(services, written(tool));
    expect(candidate.format).toBe(format);
    expect(candidate.imported).toBeGreaterThan(0);
    expect(candidate.first.length).toBe(Math.min(10, candidate.imported));
    expect((await imported(services, candidate.path)).counts.imported).toBe(candidate.imported);
    expect(runsIn(services)).toBe(candidate.imported);
  });

  it("with a pipeline is that pipeline, also when it has mistakes, and the runs in it are dropped by themselves", async () => {
    const services = await newLibrary();
    const folder = temporaryFolder();
    writeFiles(folder, { "pipeline.yaml": "signet: 1\nname: p\nsteps:\n  a: {run: echo 1}\n" });
    cpSync(join(written("mlflow-3.17.2"), "mlruns"), join(folder, "mlruns"), { recursive: true });
    expect(await pipelineCandidate(services, folder)).toMatchObject({ name: "p", format: "signet" });
    appendFileSync(join(folder, "pipeline.yaml"), "stepz: 1\n");
    expect(await pipelineCandidate(services, folder)).toMatchObject({ format: "signet", trust: null });
    expect(await runsCandidate(services, join(folder, "mlruns"))).toMatchObject({ format: "mlflow" });
  });

  it("with neither is not known", async () => {
    const services = await newLibrary();
    const folder = join(temporaryFolder(), "empty");
    mkdirSync(folder);
    expect(await pipelineCandidate(services, folder)).toMatchObject({ format: null, trust: null });
    expect(await pipelineCandidate(services, join(folder, "nothing"))).toMatchObject({ format: null });
  });
});
