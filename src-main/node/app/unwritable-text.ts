import { existsSync } from "node:fs";
import { isFull } from "../host/disk-room.ts";

/**
 * Whether what says that a library cannot be written says so for want of room. SQLite calls that an I/O error where it is the
 * room for what its processes share.
 */
export const isForWantOfRoom = (folder: string, why: string): boolean =>
  /^(ENOSPC|EDQUOT)\b/.test(why) ||
  why.includes("disk is full") ||
  (why.includes("disk I/O error") && existsSync(folder) && isFull(folder));

/** What is said when something would have to write to a library that cannot be written; `why` as the system says it. */
export function unwritableText(folder: string, why: string | null): string {
  // The file that told it is one of ours, which says nothing to anybody.
  const reason = why?.replace(/, \w+ '.*'$/, "");
  return `The library ${folder} cannot be written, only read: ${reason}${why === null ? "" : roomRemedy(folder, why)}`;
}

/** What to do, as the end of a sentence, where `why` is want of room; else nothing. */
export const roomRemedy = (folder: string, why: string): string =>
  isForWantOfRoom(folder, why)
    ? ". Make room on its disk, then try again: what is recorded stays. `signet gc --delete` and `signet delete` work on a full disk too"
    : "";
