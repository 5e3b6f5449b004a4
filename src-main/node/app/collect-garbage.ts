import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Digest } from "../../core/model/ids.ts";
import { reusableFor, type StoredFile, storedFiles } from "../objects/object-files.ts";
import { backupsOf, listBackups, oldBackups } from "../store/backups.ts";
import { ifWritable } from "../store/check-database.ts";
import { activeSpan } from "../store/tables/active-runs.ts";
import { dropCacheRows, oldCacheRows } from "../store/tables/cache-rows.ts";
import { referencesSince } from "../store/tables/references.ts";
import { type Leftover, leftoverFolders, removeFolder } from "./leftover-folders.ts";
import type { Library } from "./library.ts";
import { membersOf, reachableDigests } from "./verify-library.ts";

/** How many files or folders, and how many bytes they take. */
export type Amount = { readonly count: number; readonly bytes: number };

/** What a library does not need: what went, or, when nothing was deleted, what would go. */
export type Garbage = {
  readonly deleted: boolean;
  readonly objects: Amount;
  /** Objects that were found damaged and set aside. */
  readonly damaged: Amount;
  /** Folders of runs that are not recorded any more. */
  readonly runs: Amount;
  readonly scratch: Amount;
  /** Folders laid out from objects that nothing refers to. */
  readonly folders: Amount;
  readonly backups: Amount;
  /** Remembered digests and texts that save no time any more. */
  readonly cacheRows: number;
  /** Objects that nothing refers to and that are too young to go. */
  readonly young: Amount;
};

export type GarbageOptions = {
  readonly deletes: boolean;
  /** What changed within this time before `now` stays, in milliseconds. */
  readonly grace: number;
  readonly now: number;
  /** Told how many objects were looked at, and then how many of those that go are gone. */
  readonly onObject?: (what: "looked" | "gone", count: number) => void;
};

/**
 * Finds what nothing in a library refers to, and takes it away if asked to. Runs may go on meanwhile, in any process: what
 * they made or took since they began stays. Ended at any point, the library is as good as before.
 */
export async function collectGarbage(
  library: Library,
  { deletes, grace, now, onObject = () => {} }: GarbageOptions,
): Promise<Garbage> {
  const { database } = library;
  // Before anything is looked at: what is referred to later is referred to by these runs.
  const { firstSeq } = activeSpan(database);
  const cut = () => {
    const { oldest } = activeSpan(database);
    return Math.min(now - grace, (oldest ?? Number.POSITIVE_INFINITY) - reusableFor);
  };
  const objects = join(library.folder, "objects");
  const reachable = reachableDigests(library);
  const unused: StoredFile[] = [];
  const young: StoredFile[] = [];
  const damaged: StoredFile[] = [];
  const before = cut();
  let looked = 0;
  for (const file of storedFiles(objects)) {
    if (looked % turnAfter === 0) await nextTurn();
    onObject("looked", looked++);
    if (file.kind.is === "damaged" && file.changed < before) damaged.push(file);
    if (file.kind.is === "object" && !reachable.has(file.kind.digest))
      (file.changed < before ? unused : young).push(file);
  }
  const leftovers = leftoverFolders(library, reachable, before);
  const backups = oldBackups(listBackups(backupsOf(database.name)), now);
  // Objects tell by themselves whether they were touched.
  const rows = oldCacheRows(database, (path) => path.startsWith(`${objects}/`) || !existsSync(path));

  let gone: readonly StoredFile[] = unused;
  if (deletes) {
    gone = await sweep(library, unused, firstSeq, cut, (count) => onObject("gone", count));
    for (const { path } of [...damaged, ...backups.map(({ file }) => ({ path: file }))])
      rmSync(path, { force: true });
    for (const { path } of leftovers) removeFolder(path);
    // What is told of them stays until there is room for that, too.
    ifWritable(() => dropCacheRows(database, rows));
  }
  const ofKind = (kind: Leftover["kind"]) => amountOf(leftovers.filter((one) => one.kind === kind));
  return {
    deleted: deletes,
    objects: amountOf(gone.map(({ size }) => ({ bytes: size }))),
    damaged: amountOf(damaged.map(({ size }) => ({ bytes: size }))),
    runs: ofKind("run"),
    scratch: ofKind("scratch"),
    folders: ofKind("folder"),
    backups: amountOf(backups),
    cacheRows: rows.paths.length + rows.texts,
    young: amountOf(young.map(({ size }) => ({ bytes: size }))),
  };
}

const amountOf = (files: readonly { readonly bytes: number }[]): Amount => ({
  count: files.length,
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
});

/** Objects that go in one transaction: others who want to write wait for some milliseconds. */
const batchSize = 200;

/** Objects that are looked at before others have a turn. */
const turnAfter = 1_000;

let counter = 0;

/**
 * Takes objects away and answers which. Nobody else records anything during a batch, so what is not referred to then is
 * not about to be, but for what a run that goes on took: that is younger than `cut`. An object that was put in place anew
 * since it was listed is another file, and is left.
 */
async function sweep(
  library: Library,
  unused: readonly StoredFile[],
  firstSeq: number,
  cut: () => number,
  onGone: (count: number) => void,
): Promise<StoredFile[]> {
  const { database, folder } = library;
  const gone: StoredFile[] = [];
  for (let from = 0; from < unused.length; from += batchSize) {
    const away: string[] = [];
    database
      .transaction(() => {
        const needed = new Set<Digest>();
        for (const { digest, type } of referencesSince(database, firstSeq)) {
          needed.add(digest);
          if (type === "directory")
            for (const member of membersOf(library.objects.pathOf(digest))) needed.add(member);
        }
        const before = cut();
        for (const file of unused.slice(from, from + batchSize)) {
          if (file.kind.is !== "object" || needed.has(file.kind.digest) || file.changed >= before) continue;
          // Half-made files of a process that is gone are taken away by the next one, so an end here loses nothing.
          const aside = join(folder, "tmp", `${process.pid}-${Date.now()}-gc-${counter++}`);
          if (!takeAway(file, aside)) continue;
          away.push(aside);
          gone.push(file);
        }
      })
      .immediate();
    for (const path of away) rmSync(path, { force: true });
    onGone(gone.length);
    await nextTurn();
  }
  return gone;
}

/** Moves a file aside if it is still the one that was listed. */
function takeAway(file: StoredFile, aside: string): boolean {
  try {
    renameSync(file.path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  if (statSync(aside).ino === file.inode) return true;
  renameSync(aside, file.path);
  return false;
}
