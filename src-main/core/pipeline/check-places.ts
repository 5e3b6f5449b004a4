import type { ValueObject } from "../base/value.ts";
import { shown } from "./names.ts";
import { findOverlaps, type PathPattern, patternOf, patternOfNames } from "./path-overlap.ts";
import { segmentsBelow, segmentsFrom } from "./paths.ts";
import type { Complaint } from "./problem.ts";
import { parseTemplate, renderSourcePath } from "./templates.ts";

/** A dataset with a place, tidied; `made` tells an output from a source. `group` is what the file calls it. */
export type Placed = {
  readonly name: string;
  readonly group: string;
  readonly path: string;
  readonly made: boolean;
  readonly ignores: boolean;
};

/** Two places that get in each other's way. `about` is the group to blame: the later one, or the source. */
export type Clash = {
  readonly about: string;
  readonly severity: "error" | "warning";
  readonly complaint: Complaint;
};

type Entry = {
  readonly kind: "output" | "source" | "pipeline";
  readonly placed: Placed;
  readonly pattern: PathPattern;
};

/** Which outputs are compared: with all others, or with sources only, where nothing else has moved. */
type Compared = "all" | "sources";

/**
 * Outputs that can be at one place or lie in each other, sources that lie in outputs, an output at the place of the
 * pipeline file. In an output's path a template may become anything; a source's is known, its parameters are. Of two
 * groups it is said once; within one nothing is compared.
 */
export function findClashes(
  placed: readonly Placed[],
  params: ValueObject,
  folders: { readonly workspace: string; readonly file: string },
  compared: Compared = "all",
): Clash[] {
  const entries: Entry[] = [];
  const pipeline = segmentsBelow(folders.workspace, folders.file);
  if (pipeline !== null && pipeline.length > 0) {
    const self = { name: "", group: "", path: folders.file, made: false, ignores: true };
    entries.push({ kind: "pipeline", placed: self, pattern: patternOfNames(pipeline) });
  }
  for (const one of placed) {
    const pattern = one.made ? patternOf(one.path) : sourcePattern(one.path, params, folders.workspace);
    if (pattern !== null) entries.push({ kind: one.made ? "output" : "source", placed: one, pattern });
  }
  const { pairs, complete } = findOverlaps(entries, {
    among: (entry) => entry.kind === "output",
    withThemselves: compared === "all",
    wanted: (first, second) => first.placed.group !== second.placed.group,
  });
  const said = new Set<string>();
  const clashes = pairs.flatMap(({ first, second, overlap }) =>
    clashOf(first, second, overlap).filter(({ complaint }) => {
      const what = JSON.stringify([first.placed.group, second.placed.group, complaint.code]);
      return !said.has(what) && said.add(what);
    }),
  );
  const last = placed.at(-1);
  if (!complete && last !== undefined) {
    const complaint = {
      code: "too-large",
      message: "There are too many paths that begin alike to tell whether they meet",
      remedy: "Begin each path with a name of its own, and put templates behind it.",
    };
    clashes.push({ about: last.group, severity: "error", complaint });
  }
  return clashes;
}

/** Null for a source outside the workspace: no output can be there. The workspace itself has no segments. */
function sourcePattern(path: string, params: ValueObject, workspace: string): PathPattern | null {
  const segments = segmentsFrom(workspace, renderSourcePath(path, params));
  return segments === null ? null : patternOfNames(segments);
}

function clashOf(first: Entry, second: Entry, overlap: "same" | "inside" | "around"): Clash[] {
  if (first.kind === "output" && second.kind === "output")
    return [outputsClash(first.placed, second.placed, overlap)];
  const [output, other] = first.kind === "output" ? [first, second] : [second, first];
  // Seen from the output: `inside` when the other lies in it.
  const relation =
    first.kind === "output" || overlap === "same" ? overlap : overlap === "inside" ? "around" : "inside";
  if (other.kind === "pipeline") {
    if (relation === "around") return [];
    const complaint = {
      code: "output-over-pipeline",
      message: `Output ${shown(output.placed.name)} would replace this pipeline file`,
      remedy: "Give the output a place of its own.",
    };
    return [{ about: output.placed.group, severity: "error", complaint }];
  }
  if (relation === "around") {
    if (other.placed.ignores) return [];
    const complaint = {
      code: "output-in-source",
      message: `Output ${shown(output.placed.name)} lies in source ${shown(other.placed.name)}, which changes by it on every run`,
      remedy: "Put the output elsewhere, or leave it out with `ignore` of the source.",
    };
    return [{ about: output.placed.group, severity: "warning", complaint }];
  }
  const where = relation === "same" ? "is at the place of" : "lies in";
  const complaint = {
    code: "source-in-output",
    message: `Source ${shown(other.placed.name)} ${where} output ${shown(output.placed.name)}`,
    remedy: `Read ${output.placed.name} itself, or move one of the two.`,
  };
  return [{ about: other.placed.group, severity: "error", complaint }];
}

function outputsClash(first: Placed, second: Placed, overlap: "same" | "inside" | "around"): Clash {
  const templated = [first, second].some(({ path }) =>
    parseTemplate(path).parts.some(({ kind }) => kind !== "text"),
  );
  const can = templated ? "can be" : "are";
  const remedy = "Give each output a place of its own.";
  if (overlap === "same") {
    const message = `Outputs ${shown(first.name)} and ${shown(second.name)} ${can} at the same path`;
    return { about: second.group, severity: "error", complaint: { code: "same-path", message, remedy } };
  }
  const [outer, inner] = overlap === "inside" ? [first, second] : [second, first];
  const message = `Output ${shown(inner.name)} ${templated ? "can lie" : "lies"} in output ${shown(outer.name)}`;
  return {
    about: second.group,
    severity: "error",
    complaint: { code: "path-inside-output", message, remedy },
  };
}
