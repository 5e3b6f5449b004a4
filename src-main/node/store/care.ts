import Database from "better-sqlite3";
import { err } from "../../core/base/result.ts";
import {
  backupsOf,
  isBackupDue,
  newBackupFile,
  pruneBackups,
  type WrittenBackup,
  writeBackup,
} from "./backups.ts";
import { damageOf, nativeOptions } from "./check-database.ts";

/** What is wrong inside a database file, found through a connection of its own; empty when nothing is. */
export function lookThrough(path: string, check: "quick" | "full"): string[] {
  const database = new Database(path, { ...nativeOptions(), readonly: true });
  try {
    return damageOf(database, check);
  } finally {
    database.close();
  }
}

/**
 * Makes the backup of the day if it is due, and takes away those that need not be kept. Answers the problem, if there is
 * one. `database` must not be in a transaction.
 */
export function backUpIfDue(database: Database.Database): string | null {
  const now = Date.now();
  if (!isBackupDue(database.name, now)) return null;
  const backup = backUp(database, now);
  return backup.ok ? null : backup.error;
}

/** The same through a connection of its own, for a thread beside the one that works. */
export function backUpFileIfDue(path: string): string | null {
  if (!isBackupDue(path, Date.now())) return null;
  const database = new Database(path, nativeOptions());
  try {
    return backUpIfDue(database);
  } finally {
    database.close();
  }
}

/** Makes one backup of a database through a connection of its own: see `writeBackup`. */
export function backUpFile(path: string, file: string, onCopied: () => void): WrittenBackup {
  const database = new Database(path, nativeOptions());
  try {
    return writeBackup(database, file, onCopied);
  } finally {
    database.close();
  }
}

/** Makes a backup in the library's own folder of them, and takes away those that need not be kept. */
export function backUp(database: Database.Database, now: number): WrittenBackup {
  const folder = backupsOf(database.name);
  return pruneAfter(writeBackup(database, newBackupFile(folder, now)), folder, now);
}

/** Takes away the backups that need not be kept once there is a new one. */
export function pruneAfter(backup: WrittenBackup, folder: string, now: number): WrittenBackup {
  if (!backup.ok) return backup;
  try {
    pruneBackups(folder, now);
  } catch (error) {
    return err(`Old backups in ${folder} could not be taken away: ${(error as Error).message}`);
  }
  return backup;
}

/** Rows that this connection has changed since it was opened. */
export const changesOf = (database: Database.Database): number =>
  database.prepare("SELECT total_changes()").pluck().get() as number;
