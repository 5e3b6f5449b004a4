import { describe, expect, test } from "vitest";
import { publicJson } from "../../../src-main/core/base/json.ts";
import { diffText, publicDiff } from "../../../src-main/core/diff/cli-diff.ts";
import { diffRuns } from "../../../src-main/core/diff/diff-runs.ts";
import { runId } from "../../../src-main/core/model/ids.ts";
import { digestOf, sampleFile, sampleRun, sampleStep, signatureOf } from "./run-samples.ts";

const baseline = sampleRun({
  id: runId("one"),
  number: 1,
  params: { n: 0n, m: 1n, old: "x" },
  metrics: { loss: 0.179, gone: Number.NaN },
  inputs: [sampleFile("raw", "a")],
  code: [
    { path: "a.py", digest: digestOf("a") },
    { path: "b.py", digest: digestOf("b") },
  ],
});
const candidate = sampleRun({
  id: runId("two"),
  number: 2,
  params: { n: 1n, m: 1n, new: 0.5 },
  metrics: { loss: 0.184 },
  inputs: [sampleFile("raw", "b")],
  code: [
    { path: "a.py", digest: digestOf("a") },
    { path: "b.py", digest: digestOf("c") },
  ],
});
const diff = diffRuns({ run: baseline, steps: [] }, { run: candidate, steps: [] });
const nothing = { files: [], graph: null, logs: null };
const patches = { "b.py": "--- a/b.py\n+++ b/b.py\n@@ -1,1 +1,1 @@\n-x = 1\n+x = 2\n" };

describe("the public diff", () => {
  test("holds added, removed and changed of every part, and a unified diff for code", () => {
    const file = (content: string) => ({ digest: digestOf(content), size: 1, path: "data/raw" });
    expect(JSON.parse(publicJson(publicDiff(diff, patches)))).toEqual({
      parameters: { added: { new: 0.5 }, removed: { old: "x" }, changed: { n: [0, 1] } },
      code: { added: {}, removed: {}, changed: { "b.py": patches["b.py"] } },
      inputs: { added: {}, removed: {}, changed: { raw: [file("a"), file("b")] } },
      metrics: { added: {}, removed: { gone: "NaN" }, changed: { loss: [0.179, 0.184] } },
      outputs: { added: {}, removed: {}, changed: {} },
      environment: { added: {}, removed: {}, changed: {} },
      steps: { added: {}, removed: {}, changed: {} },
    });
  });

  test("of a run and itself is empty in every part", () => {
    const same = publicDiff(diffRuns({ run: baseline, steps: [] }, { run: baseline, steps: [] }), {});
    for (const part of Object.values(same)) expect(part).toEqual({ added: {}, removed: {}, changed: {} });
  });

  test("keeps a parameter named __proto__", () => {
    const hostile = sampleRun({
      params: JSON.parse('{"__proto__": "x"}') as { readonly [name: string]: string },
    });
    const text = publicJson(
      publicDiff(diffRuns({ run: hostile, steps: [] }, { run: sampleRun(), steps: [] }), {}).parameters,
    );
    expect(text).toBe('{"added":{},"removed":{"__proto__":"x"},"changed":{}}');
  });
});

describe("the diff for a terminal", () => {
  test("says what differs, part by part, with signs beside the colours", () => {
    const text = diffText(diff, patches, nothing, { color: false });
    expect(text).toContain("baseline  demo #1 · demo · one\ncandidate demo #2 · demo · two\n");
    expect(text).toContain("Parameters\n    n    0 -> 1\n  + new  0.5\n  - old  x\n");
    expect(text).toContain("    loss  0.179 -> 0.184 (+0.005)\n");
    expect(text).toContain("Code\n--- a/b.py\n+++ b/b.py\n@@ -1,1 +1,1 @@\n-x = 1\n+x = 2\n");
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("Outputs");
  });

  test("counts as people do in its names, as the data does, and has steps as their graph has them", () => {
    const of = (change: bigint) => ({
      run: sampleRun({
        kind: "pipeline",
        params: { layer10: change, layer9: change, layer1: change },
        metrics: { "system.cpu": Number(change) },
      }),
      steps: ["step2", "step1"].map((step) =>
        sampleStep(step, { signature: signatureOf(`${step}${change}`) }),
      ),
    });
    const between = diffRuns(of(1n), of(2n));
    const text = diffText(between, {}, nothing, { color: false });
    expect(text.match(/layer\d+/g)).toEqual(["layer1", "layer9", "layer10"]);
    expect(text.match(/^ +step\d/gm)?.map((name) => name.trim())).toEqual(["step2", "step1"]);
    expect(text).not.toContain("system.cpu");
    const data = publicDiff(between, {});
    expect(Object.keys(data.parameters.changed)).toEqual(["layer1", "layer9", "layer10"]);
    expect(Object.keys(data.steps.changed)).toEqual(["step2", "step1"]);
  });

  test("says below a step why it is another", () => {
    const of = (signature: string) => ({
      run: sampleRun({ kind: "pipeline" }),
      steps: [sampleStep("train", { signature: signatureOf(signature) })],
    });
    const because = { change: "changed", reasons: ["Parameter changed: lr"], from: null, to: null } as const;
    const graph = { graph: { nodes: [], edges: [] }, nodes: { train: because } };
    const text = diffText(diffRuns(of("a"), of("b")), {}, { ...nothing, graph }, { color: false });
    expect(text).toMatch(/Steps\n {4}train .*\n {6}Parameter changed: lr\n/);
  });

  test("says of a package which way it went", () => {
    const of = (version: string) => ({
      run: sampleRun({
        environment: {
          os: "linux",
          python: "3.12",
          host: "desk",
          user: "someone",
          variables: {},
          packages: { numpy: version },
        },
      }),
      steps: [],
    });
    const text = diffText(diffRuns(of("2.1"), of("2.0")), {}, nothing, { color: false });
    expect(text).toContain("packages.numpy  2.1 -> 2.0 (downgraded)\n");
  });

  test("is coloured only when asked", () => {
    expect(diffText(diff, patches, nothing, { color: true })).toContain("\u001b[31m0\u001b[0m");
  });

  test("never sends control sequences that came from a run", () => {
    const hostile = sampleRun({ name: "a\u001b]0;owned\u0007", params: { "k\u001b[2J": "v\r\nw\u202e" } });
    const evil = { "b.py": "+\u001b[31mred\u009b" };
    const text = diffText(
      { ...diffRuns({ run: baseline, steps: [] }, { run: hostile, steps: [] }), code: diff.code },
      evil,
      nothing,
      { color: false },
    );
    expect([...text].filter((character) => character !== "\n" && /[\p{Cc}\u202e]/u.test(character))).toEqual(
      [],
    );
    expect(text).toContain("\\u001b[31mred");
  });
});
