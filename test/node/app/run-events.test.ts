import { join } from "node:path";
import { expect, it } from "vitest";
import type { RunRow } from "../../../src-main/core/model/run.ts";
import { openTestServices, readForTest, runForTest } from "../../helpers/services.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

it("publishes a run's progress soon after its steps, not with each of them, and its end at once", async () => {
  const workspace = temporaryFolder();
  const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
  writeFiles(workspace, {
    "pipeline.yaml": `signet: 1\nname: p\nsteps:\n${names
      .map((name) => `  ${name}: {run: "echo ${name} > {outputs.o${name}}", outputs: [o${name}]}`)
      .join("\n")}\n`,
  });
  const services = await openTestServices(join(temporaryFolder(), "library"));
  const file = join(workspace, "pipeline.yaml");
  await runForTest(services, readForTest(file));
  const rows: RunRow[] = [];
  services.events.listen((event) => {
    if (event.type === "run") rows.push(event.run);
  });
  const run = await runForTest(services, readForTest(file));
  const ofRun = rows.filter(({ id }) => id === run.run);
  const ofSteps = rows.filter(({ parent }) => parent === run.run);
  expect(ofSteps.length).toBeGreaterThanOrEqual(80);
  expect(ofRun.length).toBeLessThan(ofSteps.length / 2);
  expect(ofRun.at(-1)).toMatchObject({ status: "succeeded", progress: { total: 40, ended: 40 } });
});
