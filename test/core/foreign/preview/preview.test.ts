import { describe, expect, it } from "vitest";
import { previewOf } from "../../../../src-main/core/foreign/preview/preview.ts";
import type { PipelineGraph } from "../../../../src-main/core/model/graph.ts";
import { clearmlScripts } from "../../../fixtures/clearml-scripts.ts";
import { kedroProject } from "../../../fixtures/kedro-project.ts";
import { luigiModule } from "../../../fixtures/luigi-module.ts";

type Tool = Parameters<typeof previewOf>[0];

const of = (tool: Tool, ...texts: readonly string[]): PipelineGraph => seen(tool, texts).graph;
const seen = (tool: Tool, texts: readonly string[]) =>
  previewOf(
    tool,
    texts.map((text, index) => ({ name: `m${index}`, text })),
  );
const steps = ({ nodes }: PipelineGraph) => nodes.map(({ step }) => step);
const edges = (graph: PipelineGraph) =>
  graph.edges.map(({ from, to, datasets }) => `${from} -> ${to}: ${datasets.join(" ")}`.trim()).sort();

describe("the preview of a ClearML script", () => {
  it("shows the function steps of a controller, and what they hand over", () => {
    const graph = of("clearml", clearmlScripts["controlled.py"] ?? "");
    expect(graph.nodes).toEqual([
      { step: "one", command: "one()", inputs: [], outputs: ["one.x"], params: ["n"] },
      { step: "two", command: "two()", inputs: ["one.x"], outputs: ["two.y", "two.z"], params: [] },
      { step: "three", command: "three()", inputs: ["two.y"], outputs: [], params: [] },
    ]);
    expect(edges(graph)).toEqual(["one -> two: one.x", "two -> three: two.y"]);
  });

  it("shows each call of a component in a pipeline, and follows what it returns", () => {
    const graph = of("clearml", clearmlScripts["squares.py"] ?? "");
    expect(steps(graph)).toEqual(["load", "split", "fit", "check"]);
    expect(edges(graph)).toEqual([
      "fit -> check: fit.model",
      "load -> split: load.table",
      "split -> check: split.test",
      "split -> fit: split.train",
    ]);
    expect(graph.nodes.map(({ params }) => params)).toEqual([["rows"], ["share"], ["rate"], []]);
  });

  it("follows names that are assigned anew, calls within calls, branches, parents and steps without results", () => {
    const graph = of(
      "clearml",
      `from clearml import PipelineDecorator as P
@P.component(return_values=["a"], name="first step")
def first(x): return x
@P.component(return_values=[])
def last(x): pass
@P.pipeline(name="p")
def p(n=1):
    if n > 1:
        a = first(n)
    else:
        a = 3
    b = first(x=first(a))
    last(b); last(2)
`,
    );
    expect(steps(graph)).toEqual(["first step", "first step_1", "first step_2", "last", "last_1"]);
    expect(edges(graph)).toEqual([
      "first step_1 -> first step_2: first step_1.a",
      "first step_2 -> last: first step_2.a",
    ]);
    const controller = of(
      "clearml",
      `pipe.add_function_step(name="b", function=lib.f, parents=["a", "gone"], function_kwargs={"x": "\${a.id}"})
pipe.add_function_step("a", f, {}, ["r"])
pipe.add_function_step("c", f, {"x": "\${a.artifacts.r}"})
pipe.add_function_step(name=made_up)
`,
    );
    expect(steps(controller)).toEqual(["a", "b", "c"]);
    expect(edges(controller)).toEqual(["a -> b:", "a -> c: a.r"]);
  });
});

describe("what a ClearML script asks for and does not get", () => {
  it("is named: steps of a server with all that waits for them, and settings without an equal", () => {
    const { graph, notes } = seen("clearml", [
      `from clearml import PipelineController, PipelineDecorator
@PipelineDecorator.component(return_values=["a"], continue_on_fail=True)
def first(x): return x
pipe.add_step(name="remote", base_task_name="t")
pipe.add_step(made_up, base_task_id="1")
pipe.add_function_step("near", f, {"x": 1}, ["r"], continue_behaviour={"skip_children_on_fail": False})
pipe.add_function_step("far", f, {"x": "\${remote.artifacts.model}"}, ["r"])
pipe.add_function_step("farther", f, {"x": "\${far.r}"}, post_execute_callback=done)
pipe.add_function_step("last", f, parents=["near"], pre_execute_callback=None)
`,
    ]);
    expect(steps(graph)).toEqual(["near", "last"]);
    expect(notes.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      "warning: Step remote is a copy of a task on a ClearML server, and left out",
      "warning: A step whose name is put together is a copy of a task on a ClearML server, and left out",
      "warning: Step far is left out as well: it waits for remote",
      "warning: Step farther is left out as well: it waits for far",
      expect.stringContaining("near: skip_children_on_fail=False has no equal"),
      "hint: farther: post_execute_callback is not called",
      expect.stringContaining("hint: first: with continue_on_fail the others go on"),
    ]);
  });
});

describe("the preview of a Luigi module", () => {
  it("shows its tasks and what they require; external ones are read, not run", () => {
    const graph = of("luigi", luigiModule["etl.py"] ?? "");
    expect(steps(graph)).toEqual(["Clean", "Part", "Count", "All"]);
    expect(edges(graph)).toEqual(["Clean -> Count:", "Count -> All:"]);
    expect(graph.nodes.find(({ step }) => step === "Clean")).toEqual({
      step: "Clean",
      command: "luigi --module m0 Clean",
      inputs: ["Raw"],
      outputs: [],
      params: ["name", "lower", "verbose"],
    });
  });

  it("knows tasks that derive from others, decorators, clones, and places that are written out", () => {
    const graph = of(
      "luigi",
      `import luigi
from luigi.util import requires
class Source(luigi.ExternalTask):
    def output(self): return luigi.LocalTarget("in.txt")
class Base(luigi.Task):
    size = luigi.IntParameter()
    def requires(self): yield Source()
class First(Base):
    def output(self): return {"a": luigi.LocalTarget(path="a.txt")}
@requires(First)
class Second(Base):
    def requires(self): return self.clone(Third)
class Third(Base): pass
class Settings(luigi.Config): pass
`,
    );
    expect(steps(graph)).toEqual(["First", "Third", "Second"]);
    expect(edges(graph)).toEqual(["First -> Second: a.txt", "Third -> Second:"]);
    expect(graph.nodes[0]).toMatchObject({ inputs: ["in.txt"], outputs: ["a.txt"], params: ["size"] });
  });
});

describe("the preview of a Kedro project", () => {
  it("shows the nodes of all modules, joined by the names of datasets", () => {
    const files = Object.entries(kedroProject("1.0.0"));
    const graph = of("kedro", ...files.filter(([path]) => path.endsWith(".py")).map(([, text]) => text));
    expect(steps(graph)).toEqual(["clean", "join", "split", "train", "score", "tell"]);
    expect(edges(graph)).toEqual([
      "clean -> join: clean_table",
      "split -> score: parts",
      "split -> train: parts",
      "train -> score: fitted",
    ]);
    expect(graph.nodes[3]).toEqual({
      step: "train",
      command: "kedro run --nodes=train",
      inputs: ["parts"],
      outputs: ["fitted"],
      params: ["model.rate", "model.rounds"],
    });
  });

  it("guesses nothing: names that are put together, and datasets that several make", () => {
    const graph = of(
      "kedro",
      `node(f, f"in_{x}", "a")
Node(func=f, inputs=dict(x="b@pandas"), outputs={"k": "c"}, name="last")
node(g, None, ["b@spark"])
node(name)
node(lambda x: x, "a", "z")
`,
      'node(h, "shared", "s")\n',
      'node(one, None, "shared")\n',
      'node(two, None, "shared")\n',
    );
    expect(steps(graph)).toEqual(["f", "g", "last", "h", "one", "two"]);
    expect(edges(graph)).toEqual(["g -> last: b"]);
  });
});

describe("every preview", () => {
  it("is drawn without circles, whatever the text shows", () => {
    const graph = of("kedro", 'node(f, ["b", "a"], "a")\nnode(g, "a", "b")\nnode(h, "b", "c")\n');
    expect(steps(graph).sort()).toEqual(["f", "g", "h"]);
    const seen = new Set<string>();
    for (const { step } of graph.nodes) {
      for (const { from, to } of graph.edges) if (to === step) expect(seen).toContain(from);
      seen.add(step);
    }
  });

  it("ends with hostile text: nothing of it where it is no Python, and no more steps than can be drawn", () => {
    const hostile = [
      "",
      "node(",
      "\0",
      `${"(".repeat(16_000)}${")".repeat(16_000)}`,
      "with (".repeat(8_000),
      `x = "${"${".repeat(20_000)}"`,
      `f(${"[".repeat(90)}${"]".repeat(90)})`,
    ];
    for (const tool of ["clearml", "luigi", "kedro"] as const)
      for (const text of hostile) expect(of(tool, text)).toEqual({ nodes: [], edges: [] });
    const many = Array.from({ length: 1_000 }, (_, index) => `node(f, "d${index}", "d${index + 1}")\n`).join(
      "",
    );
    expect(of("kedro", many).nodes.length).toBe(300);
    const names = Array.from({ length: 1_000 }, () => "    a = f(a)\n").join("");
    const calls = `@P.component()\ndef f(x): pass\n@P.pipeline()\ndef p():\n${names}`;
    expect(of("clearml", calls).nodes.length).toBe(300);
  });
});
