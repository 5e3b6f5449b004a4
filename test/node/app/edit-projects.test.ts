import { describe, expect, it } from "vitest";
import {
  archiveProject,
  createProject,
  deleteProject,
  renameProject,
} from "../../../src-main/node/app/edit-projects.ts";
import { archiveRuns, moveRuns } from "../../../src-main/node/app/file-runs.ts";
import { projects } from "../../../src-main/node/app/library-methods.ts";
import type { Services } from "../../../src-main/node/app/services.ts";
import { place, readForTest, runForTest } from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
project: vision/mnist
steps:
  a: {run: "echo a > {outputs.x}", outputs: [x]}
`,
};

async function withRun() {
  const made = await place(files);
  const { run } = await runForTest(made.services, readForTest(made.file));
  return { ...made, run };
}

const listed = ({ library }: Services) =>
  Object.fromEntries(projects(library.database).map(({ path, runs }) => [path, runs]));

describe("projects", () => {
  it("are there without runs, with those above them", async () => {
    const { services } = await withRun();
    expect(createProject(services, "nlp/bert/small")).toMatchObject({ ok: true });
    expect(listed(services)).toEqual({
      nlp: 0,
      "nlp/bert": 0,
      "nlp/bert/small": 0,
      vision: 1,
      "vision/mnist": 1,
    });
  });

  it("stay when their last run leaves", async () => {
    const { services, run } = await withRun();
    moveRuns(services, [run], "other");
    expect(listed(services)).toEqual({ other: 1, vision: 0, "vision/mnist": 0 });
  });

  it("are renamed with all below them, runs and empty projects", async () => {
    const { services, run } = await withRun();
    createProject(services, "vision/empty");
    createProject(services, "visionary");
    expect(renameProject(services, "vision", "image/seen", false)).toMatchObject({ ok: true });
    expect(listed(services)).toEqual({
      image: 1,
      "image/seen": 1,
      "image/seen/empty": 0,
      "image/seen/mnist": 1,
      visionary: 0,
    });
    expect(services.library.database.prepare("SELECT DISTINCT project FROM runs").pluck().all()).toEqual([
      "image/seen/mnist",
    ]);
    expect(run).toBeDefined();
  });

  it.each([
    ["nobody", "x", "no project"],
    ["vision", "vision/below", "into itself"],
    ["vision", "vision", "into itself"],
    ["vision", "taken", "already"],
    ["vision", "a//b", "empty"],
  ])("are not renamed from %s to %s", async (path, to, message) => {
    const { services } = await withRun();
    createProject(services, "taken/deep");
    const result = renameProject(services, path, to, false);
    expect(result.ok ? "" : result.error.message).toContain(message);
    expect(listed(services)).toMatchObject({ vision: 1, "vision/mnist": 1, taken: 0 });
  });

  it("become part of the one that is there when that is asked for, as it was made again since", async () => {
    const { services, run, file } = await withRun();
    createProject(services, "vision/empty");
    renameProject(services, "vision", "image", false);
    const { run: later } = await runForTest(services, readForTest(file));
    expect(listed(services)).toMatchObject({ "image/mnist": 1, "vision/mnist": 1 });
    expect(renameProject(services, "image", "vision", true)).toMatchObject({ ok: true });
    expect(listed(services)).toEqual({ vision: 2, "vision/empty": 0, "vision/mnist": 2 });
    expect(new Set([run, later]).size).toBe(2);
  });

  it("stay archived when they are renamed, and come out of the archive when one joins them that is not", async () => {
    const { services } = await withRun();
    createProject(services, "old");
    archiveProject(services, "old");
    renameProject(services, "old", "older", false);
    expect(listed(services)).not.toHaveProperty("older");
    createProject(services, "new");
    renameProject(services, "new", "older", true);
    expect(listed(services)).toMatchObject({ older: 0 });
  });

  it("are archived with their runs, and come back with them", async () => {
    const { services, run } = await withRun();
    createProject(services, "vision/empty");
    const archived = archiveProject(services, "vision");
    expect(archived).toEqual({
      ok: true,
      value: { runs: [run], projects: ["vision", "vision/empty", "vision/mnist"] },
    });
    expect(listed(services)).toEqual({});
    archiveRuns(services, [run], false);
    expect(listed(services)).toEqual({ vision: 1, "vision/mnist": 1 });
  });

  it("answer which of them were not archived before, when they are archived or deleted", async () => {
    const { services } = await withRun();
    createProject(services, "vision/old");
    archiveProject(services, "vision/old");
    const archived = archiveProject(services, "vision");
    expect(archived).toMatchObject({ ok: true, value: { projects: ["vision", "vision/mnist"] } });
    createProject(services, "vision/mnist");
    const deleted = deleteProject(services, "vision", true);
    expect(deleted).toMatchObject({ ok: true, value: { projects: ["vision/mnist"] } });
  });

  it("are deleted when they are empty, or with their runs when that is asked for", async () => {
    const { services, run } = await withRun();
    expect(deleteProject(services, "vision", false)).toMatchObject({ ok: false, error: { kind: "input" } });
    const deleted = deleteProject(services, "vision", true);
    expect(deleted).toEqual({ ok: true, value: { runs: [run], projects: ["vision/mnist"] } });
    expect(listed(services)).toEqual({});
  });
});
