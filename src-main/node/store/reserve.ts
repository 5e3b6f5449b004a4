import { randomBytes } from "node:crypto";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Room that a library keeps for when its disk is full, in bytes: SQLite needs some to be opened, and to record how a run
 * ended or that one was deleted. By then there would be none, and what makes room could not be done for want of it.
 */
const reserveSize = 1 << 20;

/** The file beside a library's database that takes up the room. */
const reserveOf = (database: string): string => join(dirname(database), "reserve");

/** Sees to it that the room is there; throws where the disk does not have it. */
export function keepReserve(database: string): void {
  const file = reserveOf(database);
  if (statSync(file, { throwIfNoEntry: false })?.size === reserveSize) return;
  try {
    // Bytes that no file system can make less of.
    writeFileSync(file, randomBytes(reserveSize));
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** Gives the room away, to be used at once. False: there was none. */
export function spendReserve(database: string): boolean {
  const file = reserveOf(database);
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return false;
  rmSync(file, { force: true });
  return true;
}
