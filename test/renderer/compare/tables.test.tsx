import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { compareRuns } from "../../../src-main/core/diff/compare-runs.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import { MetricTable, ParameterTable } from "../../../src-renderer/features/compare/section-tables.tsx";
import { sidesOf } from "../../../src-renderer/features/compare/sides.ts";
import { StepsPanel } from "../../../src-renderer/features/compare/steps-panel.tsx";
import { sampleRun, sampleStep, signatureOf } from "../../core/diff/run-samples.ts";

const from = sampleRun({
  id: runId("one"),
  name: "first",
  params: { "train.lr": 0.05, gone: "x", same: 1n },
  metricSummaries: [
    { name: "loss", step: null, run: runId("one"), count: 9, last: 0.179, min: 0.1, max: 2, best: 0.1 },
  ],
});
const to = sampleRun({
  id: runId("two"),
  name: "second",
  params: { "train.lr": 0.1, fresh: [1n], same: 1n },
  metricSummaries: [
    { name: "loss", step: null, run: runId("two"), count: 9, last: 0.184, min: 0.05, max: 2, best: 0.05 },
  ],
});
const compared = (...runs: (typeof from)[]) =>
  compareRuns(runs.map((run, index) => ({ run, steps: [], number: index + 1 })));
const comparison = compared(from, to);
const sides = sidesOf(comparison.runs);
const html = (node: ReactNode) => renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>);
const rows = (markup: string) =>
  [...markup.matchAll(/<tr data-key="([^"]*)" data-change="([^"]*)"/g)].map(([, key, change]) => [
    key,
    change,
  ]);

describe("the table of parameters", () => {
  test("has a row for each difference with its key and change, and counts what is hidden", () => {
    const markup = html(<ParameterTable facet={comparison.parameters} sides={sides} onlyDifferences words />);
    expect(rows(markup)).toEqual([
      ["fresh", "added"],
      ["gone", "removed"],
      ["train.lr", "changed"],
    ]);
    expect(markup).toContain("1 identical parameter hidden");
  });

  test("counts in names as people do: the tenth layer comes after the ninth", () => {
    const params = { layer10: 1n, layer9: 1n, layer1: 1n };
    const { parameters } = compared(sampleRun({ params }), sampleRun({ params: {} }));
    const markup = html(<ParameterTable facet={parameters} sides={sides} onlyDifferences words />);
    expect(rows(markup).map(([key]) => key)).toEqual(["layer1", "layer9", "layer10"]);
  });

  test("says the change in words and not by colour alone", () => {
    const markup = html(
      <ParameterTable facet={comparison.parameters} sides={sides} onlyDifferences={false} words />,
    );
    expect(rows(markup)).toContainEqual(["same", "same"]);
    for (const word of ["added", "removed", "changed", "same"]) expect(markup).toContain(`>${word}</td>`);
    expect(html(<ParameterTable facet={comparison.parameters} sides={sides} onlyDifferences />)).toContain(
      ">added</span>",
    );
  });

  test("draws of very many rows only those that are seen", () => {
    const many = (by: bigint) =>
      Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`p${index}`, by]));
    const large = compared({ ...from, params: many(1n) }, { ...to, params: many(2n) });
    const markup = html(<ParameterTable facet={large.parameters} sides={sides} onlyDifferences words />);
    expect(rows(markup).length).toBeLessThan(100);
    expect(markup).toContain('aria-rowcount="5001"');
  });

  test("takes the focus where it scrolls, whatever rows are drawn", () => {
    const params = (value: bigint) =>
      Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`name${index}`, value]));
    const tableOf = (...runs: Parameters<typeof compared>) => {
      const { parameters } = compared(...runs);
      return html(<ParameterTable facet={parameters} sides={sides} onlyDifferences words />);
    };
    const long = tableOf(sampleRun({ params: params(1n) }), sampleRun({ params: params(2n) }));
    expect(long).toMatch(/<div [^>]*role="group" aria-label="Parameters, scrolled" tabindex="0"/);
    expect(tableOf(from, to)).not.toContain("tabindex");
  });

  test("marks the row that is gone to", () => {
    const markup = html(
      <ParameterTable facet={comparison.parameters} sides={sides} onlyDifferences current="train.lr" />,
    );
    expect(markup).toMatch(
      /data-key="train.lr" data-change="changed" data-current="true" aria-current="true"/,
    );
  });

  test("finds rows by their name and by any of their values", () => {
    const found = (search: string) =>
      rows(
        html(
          <ParameterTable
            facet={comparison.parameters}
            sides={sides}
            onlyDifferences={false}
            search={search}
          />,
        ),
      ).map(([key]) => key);
    expect(found("LR")).toEqual(["train.lr"]);
    expect(found("0.05")).toEqual(["train.lr"]);
    expect(found("nowhere")).toEqual([]);
  });

  test("has a column for each of several runs, and marks the least and the greatest number", () => {
    const three = compared(from, to, { ...to, id: runId("three"), params: { "train.lr": 0.01 } });
    const markup = html(
      <ParameterTable facet={three.parameters} sides={sidesOf(three.runs)} onlyDifferences words />,
    );
    const [row = ""] = /<tr data-key="train.lr".*?<\/tr>/.exec(markup) ?? [];
    expect(row.match(/data-side=/g)).toHaveLength(3);
    expect(row).toMatch(/data-extreme="highest".*0\.1<.*data-extreme="lowest".*0\.01</);
    expect(rows(markup)).toContainEqual(["gone", "removed"]);
    expect(rows(markup)).toContainEqual(["same", "changed"]);
  });
});

describe("the table of metrics", () => {
  test("has the difference with its sign, its direction and whether it is better", () => {
    const markup = html(<MetricTable facet={comparison.metrics} sides={sides} onlyDifferences words />);
    expect(rows(markup)).toEqual([["loss", "changed"]]);
    expect(markup).toContain("+0.005");
    expect(markup).toContain("higher, worse");
  });
});

describe("the steps of two pipeline runs", () => {
  const run = (signature: string) => ({
    run: sampleRun({ id: runId(signature), kind: "pipeline" }),
    steps: Array.from({ length: 150 }, (_, index) =>
      sampleStep(`step${index}`, {
        id: runId(`${signature}${index}`),
        signature: signatureOf(index === 0 ? "same" : `${signature}${index}`),
      }),
    ),
    number: null,
  });
  const [first, second] = sidesOf(compareRuns([run("a"), run("b")]).runs);
  const listed = (search: string) => {
    if (first === undefined || second === undefined) throw new Error("There are two sides.");
    const pair = { from: first, to: second };
    return html(
      <StepsPanel pair={pair} onlyDifferences search={search} onMore={() => {}} onCompare={() => {}} />,
    );
  };

  test("are listed as far as one reads, and the others counted", () => {
    expect(rows(listed(""))).toHaveLength(100);
    expect(listed("")).toContain(">49 more</button>");
  });

  test("are found by their names", () => {
    expect(rows(listed("STEP14"))).toHaveLength(11);
    expect(listed("step14")).not.toContain(" more<");
    expect(rows(listed("nowhere"))).toEqual([]);
  });
});

describe("the sides", () => {
  test("are told apart by number where they have one name, and two never share a colour", () => {
    const named = sidesOf(compared({ ...from, name: "iris" }, { ...to, name: "iris" }).runs);
    expect(named.map(({ label }) => label)).toEqual(["iris #1", "iris #2"]);
    for (let index = 0; index < 200; index += 1) {
      const [a, b] = sidesOf(
        compared({ ...from, id: runId(`a${index}`) }, { ...to, id: runId(`b${index}`) }).runs,
      );
      expect(a?.color).not.toBe(b?.color);
    }
  });
});
