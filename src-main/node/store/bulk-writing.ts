import type { Writable } from "./database.ts";

/** Memory for pages, in kibibytes: those that many runs share stay in it, and are not read again for each batch. */
const cacheSize = 128 * 1_024;
/** Pages that the log may hold before they are moved to the file: one that is written by each batch is moved once. */
const logPages = 16_384;

/** Lets a connection use more memory and a longer log while it writes very much. What is committed is as safe as ever. */
export async function writingMuch<T>(database: Writable, work: () => Promise<T>): Promise<T> {
  const before = database.pragma("cache_size", { simple: true });
  const pagesBefore = database.pragma("wal_autocheckpoint", { simple: true });
  database.pragma(`cache_size = ${-cacheSize}`);
  database.pragma(`wal_autocheckpoint = ${logPages}`);
  try {
    return await work();
  } finally {
    database.pragma(`cache_size = ${before}`);
    database.pragma(`wal_autocheckpoint = ${pagesBefore}`);
  }
}
