import { closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { nativeOptions } from "./check-database.ts";

/** A database of another tool, for reading. */
export type ForeignDatabase = {
  /** Names of the columns of a table; none where there is no such table. */
  readonly columns: (table: string) => ReadonlySet<string>;
  readonly rows: (
    sql: string,
    ...values: readonly unknown[]
  ) => IterableIterator<{ readonly [column: string]: unknown }>;
  readonly close: () => void;
};

const signature = "SQLite format 3\0";

/** Whether a file is a SQLite database, by its first bytes. */
export const isSqlite = (head: Buffer): boolean => head.subarray(0, 16).toString("latin1") === signature;

/**
 * Opens a database that is not ours, so that nothing of it or beside it is written. One that has a log or a journal, or would
 * make one to be read, is copied first and read there.
 */
export function openForeign(path: string): ForeignDatabase {
  const beside = ["-wal", "-journal"].filter((ending) => existsSync(path + ending));
  const isCopied = beside.length > 0 || wantsLog(path);
  const folder = isCopied ? mkdtempSync(join(tmpdir(), "signet-foreign-")) : null;
  const place = folder === null ? path : join(folder, basename(path));
  const remove = () => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (folder !== null) for (const ending of ["", ...beside]) copyFileSync(path + ending, place + ending);
    const database = new Database(place, {
      ...nativeOptions(),
      readonly: folder === null,
      fileMustExist: true,
    });
    database.pragma("trusted_schema = 0");
    database.pragma("query_only = 1");
    return {
      columns: (table) =>
        new Set(database.prepare("SELECT name FROM pragma_table_info(?)").pluck().all(table) as string[]),
      rows: (sql, ...values) =>
        database.prepare(sql).iterate(...values) as ReturnType<ForeignDatabase["rows"]>,
      close: () => {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Bytes 18 and 19 of the header are 2 in a database that is read with a log beside it. */
function wantsLog(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(20);
    readSync(file, header, 0, 20, 0);
    return header[18] === 2 || header[19] === 2;
  } finally {
    closeSync(file);
  }
}
