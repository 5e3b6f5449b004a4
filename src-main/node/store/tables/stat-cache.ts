import type { Digest } from "../../../core/model/ids.ts";
import type { CachedDigest, DigestCache } from "../../host/stat-cache.ts";
import type { Writable } from "../database.ts";
import type { Flushed } from "../flushed.ts";

type Row = {
  path: string;
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

/** New entries in memory beyond this are written without being asked: they take some 500 bytes each. */
const mostPending = 20_000;

/** Files, and bytes of them, from which on digesting them anew takes longer than waiting for the disk. */
const mostLight = 64;
const mostLightBytes = 4n << 20n;

/** Rows that are read in one go. */
const pageSize = 1_000;

/** Files from which on one query for all of them, and for others beside them, takes less than one for each. */
const worthReadingAhead = 200;

/** SQLite orders names by their UTF-8 bytes, strings are ordered by their UTF-16 code units: up to here that is the same. */
const isOrderedAlike = (path: string): boolean => !/[\uD800-\uFFFF]/.test(path);

/**
 * Digests remembered in the library. New entries wait in memory and are written by `flush`, in one transaction: losing
 * them in a crash costs a rereading, nothing else.
 */
export function digestCacheTable(database: Writable): DigestCache & Flushed {
  const columns = "path, dev, inode, size, mtime, ctime, digest, hashed_at";
  const select = database.prepare(`SELECT ${columns} FROM stat_cache WHERE path = ?`).safeIntegers();
  const selectPage = database
    .prepare(`SELECT ${columns} FROM stat_cache WHERE path > ? AND path < ? ORDER BY path LIMIT ${pageSize}`)
    .safeIntegers();
  const selectAll = database
    .prepare(`SELECT ${columns} FROM stat_cache WHERE path > ? AND path < ? LIMIT ?`)
    .safeIntegers()
    .raw();
  const upsert = database.prepare(
    `INSERT INTO stat_cache (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (path) DO UPDATE SET dev = excluded.dev, inode = excluded.inode, size = excluded.size,
       mtime = excluded.mtime, ctime = excluded.ctime, digest = excluded.digest, hashed_at = excluded.hashed_at`,
  );
  const pending = new Map<string, CachedDigest>();
  let lightBytes = 0n;
  let hasFolder = false;
  const get = (path: string): CachedDigest | null => {
    const waiting = pending.get(path);
    if (waiting !== undefined) return waiting;
    const row = select.get(path) as Row | undefined;
    return row === undefined ? null : entryOf(row);
  };
  const flush = (): void => {
    if (pending.size === 0) return;
    database
      .transaction(() => {
        for (const [path, { dev, inode, size, mtime, ctime, digest, hashedAt }] of pending)
          upsert.run(path, signed(dev), signed(inode), size, mtime, ctime, digest, hashedAt);
      })
      .immediate();
    pending.clear();
    lightBytes = 0n;
    hasFolder = false;
  };
  const table: DigestCache & Flushed = {
    get,
    flush,
    isWorthKeeping: () => hasFolder || pending.size > mostLight || lightBytes > mostLightBytes,
    put: (path, entry) => {
      pending.set(path, entry);
      lightBytes += entry.size;
      // See `folderDigest`: a folder's stands for looking at everything in it.
      hasFolder ||= entry.hashedAt === 0n;
      if (pending.size >= mostPending) flush();
    },
    ahead: (folder, count) => {
      let read: ReadonlyMap<string, RawRow> | undefined;
      const readAll = () => {
        if (count() < worthReadingAhead) return new Map<string, RawRow>();
        const { prefix, end } = spanOf(folder);
        const rows = selectAll.all(prefix, end, 2 * count() + pageSize) as RawRow[];
        return new Map(rows.map((row) => [row[0], row]));
      };
      return {
        ...table,
        get: (path) => {
          read ??= readAll();
          const row = pending.has(path) ? undefined : read.get(path);
          return row === undefined ? get(path) : entryOfRaw(row);
        },
      };
    },
    below: (folder) => {
      const { prefix, end } = spanOf(folder);
      let page: Row[] = [];
      let at = 0;
      let asked = prefix;
      let isLast = false;
      return (path) => {
        if (!isOrderedAlike(path) || path < asked || !path.startsWith(prefix)) return get(path);
        asked = path;
        const waiting = pending.get(path);
        if (waiting !== undefined) return waiting;
        for (;;) {
          const row = page[at];
          if (row === undefined) {
            if (isLast) return null;
            page = selectPage.all(page.at(-1)?.path ?? prefix, end) as Row[];
            at = 0;
            isLast = page.length < pageSize;
          } else if (row.path === path) return entryOf(row);
          else if (row.path > path) return null;
          else at += 1;
        }
      };
    },
  };
  return table;
}

/** All paths below a folder are between these. */
function spanOf(folder: string): { readonly prefix: string; readonly end: string } {
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  // `0` is what comes after `/`.
  return { prefix, end: `${prefix.slice(0, -1)}0` };
}

type RawRow = [
  path: string,
  dev: bigint,
  inode: bigint,
  size: bigint,
  mtime: bigint,
  ctime: bigint,
  digest: string,
  hashed_at: bigint,
];

const entryOfRaw = (row: RawRow): CachedDigest => ({
  dev: unsigned(row[1]),
  inode: unsigned(row[2]),
  size: row[3],
  mtime: row[4],
  ctime: row[5],
  digest: row[6] as Digest,
  hashedAt: row[7],
});

const entryOf = (row: Row): CachedDigest => ({
  dev: unsigned(row.dev),
  inode: unsigned(row.inode),
  size: row.size,
  mtime: row.mtime,
  ctime: row.ctime,
  digest: row.digest as Digest,
  hashedAt: row.hashed_at,
});
