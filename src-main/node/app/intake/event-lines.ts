import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Longer lines are passed over, as docs/event-files.md says. */
const longestLine = 16 * 1024 * 1024;

/** How many bytes are taken in with one transaction, unless one line is longer. */
const blockBytes = 8 * 1024 * 1024;

/** Whole lines of an event file from a position on. */
export type EventBlock = {
  readonly lines: readonly string[];
  /** Lines that cannot be read at all, with what is wrong with them. */
  readonly problems: readonly string[];
  readonly next: number;
  /** Whether a line that is too long began before `next`. */
  readonly skipping: boolean;
};

/**
 * Reads on in an event file. Null: there is no whole line yet, or no regular file. `skipping`: the position is in the midst
 * of a line that is too long.
 */
export function readBlock(path: string, position: number, skipping: boolean): EventBlock | null {
  let file: number;
  try {
    // A FIFO is not waited for, and no link is followed: the folder may be anybody's.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP" || code === "ENXIO") return null;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.size <= position) return null;
    for (let bytes = blockBytes; ; bytes *= 4) {
      const wanted = Math.min(bytes, longestLine + 1, stats.size - position);
      const block = blockOf(readFully(file, position, wanted), position, skipping);
      // Not one whole line: more of it is read, unless that is all there is, or too much.
      if (block !== null || wanted === stats.size - position) return block;
      if (wanted > longestLine) return { lines: [], problems: [], next: position + wanted, skipping: true };
    }
  } finally {
    closeSync(file);
  }
}

function readFully(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read);
    if (more === 0) break;
    read += more;
  }
  return bytes.subarray(0, read);
}

function blockOf(bytes: Buffer, position: number, skipping: boolean): EventBlock | null {
  let start = 0;
  const problems: string[] = [];
  if (skipping) {
    const end = bytes.indexOf(0x0a);
    if (end < 0) return { lines: [], problems: [], next: position + bytes.length, skipping: true };
    problems.push("longer than 16 MB");
    start = end + 1;
  }
  const last = bytes.lastIndexOf(0x0a);
  if (last < start) return skipping ? { lines: [], problems, next: position + start, skipping: false } : null;
  const whole = bytes.subarray(start, last);
  const lines = isUtf8(whole) ? whole.toString("utf8").split("\n") : readableLines(whole, problems);
  return { lines, problems, next: position + last + 1, skipping: false };
}

/** Lines one by one, without those that are no UTF-8. */
function readableLines(bytes: Buffer, problems: string[]): string[] {
  const lines: string[] = [];
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    if (isUtf8(line)) lines.push(line.toString("utf8"));
    else problems.push("no UTF-8");
    start = end + 1;
  }
  return lines;
}
