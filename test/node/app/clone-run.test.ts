import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type RunId, runId } from "../../../src-main/core/model/ids.ts";
import { cloneRun } from "../../../src-main/node/app/clone-run.ts";
import { stepRunOf } from "../../../src-main/node/store/tables/run-lookups.ts";
import { place, readForTest, runForTest } from "../../helpers/services.ts";

const pipeline = `signet: 1
name: p
params: {n: 1, lr: 0.5, tag: a, any: null, deep: {x: [1], y: true}}
steps:
  a: {run: "echo {params.n} {params.tag} > {outputs.x}", params: [any], outputs: [x]}
  b: {run: "cat {inputs.x} > {outputs.y}", params: [lr, deep], inputs: [x], outputs: [y]}
`;

async function ran(overrides: { readonly [name: string]: string }, choice: object = {}, text = pipeline) {
  const made = await place({ "pipeline.yaml": text });
  const run = await runForTest(made.services, readForTest(made.file, overrides), choice);
  expect(run.status).toBe("succeeded");
  const clone = async (id: RunId = run.run) => {
    const cloned = await cloneRun(made.services, id);
    return cloned.ok ? cloned.value : cloned.error.message;
  };
  return { ...made, run, clone };
}

describe("cloning a run", () => {
  it("brings back what differs from today's file, each value in its type", async () => {
    const { clone, file, run, services } = await ran({
      n: "2",
      tag: "3",
      any: '"4"',
      "deep.x": "[1.5, 2]",
    });
    expect(await clone()).toMatchObject({
      overrides: { n: "2", tag: "3", any: '"4"', "deep.x": "[1.5, 2]" },
      choice: { targets: [], from: [], only: [], force: false },
      notes: [],
    });
    const cloned = await cloneRun(services, run.run);
    if (!cloned.ok) throw new Error(cloned.error.message);
    const again = await runForTest(services, readForTest(file, cloned.value.overrides));
    expect(again.steps.map(({ action }) => action)).toEqual(["reused", "reused"]);
  });

  it("leaves out what is not declared any more, or does not fit, and says so", async () => {
    const { clone, file } = await ran({ n: "2", lr: "0.25", "deep.y": "false" });
    writeFileSync(
      file,
      pipeline.replace("n: 1, lr: 0.5", "lr: 1").replace("{params.n} ", "").replace("y: true", "z: 1"),
    );
    expect(await clone()).toMatchObject({
      overrides: {},
      notes: [
        "The parameter n, which was 2, is not declared any more",
        expect.stringMatching(/^The parameter lr was 0\.25 and stays 1: lr is an integer/),
        "The parameter deep.y, which was false, is not declared any more",
      ],
    });
  });

  it("knows a value that is declared today", async () => {
    const { clone, file } = await ran({ n: "2" });
    writeFileSync(file, pipeline.replace("n: 1", "n: 2.0"));
    expect(await clone()).toMatchObject({ overrides: {}, notes: [] });
  });

  it("repeats the choice of steps, of a step's run that step alone", async () => {
    const { clone, file, run, services } = await ran({}, { targets: ["a"], force: true });
    expect(await clone()).toMatchObject({ choice: { targets: ["a"], only: [], force: false } });
    const step = stepRunOf(services.library.database, run.run, "a");
    expect(await clone(step ?? undefined)).toMatchObject({ choice: { targets: [], only: ["a"] } });
    writeFileSync(file, pipeline.replaceAll("\n  a:", "\n  first:"));
    expect(await clone()).toBe(`${file} has no step a any more, which the run was limited to`);
  });

  it("repeats a choice by tag, of the steps that have it today", async () => {
    const tagged = pipeline.replace("b: {run", "b: {tags: [late], run");
    const { clone, file } = await ran({}, { targets: ["tag:late"] }, tagged);
    expect(await clone()).toMatchObject({ choice: { targets: ["tag:late"] }, notes: [] });
    writeFileSync(file, pipeline);
    expect(await clone()).toContain("has no step tag:late any more");
  });

  it("says which of the chosen steps are gone", async () => {
    const { clone, file } = await ran({}, { targets: ["a", "b"] });
    writeFileSync(file, pipeline.replaceAll("\n  b:", "\n  second:"));
    expect(await clone()).toMatchObject({
      choice: { targets: ["a"] },
      notes: ["There is no step b any more"],
    });
  });

  it("fails when there is no run, or its file is gone", async () => {
    const { clone, file } = await ran({});
    expect(await clone(runId("nope"))).toBe("There is no run nope");
    rmSync(file);
    expect(await clone()).toContain("cannot be used");
  });
});
