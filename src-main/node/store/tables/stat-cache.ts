import type { Digest } from "../../../core/model/ids.ts";
import type { CachedDigest, DigestCache } from "../../host/stat-cache.ts";
import type { Writable } from "../database.ts";

type Row = {
  dev: bigint;
  inode: bigint;
  size: bigint;
  mtime: bigint;
  ctime: bigint;
  digest: string;
  hashed_at: bigint;
};

/** SQLite's integers are signed: device and inode numbers that fill 64 bits are kept by their bits. */
const signed = (value: bigint) => BigInt.asIntN(64, value);
const unsigned = (value: bigint) => BigInt.asUintN(64, value);

/**
 * Digests remembered in the library. New entries wait in memory and are written by `flush`, in one transaction: losing
 * them in a crash costs a rereading, nothing else.
 */
export function digestCacheTable(database: Writable): DigestCache & { readonly flush: () => void } {
  const select = database
    .prepare("SELECT dev, inode, size, mtime, ctime, digest, hashed_at FROM stat_cache WHERE path = ?")
    .safeIntegers();
  const upsert = database.prepare(
    `INSERT INTO stat_cache (path, dev, inode, size, mtime, ctime, digest, hashed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (path) DO UPDATE SET dev = excluded.dev, inode = excluded.inode, size = excluded.size,
       mtime = excluded.mtime, ctime = excluded.ctime, digest = excluded.digest, hashed_at = excluded.hashed_at`,
  );
  const pending = new Map<string, CachedDigest>();
  return {
    get: (path) => {
      const waiting = pending.get(path);
      if (waiting !== undefined) return waiting;
      const row = select.get(path) as Row | undefined;
      if (row === undefined) return null;
      return {
        dev: unsigned(row.dev),
        inode: unsigned(row.inode),
        size: row.size,
        mtime: row.mtime,
        ctime: row.ctime,
        digest: row.digest as Digest,
        hashedAt: row.hashed_at,
      };
    },
    put: (path, entry) => {
      pending.set(path, entry);
    },
    flush: () => {
      if (pending.size === 0) return;
      database
        .transaction(() => {
          for (const [path, { dev, inode, size, mtime, ctime, digest, hashedAt }] of pending)
            upsert.run(path, signed(dev), signed(inode), size, mtime, ctime, digest, hashedAt);
        })
        .immediate();
      pending.clear();
    },
  };
}
