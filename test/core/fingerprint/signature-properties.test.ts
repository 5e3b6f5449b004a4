import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Value } from "../../../src-main/core/base/value.ts";
import { type Fingerprint, signatureOf } from "../../../src-main/core/fingerprint/fingerprint.ts";
import type { Digest, Signature } from "../../../src-main/core/model/ids.ts";
import { formats } from "../../../src-main/core/model/pipeline.ts";
import { sha256 } from "../../../src-main/node/host/digest.ts";
import { anyValue, sameValue } from "../../helpers/values.ts";

/** Few enough texts that two records often share some, among them those that a careless encoding would confuse. */
const name = fc.constantFrom(
  "a",
  "b",
  "a.b",
  "__proto__",
  "constructor",
  "a\u0000b",
  "",
  "$float",
  '"',
  "é",
  "é",
);
const text = fc.oneof(name, fc.string({ unit: "binary", maxLength: 5 }));
const digest = fc.constantFrom("a", "b", "c").map((end) => `sha256:${end.repeat(64)}` as Digest);
const signature = fc.constantFrom("1", "2", "3").map((end) => `sha256:${end.repeat(64)}` as Signature);

/** An object from few keys, in any order of keys. */
function record<T>(
  value: fc.Arbitrary<T>,
  key: fc.Arbitrary<string> = name,
): fc.Arbitrary<{ [key: string]: T }> {
  return fc
    .uniqueArray(fc.tuple(key, value), { maxLength: 3, selector: ([one]) => one })
    .map((entries) => Object.fromEntries(entries));
}

const fingerprints: fc.Arbitrary<Fingerprint> = fc.record({
  format: fc.constant(3 as const),
  kind: fc.constantFrom("run" as const, "call" as const),
  command: fc.oneof(
    text.map((shell) => ({ kind: "shell" as const, text: shell })),
    fc.array(text, { maxLength: 3 }).map((words) => ({ kind: "argv" as const, words })),
    fc.tuple(text, text).map(([module, called]) => ({ kind: "call" as const, module, function: called })),
  ),
  code: record(digest),
  params: record(anyValue),
  inputs: record(digest),
  gathered: record(fc.array(text, { maxLength: 3 })),
  env: record(fc.option(text)),
  outputs: record(fc.record({ suffix: text, type: fc.constantFrom("file" as const, "directory" as const) })),
  inPlace: record(text),
  formats: fc.record({
    inputs: record(fc.constantFrom(...formats)),
    outputs: record(fc.constantFrom(...formats)),
  }),
  python: fc.option(fc.record({ implementation: text, version: text, distributions: record(text) })),
  key: fc.option(text),
  version: fc.option(text),
  after: fc.array(signature, { maxLength: 3 }),
  scope: fc.option(fc.record({ project: text, pipeline: text, step: fc.option(text) })),
});

/** Two records that differ in nothing, or in one component alone: where a confusion would be likeliest. */
const neighbours = fc
  .tuple(fingerprints, fingerprints, fc.nat())
  .map(([one, other, at]): readonly [Fingerprint, Fingerprint] => {
    const names = Object.keys(one) as (keyof Fingerprint)[];
    const changed = names[at % names.length] as keyof Fingerprint;
    return [one, { ...one, [changed]: other[changed] }];
  });

/** The same record with the keys of every object turned round. */
function turned(value: Value): Value {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

const same = (a: Fingerprint, b: Fingerprint): boolean =>
  sameValue(a as unknown as Value, b as unknown as Value);

describe("signatures", () => {
  it("of two records that differ anywhere differ, and of equal ones are equal", () => {
    let equal = 0;
    fc.assert(
      fc.property(neighbours, ([a, b]) => {
        if (same(a, b)) equal += 1;
        expect(signatureOf(a, sha256) === signatureOf(b, sha256)).toBe(same(a, b));
      }),
      { numRuns: 5_000 },
    );
    // Pairs of both kinds were met, or this would prove half of it.
    expect(equal).toBeGreaterThan(100);
    expect(equal).toBeLessThan(4_900);
  });

  it("of any two records are equal only when the records are", () => {
    const seen = new Map<Signature, Fingerprint>();
    fc.assert(
      fc.property(fingerprints, (one) => {
        const known = seen.get(signatureOf(one, sha256));
        if (known !== undefined) expect(same(known, one)).toBe(true);
        seen.set(signatureOf(one, sha256), one);
      }),
      { numRuns: 5_000 },
    );
  });

  it("do not depend on the order of any keys", () => {
    fc.assert(
      fc.property(fingerprints, (one) => {
        const other = turned(one as unknown as Value) as unknown as Fingerprint;
        expect(signatureOf(other, sha256)).toBe(signatureOf(one, sha256));
      }),
      { numRuns: 2_000 },
    );
  });
});
