import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  flattenValues,
  isValueObject,
  type Value,
  type ValueObject,
  valueAt,
  withValueAt,
} from "../../../src-main/core/base/value.ts";

const name = fc.constantFrom("a", "b", "lr", "__proto__", "constructor", "toString");
const dotted = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("."));
const values: fc.Arbitrary<ValueObject> = fc.letrec<{ object: ValueObject }>((tie) => ({
  object: fc
    .array(fc.tuple(name, fc.oneof({ maxDepth: 3 }, fc.bigInt(), tie("object"))), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries)),
})).object;

describe("dotted names", () => {
  it("find what was put there, and nothing else changed", () => {
    fc.assert(
      fc.property(values, dotted, fc.bigInt(), (object, at, value) => {
        const before = structuredClone(object);
        const changed = withValueAt(object, at, value);
        expect(valueAt(changed, at)).toBe(value);
        expect(object).toEqual(before);
        for (const [leaf, old] of flattenValues(object)) {
          const touched = leaf === at || leaf.startsWith(`${at}.`) || at.startsWith(`${leaf}.`);
          if (!touched) expect(valueAt(changed, leaf)).toEqual(old);
        }
      }),
    );
  });

  it("find every leaf of an object", () => {
    fc.assert(
      fc.property(values, (object) => {
        for (const [leaf, value] of flattenValues(object)) expect(valueAt(object, leaf)).toBe(value);
      }),
    );
  });

  it("find own members only", () => {
    for (const inherited of ["toString", "constructor.name", "__proto__", "a.length"])
      expect(valueAt({ a: "text" }, inherited)).toBeUndefined();
  });

  it("keep the order of the members", () => {
    const changed = withValueAt({ z: 1n, a: { y: 1n, b: 2n } }, "a.y", 5n);
    expect(flattenValues(changed)).toEqual([
      ["z", 1n],
      ["a.y", 5n],
      ["a.b", 2n],
    ]);
  });

  it("replace a plain value by an object on the way", () => {
    expect(withValueAt({ a: 1n }, "a.b", 2n)).toEqual({ a: { b: 2n } });
  });
});

describe("flattened values", () => {
  it("have lists and empty objects as leaves", () => {
    expect(flattenValues({ a: { b: [1n, { c: 2n }], d: {} }, e: null })).toEqual([
      ["a.b", [1n, { c: 2n }]],
      ["a.d", {}],
      ["e", null],
    ]);
  });
});

describe("a value", () => {
  it("is an object only when it is neither a list nor null", () => {
    const kinds: (Value | undefined)[] = [{}, [], null, "a", 1n, 1, true, undefined];
    expect(kinds.map(isValueObject)).toEqual([true, false, false, false, false, false, false, false]);
  });
});
