import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, processIdentity } from "../host/process-identity.ts";

/**
 * A file of each process that has the library open, with that process's identity in it. One whose process is gone tells
 * that the library was not closed, as does a log of the database's that nobody has open: the last one that closes the
 * database takes it away.
 */
export type OpenMark = {
  /** Whether the library was left open by a process that is gone, since it was last looked through. */
  readonly isUnclean: boolean;
  /** Forgets what others left, once the database was found whole. */
  readonly forgive: () => void;
  /** Sees to it that the next opening looks through everything: the database was found damaged. */
  readonly accuse: () => void;
  /** The library is closed: call it after closing the database. */
  readonly remove: () => void;
};

const marksOf = (folder: string): string => join(folder, "open");

let counter = 0;

/** Notes in the folder `open` of a library that this process has it open. Call it before the database is opened. */
export function markOpen(folder: string): OpenMark {
  const marks = marksOf(folder);
  // Looked at first: whoever writes to it has made a mark before.
  const log = statSync(join(folder, "signet.db-wal"), { throwIfNoEntry: false });
  const others = listMarks(folder);
  const dead = others.filter(({ isLiving }) => !isLiving).map(({ name }) => name);
  const isUnclean = dead.length > 0 || (others.length === 0 && (log?.size ?? 0) > 0);
  const own = join(marks, `${process.pid}-${Date.now()}-${counter++}`);
  const forget = (path: string) => rmSync(path, { force: true });
  try {
    writeFileSync(own, processIdentity(process.pid) ?? String(process.pid));
  } catch (error) {
    // On a full disk the file is made and cannot be filled.
    if (existsSync(own)) forget(own);
    throw error;
  }
  // The log itself is gone after the first good closing; a mark stays until somebody looked.
  if (isUnclean && dead.length === 0) writeFileSync(join(marks, uncleanMark), "");
  return {
    isUnclean,
    forgive: () => {
      for (const name of [...dead, uncleanMark]) forget(join(marks, name));
    },
    accuse: () => writeFileSync(join(marks, uncleanMark), ""),
    remove: () => forget(own),
  };
}

/** The mark of nobody: whatever its process was, it is gone. */
const uncleanMark = "unclean";

/** How many processes have a library open now. */
export const openersOf = (folder: string): number =>
  listMarks(folder).filter(({ isLiving }) => isLiving).length;

function listMarks(folder: string): { readonly name: string; readonly isLiving: boolean }[] {
  const marks = marksOf(folder);
  let names: string[];
  try {
    names = readdirSync(marks);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      // A process that is about to write its mark has made the file already.
      const identity = readFileSync(join(marks, name), "utf8") || name;
      return [{ name, isLiving: isLivingMark(identity) }];
    } catch {
      // It was closed just now.
      return [];
    }
  });
}

/** `pid:start:boot`, or, of a mark that is not written yet, a name that begins with the process's number. */
function isLivingMark(identity: string): boolean {
  if (identity.includes(":")) return isAlive(identity);
  const pid = Number.parseInt(identity, 10);
  return Number.isSafeInteger(pid) && processIdentity(pid) !== null;
}
