import { isValueObject, type Value, type ValueObject } from "../base/value.ts";

/**
 * Floats that JSON lacks are texts in a line, as everywhere in the format. A text `NaN` among parameters or properties is
 * a text nevertheless, so a line names those that are floats, as JSON pointers (RFC 6901).
 */
export function nonFinitePointers(values: ValueObject, prefix: string): string[] {
  const pointers: string[] = [];
  const visit = (value: Value, pointer: string): void => {
    if (typeof value === "number") {
      if (!Number.isFinite(value)) pointers.push(pointer);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${pointer}/${index}`);
    } else if (isValueObject(value))
      for (const [key, inner] of Object.entries(value)) visit(inner, `${pointer}/${escaped(key)}`);
  };
  for (const [key, inner] of Object.entries(values)) visit(inner, prefix + escaped(key));
  return pointers;
}

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
const floats = new Set<unknown>(["NaN", "Infinity", "-Infinity"]);

/** The inverse: texts that `pointers` name become floats. Those that lead elsewhere or to other texts are passed over. */
export function restoreNonFinite(
  values: ValueObject,
  prefix: string,
  pointers: readonly unknown[],
): ValueObject {
  const wanted = new Set(
    pointers.filter((pointer) => typeof pointer === "string" && pointer.startsWith(prefix)),
  );
  if (wanted.size === 0) return values;
  const restore = (value: Value, pointer: string): Value => {
    if (typeof value === "string") return wanted.has(pointer) && floats.has(value) ? Number(value) : value;
    if (Array.isArray(value)) return value.map((item: Value, index) => restore(item, `${pointer}/${index}`));
    return isValueObject(value) ? members(value, `${pointer}/`) : value;
  };
  const members = (object: ValueObject, before: string): ValueObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, inner]) => [key, restore(inner, before + escaped(key))]),
    );
  return members(values, prefix);
}
