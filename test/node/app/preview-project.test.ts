import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPipelineFile } from "../../../src-main/node/app/pipeline-files.ts";
import { projectPreview } from "../../../src-main/node/app/preview-project.ts";
import { clearmlScripts } from "../../fixtures/clearml-scripts.ts";
import { kedroProjectWithExtras } from "../../fixtures/kedro-extras.ts";
import { kedroProject } from "../../fixtures/kedro-project.ts";
import { luigiModule } from "../../fixtures/luigi-module.ts";
import { temporaryFolder, writeFiles } from "../../helpers/workspace.ts";

function preview(files: { readonly [path: string]: string }, file: string) {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return previewAt(join(folder, file));
}

function previewAt(file: string) {
  const { pipeline } = readPipelineFile(file);
  if (pipeline === null) throw new Error("not read");
  // It is only looked at: nothing may be planned or run from it.
  expect(pipeline.steps).toEqual([]);
  expect(pipeline.foreign?.awaitsCode).toBe(true);
  return projectPreview(pipeline)?.graph.nodes.map(({ step }) => step) ?? null;
}

describe("the preview of another tool's project", () => {
  it("is there before its code may run, and no step of it is in the pipeline", () => {
    expect(preview(clearmlScripts, "squares.py")).toEqual(["load", "split", "fit", "check"]);
    expect(preview(luigiModule, "etl.py")).toEqual(["Clean", "Part", "Count", "All"]);
    expect(preview(kedroProject("1.0.0"), "pyproject.toml")?.toSorted()).toEqual([
      "clean",
      "join",
      "score",
      "split",
      "tell",
      "train",
    ]);
  });

  it("looks in the folder that a Kedro project names for its sources", () => {
    const names = preview(kedroProjectWithExtras("1.0.0"), "pyproject.toml");
    expect(names).toEqual(expect.arrayContaining(["clean", "remember", "count"]));
    const outside = '[tool.kedro]\npackage_name = "p"\nsource_dir = "../other"\n';
    const files = { "pyproject.toml": outside, "src/p/a.py": 'node(f, "a", "b", name="here")\n' };
    expect(preview(files, "pyproject.toml")).toEqual(["here"]);
  });

  it("passes over what is too large, what is linked and what is no Python", () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      "pyproject.toml": '[tool.kedro]\npackage_name = "p"\n',
      "src/p/good.py": 'node(f, "a", "b", name="seen")\n',
      "src/p/large.py": `node(f, "a", "b", name="large")\n${"# long\n".repeat(20_000)}`,
      "src/p/broken.py": 'node(f, "a", "b", name="broken"\n',
      "src/tests/a.py": 'node(f, "a", "b", name="test")\n',
    });
    symlinkSync(join(folder, "src"), join(folder, "src/p/around"));
    symlinkSync("/dev/zero", join(folder, "src/p/endless.py"));
    expect(previewAt(join(folder, "pyproject.toml"))).toEqual(["seen"]);
  });

  it("is none where the text shows no step", () => {
    expect(preview({ "pyproject.toml": '[tool.kedro]\npackage_name = "p"\n' }, "pyproject.toml")).toBeNull();
  });
});
