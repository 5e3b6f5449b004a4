import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Pipeline } from "../../../src-main/core/model/pipeline.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
params: {n: 1}
datasets: {raw: raw.txt}
steps:
  prepare: {run: "sh prepare.sh {inputs.raw} > {outputs.clean}", inputs: [raw], outputs: [clean]}
  train: {run: "sh train.sh {inputs.clean} > {outputs.model} # {params.n}", inputs: [clean], outputs: [model]}
  always: {run: "date > {outputs.now}", outputs: [now], cache: false}
`,
  "raw.txt": "raw\n",
  "prepare.sh": 'cat "$1"\n',
  "train.sh": 'echo model; cat "$1"\n',
};

const problemsOf = async (services: Services, pipeline: Pipeline, step: string) => {
  const accepted = await services.pipelines.accept(pipeline, step);
  if (accepted.ok) throw new Error("It was accepted");
  return accepted.error.diagnostics.map(({ code, message }) => `${code}: ${message}`);
};

describe("accepting a step", () => {
  it("makes it count as done with its newest outputs, until something else changes", async () => {
    const { services, workspace, file } = await place(files);
    const first = await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "train.sh"), 'echo  model; cat "$1"\n');
    expect(reasonsOf(await planForTest(services, readForTest(file)), "train")).toEqual([
      "Code changed: train.sh",
    ]);
    const train = first.steps.find(({ name }) => name === "train");
    expect(await services.pipelines.accept(readForTest(file), "train")).toMatchObject({
      ok: true,
      value: { run: train?.run, number: 1 },
    });
    const plan = await planForTest(services, readForTest(file), { targets: ["train"] });
    expect(plan.steps[1]).toMatchObject({
      action: "reuse",
      reasons: [{ kind: "accepted-by-user", text: "Accepted by you: same as run #1" }],
    });
    const run = await runForTest(services, readForTest(file), { targets: ["train"] });
    expect(actionsOf(run)).toEqual({ prepare: "reused", train: "reused" });
    expect(run.steps[1]?.outputs.model?.digest).toBe(train?.outputs.model?.digest);
    expect(run.steps[1]?.signature).not.toBe(train?.signature);

    writeFileSync(join(workspace, "train.sh"), 'echo other; cat "$1"\n');
    const changed = await planForTest(services, readForTest(file), { targets: ["train"] });
    expect(changed.steps[1]).toMatchObject({ action: "run" });
    expect(reasonsOf(changed, "train")).toEqual(["Code changed: train.sh"]);
  });

  it("lets the steps after it be planned at once", async () => {
    const { services, workspace, file } = await place(files);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "raw.txt"), "RAW\n");
    await services.pipelines.accept(readForTest(file), "prepare");
    const plan = await planForTest(services, readForTest(file), { targets: ["train"] });
    expect(plan.steps.map(({ action }) => action)).toEqual(["reuse", "reuse"]);
  });

  it("is refused when there is nothing to accept, with why", async () => {
    const { services, workspace, file } = await place(files);
    expect(await problemsOf(services, readForTest(file), "prepare")).toEqual([
      "nothing-to-accept: prepare has no result that could be accepted",
    ]);
    expect(await problemsOf(services, readForTest(file), "train")).toEqual([
      "result-missing: train needs what prepare makes, which was not chosen and has no result yet",
    ]);
    await runForTest(services, readForTest(file));
    expect(await problemsOf(services, readForTest(file), "train")).toEqual([
      "up-to-date: train is up to date already",
    ]);
    expect(await problemsOf(services, readForTest(file), "always")).toEqual([
      "nothing-to-accept: always is always run, as its cache is off",
    ]);
    expect(await problemsOf(services, readForTest(file), "trian")).toEqual([
      "unknown-step: There is no step `trian`",
    ]);
    writeFileSync(join(workspace, "raw.txt"), "other\n");
    expect(await problemsOf(services, readForTest(file, { n: "2" }), "train")).toEqual([
      "inputs-not-up-to-date: train depends on prepare, which is not up to date",
    ]);
  });

  it("is refused when its outputs are not those that it would make now", async () => {
    const { services, workspace, file } = await place(files);
    await runForTest(services, readForTest(file));
    writeFileSync(
      join(workspace, "pipeline.yaml"),
      files["pipeline.yaml"]
        .replace("outputs: [clean]", "outputs: [clean, log]")
        .replace("> {outputs.clean}", "> {outputs.clean} 2> {outputs.log}"),
    );
    expect(await problemsOf(services, readForTest(file), "prepare")).toEqual([
      "nothing-to-accept: run #1 of prepare did not make log",
    ]);
  });
});
