import { type BigIntStats, lstatSync, statSync } from "node:fs";
import type { Digest } from "../../core/model/ids.ts";
import type { FileDigest } from "./digest.ts";
import { digestFile, digestFiles } from "./file-digests.ts";

/** What identifies a file's state without reading it; times in nanoseconds. */
export type FileStamp = {
  readonly dev: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  readonly mtime: bigint;
  readonly ctime: bigint;
};

export type CachedDigest = FileStamp & { readonly digest: Digest; readonly hashedAt: bigint };

/** Where digests are remembered by absolute path. */
export type DigestCache = {
  readonly get: (path: string) => CachedDigest | null;
  readonly put: (path: string, entry: CachedDigest) => void;
  /** The same as `get` for paths below a folder, made for asking for very many, in the order of `byCodeUnit`. */
  readonly below: (folder: string) => (path: string) => CachedDigest | null;
  /** The same cache, for asking for about so many files below a folder in any order. */
  readonly ahead: (folder: string, count: () => number) => DigestCache;
};

/** A cache that knows nothing of before it was made, and hands on what it learns: every file is read once more. */
export function forgetful(cache: DigestCache): DigestCache {
  const learnt = new Map<string, CachedDigest>();
  const get = (path: string): CachedDigest | null => learnt.get(path) ?? null;
  const own: DigestCache = {
    get,
    put: (path, entry) => {
      learnt.set(path, entry);
      cache.put(path, entry);
    },
    below: () => get,
    ahead: () => own,
  };
  return own;
}

/**
 * A file changed within the file system's clock tick could change again without its times moving, so an entry counts
 * only if the file was older than this when it was hashed (git calls such entries racily clean).
 */
const racyMargin = 20_000_000n;
/** The same where times are whole seconds, or every other one: FAT, some network file systems, copies that keep times. */
const coarseMargin = 2_000_000_000n;
const second = 1_000_000_000n;

const marginOf = (time: bigint): bigint => (time % second === 0n ? coarseMargin : racyMargin);

export const stampOf = (stats: BigIntStats): FileStamp => ({
  dev: stats.dev,
  inode: stats.ino,
  size: stats.size,
  mtime: stats.mtimeNs,
  ctime: stats.ctimeNs,
});

const sameBytes = (a: FileStamp, b: FileStamp): boolean =>
  a.dev === b.dev && a.inode === b.inode && a.size === b.size && a.mtime === b.mtime;

export const sameStamp = (a: FileStamp, b: FileStamp): boolean => sameBytes(a, b) && a.ctime === b.ctime;

// A tool that sets the modification time back (`cp -p`, `tar`) moves the change time all the same.
const lastChange = ({ mtime, ctime }: FileStamp): bigint => (ctime > mtime ? ctime : mtime);

/** Whether a file that was last changed at `changed` was at rest when it was hashed. */
const rested = (changed: bigint, hashedAt: bigint): boolean => changed + marginOf(changed) < hashedAt;

/** Whether a file that stands as it did need not be read again. */
export const isSettled = (known: CachedDigest): boolean => rested(lastChange(known), known.hashedAt);

/** Now, as file times are told. */
const now = (): bigint => BigInt(Date.now()) * 1_000_000n;

/** How often a file is read that changes meanwhile. */
const attempts = 5;

/**
 * Digest of a regular file, reread only when its stamp moved. A file that changes while it is read is read again;
 * after five such readings it rejects. `countsLinks: false` overlooks the change time, which making a hard link moves:
 * for the library's own read-only objects. `stats`: what was asked of it just now.
 */
export async function cachedDigest(
  cache: DigestCache,
  path: string,
  { countsLinks = true, stats }: { readonly countsLinks?: boolean; readonly stats?: BigIntStats } = {},
): Promise<FileDigest> {
  // Asked synchronously: a plan asks for thousands, and each takes microseconds against a round through the thread pool.
  const same = countsLinks ? sameStamp : sameBytes;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = stampOf((attempt === 0 ? stats : undefined) ?? statSync(path, { bigint: true }));
    const known = knownDigest(cache, path, before, countsLinks);
    if (known !== null) return known;
    const hashedAt = now();
    const found = await digestFile(path);
    const after = stampOf(statSync(path, { bigint: true }));
    if (!same(before, after)) continue;
    cache.put(path, { ...after, digest: found.digest, hashedAt });
    return found;
  }
  throw restless(path);
}

/** What `cachedDigest` answers without a look at the file's bytes; null where it needs one. */
export function knownDigest(
  cache: Pick<DigestCache, "get">,
  path: string,
  now: FileStamp,
  countsLinks = true,
): FileDigest | null {
  const known = cache.get(path);
  const isKnown =
    known !== null &&
    (countsLinks ? sameStamp(known, now) : sameBytes(known, now)) &&
    rested(countsLinks ? lastChange(known) : known.mtime, known.hashedAt);
  return isKnown ? { digest: known.digest, size: Number(now.size) } : null;
}

const restless = (path: string): Error => new Error(`${path} keeps changing while it is read`);

/** A regular file below a folder, no link, with its state a moment ago. */
type StampedFile = { readonly absolute: string; readonly stamp: FileStamp };

type Found<File> = (file: File, digest: FileDigest, isSettled: boolean) => void;

/** Files that are digested in one go: enough for all cores, and few enough to be held in memory. */
const batchSize = 8_192;

/**
 * Digests very many files below a folder: each as `cachedDigest` would, but what is remembered is read in one go, and the
 * rest is digested on all cores while more files are taken. `take` wants the files in the order of `byCodeUnit`; what it
 * answers is to be awaited, and `end` after the last file or an error. Both reject with the first error. `found` is told
 * each file's digest, in any order, and whether it would be believed by the stamp that it was taken with.
 */
export function digestsBelow<File extends StampedFile>(
  cache: DigestCache,
  folder: string,
  found: Found<File>,
): { readonly take: (file: File) => Promise<void> | undefined; readonly end: () => Promise<void> } {
  const remembered = cache.below(folder);
  let unknown: File[] = [];
  let running: Promise<void> = Promise.resolve();
  const send = async (): Promise<void> => {
    const files = unknown;
    unknown = [];
    await running;
    running = digestBatch(cache, files, found);
    // It is awaited later; till then its rejection is nobody's.
    running.catch(() => {});
  };
  return {
    take: (file) => {
      const { absolute, stamp } = file;
      const known = remembered(absolute);
      if (known !== null && sameStamp(known, stamp) && isSettled(known)) {
        found(file, { digest: known.digest, size: Number(stamp.size) }, true);
        return undefined;
      }
      unknown.push(file);
      return unknown.length < batchSize ? undefined : send();
    },
    end: async () => {
      await send();
      await running;
    },
  };
}

async function digestBatch<File extends StampedFile>(
  cache: DigestCache,
  files: readonly File[],
  found: Found<File>,
): Promise<void> {
  let left: (readonly [file: File, stamp: FileStamp])[] = files.map((file) => [file, file.stamp]);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (left.length === 0) return;
    const hashedAt = now();
    const digests = await digestFiles(
      left.map(([{ absolute }, { size }]) => ({ path: absolute, size: Number(size) })),
    );
    const again: typeof left = [];
    for (const [index, [file, before]] of left.entries()) {
      const { absolute } = file;
      const one = digests[index];
      if (one === undefined || one instanceof Error) throw one ?? new Error(`${absolute} was passed over`);
      const stats = lstatSync(absolute, { bigint: true });
      const after = stampOf(stats);
      if (sameStamp(before, after)) {
        const entry = { ...after, digest: one.digest, hashedAt };
        cache.put(absolute, entry);
        found(file, one, attempt === 0 && isSettled(entry));
      } else if (stats.isFile()) again.push([file, after]);
      else throw Object.assign(new Error(`${absolute} became something else`), { code: "ENOENT" });
    }
    left = again;
  }
  const [first] = left;
  if (first !== undefined) throw restless(first[0].absolute);
}
