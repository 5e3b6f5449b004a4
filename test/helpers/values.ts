import fc from "fast-check";
import type { Value } from "../../src-main/core/base/value.ts";

/** Names that mean something to JavaScript, to JSON or to our own text of values, and any others. */
const key = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "$float", "$$float", "$", "", "a.b", "0", "10"),
  fc.string({ unit: "binary", maxLength: 6 }),
);

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, 1n, 1, 0n, 0, "1", "1.0", "NaN", Number.NaN, "Infinity", 1e21, 10n ** 21n),
  fc.boolean(),
  fc.bigInt(),
  fc.double(),
  fc.string({ unit: "binary", maxLength: 8 }),
);

/** Values of every kind, nested, with the names and numbers that are easily got wrong. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 4, selector: ([name]) => name })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Whether two values are one, with no help from their texts: `0.0` and `-0.0` are, `1` and `1.0` are not. */
export function sameValue(a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b || (Number.isNaN(a) && Number.isNaN(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [first, second] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return (
    first.size === second.size &&
    [...first].every(([name, value]) => second.has(name) && sameValue(value, second.get(name) as Value))
  );
}
