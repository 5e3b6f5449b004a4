import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type LockedFile, type LockedStage, lockedStage, readLock } from "../../core/foreign/dvc/lock.ts";
import { collectDvc, type PlacedStage } from "../../core/foreign/dvc/read-dvc.ts";
import type { Pipeline } from "../../core/model/pipeline.ts";
import { includedFiles } from "../host/included-files.ts";

/**
 * Steps of a DVC pipeline whose results in the workspace are those that `dvc.lock` vouches for: their command,
 * parameters, inputs and outputs are as recorded there, by DVC's own digests. Only `wanted` are looked at.
 */
export async function vouchedByLock(
  pipeline: Pipeline,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { file, workspace } = pipeline;
  const text = textAt(file);
  const vouched = new Set<string>();
  if (pipeline.foreign?.format !== "dvc" || text === null) return vouched;
  const { repository, stages } = collectDvc({ file, text }, workspace, includedFiles(file));
  const locks = new Map<string, ReturnType<typeof readLock>>();
  const lockOf = ({ file: own }: PlacedStage) => {
    const path = join(dirname(own.file), "dvc.lock");
    const known = locks.get(path) ?? readLock(textAt(path) ?? "");
    locks.set(path, known);
    return known;
  };
  const digests = new Map<string, Promise<boolean>>();
  const isAsRecorded = (one: LockedFile): Promise<boolean> => {
    const key = `${one.path}\0${one.md5}`;
    const known = digests.get(key) ?? hasMd5(resolve(workspace, one.path), one);
    digests.set(key, known);
    return known;
  };
  for (const placed of stages) {
    if (!wanted.has(placed.step)) continue;
    const entry = lockOf(placed).get(placed.stage.name);
    const locked: LockedStage | null = entry === undefined ? null : lockedStage(repository, placed, entry);
    if (locked === null) continue;
    const all = await Promise.all([...locked.deps, ...locked.outs].map(isAsRecorded));
    if (all.every(Boolean)) vouched.add(placed.step);
  }
  return vouched;
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // What cannot be read vouches for nothing.
    return null;
  }
}

/** Whether a file or folder has the digest that DVC 3 gives it. */
async function hasMd5(path: string, { md5, size }: LockedFile): Promise<boolean> {
  const isFolder = md5.endsWith(".dir");
  const stats = await lstat(path).catch(() => null);
  if (stats === null || stats.isDirectory() !== isFolder) return false;
  if (!isFolder) return (size === null || stats.size === size) && (await md5OfFile(path)) === md5;
  const files: { md5: string; relpath: string }[] = [];
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const absolute = join(entry.parentPath, entry.name);
    files.push({ md5: await md5OfFile(absolute), relpath: relative(path, absolute).split(sep).join("/") });
  }
  return `${createHash("md5").update(pythonJson(files)).digest("hex")}.dir` === md5;
}

async function md5OfFile(path: string): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** The list of a folder's files as Python's `json.dumps(…, sort_keys=True)` writes it, sorted by path as DVC has it. */
function pythonJson(files: readonly { readonly md5: string; readonly relpath: string }[]): string {
  const escaped = (text: string): string =>
    JSON.stringify(text).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  const sorted = [...files].sort((a, b) => comparePaths(a.relpath, b.relpath));
  return `[${sorted.map(({ md5, relpath }) => `{"md5": "${md5}", "relpath": ${escaped(relpath)}}`).join(", ")}]`;
}

/** By code points, as Python compares texts. */
function comparePaths(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
