import type { Writable } from "../database.ts";
import { statement } from "../statement.ts";

/** Texts worked out are dropped when they take more than this, in bytes: which of them are still of use is not known. */
const mostTexts = 64 << 20;

/** Rows that only save time, and save none any more. */
export type OldCacheRows = {
  /** Files whose digest is remembered. */
  readonly paths: readonly string[];
  readonly texts: number;
};

/** Remembered digests of files that `isGone` says are there no more, and texts if there are too many. */
export function oldCacheRows(database: Writable, isGone: (path: string) => boolean): OldCacheRows {
  const known = statement(database, "SELECT path FROM stat_cache").pluck().all() as string[];
  const { count, bytes } = statement(
    database,
    "SELECT count(*) AS count, coalesce(sum(length(key) + length(text)), 0) AS bytes FROM text_cache",
  ).get() as { count: number; bytes: number };
  return { paths: known.filter(isGone), texts: bytes > mostTexts ? count : 0 };
}

export function dropCacheRows(database: Writable, { paths, texts }: OldCacheRows): void {
  const remove = statement(database, "DELETE FROM stat_cache WHERE path = ?");
  database
    .transaction(() => {
      for (const path of paths) remove.run(path);
      if (texts > 0) statement(database, "DELETE FROM text_cache").run();
    })
    .immediate();
}
