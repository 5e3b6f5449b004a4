import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type Database from "better-sqlite3";
import { err, ok, type Result } from "../../core/base/result.ts";
import { makeFolders } from "../host/make-folders.ts";
import { checkDatabaseFile } from "./check-database.ts";

/** A copy of a library's database. Times in epoch milliseconds. */
export type Backup = {
  readonly file: string;
  readonly at: number;
  /** The version of the tables that it was about to be brought to; null for one of every day. */
  readonly before: number | null;
  readonly bytes: number;
};

const day = 86_400_000;
/** How long backups are kept, in milliseconds. */
const keptFor = 7 * day;
/** A backup from further ahead than this is a sign of a clock that was wrong, not of a fresh backup. */
const clockMargin = 3_600_000;

const backupName = /^signet-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z(?:-before-tables-(\d+))?\.db$/;
const halfName = /^\.half-\d+-/;

/** The folder of a library's backups. */
export const backupsOf = (database: string): string => join(dirname(database), "backups");

/** A file in the folder that is not there yet, named by the time in UTC, without characters that some file systems forbid. */
export function newBackupFile(folder: string, now: number, before: number | null = null): string {
  return freeFile(now, (time) =>
    join(folder, `signet-${time}${before === null ? "" : `-before-tables-${before}`}.db`),
  );
}

/** The first file that is not there, of those named by this second and the ones after it. */
function freeFile(now: number, named: (time: string) => string): string {
  for (let at = now; ; at += 1_000) {
    const file = named(`${new Date(at).toISOString().slice(0, 19).replaceAll(":", "-")}Z`);
    if (!existsSync(file)) return file;
  }
}

/** The backups in a folder, newest first; other files are passed over. Opens none of them. */
export function listBackups(folder: string): Backup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name): Backup[] => {
      const [, date, hour, minute, second, before] = backupName.exec(name) ?? [];
      const stats = date === undefined ? undefined : statSync(join(folder, name), { throwIfNoEntry: false });
      if (stats?.isFile() !== true) return [];
      const at = Date.parse(`${date}T${hour}:${minute}:${second}Z`);
      const version = before === undefined ? null : Number(before);
      return [{ file: join(folder, name), at, before: version, bytes: stats.size }];
    })
    .sort((a, b) => b.at - a.at);
}

/** What a process writes of a backup before it has its name. */
export const halfBackup = (file: string, pid: number): string =>
  join(dirname(file), `.half-${pid}-${basename(file)}`);

/** A backup that was made, or why there is none. */
export type WrittenBackup = Result<{ readonly file: string; readonly bytes: number }, string>;

/**
 * Copies a database as it stands now to a new file, which has its name only once it is whole, checked and on the disk.
 * Others may read and write meanwhile. The error says what happened; nothing half made stays. `onCopied` is called before
 * the copy is checked.
 */
export function writeBackup(
  database: Database.Database,
  file: string,
  onCopied: () => void = () => {},
): WrittenBackup {
  if (existsSync(file)) return err(`${file} is there already and was left as it is`);
  const half = halfBackup(file, process.pid);
  try {
    makeFolders(dirname(file));
    // What waits in the log goes into the file first, so that closing it later does not look like a change.
    database.pragma("wal_checkpoint(PASSIVE)");
    vacuumInto(database, half);
    onCopied();
    const checked = checkDatabaseFile(half, "quick");
    if (!checked.ok) throw new Error(`what was written ${checked.error}`);
    // VACUUM INTO itself flushes nothing.
    flush(half);
    renameSync(half, file);
    flush(dirname(file));
  } catch (error) {
    if (existsSync(half)) rmSync(half);
    return err(`The backup ${file} could not be written: ${(error as Error).message}`);
  }
  return ok({ file, bytes: statSync(file).size });
}

function vacuumInto(database: Database.Database, file: string): void {
  // Changes nothing in the database itself; SQLite refuses it all the same where nothing may be changed.
  const before = database.pragma("query_only", { simple: true });
  database.pragma("query_only = 0");
  try {
    database.prepare("VACUUM INTO ?").run(file);
  } finally {
    database.pragma(`query_only = ${before}`);
  }
}

/** Whether a database has changed since its newest backup, and that is a day old or more. Asks for a few names and times. */
export function isBackupDue(database: string, now: number): boolean {
  const newest = newestName(backupsOf(database));
  if (newest === null) return true;
  const at = Date.parse(newest.slice("signet-".length).replace(/T(\d\d)-(\d\d)-(\d\d)Z.*$/, "T$1:$2:$3Z"));
  if (now - at < day && at < now + clockMargin) return false;
  const made = statSync(join(backupsOf(database), newest)).mtimeMs;
  const changed = (file: string): boolean => {
    const stats = statSync(file, { throwIfNoEntry: false });
    // Opening a database makes an empty log.
    return stats !== undefined && stats.size > 0 && stats.mtimeMs > made;
  };
  return changed(database) || changed(`${database}-wal`);
}

function newestName(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder).filter((name) => backupName.test(name));
  return names.sort().at(-1) ?? null;
}

/**
 * Backups that need not be kept any more: older than seven days, or not the last of their day. The newest of all stays, and
 * the newest that was made before the tables were changed.
 */
export function oldBackups(backups: readonly Backup[], now: number): Backup[] {
  const spared = new Set([backups[0], backups.find(({ before }) => before !== null)]);
  const days = new Set<string>();
  return backups.filter((backup) => {
    const date = `${Math.floor(backup.at / day)}/${backup.before ?? ""}`;
    const isLastOfDay = !days.has(date);
    days.add(date);
    return !spared.has(backup) && !(isLastOfDay && now - backup.at < keptFor);
  });
}

/** Takes away backups that need not be kept, and what processes that are gone had half written. */
export function pruneBackups(folder: string, now: number): void {
  for (const { file } of oldBackups(listBackups(folder), now)) rmSync(file, { force: true });
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!halfName.test(name)) continue;
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stats !== undefined && now - stats.mtimeMs > day) rmSync(join(folder, name), { force: true });
  }
}

/** The newest backup that could take the database's place, looking into each until one is good. */
export function newestGoodBackup(folder: string): Backup | null {
  return listBackups(folder).find(({ file }) => checkDatabaseFile(file, "quick").ok) ?? null;
}

/**
 * Puts a backup in the place of a library's database and answers where what stood there is kept, with its log: nothing is
 * deleted. For when no process has the library open. After a crash in the middle it can be called again.
 */
export function restoreBackup(
  database: string,
  backup: string,
  now: number,
): Result<{ readonly kept: string | null }, string> {
  const checked = checkDatabaseFile(backup, "full");
  if (!checked.ok) return err(`The backup ${backup} ${checked.error}. Nothing was changed`);
  const half = `${database}.half-${process.pid}`;
  const kept = freeFile(now, (time) => `${database}.replaced-${time}`);
  const wasThere = existsSync(database);
  try {
    copyFileSync(backup, half, constants.COPYFILE_FICLONE);
    flush(half);
    // Before the new file comes, so that an old log is never taken for one of its own.
    for (const ending of ["", "-wal", "-shm"])
      if (existsSync(database + ending)) renameSync(database + ending, kept + ending);
    renameSync(half, database);
    flush(dirname(database));
    return ok({ kept: wasThere ? kept : null });
  } catch (error) {
    rmSync(half, { force: true });
    return err(`The backup ${backup} could not be put in place: ${(error as Error).message}`);
  }
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
