import { describe, expect, it } from "vitest";
import { estimateSizes } from "../../../src-renderer/graph/direction.ts";
import { layoutGraph } from "../../../src-renderer/graph/layout.ts";
import {
  createLayoutClient,
  type LayoutAnswer,
  type LayoutRequest,
} from "../../../src-renderer/graph/layout-client.ts";
import type { Layout, LayoutInput } from "../../../src-renderer/graph/layout-model.ts";

const chain = (length: number): string => {
  const input: LayoutInput = {
    nodes: Array.from({ length }, () => ({ width: 10, height: 10 })),
    edges: Array.from({ length: length - 1 }, (_, index) => [index, index + 1] as const),
  };
  return JSON.stringify(input);
};

const answerTo = ({ shape, question }: LayoutRequest) =>
  question === "sizes" ? estimateSizes(JSON.parse(shape)) : layoutGraph(JSON.parse(shape), question);

/** A worker that answers when told to, in any order. */
function handWorked() {
  const requests: LayoutRequest[] = [];
  let listener: (answer: LayoutAnswer) => void = () => {};
  const client = createLayoutClient(() => ({
    post: (request) => requests.push(request),
    onAnswer: (given) => {
      listener = given;
    },
  }));
  const answer = (index: number) => {
    const request = requests[index];
    if (request === undefined) throw new Error(`There is no request ${index}.`);
    listener({ id: request.id, answer: answerTo(request) });
  };
  return { client, requests, answer };
}

describe("questions to the layout worker", () => {
  it("does not report an answer that nobody waits for any more", () => {
    const { client, answer } = handWorked();
    const heard: number[] = [];
    const withdraw = client.ask(chain(3), "left-right", (layout) => heard.push(layout.nodes.length));
    withdraw();
    client.ask(chain(4), "left-right", (layout) => heard.push(layout.nodes.length));
    answer(1);
    answer(0);
    expect(heard).toEqual([4]);
  });

  it("asks once for the same graph, whoever asks, and remembers the answer", () => {
    const { client, requests, answer } = handWorked();
    const heard: Layout[] = [];
    client.ask(chain(3), "left-right", (layout) => heard.push(layout));
    client.ask(chain(3), "left-right", (layout) => heard.push(layout));
    answer(0);
    client.ask(chain(3), "left-right", (layout) => heard.push(layout));
    expect(requests).toHaveLength(1);
    expect(heard).toHaveLength(3);
    expect(heard[2]).toBe(heard[0]);
  });

  it("keeps the directions of one graph apart", () => {
    const { client, requests, answer } = handWorked();
    const heard: string[] = [];
    client.ask(chain(3), "left-right", ({ direction }) => heard.push(direction));
    client.ask(chain(3), "top-down", ({ direction }) => heard.push(direction));
    answer(1);
    answer(0);
    client.ask(chain(3), "top-down", ({ direction }) => heard.push(direction));
    expect(requests).toHaveLength(2);
    expect(heard).toEqual(["top-down", "left-right", "top-down"]);
  });

  it("keeps layouts and estimates of one graph apart", () => {
    const { client, answer } = handWorked();
    const heard: number[] = [];
    client.ask(chain(3), "sizes", (sizes) => heard.push(sizes["top-down"].width));
    client.ask(chain(3), "left-right", ({ nodes }) => heard.push(nodes.length));
    answer(0);
    answer(1);
    expect(heard).toEqual([10, 3]);
  });

  it("ignores an answer that comes twice", () => {
    const { client, answer } = handWorked();
    let heard = 0;
    client.ask(chain(3), "left-right", () => {
      heard += 1;
    });
    answer(0);
    answer(0);
    expect(heard).toBe(1);
  });
});
