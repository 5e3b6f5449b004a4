import { newBudget } from "../base/nearest.ts";
import { isValueObject, type Value } from "../base/value.ts";
import { type Diagnostic, hasErrors } from "../model/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { buildPipeline } from "./build.ts";
import { newChecker } from "./checker.ts";
import { draftOf } from "./draft.ts";
import { contentAt, errorAt, keyAt, locateProblems, type Problem } from "./problem.ts";
import { checkShape } from "./shape.ts";
import { readTree, type Tree } from "./yaml-tree.ts";

/** A pipeline file: its absolute path and its text. */
export type PipelineSource = { readonly file: string; readonly text: string };

/** `pipeline` is null when any diagnostic is an error. Diagnostics are in file order. */
export type PipelineReading = {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads a pipeline file, YAML or JSON, and checks all of it: syntax, shape, names, templates, paths, cycles. Never
 * throws for what a file holds, and ends soon whatever that is.
 */
export function readPipeline(source: PipelineSource): PipelineReading {
  const tree = readTree(source.text);
  const problems: Problem[] = [...tree.problems];
  let pipeline: Pipeline | null = null;
  if (tree.readable) {
    const marker = markerProblem(tree.value);
    if (marker !== null) problems.push(marker);
    else {
      const budget = newBudget();
      const shape = checkShape(tree.value, budget);
      const checker = newChecker(draftOf(tree), shape.doubtful, budget);
      pipeline = buildPipeline(checker, source.file);
      problems.push(...withoutEchoes(shape.problems, tree), ...checker.problems);
    }
  }
  const diagnostics = locateProblems(problems, { ...source, locate: tree.locate });
  return { pipeline: hasErrors(diagnostics) ? null : pipeline, diagnostics };
}

/** Without the problems of values that could not be read in the first place. */
function withoutEchoes(shape: readonly Problem[], tree: Tree): Problem[] {
  const unread = new Set(tree.problems.map(({ place }) => ("span" in place ? place.span[0] : -1)));
  return shape.filter(({ place }) => "span" in place || !unread.has(tree.locate(place.path, place.on)[0]));
}

/** Whether a text may be a pipeline file: it has a key `signet` where one would be. Reads nothing else, and is quick. */
export function looksLikePipeline(text: string): boolean {
  if (/^\uFEFF?[ \t\r\n]*\{/.test(text)) return /["']?\bsignet["']?[ \t\r\n]*:/.test(text);
  return /^\uFEFF?["']?signet["']?[ \t]*:/m.test(text);
}

function markerProblem(root: Value): Problem | null {
  const version = isValueObject(root) && Object.hasOwn(root, "signet") ? root.signet : undefined;
  if (version === 1n) return null;
  if (version === undefined) {
    const message = "This is not a pipeline file: it does not begin with `signet: 1`";
    return errorAt(
      { span: [0, 0] },
      { code: "not-a-pipeline", message, remedy: "Write `signet: 1` on the first line." },
    );
  }
  if (typeof version === "bigint" && version > 1n) {
    const message = `This file is in version ${version} of the format; this program reads version 1`;
    return errorAt(contentAt("signet"), { code: "newer-format", message, remedy: "Use a newer Signet." });
  }
  const complaint = {
    code: "bad-value",
    message: "`signet` is the version of the format",
    remedy: "Write `signet: 1`.",
  };
  return errorAt(keyAt("signet"), complaint);
}
