import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runId } from "../../../src-main/core/model/ids.ts";
import { runRecorder } from "../../../src-main/node/app/run-recorder.ts";
import { stepRow } from "../../helpers/killed-run.ts";
import { openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { isRoot, smallDisk } from "../../helpers/small-disk.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

/** A step that is about to start, in a library on a disk that can be filled and freed, and what records it. */
async function startingStep() {
  const disk = smallDisk(4_000);
  const library = join(disk, "library");
  const workspace = temporaryFolder();
  writeFiles(workspace, {
    "pipeline.yaml": 'signet: 1\nname: p\nsteps:\n  a: {run: "echo > {outputs.x}", outputs: [x]}\n',
  });
  const pipeline = readForTest(join(workspace, "pipeline.yaml"));
  const services = await openTestServices(library);
  await runForTest(services, pipeline);
  const id = runId(stepRow(library, "a").id);
  services.library.database.exec("UPDATE runs SET status = 'starting', process = NULL WHERE step = 'a'");
  const sink = runRecorder(
    services.library,
    services.events,
    pipeline,
    new Map(pipeline.steps.map((step) => [id, step])),
    { signatures: new Map(), decisions: new Map() },
  );
  const filler = join(disk, "filler");
  return {
    id,
    sink,
    row: () => stepRow(library, "a"),
    fill: () => void spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=1k"]),
    spend: () => rmSync(join(library, "reserve")),
    free: () => rmSync(filler),
  };
}

// Only root can make a small disk.
describe.runIf(isRoot)("while the disk is full", () => {
  it("news of a step waits for its end, and comes before it", async () => {
    const { id, sink, row, fill, free } = await startingStep();
    fill();
    await sink.stepRunning(id, "1:news");
    await sink.stepFinalizing(id);
    expect(row()).toMatchObject({ status: "starting", process: null });
    free();
    await sink.stepFailed(id, 9, "The command ended with exit code 9");
    expect(row()).toMatchObject({ status: "failed", exitCode: 9, process: "1:news" });
  });

  it("news that is asked for together waits together", async () => {
    const { id, sink, row, fill, free } = await startingStep();
    fill();
    await Promise.all([sink.stepRunning(id, "1:news"), sink.stepFinalizing(id)]);
    free();
    // It may only follow what runs.
    await sink.stepFinalizing(id);
    expect(row()).toMatchObject({ status: "finalizing", process: "1:news" });
  });

  it("the end of a step is recorded in the room that the library keeps", async () => {
    const { id, sink, row, fill } = await startingStep();
    fill();
    await sink.stepRunning(id, "1:news");
    await sink.stepFailed(id, 9, "no room");
    expect(row()).toMatchObject({ status: "failed", exitCode: 9, process: "1:news" });
  });

  it("without that room the end of a step cannot be recorded, nor what would follow from it", async () => {
    const { id, sink, row, fill, free, spend } = await startingStep();
    spend();
    fill();
    await expect(sink.stepFailed(id, 9, "no room")).rejects.toThrow("database or disk is full");
    free();
    await expect(sink.stepRunning(id, "1:news")).rejects.toThrow("database or disk is full");
    expect(row().status).toBe("starting");
  });
});
