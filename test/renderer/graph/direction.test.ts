import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseDirection, estimateSizes } from "../../../src-renderer/graph/direction.ts";
import { smallestZoom, startOf, viewToFit, zoomAtFirst, zoomToFit } from "../../../src-renderer/graph/fit.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import {
  type LayoutInput,
  layoutDirections,
  neighbourGap,
  type Point,
  type Size,
  slot,
} from "../../../src-renderer/graph/layout-model.ts";
import { graphs, input, tangle } from "./graphs.ts";

const bothWays = (graph: LayoutInput) => ({
  "left-right": layoutGraph(graph, "left-right"),
  "top-down": layoutGraph(graph, "top-down"),
});

/** Five layers, as the example has. */
const fiveLayers = input(6, [
  [0, 1],
  [1, 2],
  [1, 3],
  [2, 4],
  [3, 4],
  [4, 5],
]);

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 9_000 }),
  height: fc.integer({ min: 1, max: 9_000 }),
});

describe("fitting a graph into a room", () => {
  it("shows all of it, never larger than natural size, clear of the controls below", () => {
    const rooms = fc.record({
      width: fc.integer({ min: 300, max: 3_000 }),
      height: fc.integer({ min: 300, max: 3_000 }),
    });
    fc.assert(
      fc.property(sizes, rooms, (graph, room) => {
        const { x, y, zoom } = viewToFit(graph, room);
        expect(zoom).toBeLessThanOrEqual(1);
        expect(Number.isInteger(x) && Number.isInteger(y)).toBe(true);
        expect(x).toBeGreaterThanOrEqual(15.9);
        expect(y).toBeGreaterThanOrEqual(15.9);
        expect(x + graph.width * zoom).toBeLessThanOrEqual(room.width - 15.9);
        expect(y + graph.height * zoom).toBeLessThanOrEqual(room.height - 47.9);
      }),
    );
  });

  it("shows the beginning of a long chain at first, with names that can be read, and all of what is large both ways", () => {
    const room = { width: 748, height: 748 };
    const chain = { width: 204, height: 28_000 };
    expect(zoomAtFirst(chain, room)).toBe(0.75);
    const { x, y } = viewToFit(chain, room, zoomAtFirst(chain, room));
    expect(y).toBe(16);
    // In the middle, on a whole pixel.
    expect(x).toBe(Math.floor((room.width - chain.width * 0.75) / 2));
    for (const graph of [
      { width: 12_000, height: 12_000 },
      { width: 204, height: 4_000 },
    ])
      expect(zoomAtFirst(graph, room)).toBe(zoomToFit(graph, room));
  });

  it("shows a graph that is a little too large so that it can be read, from its first step on", () => {
    const room = { width: 260, height: 480 };
    const layout = layoutGraph(fiveLayers, "top-down");
    expect(zoomToFit(layout, room)).toBeGreaterThan(0.35);
    expect(zoomToFit(layout, room)).toBeLessThan(0.6);
    expect(zoomAtFirst({ width: 1_000, height: 100 }, { width: 712, height: 594 })).toBe(0.68);
    expect(zoomAtFirst({ width: 1_000, height: 100 }, { width: 652, height: 594 })).toBe(0.62);
    const zoom = zoomAtFirst(layout, room);
    expect(zoom).toBe(0.75);
    const { x, y } = viewToFit(layout, room, zoom, startOf(layout));
    const first = layout.nodes[0] as Point;
    expect(x + first.x * zoom).toBeGreaterThanOrEqual(16);
    expect(x + (first.x + slot.width) * zoom).toBeLessThanOrEqual(room.width - 16);
    expect(y + first.y * zoom).toBe(16);
    // Beside what is drawn no room is left empty.
    expect(x).toBeLessThanOrEqual(16);
    expect(x + layout.width * zoom).toBeGreaterThanOrEqual(room.width - 16);
  });

  it("shows nodes side by side whole where they are a little too wide, and no smaller than can be read", () => {
    const graph: Size = { width: 700, height: 800 };
    const room = (width: number): Size => ({ width: width + 32, height: 594 });
    const two = 2 * slot.width + neighbourGap;
    expect(zoomAtFirst(graph, room(two * 0.66))).toBeCloseTo(0.66);
    expect(zoomAtFirst(graph, room(two * 0.75))).toBe(0.75);
    expect(zoomAtFirst(graph, room(two * 0.8))).toBe(0.75);
    expect(zoomAtFirst(graph, room(two * 0.59))).toBe(0.75);
  });

  it("has a zoom for a graph without nodes and for a room without any space", () => {
    expect(zoomToFit({ width: 0, height: 0 }, { width: 800, height: 600 })).toBe(1);
    expect(zoomToFit({ width: 800, height: 600 }, { width: 10, height: 10 })).toBe(smallestZoom);
  });
});

describe("the direction of a graph", () => {
  it("is left to right where that can be read, though top to bottom would be drawn larger", () => {
    const wide: Size = { width: 1_000, height: 100 };
    const high: Size = { width: 100, height: 700 };
    const room = (width: number): Size => ({ width: width + 32, height: 764 });
    expect(chooseDirection({ "left-right": wide, "top-down": high }, room(1_000))).toBe("left-right");
    expect(chooseDirection({ "left-right": wide, "top-down": high }, room(800))).toBe("left-right");
    expect(chooseDirection({ "left-right": wide, "top-down": high }, room(790))).toBe("top-down");
  });

  it("is otherwise the one that is drawn larger", () => {
    fc.assert(
      fc.property(sizes, sizes, sizes, (leftRight, topDown, room) => {
        const direction = chooseDirection({ "left-right": leftRight, "top-down": topDown }, room);
        const [right, down] = [zoomToFit(leftRight, room), zoomToFit(topDown, room)];
        expect(direction).toBe(right >= 0.8 || right >= down ? "left-right" : "top-down");
      }),
    );
  });

  it("makes five layers readable beside a panel, in the window's usual size and in a large one", () => {
    const laidOut = bothWays(fiveLayers);
    const usual: Size = { width: 748, height: 748 };
    const large: Size = { width: 1_388, height: 1_028 };
    expect(chooseDirection(laidOut, usual)).toBe("top-down");
    expect(zoomToFit(laidOut["top-down"], usual)).toBe(1);
    expect(chooseDirection(laidOut, large)).toBe("left-right");
    expect(zoomToFit(laidOut["left-right"], large)).toBe(1);
  });

  it("changes nothing for a single step", () => {
    const one = bothWays(input(1, []));
    expect(chooseDirection(one, { width: 100, height: 900 })).toBe("left-right");
  });
});

describe("the estimate of a graph's size", () => {
  const depth = (direction: string, { width, height }: Size) => (direction === "left-right" ? width : height);
  const length = (direction: string, { width, height }: Size) =>
    direction === "left-right" ? height : width;

  it("knows how many layers there are and is not far off in how long they are", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        fc.pre(graph.nodes.length >= 6);
        // Lone nodes stand in rows that know no direction; chains through all nodes leave none.
        const linked: LayoutInput = {
          ...graph,
          edges: [
            ...graph.edges.filter(([from, to]) => to - from > 3),
            ...graph.nodes.slice(3).map((_, index) => [index, index + 3] as const),
          ],
        };
        const estimates = estimateSizes(linked);
        for (const direction of layoutDirections) {
          const real = layoutGraph(linked, direction);
          const estimate = estimates[direction];
          expect(Math.abs(depth(direction, estimate) - depth(direction, real))).toBeLessThanOrEqual(1);
          const ratio = length(direction, real) / length(direction, estimate);
          expect(ratio).toBeGreaterThan(0.5);
          expect(ratio).toBeLessThan(2.5);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("leads to the direction that is really the larger, for graphs too large to lay out twice", () => {
    const rooms: readonly Size[] = [
      { width: 748, height: 748 },
      { width: 1_400, height: 1_000 },
      { width: 400, height: 600 },
    ];
    const wide = input(
      601,
      Array.from({ length: 600 }, (_, index) => [0, index + 1] as const),
    );
    const chain = input(
      600,
      Array.from({ length: 599 }, (_, index) => [index, index + 1] as const),
    );
    for (const graph of [wide, chain, tangle(700, 2)]) {
      const [estimate, real] = [estimateSizes(graph), bothWays(graph)];
      for (const room of rooms) expect(chooseDirection(estimate, room)).toBe(chooseDirection(real, room));
    }
  });

  it("is told of 5,000 steps without laying them out", () => {
    const sizes = estimateSizes(tangle(5_000, 2));
    for (const { width, height } of Object.values(sizes)) {
      expect(width).toBeGreaterThan(0);
      expect(height).toBeGreaterThan(0);
    }
  });
});
