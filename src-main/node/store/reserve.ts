import { randomBytes } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ifWritable } from "./check-database.ts";
import type { Writable } from "./database.ts";

/**
 * Room that a library keeps for when its disk is full, in bytes: SQLite needs some to be opened, and to record how a run
 * ended or that one was deleted. By then there would be none, and what makes room could not be done for want of it.
 */
const reserveSize = 1 << 20;

/** The file beside a library's database that takes up the room. */
const reserveOf = (database: string): string => join(dirname(database), "reserve");

/** Sees to it that the room is there; throws, with the file as `path`, where the disk does not have it. */
export function keepReserve(database: string): void {
  const file = reserveOf(database);
  if (statSync(file, { throwIfNoEntry: false })?.size === reserveSize) return;
  try {
    // Bytes that no file system can make less of.
    writeFileSync(file, randomBytes(reserveSize));
  } catch (error) {
    rmSync(file, { force: true });
    throw Object.assign(error as Error, { path: file });
  }
}

/** Gives the room away, to be used at once. */
export const spendReserve = (database: string): void => rmSync(reserveOf(database), { force: true });

/**
 * Makes what room there can be made for a database that is open and in no transaction: the reserve is spent, and the log
 * brought into the database, whose pages it has many times.
 */
export function makeRoomFor(database: Writable): void {
  spendReserve(database.name);
  ifWritable(() => database.pragma("wal_checkpoint(TRUNCATE)"));
}
