import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import type { Digest } from "../../core/model/ids.ts";
import { type DigestCache, type FileStamp, isSettled, stampOf } from "./stat-cache.ts";

/** Where a file is with its bytes, or nothing. */
export type KnownFile = readonly [absolute: string, digest: Digest | null];

/**
 * Digest of how files must stand so that their bytes are these without being read: by the stamps that the cache would
 * believe. Null when it would read one of them.
 */
export function rememberedState(cache: DigestCache, files: readonly KnownFile[]): string | null {
  const rows = stampRows(files.length);
  for (const [index, [path, digest]] of files.entries()) {
    if (digest === null) continue;
    const known = cache.get(path);
    if (known === null || known.digest !== digest || !isSettled(known)) return null;
    writeRow(rows, index, known);
  }
  return digestOfRows(rows);
}

/** The same of how files stand now; null when there is something else at one of the paths. */
export function presentState(paths: readonly string[]): string | null {
  const rows = stampRows(paths.length);
  for (const [index, path] of paths.entries()) {
    let stats: ReturnType<typeof statOf>;
    try {
      stats = statOf(path);
    } catch (error) {
      // Below what is no folder there is nothing.
      if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") return null;
    }
    if (stats === undefined) continue;
    if (!stats.isFile()) return null;
    writeRow(rows, index, stampOf(stats));
  }
  return digestOfRows(rows);
}

const statOf = (path: string) => statSync(path, { bigint: true, throwIfNoEntry: false });

const numbers = 5;

/** A row of numbers for each file, which stays at -1 where there is none: no inode has that number. */
const stampRows = (files: number): BigInt64Array => new BigInt64Array(numbers * files).fill(-1n);

function writeRow(rows: BigInt64Array, index: number, { dev, inode, size, mtime, ctime }: FileStamp): void {
  const at = numbers * index;
  rows[at] = dev;
  rows[at + 1] = inode;
  rows[at + 2] = size;
  rows[at + 3] = mtime;
  rows[at + 4] = ctime;
}

const digestOfRows = (rows: BigInt64Array): string => createHash("sha256").update(rows).digest("hex");
