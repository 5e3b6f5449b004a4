import { describe, expect, it } from "vitest";
import { edgeCells } from "../../../src-renderer/graph/edge-cells.ts";
import { edgePieces } from "../../../src-renderer/graph/edge-route.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import { slot } from "../../../src-renderer/graph/layout-model.ts";
import { linePixel } from "../../../src-renderer/graph/near-window.ts";
import { layoutInput, sceneEdges } from "../../../src-renderer/graph/scene.ts";
import { shortName } from "../../../src-renderer/graph/short-name.ts";
import { passOn } from "../../../src-renderer/graph/use-part-by-part.ts";
import { tangle } from "./graphs.ts";

describe("edges seen from afar", () => {
  it("are a straight piece from node to node, and one across each layer that is passed", () => {
    const route = { direction: "left-right", from: { x: 0, y: 0 }, straight: new Map() } as const;
    const [middle, right] = [slot.height / 2, slot.width];
    expect(edgePieces({ ...route, bends: [], to: { x: 300, y: 100 } })).toEqual([
      { from: { x: right, y: middle }, to: { x: 300, y: 100 + middle } },
    ]);
    const passing = edgePieces({ ...route, bends: [{ x: 400, y: 80 }], to: { x: 600, y: 0 } });
    expect(passing).toEqual([
      { from: { x: right, y: middle }, to: { x: 400 - right / 2, y: 80 } },
      { from: { x: 400 - right / 2, y: 80 }, to: { x: 400 + right / 2, y: 80 } },
      { from: { x: 400 + right / 2, y: 80 }, to: { x: 600, y: middle } },
    ]);
  });

  it("are drawn in shapes that each cover a small part of the graph, all of them once", () => {
    const shape = tangle(700, 2);
    const graph = {
      nodes: shape.nodes.map((_, index) => ({
        step: `s${index}`,
        command: "",
        inputs: [],
        outputs: [],
        params: [],
      })),
      edges: shape.edges.map(([from, to]) => ({ from: `s${from}`, to: `s${to}`, datasets: [] })),
    };
    const layout = layoutGraph(layoutInput(graph), "left-right");
    const look = { within: null, blocks: new Map() };
    const edges = sceneEdges(graph, layout, {}, look, []);
    const cells = edgeCells(edges);
    const drawn = cells.flat().map(({ edge, piece }) => `${edge} ${JSON.stringify(piece)}`);
    const wanted = edges.flatMap(({ route }, edge) =>
      edgePieces(route).map((piece) => `${edge} ${JSON.stringify(piece)}`),
    );
    expect(drawn.sort()).toEqual(wanted.sort());
    const widths = cells.map((cell) => {
      const middles = cell.map(({ piece }) => (piece.from.x + piece.to.x) / 2);
      return Math.max(...middles) - Math.min(...middles);
    });
    expect(Math.max(...widths)).toBeLessThan(layout.width / 5);
  });

  it("have a line of about one pixel of the window at each zoom", () => {
    for (const zoom of [0.02, 0.05, 0.13, 0.31, 0.4]) {
      const inWindow = linePixel(zoom) * zoom;
      expect(inWindow).toBeGreaterThan(0.8);
      expect(inWindow).toBeLessThan(1.2);
    }
  });
});

describe("what is drawn part by part", () => {
  const [a, b, c] = [{}, {}, {}];

  it("comes in order, so many with each frame, until all is there", () => {
    const parts = [[a], [b], [c]];
    const first = passOn([], parts, 2);
    expect(first).toEqual([[a], [b]]);
    const second = passOn(first, parts, 2);
    expect(second).toHaveLength(3);
    expect(passOn(second, [[a], [b], [c]], 2)).toBe(second);
  });

  it("keeps the very parts that hold the same, and drops those that are no more", () => {
    const shown = [[a], [b], [c]];
    const next = passOn(shown, [[a], [c]], 1);
    expect(next).toHaveLength(2);
    expect(next[0]).toBe(shown[0]);
    expect(next[1]).toEqual([c]);
    expect(passOn(shown, [[b], [a], [a]], 1)).toEqual([[b], [b], [c]]);
  });
});

describe("a name in little room", () => {
  it("loses its middle, so that names which differ at their ends still do", () => {
    expect(shortName("step_100", 8)).toBe("step_100");
    expect(shortName("step_100", 6)).toBe("s…_100");
    expect(shortName("step_120", 6)).toBe("s…_120");
    expect(shortName("step_120", 3)).toBe("…20");
    expect(shortName("step_120", 2)).toBe("");
  });
});
