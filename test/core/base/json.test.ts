import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  byCodeUnit,
  canonicalJson,
  displayValue,
  floatText,
  parsePlainJson,
  parseStored,
  publicJson,
  storedJson,
} from "../../../src-main/core/base/json.ts";
import { isValueObject, type Value } from "../../../src-main/core/base/value.ts";
import { anyValue, sameValue } from "../../helpers/values.ts";

/** The same value with the keys of every object turned round. */
function withKeysReversed(value: Value): Value {
  if (isValueObject(value)) {
    const entries = Object.entries(value).map(([key, inner]) => [key, withKeysReversed(inner)]);
    return Object.fromEntries(entries.reverse());
  }
  return Array.isArray(value) ? value.map(withKeysReversed) : value;
}

describe("canonical JSON", () => {
  it("is one text for equal values, whatever the order of their keys", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it("is never one text for two values", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(canonicalJson(a) === canonicalJson(b)).toBe(sameValue(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it("tells apart what looks alike", () => {
    const alike: Value[] = [
      1n,
      1,
      "1",
      "1.0",
      true,
      "true",
      null,
      "null",
      Number.NaN,
      "NaN",
      { $float: "NaN" },
      { $$float: "NaN" },
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      10n ** 21n,
      1e21,
      9007199254740993n,
      9007199254740992n,
      [],
      {},
      [[]],
      [{}],
      { a: [1n, 2n] },
      { a: [12n] },
    ];
    expect(new Set(alike.map(canonicalJson)).size).toBe(alike.length);
  });

  it("writes minus zero as zero, floats with a point, integers exactly", () => {
    expect([-0, 0, 1, 0.1, 1e21, 5e-324].map(canonicalJson)).toEqual([
      "0.0",
      "0.0",
      "1.0",
      "0.1",
      "1e+21",
      "5e-324",
    ]);
    expect(canonicalJson(123456789012345678901234567890n)).toBe("123456789012345678901234567890");
  });

  it("sorts keys by code unit, not by the language's rules", () => {
    expect(canonicalJson({ ä: 1n, Z: 2n, a: 3n, "10": 4n, "9": 5n })).toBe(
      '{"10":4,"9":5,"Z":2,"a":3,"ä":1}',
    );
    expect(["é", "z", "Z", "\u{1F600}", "\uFFFF"].sort(byCodeUnit)).toEqual([
      "Z",
      "z",
      "é",
      "\u{1F600}",
      "\uFFFF",
    ]);
  });

  it("refuses what is no value", () => {
    for (const wrong of [undefined, () => {}, Symbol("s"), { a: undefined }, [undefined]])
      expect(() => canonicalJson(wrong as unknown as Value)).toThrow(/Not a value/);
  });
});

describe("stored JSON", () => {
  it("reads back as what was written", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(sameValue(parseStored(storedJson(value)), value)).toBe(true);
        expect(sameValue(parseStored(canonicalJson(value)), value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps keys in their own order", () => {
    expect(storedJson({ b: 1n, a: { d: null, c: "x" } })).toBe('{"b":1,"a":{"d":null,"c":"x"}}');
    expect(Object.keys(parseStored('{"b":1,"a":2}') as object)).toEqual(["b", "a"]);
  });

  it("gives objects no other prototype, whatever their keys", () => {
    const read = parseStored('{"__proto__":{"polluted":1},"$$x":2}');
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read as object)).toEqual(["__proto__", "$x"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(['{"$float":"abc"}', '{"$float":1}', '{"$x":1}', '{"$float":"NaN","a":1}', "{", ""])(
    "is not read from a text that nobody wrote: %s",
    (text) => {
      expect(() => parseStored(text)).toThrow(SyntaxError);
    },
  );
});

describe("plain JSON", () => {
  it("keeps integers of any size exact and apart from floats", () => {
    expect(parsePlainJson('{"a":1,"b":1.0,"c":1e2,"d":12345678901234567890,"$e":[-0,-0.5]}')).toEqual({
      a: 1n,
      b: 1,
      c: 100,
      d: 12345678901234567890n,
      $e: [0n, -0.5],
    });
  });
});

describe("public JSON", () => {
  it("is JSON for every value, with non-finite numbers as words", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(() => JSON.parse(publicJson(value)) as unknown).not.toThrow();
        expect(JSON.parse(publicJson(value, "  "))).toEqual(JSON.parse(publicJson(value)));
      }),
    );
    expect(publicJson([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1n, 1.5])).toBe(
      '["NaN","Infinity","-Infinity",1,1.5]',
    );
  });

  it("leaves out members that are undefined, and indents when asked", () => {
    expect(publicJson({ a: undefined, b: [], c: {}, d: null })).toBe('{"b":[],"c":{},"d":null}');
    expect(publicJson({ a: [1n] }, "  ")).toBe('{\n  "a": [\n    1\n  ]\n}');
  });
});

describe("a value shown to people", () => {
  it("is bare for strings and tells floats from integers", () => {
    const shown = ["a b", 1n, 1, 0.5, Number.NaN, true, null, [1n, "x"], { $k: 1 }, undefined];
    expect(shown.map((value) => displayValue(value as Value | undefined))).toEqual([
      "a b",
      "1",
      "1.0",
      "0.5",
      "NaN",
      "true",
      "null",
      '[1,"x"]',
      '{"$k":1.0}',
      "—",
    ]);
  });

  it("is the shortest text of a float that reads back as the same", () => {
    fc.assert(
      fc.property(fc.double(), (value) => Object.is(Number(floatText(value)), value === 0 ? 0 : value)),
    );
  });
});
