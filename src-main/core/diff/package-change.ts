import type { FacetRow } from "../model/comparison.ts";
import type { Change } from "../model/run-diff.ts";
import { changeOf, valueIn } from "./facets.ts";

/** The word for a row of the environment: `upgraded`, `downgraded` for a package of two runs, else how it differs. */
export function environmentWord(row: FacetRow<string>): Change | "upgraded" | "downgraded" {
  const [from, to] = [valueIn(row, 0), valueIn(row, 1)];
  return row.at?.length === 2 && isPackage(row.key) && from !== undefined && to !== undefined
    ? packageChange(from, to)
    : changeOf(row);
}

/** Whether an entry of the environment is the version of a package. */
export const isPackage = (key: string): boolean => key.startsWith("packages.");

/** Which way a package went from one version to another, by the numbers in them; `changed` where they do not tell. */
export function packageChange(from: string, to: string): "upgraded" | "downgraded" | "changed" | "same" {
  if (from === to) return "same";
  const [before, after] = [numbersOf(from), numbersOf(to)];
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    const [a, b] = [before[index] ?? 0, after[index] ?? 0];
    if (a !== b) return a < b ? "upgraded" : "downgraded";
  }
  return "changed";
}

/** The release of a version (PEP 440, semantic versions): what follows it (`rc1`, `+cu121`) does not order it here. */
const numbersOf = (version: string): number[] =>
  /^v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(version)?.[1]?.split(".").map(Number) ?? [];
