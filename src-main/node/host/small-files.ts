import {
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";

// A round through Node's thread pool takes longer than most calls to the system: what is little is done in place, what may
// be much elsewhere.

/** Entries of a folder up to which it is emptied in place. */
const fewEntries = 64;

/** Bytes up to which a file is read, written or copied in place: less than a millisecond of work. */
export const fewBytes = 1 << 18;

/** Removes a file or a folder with all that is in it, if it is there. */
export async function removeTree(path: string): Promise<void> {
  if (!removedInPlace(path)) await rm(path, { recursive: true, force: true });
}

function removedInPlace(path: string): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return true;
    // A link to a folder goes, and nothing of the folder.
    if (!stats.isDirectory()) {
      unlinkSync(path);
      return true;
    }
    const entries = readdirSync(path, { withFileTypes: true });
    if (entries.length > fewEntries || entries.some((entry) => entry.isDirectory())) return false;
    for (const { name } of entries) unlinkSync(join(path, name));
    rmdirSync(path);
    return true;
  } catch {
    // Somebody changes it meanwhile, or may not be obeyed: the error that stays is thrown by the other way.
    return false;
  }
}

/** Copies a file's bytes into a new file; of many without copying them where the file system can. */
export async function copyBytes(from: string, to: string): Promise<void> {
  // Of a small file half of what Node's own copying takes: that asks for much else.
  const { size, mode } = statSync(from);
  if (size <= fewBytes) writeFileSync(to, readFileSync(from), { mode });
  else await copyFile(from, to, constants.COPYFILE_FICLONE);
}
