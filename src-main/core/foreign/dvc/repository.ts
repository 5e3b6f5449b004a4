import { ok, type Result } from "../../base/result.ts";
import type { ValueObject } from "../../base/value.ts";
import { newAllowance } from "../../pipeline/allowance.ts";
import type { ReadIncluded } from "../../pipeline/include.ts";
import { resolveFrom, segmentsBelow, splitFile } from "../../pipeline/paths.ts";
import { readValues } from "../value-file.ts";

/** A file of values, and what its parameters are called: nothing comes before the names of `params.yaml`, its path before those of others. */
export type ParamFile = {
  /** Relative to the workspace. */
  readonly path: string;
  readonly values: ValueObject;
  readonly prefix: readonly string[];
};

/** The files of a DVC repository, read once each. Paths are relative to its root, which is the workspace. */
export type Repository = {
  /** Absolute path of its root. */
  readonly root: string;
  /** A file of values: YAML, JSON, TOML or Python. Null when it is not there; the error is a sentence. */
  readonly values: (path: string) => Result<ParamFile | null, string>;
  /** Every file of values that was asked for and is there. */
  readonly valueFiles: () => readonly string[];
};

/** `from` is the absolute path of the file from whose folder `read` looks. */
export function openRepository(root: string, from: string, read: ReadIncluded): Repository {
  const known = new Map<string, Result<ParamFile | null, string>>();
  const allowance = newAllowance();
  const main = splitFile(from).folder;
  const readOnce = (path: string): Result<ParamFile | null, string> => {
    // What is a wildcard to the reader is a name here.
    const found = read(relativeTo(main, resolveFrom(root, path)).replace(/[*?[\]{}]/g, "?"));
    const source = found.ok ? found.value.find(({ file }) => file === resolveFrom(root, path)) : undefined;
    if (source === undefined) return ok(null);
    const values = readValues(path, source.text, allowance);
    if (!values.ok) return values;
    return ok({ path, values: values.value, prefix: path === "params.yaml" ? [] : [prefixOf(path)] });
  };
  return {
    root,
    values: (path) => {
      const answer = known.get(path) ?? readOnce(path);
      known.set(path, answer);
      return answer;
    },
    valueFiles: () =>
      [...known].flatMap(([path, answer]) => (answer.ok && answer.value !== null ? [path] : [])),
  };
}

const prefixOf = (path: string): string =>
  path.replace(/\.(?:ya?ml|json|toml|py)$/i, "").replace(/[/{}.=]/g, "_");

/** A path from one absolute folder to an absolute path. */
function relativeTo(folder: string, path: string): string {
  const up: string[] = [];
  for (let at = folder; ; at = splitFile(at).folder) {
    const below = segmentsBelow(at, path);
    if (below !== null) return [...up, ...below].join("/");
    up.push("..");
  }
}
