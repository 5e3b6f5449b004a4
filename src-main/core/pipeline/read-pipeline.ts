import { type Budget, newBudget } from "../base/nearest.ts";
import { isValueObject, type Value } from "../base/value.ts";
import { type Diagnostic, hasErrors } from "../model/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import { newAllowance } from "./allowance.ts";
import { buildPipeline } from "./build.ts";
import { newChecker } from "./checker.ts";
import { draftOf, mergeDrafts } from "./draft.ts";
import {
  type IncludedFile,
  nothingToInclude,
  type PipelineSource,
  type ReadIncluded,
  readIncludes,
} from "./include.ts";
import { contentAt, errorAt, keyAt, locateProblems, type Path, type Problem } from "./problem.ts";
import { checkShape, type FileKind } from "./shape.ts";
import { readTree, type Tree } from "./yaml-tree.ts";

/** `pipeline` is null when any diagnostic is an error. Diagnostics are in file order. */
export type PipelineReading = {
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Reads a pipeline file, YAML or JSON, with what it includes, and checks all of it: syntax, shape, names, templates,
 * paths, cycles. Never throws for what a file holds, and ends soon whatever that is.
 */
export function readPipeline(
  source: PipelineSource,
  readIncluded: ReadIncluded = nothingToInclude,
): PipelineReading {
  const allowance = newAllowance();
  const own: IncludedFile = { ...source, tree: readTree(source.text, allowance) };
  const marker = own.tree.readable ? markerProblem(own.tree.value) : null;
  if (!own.tree.readable || marker !== null) {
    const problems = [...own.tree.problems, ...(marker === null ? [] : [marker])];
    return { pipeline: null, diagnostics: locate([own], new Map([[own, problems]])) };
  }
  const included = readIncludes(own.tree.value, readIncluded, allowance);
  const files = [own, ...included.files];
  const budget = newBudget();
  const problems = new Map(files.map((file) => [file, [...file.tree.problems]]));
  problems.get(own)?.push(...included.problems);
  const doubtful: Path[] = included.incomplete ? [["params"], ["datasets"], ["steps"]] : [];
  for (const file of files.filter(({ tree }) => tree.readable)) {
    const shape = shapeOf(file, file === own ? "pipeline" : "included file", budget);
    problems.get(file)?.push(...shape.problems);
    doubtful.push(...shape.doubtful);
  }
  const draft = mergeDrafts(
    included.files.map(({ tree }) => draftOf(tree)),
    draftOf(own.tree),
  );
  const checker = newChecker(draft, doubtful, budget);
  const pipeline = buildPipeline(checker, source.file);
  const ownerOf = ownersOf(own, included.files);
  for (const problem of checker.problems) {
    const owner = "path" in problem.place ? ownerOf(problem.place.path) : own;
    problems.get(owner)?.push(problem);
  }
  const diagnostics = locate(files, problems);
  return { pipeline: hasErrors(diagnostics) ? null : pipeline, diagnostics };
}

const locate = (
  files: readonly IncludedFile[],
  problems: ReadonlyMap<IncludedFile, readonly Problem[]>,
): Diagnostic[] =>
  locateProblems(
    files.map((file) => ({
      source: { file: file.file, text: file.text, locate: file.tree.locate },
      problems: problems.get(file) ?? [],
    })),
  );

function shapeOf({ tree }: IncludedFile, kind: FileKind, budget: Budget): ReturnType<typeof checkShape> {
  // A file with nothing in it, or only comments, has nothing to include.
  if (kind === "included file" && tree.value === null) return { problems: [], doubtful: [] };
  const shape = checkShape(tree.value, budget, kind);
  return { doubtful: shape.doubtful, problems: withoutEchoes(shape.problems, tree) };
}

/** Which file a place of the merged pipeline is in: the one whose entry has won. */
function ownersOf(own: IncludedFile, included: readonly IncludedFile[]): (path: Path) => IncludedFile {
  if (included.length === 0) return () => own;
  const lastFirst = [own, ...included.toReversed()];
  const known = new Map<string, IncludedFile>();
  return (path) => {
    // Datasets and steps win as wholes, parameters leaf by leaf.
    const place = path[0] === "params" ? path : path.slice(0, 2);
    const key = JSON.stringify(place);
    const owner = known.get(key) ?? lastFirst.find(({ tree }) => holds(tree.value, place)) ?? own;
    known.set(key, owner);
    return owner;
  };
}

function holds(root: Value, path: Path): boolean {
  let current: Value | undefined = root;
  for (const key of path) {
    if (!isValueObject(current) || !Object.hasOwn(current, key)) return false;
    current = current[key];
  }
  return true;
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
