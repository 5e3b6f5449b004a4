import { describe, expect, it } from "vitest";
import type { GraphNode, PipelineGraph } from "../../../src-main/core/model/graph.ts";
import { datasetOf, datasetSize, withDatasets } from "../../../src-renderer/graph/datasets.ts";
import { findSteps } from "../../../src-renderer/graph/find-steps.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import { slot } from "../../../src-renderer/graph/layout-model.ts";
import { relatedTo } from "../../../src-renderer/graph/related.ts";
import { layoutInput } from "../../../src-renderer/graph/scene.ts";
import { churnGraph } from "../../fixtures/renderer/pipeline.ts";

const node = (step: string, inputs: string[], outputs: string[]): GraphNode => ({
  step,
  command: "",
  inputs,
  outputs,
  params: [],
});
const small: PipelineGraph = {
  nodes: [
    node("load", ["raw"], ["clean", "bad"]),
    node("train@a", ["clean"], ["model@a"]),
    node("train@b", ["clean"], ["model@b"]),
    node("report", ["model@a", "model@b"], []),
    node("tidy", [], []),
  ],
  edges: [
    { from: "load", to: "train@a", datasets: ["clean"] },
    { from: "load", to: "train@b", datasets: ["clean"] },
    { from: "train@a", to: "report", datasets: ["model@a"] },
    { from: "train@b", to: "report", datasets: ["model@b"] },
    { from: "load", to: "tidy", datasets: [] },
  ],
};
const names = ({ nodes }: PipelineGraph) => nodes.map(({ step }) => datasetOf(step) ?? step);
const pairs = ({ edges }: PipelineGraph) =>
  edges.map(({ from, to }) => `${datasetOf(from) ?? from} ${datasetOf(to) ?? to}`).sort();

describe("a graph with its datasets", () => {
  it("has each dataset once, between who makes it and all who read it, and keeps what only waits", () => {
    const drawn = withDatasets(small);
    expect(names(drawn).sort()).toEqual(
      ["bad", "clean", "load", "model@a", "model@b", "raw", "report", "tidy", "train@a", "train@b"].sort(),
    );
    expect(pairs(drawn)).toEqual(
      [
        "raw load",
        "load clean",
        "load bad",
        "clean train@a",
        "clean train@b",
        "train@a model@a",
        "train@b model@b",
        "model@a report",
        "model@b report",
        "load tidy",
      ].sort(),
    );
  });

  it("can be laid out, with low nodes for datasets", () => {
    const drawn = withDatasets(churnGraph);
    const input = layoutInput(drawn);
    expect(new Set(input.nodes)).toEqual(new Set([slot, datasetSize]));
    expect(layoutGraph(input, "left-right").nodes).toHaveLength(drawn.nodes.length);
  });

  it("does not take a step for a dataset, whatever its name", () => {
    expect(datasetOf("dataset clean")).toBeNull();
  });
});

describe("what is related to a step", () => {
  it("is all that it needs and all that needs it, and nothing beside", () => {
    expect(names(relatedTo(small, "train@a"))).toEqual(["load", "train@a", "report"]);
    expect(names(relatedTo(small, "tidy"))).toEqual(["load", "tidy"]);
    expect(pairs(relatedTo(small, "train@a"))).toEqual(["load train@a", "train@a report"]);
  });

  it("is that of all items for the name of a foreach step, and the whole graph for a step that is gone", () => {
    expect(names(relatedTo(small, "train"))).toEqual(["load", "train@a", "train@b", "report"]);
    expect(relatedTo(small, "gone")).toBe(small);
  });
});

describe("a search in the graph", () => {
  const folded = (step: string) => (step.startsWith("train@") ? "train" : step);
  const drawn: PipelineGraph = {
    nodes: [node("load", [], []), node("train", [], []), node("report", [], []), node("tidy", [], [])],
    edges: [],
  };

  it("finds steps by their names and by what they make, in the order of the graph", () => {
    expect(findSteps("T", small, small, (step) => step)).toEqual(["train@a", "train@b", "report", "tidy"]);
    expect(findSteps("bad", small, small, (step) => step)).toEqual(["load"]);
    expect(findSteps(" ", small, small, (step) => step)).toEqual([]);
    expect(findSteps("nothing", small, small, (step) => step)).toEqual([]);
  });

  it("leads to the node that an item is folded into, once", () => {
    expect(findSteps("@b", small, drawn, folded)).toEqual(["train"]);
    expect(findSteps("model", small, drawn, folded)).toEqual(["train"]);
  });

  it("finds datasets where they are drawn", () => {
    expect(findSteps("raw", small, withDatasets(small), (step) => step).map(datasetOf)).toEqual(["raw"]);
  });
});
