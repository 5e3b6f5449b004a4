import { describe, expect, it } from "vitest";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";

const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");
const steps = "steps: {s: {run: x}}\n";

/** What takes a billion steps, or the square of its size, takes far longer than a test may on any machine. */
const cases: readonly (readonly [title: string, text: () => string, codes: readonly string[]])[] = [
  [
    "aliases that stand for a billion values",
    () =>
      `signet: 1\nparams:\n  a0: &a0 [x, x, x]\n${repeat(30, (i) => `  a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]\n`)}${steps}`,
    ["too-large"],
  ],
  [
    "mappings merged again and again",
    () =>
      `signet: 1\nparams:\n  m: &m {${repeat(1000, (i) => `k${i}: 1, `)}}\n${repeat(5000, (i) => `  m${i}: {<<: *m}\n`)}${steps}`,
    ["too-large"],
  ],
  ["an alias of itself", () => `signet: 1\nparams: {a: &a [*a]}\n${steps}`, ["bad-alias"]],
  [
    "depth made of aliases",
    () =>
      `signet: 1\nparams:\n  a0: &a0 [x]\n${repeat(1000, (i) => `  a${i + 1}: &a${i + 1} [*a${i}]\n`)}${steps}`,
    ["too-deep"],
  ],
  [
    "depth of 101",
    () => `signet: 1\nparams: {a: ${"[".repeat(101)}${"]".repeat(101)}}\n${steps}`,
    ["too-deep"],
  ],
  [
    "depth of 100,000",
    () => `signet: 1\nparams: {a: ${"[".repeat(100_000)}${"]".repeat(100_000)}}\n${steps}`,
    ["too-deep"],
  ],
  [
    "depth of 100,000 in JSON",
    () => `{"signet": 1, "params": ${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
    ["too-deep"],
  ],
  [
    "a million keys",
    () => `signet: 1\nparams:\n${repeat(1_000_000, (i) => `  k${i}: ${i}\n`)}${steps}`,
    ["too-large"],
  ],
  ["seventeen million characters", () => `signet: 1\n#${"x".repeat(17_000_000)}\n${steps}`, ["too-large"]],
  [
    "a hundred thousand equal keys",
    () => `signet: 1\nparams:\n${repeat(100_000, (i) => `  k: ${i}\n`)}${steps}`,
    ["duplicate-key", "more-problems"],
  ],
  [
    "ten thousand unknown names",
    () =>
      `signet: 1\ndatasets:\n${repeat(10_000, (i) => `  dataset_${i}: p${i}\n`)}steps:\n${repeat(10_000, (i) => `  s${i}: {run: x, inputs: [datasett_${i}]}\n`)}`,
    ["unknown-dataset", "more-problems"],
  ],
  [
    "ten thousand outputs at one path",
    () =>
      `signet: 1\ndatasets:\n${repeat(10_000, (i) => `  d${i}: {path: "out/{signature}"}\n`)}steps:\n${repeat(10_000, (i) => `  s${i}: {run: "x {outputs.d${i}}", outputs: [d${i}]}\n`)}`,
    ["same-path", "more-problems"],
  ],
  [
    "a large object that every step names",
    () =>
      `signet: 1\nparams:\n  t:\n${repeat(10_000, (i) => `    k${i}: 1\n`)}steps:\n${repeat(10_000, (i) => `  s${i}: {run: x, params: [t]}\n`)}`,
    ["too-large"],
  ],
  [
    "a cycle of twenty thousand steps",
    () => `signet: 1\nsteps:\n${repeat(20_000, (i) => `  s${i}: {run: x, needs: [s${(i + 1) % 20_000}]}\n`)}`,
    ["cycle"],
  ],
  [
    "a hundred thousand unclosed templates",
    () => `signet: 1\nsteps:\n  a:\n    run: |\n      ${"{params.".repeat(100_000)}\n`,
    ["bad-template"],
  ],
  [
    "twenty thousand syntax errors on one line",
    () => `signet: 1\nsteps:\n  a:\n    run: ${"{param.x} ".repeat(20_000)}\n`,
    ["bad-yaml"],
  ],
  [
    "a name of 10,000 characters",
    () => `signet: 1\nsteps:\n  ? ${"a".repeat(10_000)}\n  : {run: x}\n`,
    ["bad-name"],
  ],
  [
    "a product of 10^60 items",
    () =>
      `signet: 1\nsteps:\n  s:\n    run: x\n    foreach:\n${repeat(60, (i) => `      p${i}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n`)}`,
    ["too-large"],
  ],
  [
    "a list of a hundred thousand items",
    () => `signet: 1\nsteps:\n  s: {run: x, foreach: [${repeat(100_000, (i) => `{i: ${i}}, `)}]}\n`,
    ["too-large"],
  ],
  [
    "items that together are too many",
    () =>
      `signet: 1\nx: &x [${repeat(101, (i) => `${i}, `)}]\nsteps:\n${repeat(100, (i) => `  s${i}: {run: x, foreach: {i: *x}}\n`)}`,
    ["unknown-key", "too-large"],
  ],
  [
    "a large object in every item",
    () =>
      `signet: 1\nsteps:\n  s:\n    run: x\n    foreach: {c: [{${repeat(1_000, (i) => `k${i}: 1, `)}}], i: [${repeat(9_000, (i) => `${i}, `)}]}\n`,
    ["too-large"],
  ],
  [
    "a text of a million characters in every item",
    () =>
      `signet: 1\nx: &x ${"x".repeat(1_000_000)}\nsteps:\n  s: {run: x, foreach: [${repeat(9_000, (i) => `{t: *x, i: ${i}}, `)}]}\n`,
    ["unknown-key", "too-large"],
  ],
  [
    "thousands of items that each gather thousands",
    () =>
      `signet: 1\nx: &x [${repeat(2_000, (i) => `${i}, `)}]\nsteps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {i: *x}}\n  t: {run: x, inputs: [o], foreach: {i: *x}}\n`,
    ["unknown-key", "too-large"],
  ],
  [
    "thousands of items of as many kinds, with thousands of mistakes",
    () =>
      `signet: 1\nsteps:\n  s: {run: "${repeat(3_000, (i) => `{params.q${i}} `)}", foreach: [${repeat(3_000, (i) => `{k${i}: 1}, `)}]}\n`,
    ["unknown-parameter", "more-problems"],
  ],
  [
    "outputs of ten thousand items in one place",
    () =>
      `signet: 1\ndatasets: {o: {path: "out/{params.m}-{params.i}"}, p: {path: "out/{params.m}-1"}}\nparams: {m: 1}\nsteps:\n  s: {run: "x {outputs.o}", outputs: [o], foreach: {i: [${repeat(9_999, (i) => `${i}, `)}]}}\n  t: {run: "x {outputs.p}", outputs: [p]}\n`,
    ["same-path"],
  ],
  [
    "names in foreach like what every object has",
    () => `signet: 1\nsteps: {s: {run: x, foreach: {a.__proto__: [1]}}}\n`,
    ["bad-name"],
  ],
  [
    "a span of time of a million digits",
    () => `signet: 1\nsteps: {s: {run: x, timeout: ${"1s".repeat(500_000)}}}\n`,
    ["bad-duration"],
  ],
];

describe("a hostile pipeline file", () => {
  it.each(cases)(
    "with %s ends soon, in a diagnostic",
    (_title, text, codes) => {
      const source = { file: "/w/p.yaml", text: text() };
      const { pipeline, diagnostics } = readPipeline(source);
      expect(pipeline).toBeNull();
      expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(codes);
      expect(diagnostics.length).toBeLessThanOrEqual(1_001);
      for (const { message } of diagnostics) expect(message.length).toBeLessThan(1_000);
    },
    60_000,
  );

  it("may name steps like what every object has", () => {
    const names = ["constructor", "toString", "hasOwnProperty", "valueOf", "then", "isPrototypeOf"];
    const text = `signet: 1\nparams: {constructor: 1}\nsteps:\n${names.map((name, i) => `  ${name}: {run: "x {params.constructor}", needs: [${names.slice(0, i).join(", ")}]}\n`).join("")}`;
    const { pipeline, diagnostics } = readPipeline({ file: "/w/p.yaml", text });
    expect(diagnostics).toEqual([]);
    expect(pipeline?.steps.map(({ name }) => name)).toEqual(names);
  });

  it("that asks for __proto__ changes no other object", () => {
    for (const text of [
      `signet: 1\n__proto__: {polluted: 1}\nparams: {a: {__proto__: {polluted: 1}}, b: [{"__proto__": 1}]}\nsteps: {__proto__: {run: x}}\n`,
      `signet: 1\nparams: {a: &a {__proto__: {polluted: 1}}, b: {<<: *a}}\n${steps}`,
      `signet: 1\nparams: {n: 1}\nsteps: {s: {run: "x {params.__proto__} {inputs.__proto__}", params: [__proto__.polluted], inputs: {p: __proto__}, needs: [__proto__]}}\n`,
    ]) {
      const { pipeline, diagnostics } = readPipeline({ file: "/w/p.yaml", text });
      expect(pipeline).toBeNull();
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });
});
