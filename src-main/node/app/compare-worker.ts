import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { parsePlainJson } from "../../core/base/json.ts";
import { isValueObject, type Value } from "../../core/base/value.ts";
import { jsonLeaves } from "../../core/diff/json-leaves.ts";
import { diffLogs } from "../../core/diff/log-diff.ts";
import { diffRecords } from "../../core/diff/records.ts";
import type { FileDiff, LogsDiff } from "../../core/model/content-diff.ts";
import { answerTasks } from "../host/answer-tasks.ts";
import { compareTables, mostRows } from "./compare-tables.ts";
import { parseTable, type TableSyntax } from "./parse-table.ts";

/** Work of a comparison that may take seconds, each kind with its answer. */
export type CompareTask =
  | {
      readonly kind: "logs";
      /** Absolute paths; null where a side has no such console. */
      readonly consoles: readonly {
        readonly step: string | null;
        readonly from: string | null;
        readonly to: string | null;
      }[];
    }
  | {
      readonly kind: "file";
      readonly syntax: TableSyntax;
      readonly from: Uint8Array;
      readonly to: Uint8Array;
    };
export type CompareAnswer = LogsDiff | FileDiff;

/** Of a console so many bytes are compared: a million lines of usual length. */
const largestConsole = 96 * 1024 * 1024;
/** So many rows of consoles are answered in all; more cannot be read. */
const logRows = 20_000;
const mostLeaves = 50_000;

answerTasks((task: CompareTask): CompareAnswer => {
  switch (task.kind) {
    case "logs":
      return compareLogs(task.consoles);
    case "file":
      return compareFile(task.syntax, textOf(task.from), textOf(task.to));
  }
});

function compareLogs(consoles: Extract<CompareTask, { kind: "logs" }>["consoles"]): LogsDiff {
  let room = logRows;
  return {
    consoles: consoles.map(({ step, from, to }) => {
      const [before, after] = [readConsole(from), readConsole(to)];
      const diff = diffLogs(before.text, after.text, room);
      room -= diff.rows.length;
      return { step, ...diff, cut: before.isCut || after.isCut ? largestConsole : null };
    }),
  };
}

/** The beginning of a console in whole lines. No file: nothing. */
function readConsole(path: string | null): { readonly text: string; readonly isCut: boolean } {
  if (path === null) return { text: "", isCut: false };
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { text: "", isCut: false };
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, largestConsole));
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(file, bytes, read, bytes.length - read, read);
      if (more === 0) break;
      read += more;
    }
    const isCut = size > largestConsole;
    const end = isCut ? bytes.lastIndexOf(0x0a) + 1 : read;
    return { text: bytes.toString("utf8", 0, end === 0 ? read : end), isCut };
  } finally {
    closeSync(file);
  }
}

function compareFile(syntax: TableSyntax, from: string, to: string): FileDiff {
  if (syntax === "json") {
    const tree = compareTrees(from, to);
    if (tree !== null) return tree;
  }
  return compareTables(parseTable(from, syntax, mostRows), parseTable(to, syntax, mostRows));
}

/** Null when it is better compared as a table, or is no JSON (the table says why). */
function compareTrees(from: string, to: string): FileDiff | null {
  let values: readonly [Value, Value];
  try {
    values = [parsePlainJson(from), parsePlainJson(to)];
  } catch {
    return null;
  }
  if (values.every(isListOfRecords)) return null;
  const [before, after] = values.map((value) => jsonLeaves(value, mostLeaves));
  if (before == null || after == null)
    return { kind: "text", why: `It has more than ${mostLeaves} values, too many for a tree` };
  return { kind: "json", diff: diffRecords(before, after, isSameValue) };
}

const isListOfRecords = (value: Value): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isValueObject);

/** Leaves only: empty lists and objects are all alike. 1 and 1.0 are two. */
const isSameValue = (a: Value, b: Value): boolean =>
  a === b ||
  Object.is(a, b) ||
  (typeof a === "object" &&
    typeof b === "object" &&
    a !== null &&
    b !== null &&
    Array.isArray(a) === Array.isArray(b));

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
