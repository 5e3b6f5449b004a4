import { closeSync, openSync, readSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { RunFormat } from "./run-source.ts";

/** A file or folder of runs, told by what it holds. */
export type FoundRuns = { readonly format: RunFormat; readonly path: string };

/** So much of a file is looked at. */
const headSize = 64 * 1024;

/** What runs a path holds; null: none that are known, as with a pipeline file. Reads little, and runs nothing. */
export function detectRuns(path: string): FoundRuns | null {
  const absolute = resolve(path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats?.isFile()) {
    const format = formatOfFile(absolute, headOf(absolute));
    return format === null ? null : { format, path: absolute };
  }
  return null;
}

function formatOfFile(path: string, head: Buffer): RunFormat | null {
  return isInterchange(path, head) ? "signet" : null;
}

const lineEndings: ReadonlySet<string> = new Set([".jsonl", ".ndjson"]);

/** Lines of JSON objects that are no pipeline, which is an object with `signet: 1`, on one line or many. */
function isInterchange(path: string, head: Buffer): boolean {
  const text = head.toString("utf8").replace(/^\uFEFF/, "");
  const first = text.split("\n").find((line) => line.trim() !== "");
  if (first === undefined) return lineEndings.has(extname(path).toLowerCase());
  try {
    const json = JSON.parse(first) as unknown;
    if (typeof json !== "object" || json === null || Array.isArray(json))
      return lineEndings.has(extname(path));
    if (typeof (json as { signet?: unknown }).signet === "number") return false;
    return lineEndings.has(extname(path).toLowerCase()) || "id" in json;
  } catch {
    // A wrong first line, or one that is longer than what was read.
    return lineEndings.has(extname(path).toLowerCase()) || /^\s*\{\s*"id"\s*:/.test(first);
  }
}

function headOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(headSize);
    return buffer.subarray(0, readSync(file, buffer, 0, headSize, 0));
  } finally {
    closeSync(file);
  }
}
