import { type BigIntStats, statSync } from "node:fs";
import type { Digest } from "../../core/model/ids.ts";
import { digestFile } from "./digest.ts";

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
};

/**
 * A file changed within the file system's clock tick could change again without its times moving, so an entry counts
 * only if the file was older than this when it was hashed (git calls such entries racily clean).
 */
const racyMargin = 20_000_000n;
/** The same where times are whole seconds, or every other one: FAT, some network file systems, copies that keep times. */
const coarseMargin = 2_000_000_000n;
const second = 1_000_000_000n;

const marginOf = (time: bigint): bigint => (time % second === 0n ? coarseMargin : racyMargin);

const stampOf = (stats: BigIntStats): FileStamp => ({
  dev: stats.dev,
  inode: stats.ino,
  size: stats.size,
  mtime: stats.mtimeNs,
  ctime: stats.ctimeNs,
});

const sameBytes = (a: FileStamp, b: FileStamp): boolean =>
  a.dev === b.dev && a.inode === b.inode && a.size === b.size && a.mtime === b.mtime;

const sameStamp = (a: FileStamp, b: FileStamp): boolean => sameBytes(a, b) && a.ctime === b.ctime;

/**
 * Digest of a regular file, reread only when its stamp moved. A file that changes while it is read is read again;
 * after five such readings it rejects. `countsLinks: false` overlooks the change time, which making a hard link moves:
 * for the library's own read-only objects.
 */
export async function cachedDigest(
  cache: DigestCache,
  path: string,
  { countsLinks } = { countsLinks: true },
): Promise<{ digest: Digest; size: number }> {
  // Asked synchronously: a plan asks for thousands, and each takes microseconds against a round through the thread pool.
  const same = countsLinks ? sameStamp : sameBytes;
  // A tool that sets the modification time back (`cp -p`, `tar`) moves the change time all the same.
  const changed = ({ mtime, ctime }: FileStamp) => (countsLinks && ctime > mtime ? ctime : mtime);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const before = stampOf(statSync(path, { bigint: true }));
    const known = cache.get(path);
    const trusted =
      known !== null && same(known, before) && changed(known) + marginOf(changed(known)) < known.hashedAt;
    if (trusted) return { digest: known.digest, size: Number(before.size) };
    const hashedAt = BigInt(Date.now()) * 1_000_000n;
    const { digest, size } = await digestFile(path);
    const after = stampOf(statSync(path, { bigint: true }));
    if (!same(before, after)) continue;
    cache.put(path, { ...after, digest, hashedAt });
    return { digest, size };
  }
  throw new Error(`${path} keeps changing while it is read`);
}
