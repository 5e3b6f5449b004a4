import { parsePlainJson, plainJson } from "../../core/base/json.ts";
import { isValueObject, type Value, type ValueObject } from "../../core/base/value.ts";
import type { TableAnswer } from "../../core/contract/run-contents.ts";
import { newAllowance } from "../../core/pipeline/allowance.ts";
import { readTree } from "../../core/pipeline/yaml-tree.ts";
import { cutCell, mostColumns, rowsWithin, tooWide } from "./table-limits.ts";

/** How the text of a table is written. `csv` finds its separator by itself. */
export type TableSyntax = "csv" | "tsv" | "json" | "jsonl" | "yaml";

type Cell = string | number | null;

/**
 * Reads a table, at most `limit` rows of it. Separated values: RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180), the
 * first line has the names of the columns; other line ends, empty lines and rows of different lengths are taken too.
 * JSON: a list of objects, an object of lists, one object of single values, an object with such a list alone, or an
 * object on each line (`jsonl`); YAML: the same in its words.
 */
export function parseTable(text: string, syntax: TableSyntax, limit: number): TableAnswer {
  const written = text.replace(/^\uFEFF/, "");
  switch (syntax) {
    case "csv":
      return separated(written, separatorOf(written), limit);
    case "tsv":
      return separated(written, "\t", limit);
    case "json":
    case "jsonl":
      return fromJson(written, syntax, limit);
    case "yaml":
      return fromYaml(written, limit);
  }
}

const unreadable = (why: string): TableAnswer => ({ kind: "unreadable", why });

function separated(text: string, separator: string, limit: number): TableAnswer {
  const kept: string[][] = [];
  let most = limit + 1;
  let total = -1;
  let width = 0;
  const problem = eachRecord(text, separator, (cells) => {
    total += 1;
    if (kept.length >= most) return;
    kept.push(cells);
    width = Math.max(width, cells.length);
    most = 1 + rowsWithin(width, limit);
  });
  if (problem !== null) return unreadable(problem);
  const [names, ...rows] = kept;
  if (names === undefined) return unreadable("It is empty");
  if (width > mostColumns) return tooWide(width);
  const columns = [...Array(width).keys()].map((index) => names[index] ?? `column ${index + 1}`);
  return {
    kind: "table",
    columns,
    rows: rows.map((cells) => columns.map((_, index) => cellOf(cells[index]))),
    total,
  };
}

/** Calls back for each record that is no empty line. Answers what is wrong, if anything. */
function eachRecord(text: string, separator: string, take: (cells: string[]) => void): string | null {
  let cells: string[] = [];
  let at = 0;
  let line = 1;
  const end = text.length;
  const ends = new RegExp(separator === "\t" ? "[\t\r\n]" : `[${separator}\r\n]`, "g");
  while (at < end) {
    let cell: string;
    if (text.charCodeAt(at) === 0x22) {
      const opened = line;
      const parts: string[] = [];
      for (let from = at + 1; ; ) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return `Line ${opened}: a quote is opened and not closed`;
        parts.push(text.slice(from, quote));
        at = quote + 1;
        if (text.charCodeAt(at) !== 0x22) break;
        parts.push('"');
        from = at + 1;
      }
      const quoted = parts.join("");
      line += linesIn(quoted);
      ends.lastIndex = at;
      const next = ends.exec(text)?.index ?? end;
      // What stands behind the closing quote is kept, as spreadsheets do.
      cell = quoted + text.slice(at, next);
      at = next;
    } else {
      ends.lastIndex = at;
      const next = ends.exec(text)?.index ?? end;
      cell = text.slice(at, next);
      at = next;
    }
    cells.push(cell);
    if (at < end && text[at] === separator) {
      at += 1;
      // A separator at the very end has an empty cell behind it.
      if (at < end) continue;
      cells.push("");
    } else {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      line += 1;
    }
    if (cells.length > 1 || cells[0] !== "") take(cells);
    cells = [];
  }
  return null;
}

const linesIn = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** The one of the usual separators that the first line has most of, outside of quotes. */
function separatorOf(text: string): string {
  const [line = ""] = text.split(/[\r\n]/, 1);
  const bare = line.replace(/"[^"]*"/g, "");
  const [best] = [",", ";", "\t", "|"]
    .map((separator) => ({ separator, count: bare.split(separator).length }))
    .sort((a, b) => b.count - a.count);
  return best?.separator ?? ",";
}

/** A number where the text is one and nothing of it would be lost: no leading zeros, no more digits than a float holds. */
function cellOf(text: string | undefined): Cell {
  if (text === undefined || text === "") return null;
  const trimmed = text.trim();
  if (/^[+-]?(0|[1-9]\d*)?(\.\d*)?(e[+-]?\d+)?$/i.test(trimmed) && /\d/.test(trimmed)) {
    const number = Number(trimmed);
    const isExact = /[.e]/i.test(trimmed) ? Number.isFinite(number) : Number.isSafeInteger(number);
    if (isExact) return number;
  }
  return cutCell(text);
}

function fromJson(text: string, syntax: "json" | "jsonl", limit: number): TableAnswer {
  let value: Value;
  try {
    value = syntax === "json" ? parsePlainJson(text) : linesOf(text);
  } catch (error) {
    return unreadable(`It is no JSON: ${(error as Error).message}`);
  }
  return fromValue(value, "JSON", limit);
}

function fromYaml(text: string, limit: number): TableAnswer {
  const tree = readTree(text, newAllowance());
  return tree.readable
    ? fromValue(tree.value, "YAML", limit)
    : unreadable(`It is no YAML: ${tree.problems[0]?.message ?? "it cannot be read"}`);
}

function fromValue(value: Value, syntax: "JSON" | "YAML", limit: number): TableAnswer {
  if (Array.isArray(value)) {
    const other = value.findIndex((item) => !isValueObject(item));
    return other >= 0
      ? unreadable(`Entry ${other + 1} is no object: a table in ${syntax} is a list of objects`)
      : fromRecords(value as readonly ValueObject[], limit);
  }
  if (!isValueObject(value))
    return unreadable(`A table in ${syntax} is a list of objects or an object of lists`);
  const members = Object.values(value);
  // `{"roc": [{…}, {…}]}`, as DVC's plots are written.
  const [only] = members;
  if (members.length === 1 && Array.isArray(only) && only.length > 0 && only.every(isValueObject))
    return fromRecords(only, limit);
  if (members.length > 0 && members.every((member) => Array.isArray(member)))
    return fromColumns(value as { readonly [name: string]: readonly Value[] }, limit);
  if (members.some((member) => typeof member === "object" && member !== null))
    return unreadable(`A table in ${syntax} is a list of objects or an object of lists, each a column`);
  return fromRecords([value], limit);
}

const linesOf = (text: string): Value =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parsePlainJson);

function fromRecords(records: readonly ValueObject[], limit: number): TableAnswer {
  const names = new Set<string>();
  for (const record of records) {
    for (const name of Object.keys(record)) names.add(name);
    if (names.size > mostColumns) return tooWide(names.size);
  }
  const columns = [...names];
  const rows = records
    .slice(0, rowsWithin(columns.length, limit))
    .map((record) => columns.map((name) => jsonCell(Object.hasOwn(record, name) ? record[name] : undefined)));
  return { kind: "table", columns, rows, total: records.length };
}

function fromColumns(lists: { readonly [name: string]: readonly Value[] }, limit: number): TableAnswer {
  const columns = Object.keys(lists);
  if (columns.length > mostColumns) return tooWide(columns.length);
  const total = Object.values(lists).reduce((most, { length }) => Math.max(most, length), 0);
  const rows = [...Array(Math.min(total, rowsWithin(columns.length, limit))).keys()].map((index) =>
    columns.map((name) => jsonCell(lists[name]?.[index])),
  );
  return { kind: "table", columns, rows, total };
}

function jsonCell(value: Value | undefined): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return value;
  if (typeof value === "string") return cutCell(value);
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  return cutCell(plainJson(value));
}
