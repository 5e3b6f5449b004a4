import { type Dirent, existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { Digest } from "../../core/model/ids.ts";

/**
 * The modification time of every object, in epoch milliseconds: the first of January 2000, in even seconds and after 1980,
 * so that all file systems and archives can hold it. Writing to an object moves it, so a look at the file is enough to
 * tell that nobody did; bits that rot are found by reading.
 */
export const restTime = 946_684_800_000;

/**
 * For how long after it came an object may be taken for there without being put there again, in milliseconds. A sweep
 * spares what is younger, and leaves what took the place of an older one while it swept.
 */
export const reusableFor = 3_600_000;

/**
 * Where the library keeps an object; `folder` is its `objects`. Imported runs bring digests of other tools, and texts that
 * only pretend to be one: those lead to where no object can be.
 */
export function objectPath(folder: string, digest: Digest): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return join(folder, "no-such-object");
  // Not `join`, which takes the path apart again: a plan asks for thousands.
  return `${folder}${sep}${digest.slice(7, 9)}${sep}${digest.slice(9)}`;
}

const damagedEnding = ".damaged";

/** Whether what was at a path is set aside. */
export const isAside = (path: string): boolean => existsSync(path + damagedEnding);

/** Takes a damaged object out of use: it no longer counts as held, and stays to be looked at. False when that cannot be done. */
export function putAside(path: string): boolean {
  try {
    renameSync(path, path + damagedEnding);
    return true;
  } catch {
    return false;
  }
}

/** A file in the folder of objects: an object, one that was set aside, or what has no place there. */
export type StoredFile = {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** When it came here or was last touched (its change time), in epoch milliseconds. */
  readonly changed: number;
  readonly inode: number;
  readonly kind: { readonly is: "object"; readonly digest: Digest } | { readonly is: "damaged" | "stray" };
};

/** Everything in the folder of objects, a folder of it at a time. What goes away meanwhile is passed over. */
export function* storedFiles(folder: string): Generator<StoredFile> {
  for (const outer of entriesOf(folder)) {
    const place = join(folder, outer.name);
    const isPrefix = outer.isDirectory() && /^[0-9a-f]{2}$/.test(outer.name);
    if (!isPrefix) yield* stored(place, { is: "stray" });
    else for (const { name } of entriesOf(place)) yield* stored(join(place, name), kindOf(outer.name + name));
  }
}

function kindOf(name: string): StoredFile["kind"] {
  if (/^[0-9a-f]{64}$/.test(name)) return { is: "object", digest: `sha256:${name}` as Digest };
  return { is: /^[0-9a-f]{64}\.damaged$/.test(name) ? "damaged" : "stray" };
}

function* stored(path: string, kind: StoredFile["kind"]): Generator<StoredFile> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  const { size, ctimeMs: changed, ino: inode } = stats;
  // A folder with an object's name is none.
  yield { path, size, changed, inode, kind: stats.isFile() ? kind : { is: "stray" } };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
