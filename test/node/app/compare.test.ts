import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Result } from "../../../src-main/core/base/result.ts";
import type { RunId } from "../../../src-main/core/model/ids.ts";
import { compareMethods } from "../../../src-main/node/app/compare-methods.ts";
import { exportComparison } from "../../../src-main/node/app/compare-report.ts";
import { place, readForTest, runForTest } from "../../helpers/services.ts";

const files = {
  "pipeline.yaml": `signet: 1
name: p
params: {lr: 0.1}
datasets:
  raw: raw.csv
  clean: {path: out/clean.csv}
  facts: {path: out/facts.json}
  plot: {path: out/plot.png}
  notes: {path: out/notes.txt}
steps:
  prepare:
    run: cp {inputs.raw} {outputs.clean} && date +%H:%M:%S && head -2 {inputs.raw} | tail -1
    inputs: [raw]
    outputs: [clean]
  draw:
    run: >-
      printf '{"lr": {params.lr}, "layers": [1, 2]}' > {outputs.facts} &&
      printf 'pixels {params.lr}' > {outputs.plot} && printf 'same\\n{params.lr}\\n' > {outputs.notes}
    inputs: [clean]
    outputs: [facts, plot, notes]
`,
  "raw.csv": "id,tenure\n1,14\n2,9\n",
};

/** The value of an answer that must be there. */
const value = <T>(answer: Result<T, { readonly message: string }>): T => {
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
};

test("two real runs are compared to the cell, the value, the picture and the line", async () => {
  const { services, workspace, file } = await place(files);
  const first = (await runForTest(services, readForTest(file))).run as RunId;
  writeFileSync(join(workspace, "raw.csv"), "id,tenure\n1,41\n2,9\n");
  const second = (await runForTest(services, readForTest(file, { lr: "0.2" }))).run as RunId;
  const methods = compareMethods(services);
  const pair = { baseline: first, candidate: second };

  const { parameters, inputs, steps, runs } = value(
    await methods["runs.compare"]({ runs: [first, second], all: true }),
  );
  expect(parameters).toEqual([{ key: "lr", values: [0.1, 0.2], at: [0, 1] }]);
  expect(inputs.map(({ key, at }) => [key, at])).toEqual([["raw", [0, 1]]]);
  expect(steps).toHaveLength(2);
  expect(runs.map(({ number }) => number)).toEqual([1, 2]);

  const inside = async (role: "input" | "output", name: string) =>
    value(await methods["runs.diffFile"]({ ...pair, role, name }));
  expect(await inside("input", "raw")).toMatchObject({
    kind: "table",
    diff: { key: "id", cells: { changed: 1, total: 4 }, rows: [{ toRow: 1, changed: [1], to: [1, 41] }] },
  });
  expect(await inside("output", "facts")).toMatchObject({
    kind: "json",
    diff: { changed: { lr: [0.1, 0.2] }, same: { "layers[0]": 1n, "layers[1]": 2n } },
  });
  const picture = await inside("output", "plot");
  expect(picture.kind === "image" && Buffer.from(picture.to).toString()).toBe("pixels 0.2");
  expect(await inside("output", "notes")).toEqual({ kind: "text", why: null });
  expect(await methods["runs.diffFile"]({ ...pair, role: "input", name: "nowhere" })).toMatchObject({
    ok: false,
  });

  const { consoles } = value(await methods["runs.diffLogs"](pair));
  expect(consoles.map(({ step, removed, added, cut }) => [step, removed, added, cut])).toEqual([
    ["prepare", 1, 1, null],
    ["draw", 0, 0, null],
  ]);
  expect(consoles[0]?.rows.at(-1)).toMatchObject({ from: { text: "1,14" }, to: { text: "1,41" } });

  const graph = value(await methods["runs.diffGraph"](pair));
  expect(graph?.nodes.prepare).toMatchObject({
    change: "changed",
    reasons: ["Input raw changed", "Output clean changed"],
  });
  expect(graph?.nodes.draw?.reasons).toContain("lr 0.1 → 0.2");
  expect(graph?.graph.edges).toMatchObject([{ from: "prepare", to: "draw", datasets: ["clean"] }]);

  const page = value(await exportComparison(services, [first, second], "html"));
  expect(page.name).toMatch(/\.html$/);
  for (const found of ["1 of 4 cells differs", "tenure", "data:image/png;base64,", "1,41", "lr 0.1 → 0.2"])
    expect(page.text).toContain(found);
  const data = JSON.parse(value(await exportComparison(services, [first, second], "json")).text);
  expect(data.candidates[0].parameters.changed).toEqual({ lr: [0.1, 0.2] });
});

test("a single step is compared as a whole pipeline is", async () => {
  const { services, file } = await place(files);
  const first = await runForTest(services, readForTest(file));
  const second = await runForTest(services, readForTest(file, { lr: "0.2" }));
  const step = ({ steps }: typeof first) => steps.find(({ name }) => name === "draw")?.run as RunId;
  const pair = { baseline: step(first), candidate: step(second) };
  const methods = compareMethods(services);

  const { runs, parameters } = value(
    await methods["runs.compare"]({ runs: [pair.baseline, pair.candidate], all: true }),
  );
  expect(runs.map(({ step, number }) => [step, number])).toEqual([
    ["draw", 1],
    ["draw", 2],
  ]);
  expect(parameters[0]).toMatchObject({ key: "lr", values: [0.1, 0.2] });
  expect(value(await methods["runs.diffLogs"](pair)).consoles).toMatchObject([
    { step: null, removed: 0, added: 0 },
  ]);
  const graph = value(await methods["runs.diffGraph"](pair));
  expect(graph?.graph.nodes.map(({ step }) => step)).toEqual(["draw"]);
});
