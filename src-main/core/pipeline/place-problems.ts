import { isValueObject, type Value } from "../base/value.ts";
import type { Diagnostic, PlacedDiagnostic } from "../model/diagnostic.ts";
import { newAllowance } from "./allowance.ts";
import { type IncludedFile, type PipelineSource, type ReadIncluded, readIncludes } from "./include.ts";
import { contentAt, locateProblems, type Path } from "./problem.ts";
import { readTree } from "./yaml-tree.ts";

/**
 * Works out file, line and column of what was found wrong with a pipeline after it was read. Those without a place of
 * their own stay as they are.
 */
export function placeProblems(
  source: PipelineSource,
  readIncluded: ReadIncluded,
  found: readonly PlacedDiagnostic[],
): readonly Diagnostic[] {
  const placed = found.flatMap(({ at, ...diagnostic }) => (at === undefined ? [] : [{ at, diagnostic }]));
  if (placed.length === 0) return found;
  const allowance = newAllowance();
  const own: IncludedFile = { ...source, tree: readTree(source.text, allowance) };
  const files = [own, ...readIncludes(own.tree.value, readIncluded, allowance).files];
  // Of what several files have, the pipeline file's own wins, then the last included.
  const lastFirst = [own, ...files.slice(1).toReversed()];
  const ownerOf = (at: Path) => lastFirst.find(({ tree }) => holds(tree.value, at.slice(0, 2))) ?? own;
  return [
    ...found.filter(({ at }) => at === undefined),
    ...locateProblems(
      files.map((file) => ({
        source: { file: file.file, text: file.text, locate: file.tree.locate },
        problems: placed
          .filter(({ at }) => ownerOf(at) === file)
          .map(({ at, diagnostic: { severity, code, message, remedy } }) => ({
            severity,
            code,
            message,
            remedy,
            place: contentAt(...at),
          })),
      })),
    ),
  ];
}

function holds(root: Value, path: Path): boolean {
  let current: Value | undefined = root;
  for (const key of path) {
    if (!isValueObject(current) || !Object.hasOwn(current, key)) return false;
    current = current[key];
  }
  return true;
}
