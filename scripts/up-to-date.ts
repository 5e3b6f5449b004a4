import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProgram, run } from "./processes.ts";

/** Something that is made of files by a program. Absolute paths. */
export type Work = {
  /** A file that is put there when all of it is made; it is as old as the beginning of that. */
  readonly stamp: string;
  readonly sources: readonly string[];
  /** The program and its arguments. */
  readonly words: readonly [string, ...string[]];
  readonly cwd: string;
  /** A file that who makes it holds, on the same file system as the stamp. */
  readonly lock: string;
};

/** Whether it was made whole since the newest of its sources changed. */
export function isMade({ stamp, sources }: Pick<Work, "stamp" | "sources">): boolean {
  const made = statSync(stamp, { throwIfNoEntry: false });
  return made !== undefined && sources.every((path) => newestChange(path) < made.mtimeMs);
}

/** Makes it, and answers the exit status of the program that does. */
export async function make({ stamp, words, cwd, lock }: Work): Promise<number> {
  const begun = `${lock}.${process.pid}`;
  // By the clock of the file system: what is edited from now on is newer, or as old.
  writeFileSync(begun, "");
  const [program, ...args] = words;
  const status = await run(program, args, { cwd });
  if (status === 0) renameSync(begun, stamp);
  else rmSync(begun, { force: true });
  return status;
}

/**
 * Makes what is outdated, and answers the exit status. Of several that want it at once one makes it, the others wait and
 * find it made. The kernel lets go of the lock when the last process that makes it has ended, however it did. Where there is
 * no `flock` nobody waits.
 */
export async function makeIfOutdated(work: Work, tell: () => void): Promise<number> {
  if (isMade(work)) return 0;
  tell();
  mkdirSync(dirname(work.lock), { recursive: true });
  const inside = [process.execPath, join(import.meta.dirname, "make-outdated.ts"), JSON.stringify(work)];
  const flock = findProgram("flock");
  const [program = "", ...args] = flock === null ? inside : [flock, work.lock, ...inside];
  return run(program, args, { cwd: work.cwd });
}

/** Newest modification time under a path in milliseconds; folders count too, so that a removed file is noticed. */
function newestChange(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
