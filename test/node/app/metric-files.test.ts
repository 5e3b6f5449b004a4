import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMetricsFile } from "../../../src-main/node/app/metric-files.ts";
import { pointsFrom } from "../../../src-main/node/store/series/points.ts";
import { temporaryFolder } from "../../helpers/workspace.ts";

function read(text: string | Buffer, size = Buffer.byteLength(text), name = "metrics.json") {
  const path = join(temporaryFolder(), "object");
  writeFileSync(path, text);
  return readMetricsFile({ path, name }, size, 1_000);
}

/** The values by name, for a file that can be read. */
function valuesIn(text: string, name?: string): { [name: string]: number[] } {
  const series = read(text, Buffer.byteLength(text), name);
  if (!series.ok) throw new Error(series.error);
  return Object.fromEntries([...series.value].map(([name, points]) => [name, [...points.values]]));
}

describe("a metrics file", () => {
  it("has one point for each number, under dotted names for nested objects", () => {
    expect(valuesIn('{"loss": 0.25, "test": {"accuracy": 1, "by": {"class": -2e3}}}')).toEqual({
      loss: [0.25],
      "test.accuracy": [1],
      "test.by.class": [-2000],
    });
  });

  it("has a series for each list of numbers, with the index as the step", () => {
    const series = read('{"loss": [3, 2.5, 1e-3]}');
    expect(series.ok && series.value.get("loss")).toEqual(
      pointsFrom({ steps: [0, 1, 2], times: [1_000, 1_000, 1_000], values: [3, 2.5, 0.001] }),
    );
  });

  it("may be YAML or TOML, by its ending", () => {
    const values = { "test.acc": [0.5], loss: [3, 2] };
    expect(valuesIn("test: {acc: 0.5}\nloss:\n- 3\n- 2\nkind: tree\n", "m.yaml")).toEqual(values);
    expect(valuesIn('loss = [3, 2]\nkind = "tree"\n[test]\nacc = 0.5\n', "m.toml")).toEqual(values);
    expect(valuesIn("a: .nan\nb: -.inf\n", "m.yml")).toEqual({
      a: [Number.NaN],
      b: [Number.NEGATIVE_INFINITY],
    });
    expect(valuesIn('{"a": 1, "b": "NaN"}', "m.toml")).toEqual({ a: [1], b: [Number.NaN] });
    expect(valuesIn('{"a": 1, "b": NaN}', "m.yaml")).toEqual({ a: [1], b: [Number.NaN] });
    expect(read("a: [", 4, "m.yaml")).toMatchObject({ ok: false, error: expect.stringContaining("m.yaml") });
    expect(read("a", 1, "m.toml")).toMatchObject({ ok: false, error: expect.stringContaining("line 1") });
  });

  it("may hold numbers that JSON has no words for, as texts", () => {
    expect(valuesIn('{"a": "NaN", "b": ["Infinity", "-Infinity", 1]}')).toEqual({
      a: [Number.NaN],
      b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1],
    });
  });

  it("is passed over where there is no number", () => {
    expect(
      valuesIn('{"a": "good", "b": true, "c": null, "d": [1, "x"], "e": [], "f": {}, "g": [[1]]}'),
    ).toEqual({});
  });

  it("takes every name as it is", () => {
    expect(valuesIn('{"__proto__": 1, "constructor": {"name": 2}, "a b": 3}')).toMatchObject({
      "constructor.name": [2],
      "a b": [3],
    });
    const series = read('{"__proto__": 1}');
    expect(series.ok && [...series.value.keys()]).toEqual(["__proto__"]);
  });

  it.each([
    ["no JSON", "{'loss': 1}", /not JSON/],
    ["empty", "", /not JSON/],
    ["a list", "[1, 2]", /not a JSON object/],
    ["a number", "1", /not a JSON object/],
    ["nested beyond reason", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, /./],
  ])("is refused with a reason when it is %s", (_what, text, message) => {
    const series = read(text);
    expect(series.ok ? "" : series.error).toMatch(message);
  });

  it("is refused or read, and never breaks off, at any depth", () => {
    for (let depth = 1_000; depth < 12_000; depth += 500)
      expect(() => read(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`)).not.toThrow();
  });

  it("is not read when it is too large to be one", () => {
    expect(read("{}", 40 << 20)).toEqual({ ok: false, error: "it is larger than 32 MB" });
  });
});
