/**
 * A parameter's value. Integers are `bigint` and floats are `number`, so that `1` and `1.0` stay apart and
 * integers of any size are exact; everything else is as in JSON.
 */
export type Value = null | boolean | string | bigint | number | readonly Value[] | ValueObject;
export type ValueObject = { readonly [key: string]: Value };

export type ValueType = "integer" | "float" | "string" | "boolean" | "null" | "list" | "object";

/** What people call a value's type. */
export function typeOfValue(value: Value): ValueType {
  switch (typeof value) {
    case "bigint":
      return "integer";
    case "number":
      return "float";
    case "string":
      return "string";
    case "boolean":
      return "boolean";
    default:
      return value === null ? "null" : Array.isArray(value) ? "list" : "object";
  }
}

export function isValueObject(value: Value | undefined): value is ValueObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Nested objects as dotted leaves, in order: `{train: {lr: 0.1}}` -> `[["train.lr", 0.1]]`. Empty objects are leaves. */
export function flattenValues(values: ValueObject): [string, Value][] {
  const leaves: [string, Value][] = [];
  const visit = (prefix: string, value: Value): void => {
    if (isValueObject(value) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) visit(`${prefix}.${key}`, inner);
    } else leaves.push([prefix, value]);
  };
  for (const [key, value] of Object.entries(values)) visit(key, value);
  return leaves;
}

/** The value at a dotted name, or undefined. Own keys only, so `__proto__` finds nothing. */
export function valueAt(values: ValueObject, dotted: string): Value | undefined {
  let current: Value | undefined = values;
  for (const key of dotted.split(".")) {
    if (!isValueObject(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

/** A copy of `values` in which the dotted name holds `value`; objects on the way are made where missing. */
export function withValueAt(values: ValueObject, dotted: string, value: Value): ValueObject {
  const [head = "", ...rest] = dotted.split(".");
  const inner = Object.hasOwn(values, head) ? values[head] : undefined;
  const replaced =
    rest.length === 0 ? value : withValueAt(isValueObject(inner) ? inner : {}, rest.join("."), value);
  if (!Object.hasOwn(values, head)) return Object.fromEntries([...Object.entries(values), [head, replaced]]);
  return Object.fromEntries(Object.entries(values).map(([key, old]) => [key, key === head ? replaced : old]));
}
