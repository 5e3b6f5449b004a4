import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { actionsOf, place, planForTest, readForTest, reasonsOf, runForTest } from "../../helpers/services.ts";

const chain = `signet: 1
name: p
params: {n: 1}
datasets: {raw: raw.txt, clean: out/clean.txt, model: out/model.txt}
steps:
  prepare: {run: "sh prepare.sh {inputs.raw} {params.n} > {outputs.clean}", inputs: [raw], outputs: [clean]}
  train: {run: "sh train.sh {inputs.clean} > {outputs.model}", inputs: [clean], outputs: [model]}
  report: {run: "cat {inputs.model} {inputs.clean} > {outputs.page}", inputs: [model, clean], outputs: [page]}
`;

const files = {
  "pipeline.yaml": chain,
  "raw.txt": "raw\n",
  "prepare.sh": 'cat "$1"; echo "n=$2"\n',
  "train.sh": 'echo model; cat "$1"\n',
};

const notesOf = (
  run: {
    readonly steps: readonly {
      readonly name: string;
      readonly notes: readonly { readonly kind: string; readonly text: string }[];
    }[];
  },
  step: string,
): string[] =>
  run.steps
    .find(({ name }) => name === step)
    ?.notes.filter(({ kind }) => kind === "stale-input")
    .map(({ text }) => text) ?? [];

const old = "clean comes from run #1: prepare is not up to date and was not chosen";

describe("a choice of steps", () => {
  it("runs what waits for a step, and reads the current results of those before it", async () => {
    const { services, workspace, file } = await place(files);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "train.sh"), 'echo better; cat "$1"\n');
    const run = await runForTest(services, readForTest(file), { from: ["train"] });
    expect(actionsOf(run)).toEqual({ train: "executed", report: "executed" });
    expect(notesOf(run, "train")).toEqual([]);
    expect(run.steps[0]?.error).toBeNull();
    expect(readFileSync(join(workspace, "out/model.txt"), "utf8")).toBe("better\nraw\nn=1\n");
  });

  it("reads the newest results of steps that are not up to date, and says so where they are read", async () => {
    const { services, workspace, file } = await place(files);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "train.sh"), 'echo better; cat "$1"\n');
    const pipeline = readForTest(file, { n: "2" });
    const plan = await planForTest(services, pipeline, { from: ["train"] });
    expect(plan.steps.map(({ name, action }) => [name, action])).toEqual([
      ["train", "run"],
      ["report", "undecided"],
    ]);
    expect(reasonsOf(plan, "train")).toEqual(["Code changed: train.sh"]);
    expect(notesOf(plan, "train")).toEqual([old]);
    expect(notesOf(plan, "report")).toEqual([old]);

    const run = await runForTest(services, pipeline, { from: ["train"] });
    expect(actionsOf(run)).toEqual({ train: "executed", report: "executed" });
    expect(notesOf(run, "train")).toEqual([old]);
    expect(run.steps.map(({ error }) => error)).toEqual([old, old]);
    expect(readFileSync(join(workspace, "out/model.txt"), "utf8")).toBe("better\nraw\nn=1\n");

    // With what was left out, everything is as the parameters say.
    const whole = await runForTest(services, pipeline);
    expect(actionsOf(whole)).toEqual({ prepare: "executed", train: "executed", report: "executed" });
    expect(notesOf(whole, "train")).toEqual([]);
  });

  it("says the same of a step that is reused on what is old", async () => {
    const { services, file } = await place(files);
    await runForTest(services, readForTest(file));
    const run = await runForTest(services, readForTest(file, { n: "2" }), { only: ["train"] });
    expect(actionsOf(run)).toEqual({ train: "reused" });
    expect(run.steps[0]?.error).toBe(old);
  });

  it("takes what follows a step that is not up to date as old too", async () => {
    const { services, workspace, file } = await place(files);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "raw.txt"), "other\n");
    const plan = await planForTest(services, readForTest(file), { only: ["report"] });
    expect(notesOf(plan, "report")).toEqual([
      "model comes from run #1: train is not up to date and was not chosen",
      old,
    ]);
  });

  it("reads an old result though a source of its maker is gone", async () => {
    const { services, workspace, file } = await place(files);
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "pipeline.yaml"), chain.replace("raw.txt", "gone.txt"));
    const plan = await planForTest(services, readForTest(file), { only: ["train"] });
    expect(notesOf(plan, "train")).toEqual([old]);
  });

  it("ends with what to do when a result that is read does not exist", async () => {
    const { services, file } = await place(files);
    const choice = { targets: [], from: ["train"], only: [], force: false };
    const plan = await services.pipelines.plan(readForTest(file), choice);
    expect(plan).toMatchObject({
      ok: false,
      error: {
        kind: "input",
        diagnostics: [
          {
            code: "result-missing",
            message: "train needs what prepare makes, which was not chosen and has no result yet",
            remedy: "Choose prepare too, or run it first: signet run … --to prepare",
          },
          {
            code: "result-missing",
            message: "report needs what prepare makes, which was not chosen and has no result yet",
          },
        ],
      },
    });
    await expect(runForTest(services, readForTest(file), { from: ["train"] })).rejects.toThrow(
      "train needs what prepare makes",
    );
  });

  it("reads what a step makes that is always run, without calling it old", async () => {
    const { services, workspace, file } = await place({
      ...files,
      "pipeline.yaml": chain.replace("prepare: {", "prepare: {cache: false, "),
    });
    await runForTest(services, readForTest(file));
    writeFileSync(join(workspace, "train.sh"), 'echo better; cat "$1"\n');
    const run = await runForTest(services, readForTest(file), { only: ["train"] });
    expect(actionsOf(run)).toEqual({ train: "executed" });
    expect(notesOf(run, "train")).toEqual([]);
  });

  it("needs a step that makes nothing to have run before", async () => {
    const { services, file } = await place({
      "pipeline.yaml": `signet: 1
name: p
steps:
  setup: {run: "true"}
  work: {run: "echo 1 > {outputs.o}", outputs: [o], needs: [setup]}
`,
    });
    await expect(runForTest(services, readForTest(file), { only: ["work"] })).rejects.toThrow(
      "work needs what setup makes",
    );
    await runForTest(services, readForTest(file), { only: ["setup"] });
    const run = await runForTest(services, readForTest(file), { only: ["work"] });
    expect(actionsOf(run)).toEqual({ work: "executed" });
    const all = await runForTest(services, readForTest(file));
    expect(actionsOf(all)).toEqual({ setup: "reused", work: "reused" });
  });
});
