import { unifiedDiff } from "../../../src-main/core/diff/unified.ts";
import { changedWords, type Stretch } from "../../text-diff/word-marks.ts";

/** A line of a short look at a change; `marks` are the stretches of it that its other side has not. */
export type ChangeLine = {
  readonly kind: "added" | "removed" | "same";
  readonly text: string;
  readonly marks: readonly Stretch[];
};
type DiffLine = Pick<ChangeLine, "kind" | "text">;

/** So many lines show what a change is about; the rest is in the dialog. */
const linesShown = 7;

const signs: { readonly [sign: string]: ChangeLine["kind"] } = { "+": "added", "-": "removed", " ": "same" };

/**
 * The first lines of the first place where two texts differ at or after `line` of the new one (null: anywhere), from one
 * line before the change on, without the indentation that all of them have: the room is narrow. `more` says that there is
 * more to see.
 */
export function changeLines(
  from: string,
  to: string,
  line: number | null,
): { readonly lines: readonly ChangeLine[]; readonly more: boolean } {
  const all = numberedLines(unifiedDiff("text", from, to));
  const isChange = ({ kind }: DiffLine): boolean => kind !== "same";
  const wanted = all.findIndex((one) => isChange(one) && one.number >= (line ?? 1));
  const first = wanted >= 0 ? wanted : all.findIndex(isChange);
  if (first < 0) return { lines: [], more: false };
  const start = all[first - 1]?.kind === "same" ? first - 1 : first;
  const seen = all.slice(start, start + linesShown);
  // Of what follows the last change one line is enough.
  const end = Math.min(seen.findLastIndex(isChange) + 2, seen.length);
  const more = all.slice(0, start).some(isChange) || all.slice(start + end).some(isChange);
  return { lines: marked(withoutIndent(seen.slice(0, end))), more };
}

function withoutIndent(lines: readonly DiffLine[]): readonly DiffLine[] {
  const indents = lines
    .filter(({ text }) => text.trim() !== "")
    .map(({ text }) => /^\s*/.exec(text)?.[0] ?? "");
  const common = indents.reduce((all, one) => {
    let length = 0;
    while (length < all.length && all[length] === one[length]) length += 1;
    return all.slice(0, length);
  }, indents[0] ?? "");
  return lines.map(({ kind, text }) => ({ kind, text: text.slice(common.length) }));
}

/** A removed line is marked against the added one that stands for it, where as many follow as were removed. */
function marked(lines: readonly DiffLine[]): readonly ChangeLine[] {
  const marks = new Map<number, readonly Stretch[]>();
  for (let start = 0; start < lines.length; start += 1) {
    const removed = countFrom(lines, start, "removed");
    if (removed === 0) continue;
    if (countFrom(lines, start + removed, "added") === removed)
      for (let index = start; index < start + removed; index += 1) {
        const words = changedWords(lines[index]?.text ?? "", lines[index + removed]?.text ?? "");
        marks.set(index, words.from).set(index + removed, words.to);
      }
    start += removed - 1;
  }
  return lines.map(({ kind, text }, index) => ({ kind, text, marks: marks.get(index) ?? [] }));
}

function countFrom(lines: readonly DiffLine[], start: number, kind: ChangeLine["kind"]): number {
  const end = lines.findIndex((line, index) => index >= start && line.kind !== kind);
  return (end < 0 ? lines.length : end) - Math.min(start, lines.length);
}

/** The lines of a unified diff, each with its place in the new text: for a removed one, where it would stand. */
function numberedLines(diff: string): readonly (DiffLine & { readonly number: number })[] {
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
