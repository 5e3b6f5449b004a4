import Database from "better-sqlite3";
import { err, ok, type Result } from "../../core/base/result.ts";
import { migrations } from "./migrations/index.ts";

/** `SIGN` as a number: marks the file as ours. */
export const applicationId = 0x5349474e;

/** A runtime with an older Node-API brings its own build of the addon. */
export function nativeOptions(): Database.Options {
  const binding = process.env.SIGNET_SQLITE_BINDING;
  return binding === undefined || binding === "" ? {} : { nativeBinding: binding };
}

/** How many problems are told of one database: more would be the same story. */
const mostProblems = 20;

/**
 * What is wrong inside a database, in SQLite's words; empty when nothing is. `quick` overlooks indexes that disagree with
 * their tables, `full` does not.
 */
export function damageOf(database: Database.Database, check: "quick" | "full"): string[] {
  const pragma = check === "quick" ? "quick_check" : "integrity_check";
  try {
    const rows = database.prepare(`PRAGMA ${pragma}(${mostProblems})`).pluck().all() as string[];
    return rows.filter((row) => row !== "ok");
  } catch (error) {
    // Some damage keeps even the check from going on.
    return [(error as Error).message];
  }
}

/** Rows that refer to rows which are not there, a line for each table. */
export function danglingRows(database: Database.Database): string[] {
  const rows = database
    .prepare(
      `SELECT "table" AS name, parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY "table", parent`,
    )
    .all() as { name: string; parent: string; count: number }[];
  return rows.map(
    ({ name, parent, count }) => `${count} rows of ${name} refer to ${parent} that are not there`,
  );
}

/** Whether an error of SQLite's says that the file itself is damaged, or no database at all. */
export function saysDamaged(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB");
}

/** Whether an error, of SQLite's or the system's, says that nothing can be written: a full disk, a read-only folder. */
export function saysUnwritable(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return false;
  return (
    ["EROFS", "EACCES", "EPERM", "ENOSPC", "EDQUOT", "EFBIG"].includes(code) ||
    /^SQLITE_(FULL|CANTOPEN|READONLY|IOERR_WRITE|IOERR_SHM|IOERR_TRUNCATE|IOERR_FSYNC)/.test(code)
  );
}

/** Does what only saves time or room later. That it cannot be written on a full disk keeps nobody from going on. */
export function ifWritable(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!saysUnwritable(error)) throw error;
  }
}

/**
 * Reads a database file without changing it and answers the version of its tables. The error says why it could not stand
 * in for a library's database, in words to put behind the file's name.
 */
export function checkDatabaseFile(path: string, check: "quick" | "full"): Result<number, string> {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { ...nativeOptions(), readonly: true, fileMustExist: true });
    if (database.pragma("application_id", { simple: true }) !== applicationId)
      return err("is no database of Signet's");
    const version = database.pragma("user_version", { simple: true }) as number;
    const [problem] = damageOf(database, check);
    if (problem !== undefined) return err(`is damaged: ${problem}`);
    return version > migrations.length ? err(newerText(version)) : ok(version);
  } catch (error) {
    const { message } = error as Error;
    return err(saysDamaged(error) ? `is damaged: ${message}` : `cannot be read: ${message}`);
  } finally {
    database?.close();
  }
}

export const newerText = (version: number): string =>
  `was written by a newer Signet (version ${version} of its tables, this one knows ${migrations.length})`;
