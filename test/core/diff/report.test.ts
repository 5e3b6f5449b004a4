import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { publicJson } from "../../../src-main/core/base/json.ts";
import { base64 } from "../../../src-main/core/diff/base64.ts";
import { diffText } from "../../../src-main/core/diff/cli-diff.ts";
import { compareRuns } from "../../../src-main/core/diff/compare-runs.ts";
import { diffRuns } from "../../../src-main/core/diff/diff-runs.ts";
import { diffLogs } from "../../../src-main/core/diff/log-diff.ts";
import { reportHtml } from "../../../src-main/core/diff/report-html.ts";
import { publicReport } from "../../../src-main/core/diff/report-json.ts";
import { diffTables } from "../../../src-main/core/diff/table-diff.ts";
import type { ComparisonReport } from "../../../src-main/core/model/comparison-report.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import { sampleFile, sampleRun, sampleStep, signatureOf } from "./run-samples.ts";

const evil = `<img src=x onerror="alert('1')">`;
const from = sampleRun({
  id: runId("one"),
  name: "first",
  params: { lr: 0.1 },
  inputs: [sampleFile("raw", "a")],
});
const to = sampleRun({
  id: runId("two"),
  name: evil,
  params: { lr: 0.2, [evil]: evil },
  inputs: [sampleFile("raw", "b")],
});
const comparison = compareRuns([from, to].map((run, index) => ({ run, steps: [], number: index + 1 })));
const table = diffTables(
  { columns: ["id", "tenure"], rows: [[1, 14]] },
  { columns: ["id", "tenure"], rows: [[1, 41]] },
  10,
);
const logs = { consoles: [{ step: evil, ...diffLogs("a\n", `${evil}\n`, 10), cut: null }] };
const report: ComparisonReport = {
  comparison,
  pairs: [
    {
      candidate: 1,
      patches: { [evil]: `-x\n+${evil}\n` },
      files: [
        { role: "input", name: "raw", content: { kind: "table", diff: table } },
        {
          role: "output",
          name: evil,
          content: {
            kind: "image",
            type: "image/png",
            from: new Uint8Array([1]),
            to: new Uint8Array([2, 3]),
          },
        },
      ],
      graph: null,
      logs,
    },
  ],
  pairsLeftOut: 0,
  series: [
    {
      key: evil,
      lines: [
        { name: "loss", run: runId("one"), steps: [0, 1], times: [0, 1], values: [1, Number.NaN] },
        null,
      ],
    },
  ],
  made: 0,
};

describe("the page of a comparison", () => {
  const page = reportHtml(report);

  test("escapes everything that came from a run", () => {
    expect(page).not.toContain("<img src=x");
    expect(page.match(/&lt;img src=x onerror=&quot;alert\(&#39;1&#39;\)&quot;&gt;/g)?.length).toBeGreaterThan(
      6,
    );
  });

  test("runs nothing and fetches nothing", () => {
    expect(page).not.toMatch(/<script|<link|<iframe|\bon\w+="|url\(/i);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      "data:image/png;base64,AQ==",
      "data:image/png;base64,AgM=",
    ]);
    expect(page).toContain("default-src 'none'");
  });

  test("says what differs: values, cells, code and lines", () => {
    expect(page).toContain(`<tr data-key="lr" data-change="changed">`);
    expect(page).toMatch(
      /<th scope="row">tenure<\/th><td><span class="from">14<\/span><\/td><td><span class="to">41</,
    );
    expect(page).toContain("1 of 2 cells differs");
  });
});

describe("the page of a hundred runs", () => {
  const runs = Array.from({ length: 100 }, (_, at) => ({
    run: sampleRun({
      id: runId(`run${at}`),
      name: `run ${at}`,
      params: Object.fromEntries(Array.from({ length: 600 }, (_, key) => [`p${key}`, at])),
    }),
    steps: [],
    number: at,
  }));
  const page = reportHtml({
    comparison: compareRuns(runs),
    pairs: [],
    pairsLeftOut: 99,
    series: [{ key: "loss", lines: [null] }],
    made: 0,
  });

  test("names the first in its title and its legend, and all of them in its list", () => {
    expect(page).toContain(
      "<title>run 0 · run 1 · run 2 · run 3 · run 4 · run 5 · run 6 · run 7 and 92 more – ",
    );
    expect(page.match(/<li data-run=/g)).toHaveLength(100);
    expect(page.match(/<p class="legend">.*?<\/p>/)?.[0]).toMatch(/run 19<.*The first 20 runs\.<\/p>$/);
  });

  test("has as many rows as a browser opens quickly, and counts the others", () => {
    expect(page.match(/<tr data-key=/g)).toHaveLength(500);
    expect(page).toContain("<p>100 more differ.</p>");
  });
});

describe("names on the page", () => {
  test("are in the order in which people count, steps in that of their graph", () => {
    const of = (change: bigint) => ({
      run: sampleRun({
        kind: "pipeline",
        params: { layer10: change, layer9: change },
      }),
      steps: ["step2", "step1"].map((step) =>
        sampleStep(step, { signature: signatureOf(`${step}${change}`) }),
      ),
      number: Number(change),
    });
    const page = reportHtml({ ...report, comparison: compareRuns([of(1n), of(2n)]), pairs: [], series: [] });
    expect([...page.matchAll(/data-key="(\w+)"/g)].map(([, key]) => key)).toEqual([
      "layer9",
      "layer10",
      "step2",
      "step1",
    ]);
  });
});

describe("what the page says of a difference", () => {
  const runs = [0.5, 0.4].map((loss, index) => ({
    run: sampleRun({
      environment: {
        os: "linux",
        python: "3.12",
        host: "desk",
        user: "someone",
        variables: {},
        packages: { numpy: `2.${index}.0` },
      },
      metricSummaries: [
        { name: "loss", step: null, run: runId("r"), count: 1, last: loss, min: loss, max: loss, best: loss },
      ],
    }),
    steps: [],
    number: index + 1,
  }));
  const page = reportHtml({ ...report, comparison: compareRuns(runs), pairs: [], series: [] });

  test("is what the window says: a package is upgraded, a metric better, by no colour of its values", () => {
    expect(page).toMatch(/data-key="packages\.numpy".*<td>upgraded<\/td>/);
    expect(page).toMatch(
      /<div class="wide untinted">.*data-key="loss".*<small class="better">−0\.1<\/small>/,
    );
  });
});

describe("a comparison as data", () => {
  test("has for each candidate what differs and what is inside", () => {
    const data = JSON.parse(publicJson(publicReport(report)));
    expect(data.baseline).toMatchObject({ id: "one", number: 1 });
    expect(data.candidates[0]).toMatchObject({
      run: { id: "two" },
      parameters: { changed: { lr: [0.1, 0.2] } },
      contents: [{ role: "input", name: "raw", table: { cells: { changed: 1 } } }, { picture: "image/png" }],
    });
  });
});

describe("what is inside, at a terminal", () => {
  test("names the cell and the lines, and sends no control characters", () => {
    const diff = diffRuns({ run: from, steps: [] }, { run: { ...to, name: "second" }, steps: [] });
    const files = report.pairs[0]?.files ?? [];
    const text = diffText(diff, {}, { files, graph: null, logs }, { color: false });
    expect(text).toContain("  raw  1 of 2 cells differs\n      row 1 (id 1), tenure  14 -> 41\n");
    expect(text).toContain("  - a\n  + <img");
  });
});

describe("base64", () => {
  test("is what everybody else writes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
    );
  });
});
