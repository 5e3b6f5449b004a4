import { constants, copyFileSync, existsSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import { backupsOf, newBackupFile, newestGoodBackup, writeBackup } from "./backups.ts";
import {
  applicationId,
  damageOf,
  nativeOptions,
  newerText,
  saysDamaged,
  saysUnwritable,
} from "./check-database.ts";
import { migrations } from "./migrations/index.ts";

/** A connection that may write. */
export type Writable = Database.Database;

/** A connection of which only reading is asked. */
export type Readable = Database.Database;

type OpenOptions = {
  /** Whether files beside it show that the database cannot be a new one. Asked only when it is empty or not there. */
  readonly isInUse?: () => boolean;
  /** Look through all of it first: the last process that had it open did not close it. */
  readonly checkAll?: boolean;
  /** It is a private copy of this file: nothing is to be written that stays. */
  readonly copyOf?: string;
};

/** `isUnwritable`: nothing is wrong with the file, only that nothing can be written beside it. */
export type OpenFailure = Failure & { readonly isUnwritable: boolean };

/**
 * Opens a library's database, made when it is not there, and brings it to this version's tables, with a backup first. A
 * file that is no database of ours, that is damaged, or that a newer version wrote, is refused and left as it is; the
 * message names the file, what is wrong with it and what to do.
 */
export function openDatabase(path: string, options: OpenOptions = {}): Result<Writable, OpenFailure> {
  const refuse = (message: string, isUnwritable = false) =>
    err<OpenFailure>({ kind: "library", message, diagnostics: [], isUnwritable });
  const named = options.copyOf ?? path;
  let database: Writable | undefined;
  try {
    const found = lookInto(path, options);
    if (found.refusal !== null) return refuse(found.refusal);
    database = new Database(path, nativeOptions());
    setPragmas(database);
    if (found.isOld && options.copyOf === undefined) {
      const backup = writeBackup(database, newBackupFile(backupsOf(path), Date.now(), migrations.length));
      if (!backup.ok) {
        database.close();
        return refuse(`${path} was not brought to this version's tables. ${backup.error}`);
      }
    }
    migrate(database);
    checkPragmas(database);
    return ok(database);
  } catch (error) {
    database?.close();
    const { message } = error as Error;
    return saysDamaged(error)
      ? refuse(damagedText(named, message))
      : refuse(`The library's database ${named} cannot be opened: ${message}`, saysUnwritable(error));
  }
}

/**
 * Why a file may not be opened for writing, or whether its tables are of an older version. Reads it through a connection
 * that cannot write: closing another would move what waits in the log into a file that is to be left as it is.
 */
function lookInto(
  path: string,
  { isInUse = () => false, checkAll = false, copyOf = path }: OpenOptions,
): { readonly refusal: string | null; readonly isOld: boolean } {
  const refusal = (text: string) => ({ refusal: text, isOld: false });
  const sizeNow = (ending = "") => statSync(path + ending, { throwIfNoEntry: false })?.size ?? null;
  // SQLite would wait for ever for somebody to write to a pipe.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    return refusal(damagedText(copyOf, "it is no file"));
  const size = sizeNow();
  if (size === null || size === 0) {
    // Asked before SQLite is: beside a database without a byte it deletes the log. Twice, as somebody may be making it.
    const isNew = !isInUse() && (sizeNow("-wal") ?? 0) === 0;
    if (isNew || (sizeNow() ?? 0) > 0) return { refusal: null, isOld: false };
    return refusal(damagedText(copyOf, size === null ? "it is gone, and the rest is there" : "it is empty"));
  }
  const database = new Database(path, { ...nativeOptions(), readonly: true });
  try {
    const owner = database.pragma("application_id", { simple: true });
    const version = database.pragma("user_version", { simple: true }) as number;
    if (owner !== applicationId) {
      if (hasTables(database))
        return refusal(`${copyOf} is not a Signet library: it was left as it is${insteadText(copyOf)}`);
      // Of a process that was ended while it made the library, or of one that is making it now.
      return isInUse() && !hasTables(database)
        ? refusal(damagedText(copyOf, "it has no tables"))
        : { refusal: null, isOld: false };
    }
    if (version > migrations.length)
      return refusal(
        `${copyOf} ${newerText(version)}. It was left as it is. Update Signet${insteadText(copyOf)}`,
      );
    const isOld = version < migrations.length;
    const [problem] = checkAll || isOld ? damageOf(database, checkAll ? "full" : "quick") : [];
    return problem === undefined ? { refusal: null, isOld } : refusal(damagedText(copyOf, problem));
  } finally {
    database.close();
  }
}

/** What is wrong with a database and how to go on with a backup, for people. */
export function damagedText(path: string, problem: string): string {
  const instead = insteadText(path) || `. There is no good backup in ${backupsOf(path)}`;
  return `The library's database ${path} is damaged: ${inShort(problem)}. It was left as it is${instead}`;
}

/** Two of what may be very many lines: SQLite names every page. */
function inShort(problem: string): string {
  const lines = problem.split("\n").filter((line) => line !== "" && !line.startsWith("***"));
  const more = lines.length > 2 ? `, and ${lines.length - 2} more problems` : "";
  return lines.slice(0, 2).join("; ") + more;
}

/** How to go on with a backup, as the end of a sentence. */
function insteadText(path: string): string {
  const backup = newestGoodBackup(backupsOf(path));
  if (backup === null) return "";
  const time = new Date(backup.at).toISOString().slice(0, 16).replace("T", " ");
  return `. The newest good backup is of ${time} UTC. This puts it in place and keeps the present file beside it:
  signet backup --restore ${quoted(backup.file)} --library ${quoted(dirname(path))}`;
}

/** A word of a shell's. */
const quoted = (text: string): string =>
  /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Copies the database of a library that cannot be written to where it can, with what waits in its log. A writer that has
 * it open is not disturbed.
 */
export function copyDatabase(from: string, to: string): void {
  let database: Writable | undefined;
  try {
    database = new Database(from, { ...nativeOptions(), readonly: true });
    database.prepare("VACUUM INTO ?").run(to);
  } catch (error) {
    // Without a writer its log cannot be read in its place; and then nothing in it changes either.
    if (!saysUnwritable(error)) throw error;
    rmSync(to, { force: true });
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`, constants.COPYFILE_FICLONE);
  } finally {
    database?.close();
  }
}

/**
 * A connection that cannot write, to a database that another one of this version has open. It may use more memory than one
 * that writes, as it is a process of its own that does nothing else.
 */
export function openReader(path: string): Readable {
  const database = new Database(path, { ...nativeOptions(), readonly: true });
  for (const pragma of [
    `busy_timeout = ${pragmas.busy_timeout}`,
    "query_only = 1",
    "trusted_schema = 0",
    "temp_store = 2",
    "cache_size = -65536",
    `mmap_size = ${2 ** 33}`,
  ])
    database.pragma(pragma);
  return database;
}

const pragmas = {
  journal_mode: "wal",
  // better-sqlite3 is built to fall back to NORMAL in WAL mode unless this is set.
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: 10_000,
  trusted_schema: 0,
  cell_size_check: 1,
  // Pages, so 16 MB: bringing the log into the file waits for the disk, and a page that many changes touch is brought once.
  wal_autocheckpoint: 4_000,
} as const;

function setPragmas(database: Writable): void {
  database.pragma(`busy_timeout = ${pragmas.busy_timeout}`);
  for (const [name, value] of Object.entries(pragmas)) database.pragma(`${name} = ${value}`);
}

/** Reads the pragmas back: one that did not hold would cost data silently. */
function checkPragmas(database: Writable): void {
  for (const [name, wanted] of Object.entries(pragmas)) {
    const actual = database.pragma(name === "busy_timeout" ? "busy_timeout" : name, { simple: true });
    if (actual !== wanted) throw new Error(`pragma ${name} is ${actual}, not ${wanted}`);
  }
}

const hasTables = (database: Writable): boolean =>
  database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined;

/** Each migration is one transaction; another process that migrates at the same time is waited for. */
function migrate(database: Writable): void {
  for (;;) {
    const version = database.pragma("user_version", { simple: true }) as number;
    const next = migrations[version];
    if (next === undefined) return;
    database
      .transaction(() => {
        const now = database.pragma("user_version", { simple: true }) as number;
        if (now !== version) return;
        if (typeof next === "string") database.exec(next);
        else next(database);
        database.pragma(`application_id = ${applicationId}`);
        database.pragma(`user_version = ${version + 1}`);
      })
      .immediate();
  }
}
