import { displayValue } from "../base/json.ts";
import type { ReportFile } from "../model/comparison-report.ts";
import type { LogRow, LogsDiff, TableDiff, TableRow } from "../model/content-diff.ts";
import { diffRows } from "./records.ts";
import { type Painter, paintedLines, printable } from "./terminal.ts";

/** A terminal is no place for more of one file: values and cells, and lines of a text. */
const valuesShown = 20;
const linesShown = 100;

/** What differs inside of inputs or outputs, for a person at a terminal. */
export function filesSection(
  title: string,
  files: readonly ReportFile[],
  role: ReportFile["role"],
  paint: Painter,
): string[] {
  const lines = files.filter((file) => file.role === role).flatMap((file) => fileLines(file, paint));
  return lines.length === 0 ? [] : [paint.bold(title), ...lines];
}

function fileLines({ name, content }: ReportFile, paint: Painter): string[] {
  const head = (says: string): string => `  ${printable(name)}  ${paint.dim(says)}`;
  switch (content.kind) {
    case "table":
      return [head(tableText(content.diff)), ...capped(tableLines(content.diff, paint), valuesShown)];
    case "json": {
      const rows = diffRows({ ...content.diff, same: {} });
      const lines = rows.map(({ key, from, to }) =>
        changeLine(
          key,
          from === undefined ? null : displayValue(from),
          to === undefined ? null : displayValue(to),
          paint,
        ),
      );
      return [
        head(`${rows.length} ${rows.length === 1 ? "value differs" : "values differ"}`),
        ...capped(lines, valuesShown),
      ];
    }
    case "image":
      return [head("two pictures: see them with --html or in the window")];
    case "patch":
      return [
        head("text"),
        ...capped(
          paintedLines(content.text, paint).map((line) => `    ${line}`),
          linesShown,
        ),
      ];
  }
}

/** `1 of 4,800 cells differs, 2 rows added`. */
export function tableText({ cells, counts, columns }: TableDiff): string {
  const count = (number: number, one: string, what: string): string[] =>
    number === 0 ? [] : [`${number} ${one}${number === 1 ? "" : "s"} ${what}`];
  const ofColumns = (change: "added" | "removed"): number =>
    columns.filter((column) => column.change === change).length;
  const parts = [
    ...(cells.changed === 0
      ? []
      : [`${cells.changed} of ${cells.total} cells ${cells.changed === 1 ? "differs" : "differ"}`]),
    ...count(counts.added, "row", "added"),
    ...count(counts.removed, "row", "removed"),
    ...count(ofColumns("added"), "column", "added"),
    ...count(ofColumns("removed"), "column", "removed"),
  ];
  return parts.length === 0 ? "all cells are the same" : parts.join(", ");
}

function tableLines({ columns, rows, key }: TableDiff, paint: Painter): string[] {
  return rows.flatMap((row) => {
    const place = `row ${row.toRow ?? row.fromRow}${key === null ? "" : ` (${key} ${row.key})`}`;
    if (row.from === null || row.to === null) {
      const cells = (side: TableRow["from"]): string | null =>
        side === null ? null : side.map((cell) => cell ?? "").join(", ");
      return [changeLine(place, cells(row.from), cells(row.to), paint)];
    }
    const { from, to } = row;
    return row.changed.map((column) =>
      changeLine(
        `${place}, ${columns[column]?.name}`,
        String(from[column] ?? "(empty)"),
        String(to[column] ?? "(empty)"),
        paint,
      ),
    );
  });
}

function changeLine(key: string, from: string | null, to: string | null, paint: Painter): string {
  const name = printable(key);
  if (from === null) return `    ${paint.green(`+ ${name}  ${printable(to ?? "")}`)}`;
  if (to === null) return `    ${paint.red(`- ${name}  ${printable(from)}`)}`;
  return `      ${name}  ${paint.red(printable(from))} ${paint.dim("->")} ${paint.green(printable(to))}`;
}

const capped = (lines: readonly string[], most: number): string[] =>
  lines.length <= most
    ? [...lines]
    : [...lines.slice(0, most), `    … ${lines.length - most} more: --html has them`];

/** The consoles that differ, as a unified diff each, with times left out of account. */
export function logsSection({ consoles }: LogsDiff, paint: Painter): string[] {
  const lines = consoles.flatMap((console) => {
    if (console.removed + console.added === 0) return [];
    const name = console.step === null ? "console" : `console of ${printable(console.step)}`;
    const rows = console.rows.flatMap((row) => logLines(row, paint));
    const cut =
      console.cut === null ? [] : [`  Only the first ${console.cut} bytes of each side were compared`];
    const more = console.capped ? ["  More lines differ than are shown"] : [];
    return [
      `  ${paint.bold(name)}  ${paint.red(`-${console.removed}`)} ${paint.green(`+${console.added}`)}`,
      ...rows,
      ...more,
      ...cut,
    ];
  });
  if (lines.length > 0) return [paint.bold("Logs"), ...lines];
  return [paint.bold("Logs"), "  No lines differ but for times and the like"];
}

function logLines(row: LogRow, paint: Painter): string[] {
  switch (row.change) {
    case "skipped":
      return [paint.dim(`    … ${row.lines} lines alike`)];
    case "same":
      return [`    ${printable(row.to?.text ?? "")}`];
    case "changed":
    case "added":
    case "removed":
      return [
        ...(row.from === null ? [] : [paint.red(`  - ${printable(row.from.text)}`)]),
        ...(row.to === null ? [] : [paint.green(`  + ${printable(row.to.text)}`)]),
      ];
  }
}
