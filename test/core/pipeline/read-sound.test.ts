import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newBudget } from "../../../src-main/core/base/nearest.ts";
import type { Value } from "../../../src-main/core/base/value.ts";
import { readPipeline } from "../../../src-main/core/pipeline/read-pipeline.ts";
import { readSoundPipeline } from "../../../src-main/core/pipeline/read-sound.ts";
import { knownKeys } from "../../../src-main/core/pipeline/schema.ts";
import { checkShape } from "../../../src-main/core/pipeline/shape.ts";
import { isSoundShape } from "../../../src-main/core/pipeline/sound-shape.ts";
import { readPlainYaml } from "../../../src-main/core/pipeline/yaml-plain.ts";

const file = "/home/u/churn/pipeline.yaml";

describe("a shape that is told without the schema", () => {
  const scalar: fc.Arbitrary<Value> = fc.constantFrom<Value[]>(
    ...["", "x", "file", "directory", "either", "metrics", "plot", "csv", "json", "no format", "1d"],
    ...[null, true, false, 0n, 1n, 2n, -1n, 0, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY],
  );
  const names = fc.constantFrom("a", "b", "run", "call", "", "path", "x y");
  const small: fc.Arbitrary<Value> = fc.oneof(
    { weight: 4, arbitrary: scalar },
    fc.array(scalar, { maxLength: 2 }),
    fc.array(fc.dictionary(names, scalar, { maxKeys: 2 }), { maxLength: 2 }),
    fc.dictionary(names, scalar, { maxKeys: 2 }),
    fc.dictionary(names, fc.array(scalar, { maxLength: 2 }), { maxKeys: 2 }),
  );
  /** Most with what fits, so that all of a file fits often enough: the rest with anything, and keys that are not known. */
  const settings = (
    known: readonly string[],
    fitting: { readonly [key: string]: fc.Arbitrary<Value> },
  ): fc.Arbitrary<Value> => {
    const entry = fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...Object.keys(fitting)).chain(fits) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...known, "other"), small) },
    );
    function fits(key: string): fc.Arbitrary<[string, Value]> {
      return fc.tuple(fc.constant(key), fitting[key] ?? small);
    }
    const made = fc.array(entry, { maxLength: 5 }).map((entries): Value => Object.fromEntries(entries));
    return fc.oneof({ weight: 30, arbitrary: made }, small);
  };
  const mostly = (fitting: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
    fc.oneof({ weight: 6, arbitrary: fitting }, scalar);
  const text = mostly(fc.constantFrom<Value[]>("x", "1d", "a.csv"));
  const texts = fc.array(text, { maxLength: 2 });
  const number = mostly(fc.constantFrom<Value[]>(0n, 3n, 0.5));
  const ports = fc.oneof(texts, fc.dictionary(names, text, { maxKeys: 2 }));
  const boolean = mostly(fc.boolean());
  const duration = fc.oneof(text, number);
  const dataset = fc.oneof(
    text,
    settings(knownKeys.dataset, {
      path: text,
      type: mostly(fc.constantFrom("file", "directory")),
      ignore: texts,
      as: mostly(fc.constantFrom("metrics", "plot")),
      format: mostly(fc.constantFrom("csv", "json", "pickle")),
    }),
  );
  const step = fc
    .tuple(
      fc.constantFrom<Value[]>({ run: "x" }, { run: ["x"] }, { call: "m:f" }, {}, { run: "x", call: "m:f" }),
      settings(knownKeys.step, {
        inputs: ports,
        outputs: ports,
        params: ports,
        code: texts,
        env: texts,
        needs: texts,
        version: fc.oneof(text, mostly(fc.constant(2n))),
        foreach: fc.oneof(
          fc.dictionary(names, fc.array(small, { maxLength: 2 }), { maxKeys: 2 }),
          fc.array(fc.dictionary(names, small, { maxKeys: 2 }), { maxLength: 2 }),
        ),
        inherit: boolean,
        cache: fc.oneof(boolean, settings(knownKeys.cache, { ttl: duration, key: text })),
        hooks: settings(knownKeys.hooks, { before: text, after: text, failed: text }),
        retries: fc.oneof(
          mostly(fc.constant(2n)),
          settings(knownKeys.retries, { count: mostly(fc.constant(1n)), delay: duration, backoff: number }),
        ),
        timeout: duration,
        keep_going: boolean,
        resources: fc.dictionary(names, number, { maxKeys: 2 }),
      }),
    )
    .map(
      ([does, rest]): Value =>
        typeof rest === "object" && rest !== null && !Array.isArray(rest)
          ? { ...(does as object), ...rest }
          : rest,
    );
  const root = fc
    .tuple(
      fc.constantFrom<Value[]>({ signet: 1n, steps: {} }, { signet: 1n }, { signet: 2n }, {}),
      settings(knownKeys.pipeline, {
        name: text,
        project: text,
        workspace: text,
        python: text,
        include: texts,
        params: fc.dictionary(names, small, { maxKeys: 2 }),
        datasets: fc.dictionary(names, dataset, { maxKeys: 2 }),
        steps: fc.dictionary(names, step, { maxKeys: 2 }),
      }),
    )
    .map(
      ([head, rest]): Value =>
        typeof rest === "object" && rest !== null && !Array.isArray(rest)
          ? { ...(head as object), ...rest }
          : rest,
    );

  const oneStep = step.map((only): Value => ({ signet: 1n, steps: { only } }));
  const oneDataset = dataset.map((only): Value => ({ signet: 1n, datasets: { only }, steps: {} }));

  it.each([
    ["a file", root],
    ["a step", oneStep],
    ["a dataset", oneDataset],
  ])("is the one that the schema finds nothing wrong with: %s", (_, made) => {
    const seen = { true: 0, false: 0 };
    fc.assert(
      fc.property(made, (value) => {
        const sound = isSoundShape(value);
        seen[`${sound}`] += 1;
        expect(sound).toBe(checkShape(value, newBudget()).problems.length === 0);
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
  });
});

describe("a pipeline that is read without the library and the schema", () => {
  /** Parts of which some make a file that nothing is wrong with, and others one that is wrong in one way or another. */
  const heads = ["signet: 1", "signet: 1\n# first", "signet: 1\nname: churn", "signet: 2", "project: x"];
  const params = ["params: {n: 1, train: {lr: 0.1}}", "params:\n  n: 1\n  train:\n    lr: 1", "params: *x"];
  const datasets = [
    "datasets: {a: a.csv, b: out/b.csv}",
    "datasets:\n  a: a.csv\n  c: {path: c/, type: directory}",
    "datasets: {a: a.csv, con: con}",
    "datasets: {a: out, b: out/b}",
  ];
  const steps = [
    "steps:\n  s:\n    run: cat {inputs.a} > {outputs.b}\n    inputs: [a]\n    outputs: [b]",
    "steps:\n  s: {run: 'echo {params.n} > {outputs.x}', outputs: [x]}",
    "steps:\n  s: {run: 'echo {params.m} > {outputs.x}', outputs: [x]}",
    "steps:\n  s:\n    call: m:f\n    inputs: {d: a}\n    outputs: [b]\n    params: {rate: train.lr}",
    "steps:\n  s:\n    run: x\n    needs: [t]\n  t:\n    run: y",
    "steps:\n  s:\n    run: x\n    needs: [s]",
    "steps:\n  s:\n    run: x {params.lr} {outputs.x}\n    outputs: [x]\n    foreach: {lr: [0.1, 0.2]}",
    "steps: {}",
    "steps:\n  s: {run: x, nonsense: 1}",
  ];
  const rest = ["", "", "", "python: python3", "include: [more.yaml]", "workspace: ..", "other: 1"];
  const texts = fc
    .tuple(...[heads, params, datasets, steps, rest].map((some) => fc.constantFrom(...some)))
    .map((parts) => `${parts.join("\n")}\n`);

  it("is what these read, and all that has nothing wrong with it and is written plainly", () => {
    let sound = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const soon = readSoundPipeline({ file, text });
        const whole = readPipeline({ file, text });
        const isPlain = readPlainYaml(text) !== null && !text.includes("include");
        const isSound = whole.diagnostics.length === 0 && isPlain;
        expect(soon, text).toEqual(isSound ? whole : null);
        if (soon !== null) sound += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(sound).toBeGreaterThan(50);
  });
});
