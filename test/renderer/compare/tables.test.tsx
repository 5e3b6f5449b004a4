import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { diffRuns } from "../../../src-main/core/diff/diff-runs.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import { MetricTable, ParameterTable } from "../../../src-renderer/features/compare/section-tables.tsx";
import { sidesOf } from "../../../src-renderer/features/compare/sides.ts";
import { sampleRun } from "../../core/diff/run-samples.ts";

const from = sampleRun({
  id: runId("one"),
  name: "first",
  params: { "train.lr": 0.05, gone: "x", same: 1n },
  metrics: { loss: 0.179 },
});
const to = sampleRun({
  id: runId("two"),
  name: "second",
  params: { "train.lr": 0.1, fresh: [1n], same: 1n },
  metrics: { loss: 0.184 },
});
const diff = diffRuns({ run: from, steps: [] }, { run: to, steps: [] });
const sides = sidesOf(from, to, { from: 1, to: 2 });
const html = (node: ReactNode) => renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>);
const rows = (markup: string) =>
  [...markup.matchAll(/<tr data-key="([^"]*)" data-change="([^"]*)"/g)].map(([, key, change]) => [
    key,
    change,
  ]);

describe("the table of parameters", () => {
  test("has a row for each difference with its key and change, and counts what is hidden", () => {
    const markup = html(<ParameterTable part={diff.parameters} sides={sides} onlyDifferences words />);
    expect(rows(markup)).toEqual([
      ["fresh", "added"],
      ["gone", "removed"],
      ["train.lr", "changed"],
    ]);
    expect(markup).toContain("1 identical parameter hidden");
  });

  test("says the change in words and not by colour alone", () => {
    const markup = html(
      <ParameterTable part={diff.parameters} sides={sides} onlyDifferences={false} words />,
    );
    expect(rows(markup)).toContainEqual(["same", "same"]);
    for (const word of ["added", "removed", "changed", "same"]) expect(markup).toContain(`>${word}</td>`);
    expect(html(<ParameterTable part={diff.parameters} sides={sides} onlyDifferences />)).toContain(
      ">added</span>",
    );
  });

  test("draws a part of very many rows and offers the rest", () => {
    const many = (by: bigint) =>
      Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`p${index}`, by]));
    const large = diffRuns(
      { run: { ...from, params: many(1n) }, steps: [] },
      { run: { ...to, params: many(2n) }, steps: [] },
    );
    const markup = html(<ParameterTable part={large.parameters} sides={sides} onlyDifferences words />);
    expect(rows(markup)).toHaveLength(300);
    expect(markup).toContain("Show 300 more of 5,000");
  });

  test("shows the row that is marked, however far down it is", () => {
    const many = (by: bigint) =>
      Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`p${1_000 + index}`, by]));
    const large = diffRuns(
      { run: { ...from, params: many(1n) }, steps: [] },
      { run: { ...to, params: many(2n) }, steps: [] },
    );
    const markup = html(
      <ParameterTable part={large.parameters} sides={sides} onlyDifferences current="p1700" />,
    );
    expect(markup).toMatch(/data-key="p1700" data-change="changed" data-current="true" aria-current="true"/);
  });
});

describe("the table of metrics", () => {
  test("has the difference with its sign, its direction and whether it is better", () => {
    const markup = html(<MetricTable part={diff.metrics} sides={sides} onlyDifferences words />);
    expect(rows(markup)).toEqual([["loss", "changed"]]);
    expect(markup).toContain("+0.005");
    expect(markup).toContain("higher, worse");
  });
});

describe("the two sides", () => {
  test("are told apart by number where they have one name, and never share a colour", () => {
    const named = sidesOf({ ...from, name: "iris" }, { ...to, name: "iris" }, { from: 1, to: 2 });
    expect([named.from.label, named.to.label]).toEqual(["iris #1", "iris #2"]);
    for (let index = 0; index < 200; index += 1) {
      const pair = sidesOf(
        { ...from, id: runId(`a${index}`) },
        { ...to, id: runId(`b${index}`) },
        { from: 1, to: 2 },
      );
      expect(pair.from.color).not.toBe(pair.to.color);
    }
  });
});
