import { diffLines, FILE_HEADERS_ONLY, formatPatch, type StructuredPatch, structuredPatch } from "diff";
import type { FileFact, FileText, RunParts } from "../model/run-diff.ts";

/**
 * Two texts may differ in at most this many lines for their diff to be minimal; beyond, all of the old gives way to all
 * of the new. Finding a minimal diff takes time in proportion to the square of this.
 */
const editLimit = 1_000;

/** A unified diff of one file with three lines of context; null stands for a file that is not there. */
export function unifiedDiff(path: string, from: string | null, to: string | null): string {
  const oldName = from === null ? "/dev/null" : `a/${path}`;
  const newName = to === null ? "/dev/null" : `b/${path}`;
  const options = { context: 3, maxEditLength: editLimit };
  const patch =
    structuredPatch(oldName, newName, from ?? "", to ?? "", undefined, undefined, options) ??
    replacement(oldName, newName, from ?? "", to ?? "");
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

/** How many lines lead from one text to the other. */
export type LineCounts = { readonly added: number; readonly removed: number };

export function countLines(from: string | null, to: string | null): LineCounts {
  const parts = diffLines(from ?? "", to ?? "", { maxEditLength: editLimit });
  if (parts === undefined) return { added: linesOf(to ?? "").length, removed: linesOf(from ?? "").length };
  let [added, removed] = [0, 0];
  for (const part of parts) {
    if (part.added) added += part.count;
    else if (part.removed) removed += part.count;
  }
  return { added, removed };
}

/**
 * Unified diffs of every code file that differs, by path. `read` answers a side's text of a path; where there is none to
 * show (a binary file, or one not kept) a line says so, with the digests.
 */
export async function codePatches(
  code: RunParts["code"],
  read: (side: "from" | "to", path: string) => Promise<FileText>,
): Promise<{ readonly [path: string]: string }> {
  const sides: [string, FileFact | null, FileFact | null][] = [
    ...Object.entries(code.changed).map(([path, [from, to]]): [string, FileFact, FileFact] => [
      path,
      from,
      to,
    ]),
    ...Object.entries(code.removed).map(([path, from]): [string, FileFact, null] => [path, from, null]),
    ...Object.entries(code.added).map(([path, to]): [string, null, FileFact] => [path, null, to]),
  ];
  const patches = sides.map(async ([path, from, to]): Promise<[string, string]> => {
    const [before, after] = await Promise.all([
      from === null ? null : read("from", path),
      to === null ? null : read("to", path),
    ]);
    if (isNoText(before) || isNoText(after)) {
      const isDamaged = [before, after].some((file) => file?.kind === "damaged");
      const what = isDamaged ? "Contents damaged in the library" : "Contents not shown";
      return [path, `${what}: ${from?.digest ?? "no file"} -> ${to?.digest ?? "no file"}\n`];
    }
    return [path, unifiedDiff(path, before?.text ?? null, after?.text ?? null)];
  });
  return Object.fromEntries(await Promise.all(patches));
}

const isNoText = (file: FileText | null): file is Exclude<FileText, { kind: "text" }> =>
  file !== null && file.kind !== "text";

function replacement(oldFileName: string, newFileName: string, from: string, to: string): StructuredPatch {
  const [before, after] = [linesOf(from), linesOf(to)];
  const marked = (sign: string, lines: readonly string[]) =>
    lines.flatMap((line) =>
      line.endsWith("\n") ? [sign + line.slice(0, -1)] : [sign + line, "\\ No newline at end of file"],
    );
  const hunk = {
    oldStart: 1,
    oldLines: before.length,
    newStart: 1,
    newLines: after.length,
    lines: [...marked("-", before), ...marked("+", after)],
  };
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] };
}

/** Lines with their ends; a last one without an end too. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
