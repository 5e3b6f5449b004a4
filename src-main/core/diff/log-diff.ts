import { consoleLines } from "../base/console-lines.ts";
import type { LogDiff, LogLine, LogRow } from "../model/content-diff.ts";
import { diffSequences, type Hunk, numbered } from "./sequences.ts";

/** Alike lines shown before and after a difference. */
const context = 3;

/**
 * Two consoles aligned. What tells nothing of what was done (see `withoutVolatile`) does not count; at most `limit` rows
 * are answered, the counts are complete.
 */
export function diffLogs(from: string, to: string, limit: number): LogDiff {
  const [before, after] = [consoleLines(from), consoleLines(to)];
  const { a, b, kinds } = numbered(before.map(withoutVolatile), after.map(withoutVolatile));
  const hunks = diffSequences(a, b, kinds);
  const rows: LogRow[] = [];
  let capped = false;
  const push = (row: LogRow): void => {
    if (rows.length < limit) rows.push(row);
    else capped = true;
  };
  const line = (lines: readonly string[], index: number): LogLine => ({
    line: index + 1,
    text: lines[index] ?? "",
  });
  const alike = (aStart: number, aEnd: number, bStart: number): void => {
    for (let i = aStart; i < aEnd; i += 1)
      push({ change: "same", from: line(before, i), to: line(after, bStart + i - aStart) });
  };

  let [atA, atB, removed, added, volatile] = [0, 0, 0, 0, 0];
  const end: Hunk = { aStart: a.length, aEnd: a.length, bStart: b.length, bEnd: b.length };
  for (const hunk of [...hunks, end]) {
    for (let i = atA; i < hunk.aStart; i += 1) if (before[i] !== after[atB + i - atA]) volatile += 1;
    const gap = hunk.aStart - atA;
    const lead = atA === 0 ? 0 : context;
    const tail = hunk === end ? 0 : context;
    if (gap > lead + tail + 1) {
      alike(atA, atA + lead, atB);
      push({ change: "skipped", lines: gap - lead - tail });
      alike(hunk.aStart - tail, hunk.aStart, hunk.bStart - tail);
    } else alike(atA, hunk.aStart, atB);
    const [gone, come] = [hunk.aEnd - hunk.aStart, hunk.bEnd - hunk.bStart];
    removed += gone;
    added += come;
    for (let i = 0; i < Math.max(gone, come); i += 1) {
      const [left, right] = [
        i < gone ? line(before, hunk.aStart + i) : null,
        i < come ? line(after, hunk.bStart + i) : null,
      ];
      push({
        change: left === null ? "added" : right === null ? "removed" : "changed",
        from: left,
        to: right,
      });
    }
    [atA, atB] = [hunk.aEnd, hunk.bEnd];
  }
  return { rows, removed, added, volatile, lines: [before.length, after.length], capped };
}

/** Dates, times of day, durations and rates, addresses, UUIDs, process ids: other in every run, whatever it does. */
const volatile = new RegExp(
  [
    String.raw`\b\d{4}[-/]\d{2}[-/]\d{2}(?:[T ,]+\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2}\b)?`,
    String.raw`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? +(?:\d{1,2} +)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: +\d{1,2})?(?: +\d{4})?`,
    String.raw`\b\d{1,4}:\d{2}(?::\d{2})?(?:[.,]\d+)?\b`,
    String.raw`\b\d+(?:\.\d+)?(?:e[+-]?\d+)? ?(?:it|steps?|samples?|rows?|batch(?:es)?|[kMG]i?B|B)/s\b`,
    String.raw`\b\d+(?:\.\d+)?(?:e[+-]?\d+)?(?: (?:milli|micro|nano)?seconds?| minutes?| hours?| ?(?:ns|us|µs|ms|secs?|mins?|hrs?|s/it)| ?[smh])(?![\w/])`,
    String.raw`\b0x[0-9a-fA-F]{4,}\b`,
    String.raw`\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b`,
    String.raw`\bpid[ =:]+\d+\b`,
  ].join("|"),
  "g",
);

/** A line with everything in it that changes from run to run by itself as one and the same sign. */
export const withoutVolatile = (line: string): string =>
  /\d/.test(line) ? line.replace(volatile, "\u0000").trimEnd() : line.trimEnd();

/** The stretches of a line that do not count, as `withoutVolatile` takes them. */
export const volatileStretches = (line: string): (readonly [start: number, end: number])[] =>
  /\d/.test(line)
    ? [...line.matchAll(volatile)].map(({ index, 0: found }) => [index, index + found.length])
    : [];
