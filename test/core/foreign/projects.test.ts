import { describe, expect, it } from "vitest";
import { readDescription, readUndescribed } from "../../../src-main/core/foreign/description.ts";
import { kedroProject } from "../../../src-main/core/foreign/kedro.ts";
import { scriptProject } from "../../../src-main/core/foreign/python-script.ts";

describe("a project of another tool", () => {
  it("is told by what its file says, without running it", () => {
    const toml = '[tool.kedro]\npackage_name = "shuttles"\nproject_name = "Space/Shuttles"\n';
    expect(kedroProject("/w/pyproject.toml", toml)).toMatchObject({
      tool: "kedro",
      name: "Space-Shuttles",
      workspace: "/w",
    });
    expect(kedroProject("/w/pyproject.toml", "[tool.ruff]\nline-length = 100\n# [tool.kedro]\n")).toBeNull();
    expect(kedroProject("/w/pyproject.toml", "[tool.kedro]\npackage_name = [\n")).toBeNull();
    const toolOf = (text: string) => scriptProject("/w/a.py", text, "/w")?.tool ?? null;
    expect(toolOf("import luigi\n\nclass A(luigi.Task):\n    pass\n")).toBe("luigi");
    expect(toolOf("from luigi import Task\nclass A(Base, Task): pass\n")).toBe("luigi");
    expect(toolOf("from clearml import PipelineController\npipe = PipelineController()\n")).toBe("clearml");
    expect(toolOf("import luigi\n")).toBeNull();
    expect(toolOf("from clearml import Task\nTask.init()\n")).toBeNull();
    expect(toolOf('"""class A(luigi.Task):"""\n')).toBeNull();
  });

  it("has no steps before its code may run, and says so", () => {
    const project = {
      tool: "luigi",
      file: "/w/a.py",
      text: "",
      name: "a",
      workspace: "/w",
      sources: "",
    } as const;
    const { pipeline, diagnostics } = readUndescribed(project);
    expect(pipeline).toMatchObject({ name: "a", steps: [], foreign: { format: "luigi", awaitsCode: true } });
    expect(diagnostics).toMatchObject([{ severity: "hint", message: expect.stringContaining("trust") }]);
  });

  it("is checked as a pipeline file is, whatever its code tells", () => {
    const project = {
      tool: "kedro",
      file: "/w/pyproject.toml",
      text: "",
      name: "p",
      workspace: "/w",
      sources: "src",
    } as const;
    const step = (name: string, inputs: object, outputs: object) => ({
      name,
      text: name,
      task: {},
      counts: {},
      entries: [],
      packages: [],
      inputs: { ...inputs } as { [port: string]: string },
      outputs: { ...outputs } as { [port: string]: string },
    });
    const cycle = readDescription(project, {
      datasets: [],
      steps: [step("a", { x: "x" }, { y: "y" }), step("b", { y: "y" }, { x: "x" })],
    });
    expect(cycle.pipeline).toBeNull();
    expect(cycle.diagnostics.map(({ message }) => message)).toEqual([
      "These steps wait for each other: a -> b -> a",
    ]);
    const outside = readDescription(project, {
      datasets: [{ name: "y", path: "../y.csv", type: "either" }],
      steps: [step("a", {}, { y: "y" })],
    });
    expect(outside.diagnostics).toMatchObject([{ code: "path-outside-workspace" }]);
    for (const nonsense of [null, "x", [], { steps: 3 }, { steps: [{ name: 3 }], params: [] }])
      expect(() => readDescription(project, nonsense as never)).not.toThrow();
  });
});
