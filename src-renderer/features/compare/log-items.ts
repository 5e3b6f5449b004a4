import type { LogRow, LogsDiff } from "../../../src-main/core/model/content-diff.ts";
import { countText, plural, sizeText } from "../../ui/format.ts";

/** A line of the list of consoles. */
export type LogItem =
  | { readonly kind: "console"; readonly step: string | null; readonly says: string }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "row"; readonly key: string; readonly row: Exclude<LogRow, { change: "skipped" }> };

/** Consoles as one list: a heading for each step, then its rows. With a search only lines that have it. */
export function logItems({ consoles }: LogsDiff, onlyDifferences: boolean, search: string): LogItem[] {
  const wanted = search.trim().toLowerCase();
  return consoles.flatMap((console): LogItem[] => {
    const { step, rows, removed, added, capped, cut } = console;
    const same = removed + added === 0;
    if (same && onlyDifferences) return [];
    const shown = rows.flatMap((row, index): LogItem[] => {
      if (row.change === "skipped")
        return wanted === "" ? [{ kind: "note", text: `⋯ ${plural(row.lines, "line")} alike` }] : [];
      if (wanted !== "" && !has(row, wanted)) return [];
      return [{ kind: "row", key: logKey(step, index), row }];
    });
    if (wanted !== "" && shown.length === 0) return [];
    const notes: LogItem[] = [];
    if (capped) notes.push({ kind: "note", text: "More lines differ than are shown here; all are counted" });
    if (cut !== null)
      notes.push({ kind: "note", text: `Only the first ${sizeText(cut)} of each side were compared` });
    return [{ kind: "console", step, says: says(console) }, ...shown, ...notes];
  });
}

/** Keys of the differences of consoles, a stretch of lines that differ each, in their order. */
export function logPlaces(logs: LogsDiff | null): string[] {
  if (logs === null) return [];
  return logs.consoles.flatMap(({ step, rows }) =>
    rows.flatMap((row, index) => (differs(row) && !differs(rows[index - 1]) ? [logKey(step, index)] : [])),
  );
}

const differs = (row: LogRow | undefined): boolean =>
  row !== undefined && row.change !== "same" && row.change !== "skipped";

const logKey = (step: string | null, index: number): string => JSON.stringify([step, index]);

const has = ({ from, to }: Exclude<LogRow, { change: "skipped" }>, wanted: string): boolean =>
  (from?.text.toLowerCase().includes(wanted) ?? false) || (to?.text.toLowerCase().includes(wanted) ?? false);

function says({ removed, added, volatile, lines }: LogsDiff["consoles"][number]): string {
  if (lines[0] === 0 || lines[1] === 0) {
    const [only, count] = lines[0] === 0 ? ["candidate", lines[1]] : ["baseline", lines[0]];
    return lines[0] === lines[1]
      ? "nothing printed"
      : `${plural(count, "line")}, printed by the ${only} only`;
  }
  const differing = removed + added === 0 ? "no lines differ" : `−${countText(removed)} +${countText(added)}`;
  return volatile === 0 ? differing : `${differing}, ${countText(volatile)} in times and the like only`;
}
