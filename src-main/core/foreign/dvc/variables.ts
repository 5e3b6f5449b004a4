import { err, ok, type Result } from "../../base/result.ts";
import { isValueObject, type Value, type ValueObject } from "../../base/value.ts";
import { nameComplaint } from "../../pipeline/names.ts";
import type { Variable, Variables } from "./interpolate.ts";
import type { ParamFile, Repository } from "./repository.ts";

/** Values by their top-level names, and the file that each comes from; null for what is written in the `dvc.yaml` itself. */
type Layer = { readonly values: ValueObject; readonly file: ParamFile | null };

/** The dotted name that a value of a file has among the pipeline's parameters; null when one of its names cannot be one. */
export const paramName = (file: ParamFile, keys: readonly string[]): string | null =>
  keys.some((key) => nameComplaint("parameter", key) !== null) ? null : [...file.prefix, ...keys].join(".");

/** What is at a path of keys; indexes lead into lists. */
export function valueIn(values: Value, keys: readonly string[]): Value | undefined {
  let at: Value | undefined = values;
  for (const key of keys) {
    if (Array.isArray(at)) at = /^-?\d+$/.test(key) ? (at as readonly Value[]).at(Number(key)) : undefined;
    else at = isValueObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

/** What `${…}` may name, what was added last first. */
export function variablesOf(layers: readonly Layer[]): Variables {
  return {
    find: (keys): Variable | null => {
      for (const { values, file } of layers.toReversed()) {
        const value = valueIn(values, keys);
        if (value === undefined) continue;
        const isLeaf = !isValueObject(value) && valueIn(values, keys.slice(0, -1)) !== undefined;
        const inList = keys.some((_, index) => Array.isArray(valueIn(values, keys.slice(0, index))));
        return { value, param: file === null || inList || !isLeaf ? null : paramName(file, keys) };
      }
      return null;
    },
  };
}

/**
 * What a list under `vars` brings: mappings written there, and files, `file.yaml` or `file.yaml:key,other`, from `folder`
 * of the workspace. Errors are sentences.
 */
export function layersOf(
  repository: Repository,
  folder: string,
  vars: Value | undefined,
): Result<readonly Layer[], string> {
  const layers: Layer[] = [];
  for (const entry of Array.isArray(vars) ? (vars as readonly Value[]) : []) {
    if (isValueObject(entry)) layers.push({ values: entry, file: null });
    else if (typeof entry === "string") {
      const [path = "", keys] = splitKeys(entry);
      const file = repository.values(joined(folder, path));
      if (!file.ok) return file;
      if (file.value === null) return err(`${path} is not there`);
      const { values } = file.value;
      const missing = keys?.find((key) => valueIn(values, key.split(".")) === undefined);
      if (missing !== undefined) return err(`${path} has no ${missing}`);
      const chosen = keys?.map((key) => key.split(".", 1)[0] ?? "");
      layers.push({
        values: chosen === undefined ? values : only(values, chosen),
        file: file.value,
      });
    }
  }
  return ok(layers);
}

const only = (values: ValueObject, names: readonly string[]): ValueObject =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));

function splitKeys(entry: string): [string, readonly string[] | undefined] {
  const at = entry.lastIndexOf(":");
  return at < 0
    ? [entry, undefined]
    : [
        entry.slice(0, at),
        entry
          .slice(at + 1)
          .split(",")
          .map((key) => key.trim()),
      ];
}

/** A path in a folder of the workspace; "" is the workspace. `..` is worked out, and may lead out of it. */
export function joined(folder: string, path: string): string {
  if (path.startsWith("/")) return path;
  const segments: string[] = folder === "" ? [] : folder.split("/");
  for (const segment of path.split("/")) {
    if (segment === "..") {
      if (segments.length > 0 && segments.at(-1) !== "..") segments.pop();
      else segments.push("..");
    } else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}
