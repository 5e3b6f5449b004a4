import { isValueObject, type Value } from "../../base/value.ts";
import { hintAt, keyAt } from "../../pipeline/problem.ts";
import type { ForeignProblem } from "../translation.ts";
import type { DvcFile } from "./stages.ts";
import { joined } from "./variables.ts";

/** Workspace-relative paths that files list as metrics and plots at their top level, apart from their stages. */
export function listedApart(files: readonly DvcFile[]): ReadonlyMap<string, "metrics" | "plots"> {
  const found = new Map<string, "metrics" | "plots">();
  for (const { folder, tree } of files)
    for (const kind of ["metrics", "plots"] as const) {
      const root = tree.value;
      const list = isValueObject(root) && Object.hasOwn(root, kind) ? root[kind] : null;
      for (const entry of Array.isArray(list) ? (list as readonly Value[]) : [])
        for (const path of pathsIn(entry)) found.set(joined(folder, path), kind);
    }
  return found;
}

/** A path; the name of a plot that is its path; or, where it names its files with its axes, these. */
function pathsIn(entry: Value): readonly string[] {
  if (typeof entry === "string") return [entry];
  if (!isValueObject(entry)) return [];
  return Object.entries(entry).flatMap(([id, plot]) => {
    const axes = isValueObject(plot) ? [plot.x, plot.y].filter((axis) => axis !== undefined) : [];
    const named = axes.flatMap((axis) => (isValueObject(axis) ? Object.keys(axis) : []));
    return named.length > 0 ? named : [id];
  });
}

const meanings: { readonly [key: string]: string } = {
  artifacts: "are entries of a registry: their files are outputs and sources as others are",
  datasets: "name data that DVC fetches from elsewhere, which does not count here",
};

/** A hint for each key that a file may have and that says nothing about what runs here. */
export const withoutMeaning = (files: readonly DvcFile[]): readonly ForeignProblem[] =>
  files.flatMap(({ file, tree }) =>
    Object.entries(meanings).flatMap(([key, meaning]) => {
      const root = tree.value;
      if (!isValueObject(root) || !Object.hasOwn(root, key)) return [];
      const message = `\`${key}\` ${meaning}`;
      return [{ file, problem: hintAt(keyAt(key), { code: "dvc-difference", message, remedy: null }) }];
    }),
  );
