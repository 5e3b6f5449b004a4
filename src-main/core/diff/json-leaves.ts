import { isValueObject, type Value } from "../base/value.ts";

/** The leaves of a JSON document by their path (`layers[2].size`); null when there are more than `limit`. Empty lists and objects are leaves. */
export function jsonLeaves(value: Value, limit: number): { readonly [path: string]: Value } | null {
  const leaves: [string, Value][] = [];
  const visit = (path: string, inner: Value): boolean => {
    if (leaves.length > limit) return false;
    if (Array.isArray(inner) && inner.length > 0)
      return inner.every((item, index) => visit(`${path}[${index}]`, item as Value));
    if (isValueObject(inner) && Object.keys(inner).length > 0)
      return Object.entries(inner).every(([key, item]) => visit(path === "" ? key : `${path}.${key}`, item));
    leaves.push([path === "" ? "(document)" : path, inner]);
    return true;
  };
  return visit("", value) && leaves.length <= limit ? Object.fromEntries(leaves) : null;
}
