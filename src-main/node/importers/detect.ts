import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import type { RunFormat } from "../../core/model/run-format.ts";
import { isSqlite } from "../store/foreign-database.ts";
import { isDvcliveFolder } from "./dvclive/read-dvclive.ts";
import type { Looking } from "./looking.ts";
import { isMlflowDatabase } from "./mlflow/read-database.ts";
import { isMlflowStore } from "./mlflow/read-files.ts";
import { eventFolders, isEventFile } from "./tensorboard/read-tensorboard.ts";

/** A file or folder of runs, told by what it holds. */
export type FoundRuns = { readonly format: RunFormat; readonly path: string };

/** So much of a file is looked at. */
const headSize = 64 * 1024;

/**
 * What runs a path holds; null: none that are known, as with a pipeline file. Reads little, and runs nothing; a large
 * folder takes a while, which `looking` ends, with an error.
 */
export async function detectRuns(path: string, looking?: Looking): Promise<FoundRuns | null> {
  const absolute = resolve(path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats?.isFile()) {
    const format = formatOfFile(absolute, headOf(absolute));
    return format === null ? null : { format, path: absolute };
  }
  return stats?.isDirectory() ? await runsInFolder(absolute, looking) : null;
}

/** A folder is asked for what lies in it, and the usual places below it. */
async function runsInFolder(folder: string, looking?: Looking): Promise<FoundRuns | null> {
  for (const path of [folder, join(folder, "mlruns")])
    if (await isMlflowStore(path, looking)) return { format: "mlflow", path };
  const database = join(folder, "mlflow.db");
  if (existsSync(database) && isMlflowDatabase(database)) return { format: "mlflow", path: database };
  for (const path of [folder, join(folder, "dvclive")])
    if (isDvcliveFolder(path)) return { format: "dvclive", path };
  for await (const _ of eventFolders(folder, looking)) return { format: "tensorboard", path: folder };
  return null;
}

function formatOfFile(path: string, head: Buffer): RunFormat | null {
  if (isSqlite(head)) return isMlflowDatabase(path) ? "mlflow" : null;
  if (isEventFile(path)) return "tensorboard";
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
