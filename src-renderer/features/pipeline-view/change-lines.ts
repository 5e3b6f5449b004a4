import { unifiedDiff } from "../../../src-main/core/diff/unified.ts";

/** A line of a short look at a change. */
export type ChangeLine = { readonly kind: "added" | "removed" | "same"; readonly text: string };

/** So many lines show what a change is about; the rest is in the dialog. */
const linesShown = 7;

const signs: { readonly [sign: string]: ChangeLine["kind"] } = { "+": "added", "-": "removed", " ": "same" };

/**
 * The first lines of the first place where two texts differ at or after `line` of the new one (null: anywhere), from one
 * line before the change on. `more` says that there is more to see.
 */
export function changeLines(
  from: string,
  to: string,
  line: number | null,
): { readonly lines: readonly ChangeLine[]; readonly more: boolean } {
  const all = numberedLines(unifiedDiff("text", from, to));
  const isChange = ({ kind }: ChangeLine): boolean => kind !== "same";
  const wanted = all.findIndex((one) => isChange(one) && one.number >= (line ?? 1));
  const first = wanted >= 0 ? wanted : all.findIndex(isChange);
  if (first < 0) return { lines: [], more: false };
  const start = all[first - 1]?.kind === "same" ? first - 1 : first;
  const seen = all.slice(start, start + linesShown);
  // Of what follows the last change one line is enough.
  const end = Math.min(seen.findLastIndex(isChange) + 2, seen.length);
  const more = all.slice(0, start).some(isChange) || all.slice(start + end).some(isChange);
  return { lines: seen.slice(0, end).map(({ kind, text }) => ({ kind, text })), more };
}

/** The lines of a unified diff, each with its place in the new text: for a removed one, where it would stand. */
function numberedLines(diff: string): readonly (ChangeLine & { readonly number: number })[] {
  let next = 0;
  return diff
    .split("\n")
    .slice(2)
    .flatMap((text) => {
      const hunk = /^@@ -\S+ \+(\d+)/.exec(text);
      if (hunk !== null) next = Number(hunk[1]);
      const kind = signs[text.charAt(0)];
      if (kind === undefined) return [];
      const number = next;
      if (kind !== "removed") next += 1;
      return [{ kind, text: text.slice(1), number }];
    });
}
