import { err, type Result } from "../base/result.ts";
import { isValueObject, type Value } from "../base/value.ts";
import type { Allowance } from "./allowance.ts";
import { shown } from "./names.ts";
import { sourcePathComplaint } from "./paths.ts";
import { type Complaint, contentAt, errorAt, hintAt, type Path, type Problem } from "./problem.ts";
import { readTree, type Tree } from "./yaml-tree.ts";

/** A file of a pipeline: its absolute path and its text. */
export type PipelineSource = { readonly file: string; readonly text: string };

/**
 * Reads the files that a pattern means, from the folder of the pipeline file, sorted by name. None is an answer, too; a
 * complaint says why they cannot be read.
 */
export type ReadIncluded = (pattern: string) => Result<readonly PipelineSource[], Complaint>;

/** Where there is nothing but the pipeline file itself. */
export const nothingToInclude: ReadIncluded = (pattern) =>
  err({
    code: "cannot-include",
    message: `${shown(pattern)} cannot be read here`,
    remedy: "Open the pipeline file itself.",
  });

/** Files that a pipeline may include, counted each time they are. */
const MOST_FILES = 1_000;

export type IncludedFile = PipelineSource & { readonly tree: Tree };

export type Included = {
  readonly files: readonly IncludedFile[];
  /** At the entries of `include`. */
  readonly problems: readonly Problem[];
  /** Something that was to be included is not: what is in it is not known. */
  readonly incomplete: boolean;
};

/** Whether a path means any number of files. */
const hasWildcard = (pattern: string): boolean => /[*?[\]{}]/.test(pattern);

/** Reads what a pipeline file includes, in its order. `root` is what that file says. */
export function readIncludes(root: Value, read: ReadIncluded, allowance: Allowance): Included {
  const listed = isValueObject(root) && Object.hasOwn(root, "include") ? root.include : undefined;
  if (listed === undefined) return { files: [], problems: [], incomplete: false };
  const patterns: readonly Value[] = Array.isArray(listed) ? listed : [];
  const files: IncludedFile[] = [];
  const problems: Problem[] = [];
  let incomplete = !Array.isArray(listed);
  for (const [index, pattern] of patterns.entries()) {
    const at: Path = ["include", index];
    const fail = (complaint: Complaint): void => {
      problems.push(errorAt(contentAt(...at), complaint));
      incomplete = true;
    };
    if (typeof pattern !== "string" || pattern === "") {
      incomplete = true;
      continue;
    }
    const complaint = patternComplaint(pattern);
    const found = complaint === null ? read(pattern) : err(complaint);
    if (!found.ok) fail(found.error);
    else if (found.value.length === 0) {
      const nothing = { code: "nothing-included", message: `${shown(pattern)} is no file` };
      if (hasWildcard(pattern))
        // A folder for each person's own settings is empty with most people, so this is no warning.
        problems.push(
          hintAt(contentAt(...at), {
            ...nothing,
            message: `No file is called like ${shown(pattern)}`,
            remedy: "Write a path from this file's folder, or remove it.",
          }),
        );
      else fail({ ...nothing, remedy: "Write a path from this file's folder." });
    } else if (files.length + found.value.length > MOST_FILES) {
      fail({
        code: "too-large",
        message: `A pipeline can include ${MOST_FILES} files, and this makes more`,
        remedy: "Merge some of them.",
      });
      break;
    } else
      files.push(...found.value.map((source) => ({ ...source, tree: readTree(source.text, allowance) })));
  }
  return { files, problems, incomplete: incomplete || files.some(({ tree }) => !tree.readable) };
}

function patternComplaint(pattern: string): Complaint | null {
  if (/^(?:\/|[A-Za-z]:)/.test(pattern)) {
    return {
      code: "bad-path",
      message: `${shown(pattern)} is an absolute path, which others do not have`,
      remedy: "Write a path from this file's folder; ../ leads out of it.",
    };
  }
  return sourcePathComplaint(pattern);
}
