import { describe, expect, it } from "vitest";
import {
  projectTree,
  treeMove,
  visibleLines,
} from "../../../src-renderer/features/project-browser/project-tree.ts";

const tree = projectTree([
  { path: "vision/mnist", runs: 96 },
  { path: "marketing", runs: 214 },
  { path: "marketing/churn", runs: 182 },
  { path: "vision/segment/fast", runs: 4 },
]);
const all = visibleLines(tree, new Set());

describe("the tree of projects", () => {
  it("nests by slash, in order, with projects that are only implied", () => {
    expect(all.map(({ node, level }) => [level, node.path, node.name, node.runs])).toEqual([
      [1, "marketing", "marketing", 214],
      [2, "marketing/churn", "churn", 182],
      [1, "vision", "vision", 100],
      [2, "vision/mnist", "mnist", 96],
      [2, "vision/segment", "segment", 4],
      [3, "vision/segment/fast", "fast", 4],
    ]);
  });

  it("hides what is below a folded project", () => {
    expect(visibleLines(tree, new Set(["vision"])).map(({ node }) => node.name)).toEqual([
      "marketing",
      "churn",
      "vision",
    ]);
  });

  it("moves with the arrow keys, folds to the left and unfolds to the right", () => {
    expect(treeMove(all, 0, "ArrowDown")).toEqual({ to: 1 });
    expect(treeMove(all, 0, "ArrowUp")).toEqual({ to: 0 });
    expect(treeMove(all, 1, "ArrowLeft")).toEqual({ to: 0 });
    expect(treeMove(all, 0, "ArrowLeft")).toEqual({ fold: true });
    expect(treeMove(all, 2, "ArrowRight")).toEqual({ to: 3 });
    const folded = visibleLines(tree, new Set(["vision"]));
    expect(treeMove(folded, 2, "ArrowRight")).toEqual({ fold: false });
    expect(treeMove(all, 5, "ArrowLeft")).toEqual({ to: 4 });
    expect(treeMove(all, 3, "End")).toEqual({ to: 5 });
  });

  it("goes to the next project that begins with a typed letter, round the end", () => {
    expect(treeMove(all, 0, "m")).toEqual({ to: 3 });
    expect(treeMove(all, 3, "m")).toEqual({ to: 0 });
    expect(treeMove(all, 0, "z")).toBeNull();
  });
});
