import { describe, expect, test } from "vitest";
import { diffGraphs } from "../../../src-main/core/diff/diff-graphs.ts";
import { packageChange } from "../../../src-main/core/diff/package-change.ts";
import type { PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import type { RunDetail } from "../../../src-main/core/model/run.ts";
import { sampleFile, sampleRun, sampleStep, signatureOf } from "./run-samples.ts";

const graph = (steps: readonly string[], edges: readonly (readonly [string, string])[]): PipelineGraph => ({
  nodes: steps.map((step) => ({ step, command: "", inputs: [], outputs: [], params: [] })),
  edges: edges.map(([from, to]) => ({ from, to, datasets: [] })),
});
const side = (id: string, steps: readonly RunDetail[], drawn: PipelineGraph | null) => ({
  run: sampleRun({ id: runId(id), kind: "pipeline" }),
  steps: steps.map((step) => ({ ...step, id: runId(`${id}/${step.step}`) })),
  graph: drawn,
});

describe("two pipelines as one graph", () => {
  test("have each step once, with how it differs and why", () => {
    const before = side(
      "a",
      [
        sampleStep("load"),
        sampleStep("old", { signature: signatureOf("o") }),
        sampleStep("fit", {
          signature: signatureOf("1"),
          ownParams: { lr: 0.1 },
          inputs: [sampleFile("raw", "x")],
        }),
      ],
      graph(
        ["load", "old", "fit"],
        [
          ["load", "fit"],
          ["old", "fit"],
        ],
      ),
    );
    const after = side(
      "b",
      [
        sampleStep("load"),
        sampleStep("fit", {
          signature: signatureOf("2"),
          ownParams: { lr: 0.2 },
          inputs: [sampleFile("raw", "y")],
        }),
        sampleStep("report", { signature: signatureOf("r") }),
      ],
      graph(
        ["load", "fit", "report"],
        [
          ["load", "fit"],
          ["fit", "report"],
        ],
      ),
    );
    const { graph: union, nodes } = diffGraphs(before, after);
    expect(Object.entries(nodes).map(([step, { change }]) => [step, change])).toEqual([
      ["load", "same"],
      ["old", "removed"],
      ["fit", "changed"],
      ["report", "added"],
    ]);
    expect(nodes.fit).toMatchObject({
      reasons: ["lr 0.1 → 0.2", "Input raw changed"],
      from: "a/fit",
      to: "b/fit",
    });
    expect(union.edges.map(({ from, to }) => `${from} ${to}`)).toEqual(["load fit", "fit report", "old fit"]);
  });

  test("know a renamed step by its signature", () => {
    const { nodes, graph: union } = diffGraphs(
      side("a", [sampleStep("fit"), sampleStep("end")], graph(["fit", "end"], [["fit", "end"]])),
      side(
        "b",
        [sampleStep("train", { signature: signatureOf("fit") }), sampleStep("end")],
        graph(["train", "end"], [["train", "end"]]),
      ),
    );
    expect(nodes).toMatchObject({ train: { change: "same", reasons: ["Was called fit"], from: "a/fit" } });
    expect(union.nodes.map(({ step }) => step)).toEqual(["train", "end"]);
    expect(union.edges).toHaveLength(1);
  });

  test("can be laid out when they order two steps the other way round", () => {
    const steps = [sampleStep("x"), sampleStep("y")];
    const { graph: union } = diffGraphs(
      side("a", steps, graph(["x", "y"], [["x", "y"]])),
      side("b", steps, graph(["x", "y"], [["y", "x"]])),
    );
    expect(union.edges).toEqual([{ from: "y", to: "x", datasets: [] }]);
  });
});

describe("the versions of a package", () => {
  test.each([
    ["1.9", "1.10", "upgraded"],
    ["2.0.1", "1.26.4", "downgraded"],
    ["1.0", "1.0rc1", "changed"],
    ["1.0", "1.0.1", "upgraded"],
    ["1.0", "1.0", "same"],
    ["abc", "def", "changed"],
  ] as const)("%s to %s is %s", (from, to, word) => {
    expect(packageChange(from, to)).toBe(word);
  });
});
