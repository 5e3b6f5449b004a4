import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDuration } from "../../../src-main/core/pipeline/duration.ts";
import { complaintOf, pipelineOf, problemsIn, stepOf } from "./reading.ts";

const settingsOf = (keys: string) =>
  stepOf(pipelineOf(`params: {m: 1}\nsteps:\n  s: {run: "x {params.m}", ${keys}}\n`), "s");

describe("how a step is run", () => {
  it("is said by its settings", () => {
    const step = settingsOf(
      'retries: {count: 2, delay: 5s, backoff: 1.5}, timeout: 2h, resources: {cpu: 2, gpu: 0.5}, inherit: false, hooks: {before: "a {params.m} {signature}", failed: b}',
    );
    expect(step.retries).toEqual({ count: 2, delay: 5_000, backoff: 1.5 });
    expect(step.timeout).toBe(7_200_000);
    expect(step.resources).toEqual({ cpu: 2, gpu: 0.5 });
    expect(step.inherit).toBe(false);
    expect(step.hooks).toEqual({ before: "a {params.m} {signature}", after: null, failed: "b" });
    expect(step.params).toEqual(["m"]);
  });

  it("has tags, each once, which all its items have", () => {
    expect(settingsOf("tags: [nightly, slow, nightly]").tags).toEqual(["nightly", "slow"]);
    expect(settingsOf("timeout: 90").tags).toEqual([]);
    const items = pipelineOf(`steps:\n  s: {run: x, foreach: {k: [1, 2]}, tags: [nightly]}\n`);
    expect(items.steps.map(({ tags }) => tags)).toEqual([["nightly"], ["nightly"]]);
  });

  it("has short forms", () => {
    expect(settingsOf("retries: 3").retries).toEqual({ count: 3, delay: 0, backoff: 1 });
    expect(settingsOf("timeout: 90").timeout).toBe(90_000);
    expect(settingsOf("cache: true").cache).toEqual({ kind: "always" });
    expect(settingsOf("cache: false").cache).toEqual({ kind: "never" });
    expect(settingsOf("cache: {ttl: 1d}").cache).toEqual({ kind: "ttl", milliseconds: 86_400_000 });
    expect(settingsOf('cache: {key: "date {params.m}"}').cache).toEqual({
      kind: "key",
      command: "date {params.m}",
    });
  });
});

describe("a span of time", () => {
  it.each([
    ["500ms", 500],
    ["5s", 5_000],
    ["1.5h", 5_400_000],
    ["1h30m", 5_400_000],
    ["1d 2h 3m 4s 5ms", 93_784_005],
    ["30", 30_000],
    [0.5, 500],
    [2n, 2_000],
  ])("%s has %d milliseconds", (value, milliseconds) => {
    expect(readDuration(value)).toEqual({ ok: true, value: milliseconds });
  });

  it.each([
    "",
    "s",
    "5 weeks",
    "1m1h",
    "1s1s",
    "-5s",
    "5S",
    "0x5s",
    "1e3s",
    Number.NaN,
    -1,
    "9".repeat(1_000),
  ])("%s is none", (value) => {
    expect(readDuration(value).ok).toBe(false);
  });

  it("is the sum of its parts", () => {
    const part = fc.nat({ max: 99 });
    fc.assert(
      fc.property(part, part, part, part, part, (d, h, m, s, ms) => {
        const sum = (((d * 24 + h) * 60 + m) * 60 + s) * 1_000 + ms;
        expect(readDuration(`${d}d${h}h${m}m${s}s${ms}ms`)).toEqual({ ok: true, value: sum });
      }),
    );
  });
});

const step = (keys: string): string => `params: {m: 1, n: 2}\nsteps:\n  s: {run: "x {params.m}", ${keys}}\n`;
const cases: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  ["no span of time", step("timeout: 5 weeks"), ["4:37 bad-duration"]],
  ["no time at all", step("timeout: 0"), ["4:37 bad-duration"]],
  ["more than a timer can wait", step("timeout: 25d"), ["4:37 bad-duration"]],
  ["less than no retries", step("retries: -1"), ["4:37 bad-value"]],
  ["retries that grow shorter", step("retries: {count: 1, backoff: 0.5}"), ["4:57 bad-value"]],
  ["retries without a count", step("retries: {delay: 1s}"), ["4:28 missing-key"]],
  ["half a retry", step("retries: 0.5"), ["4:37 wrong-type"]],
  ["a cache that says nothing", step("cache: {}"), ["4:28 bad-value"]],
  ["a cache that says two things", step("cache: {ttl: 1d, key: x}"), ["4:28 bad-value"]],
  ["an unknown key of the cache", step("cache: {tll: 1d}"), ["4:36 unknown-key"]],
  ["a negative age", step("cache: {ttl: -1}"), ["4:41 bad-duration"]],
  ["nothing of a resource", step("resources: {cpu: 0}"), ["4:45 bad-value"]],
  ["infinitely much of a resource", step("resources: {cpu: .inf}"), ["4:45 wrong-type"]],
  ["a text where yes or no belongs", step("inherit: maybe"), ["4:37 wrong-type"]],
  ["an unknown hook", step("hooks: {befor: x}"), ["4:36 unknown-key"]],
  ["a hook's parameter that does not count", step("hooks: {after: 'x {params.n}'}"), ["4:43 hook-parameter"]],
  ["a hook's port that is not there", step("hooks: {after: 'x {outputs.o}'}"), ["4:46 unknown-port"]],
  ["a hook that cannot be quoted", step("hooks: {after: '`x {params.m}`'}"), ["4:47 bad-template"]],
  ["a path in a cache key", step("cache: {key: 'x {signature}'}"), ["4:44 bad-template"]],
  [
    "a parameter of a cache key that does not count",
    step("cache: {key: 'x {params.n}'}"),
    ["4:41 hook-parameter"],
  ],
];

describe("what is wrong with settings", () => {
  it.each(cases)("%s", (_title, text, expected) => {
    expect(problemsIn(text)).toEqual(expected);
  });

  it("is said with an example", () => {
    expect(complaintOf(step("timeout: soon")).remedy).toContain("1h30m");
    expect(complaintOf(step("hooks: {after: 'x {params.n}'}")).remedy).toBe(
      "Add n to the step's `params`: then it counts.",
    );
  });
});
