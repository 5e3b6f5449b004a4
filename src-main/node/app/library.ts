import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import { hasLittleRoom } from "../host/disk-room.ts";
import { makeFolder, makeFolders } from "../host/make-folders.ts";
import { isRunning, processIdentity } from "../host/process-identity.ts";
import { runFolderName } from "../host/run-folder-name.ts";
import type { DigestCache } from "../host/stat-cache.ts";
import { type Objects, objectStore } from "../objects/object-store.ts";
import { ifWritable, saysDamaged, saysUnwritable } from "../store/check-database.ts";
import { copyDatabase, openDatabase, type Writable } from "../store/database.ts";
import { keepReserve, spendReserve } from "../store/reserve.ts";
import { isIndexStale, type OnRun } from "../store/search/rebuild-index.ts";
import { digestCacheTable } from "../store/tables/stat-cache.ts";
import { textCacheTable } from "../store/tables/text-cache.ts";
import { withoutWaiting } from "../store/without-waiting.ts";
import { bringIndexUp, rebuildSearchIndex } from "./index-recorded-run.ts";
import { markOpen, type OpenMark } from "./open-marks.ts";
import { builtReader, type PipelineCache, pipelineCache, readOnly } from "./pipeline-cache.ts";
import { builtPlanner, type PlanCache, planCache, withoutRemembering } from "./plan-cache.ts";
import { isForWantOfRoom } from "./unwritable-text.ts";

/** One library folder, open: the database, the objects, and the folders of its runs. */
export type Library = {
  readonly folder: string;
  readonly database: Writable;
  readonly objects: Objects;
  readonly digests: ReturnType<typeof digestCacheTable>;
  /** What was learnt of Python files, by their bytes. */
  readonly summaries: ReturnType<typeof textCacheTable>;
  /** Pipeline files that were read before. */
  readonly pipelines: PipelineCache;
  /** Plans that were made before. */
  readonly plans: PlanCache;
  /** This process, as the owner of the runs it executes. */
  readonly owner: string;
  readonly runFolder: (run: string) => string;
  readonly scratchFolder: (signature: string) => string;
  readonly shims: string;
  /**
   * Why nothing can be written to it: its folder is read-only, or the disk full. What is open then is a private copy of
   * its database, and whatever would change that throws. Null as a rule.
   */
  readonly unwritable: string | null;
  /** Tells other processes that this one has it open. */
  readonly mark: OpenMark;
  /**
   * Writes what was learnt of files, unless it is so little that whoever needs it next learns it sooner than it is written:
   * a plan after an edit does not wait for the disk.
   */
  readonly keepLearnt: () => void;
  readonly close: () => void;
  /** Closes it at once, in the midst of anything, before the process ends: what was not committed is undone. */
  readonly leave: () => void;
};

type LibraryOptions = {
  /**
   * When a library is read through that a process left open: `first`, before anything else, or `later`, by whoever looks
   * after it while it is open.
   */
  readonly check?: "first" | "later";
  /** Told how far it is where the search index is made anew, which takes a millisecond or more for each run. */
  readonly onRebuild?: OnRun;
  /** On a full disk it is opened for writing all the same, in what room it can do without: for what makes room. */
  readonly makesRoom?: boolean;
  /** Awaited as soon as it is open and can be written: looks after the runs of processes that are gone. */
  readonly settle?: (library: Library) => Promise<void>;
};

/**
 * Opens a library, made when it is not there. One that cannot be written is opened for reading.
 */
export async function openLibrary(
  path: string,
  options: LibraryOptions = {},
): Promise<Result<Library, Failure>> {
  const folder = resolve(path);
  if (options.makesRoom !== true) return open(folder, options, { isTight: false });
  if (!existsSync(folder) || !hasLittleRoom(folder)) {
    const opened = await open(folder, options, { isTight: false });
    const why = opened.ok ? opened.value.unwritable : null;
    // Room may be short where none can be seen to be, as by a quota.
    if (!opened.ok || why === null || !isForWantOfRoom(folder, why)) return opened;
    opened.value.close();
  }
  giveRoom(folder);
  return open(folder, options, { isTight: true });
}

/** Gives away what a library keeps for when its disk is full, and what it keeps only to save time. */
function giveRoom(folder: string): void {
  const gone = [join(folder, "pipelines"), join(folder, "plans")];
  try {
    spendReserve(join(folder, databaseName));
    for (const path of gone) rmSync(path, { recursive: true, force: true });
    sweep(join(folder, "tmp"));
  } catch {
    // In a read-only folder, which says so when it is opened.
  }
}

/** `isTight`: the disk is full. What is done at each opening can wait then, but for what cannot be done without. */
async function open(
  folder: string,
  options: LibraryOptions,
  { isTight }: { readonly isTight: boolean },
): Promise<Result<Library, Failure>> {
  const unusable = (error: unknown) =>
    err<Failure>({
      kind: "library",
      message: `The library ${folder} cannot be used: ${(error as Error).message}`,
      diagnostics: [],
    });
  let mark: OpenMark;
  if (statSync(folder, { throwIfNoEntry: false })?.isFile() === true)
    return unusable(new Error("it is a file, and a library is a folder"));
  try {
    makeFolders(folder);
    for (const name of ["objects", "runs", "tmp", "open"]) makeFolder(join(folder, name));
    if (!isTight) keepReserve(join(folder, databaseName));
    mark = markOpen(folder);
  } catch (error) {
    return saysUnwritable(error) ? openCopy(folder, error as Error) : unusable(error);
  }
  const checkAll = mark.isUnclean && options.check !== "later";
  const opened = openDatabase(join(folder, databaseName), { isInUse: () => isInUse(folder), checkAll });
  if (!opened.ok) {
    mark.remove();
    return opened.error.isUnwritable ? openCopy(folder, new Error(opened.error.message)) : opened;
  }
  const library = libraryOver(folder, opened.value, mark, null, () => {});
  const look = async () => {
    if (isIndexStale(library.database)) await rebuildSearchIndex(library, options.onRebuild);
    await options.settle?.(library);
    bringIndexUp(library);
  };
  try {
    if (checkAll) mark.forgive();
    await look().catch((error: Error) => {
      if (!isTight || !saysUnwritable(error)) throw error;
    });
    sweep(join(folder, "tmp"));
    return ok(library);
  } catch (error) {
    if (saysDamaged(error)) mark.accuse();
    library.close();
    if (saysUnwritable(error)) return openCopy(folder, error as Error);
    if (saysDamaged(error)) return unusable(error);
    throw error;
  }
}

const databaseName = "signet.db";

/** Whether a folder holds what only a library with a database has. */
export function isInUse(folder: string): boolean {
  const holds = (name: string) => {
    try {
      return readdirSync(join(folder, name)).length > 0;
    } catch {
      return false;
    }
  };
  return ["objects", "runs", "backups"].some(holds);
}

/** Opens a library that cannot be written, for reading: `why` is the error that told. */
async function openCopy(folder: string, why: Error): Promise<Result<Library, Failure>> {
  const refuse = (message: string) => err<Failure>({ kind: "library", message, diagnostics: [] });
  const path = join(folder, databaseName);
  if (!existsSync(path)) return refuse(`The library ${folder} cannot be used: ${why.message}`);
  const place = mkdtempSync(join(tmpdir(), "signet-reads-"));
  const remove = () => {
    rmSync(place, { recursive: true, force: true });
    process.off("exit", remove);
  };
  process.on("exit", remove);
  const copy = join(place, databaseName);
  try {
    copyDatabase(path, copy);
  } catch (error) {
    remove();
    return refuse(
      `The library ${folder} cannot be written (${why.message}), nor can it be copied to ${place} to be read: ${(error as Error).message}`,
    );
  }
  const opened = openDatabase(copy, { copyOf: path, isInUse: () => isInUse(folder) });
  if (opened.ok) {
    const library = libraryOver(folder, opened.value, noMark, why.message, remove);
    if (isIndexStale(library.database)) await rebuildSearchIndex(library);
    bringIndexUp(library);
    // What was written to a copy would be lost without a word.
    library.database.pragma("query_only = 1");
    return ok(library);
  }
  remove();
  return opened;
}

const noMark: OpenMark = { isUnclean: false, forgive: () => {}, accuse: () => {}, remove: () => {} };

function libraryOver(
  folder: string,
  database: Writable,
  mark: OpenMark,
  unwritable: string | null,
  afterwards: () => void,
): Library {
  const table = digestCacheTable(database);
  const texts = textCacheTable(database);
  const isReadOnly = unwritable !== null;
  // Losing it costs the time of making it again.
  const keepCache = (flush: () => void) => ifWritable(() => withoutWaiting(database, flush));
  const digests = isReadOnly
    ? { ...withoutPut(table), flush: () => {}, isWorthKeeping: () => false }
    : { ...table, flush: () => keepCache(table.flush) };
  const summaries = isReadOnly
    ? { ...texts, put: () => {} }
    : { ...texts, flush: () => keepCache(texts.flush) };
  const keepLearnt = () => {
    if (!digests.isWorthKeeping() && !summaries.isWorthKeeping()) return;
    digests.flush();
    summaries.flush();
  };
  const pipelines = pipelineCache(join(folder, "pipelines"), join(folder, "tmp"), builtReader);
  const plans = planCache(join(folder, "plans"), join(folder, "tmp"), builtPlanner);
  return {
    folder,
    database,
    digests,
    summaries,
    pipelines: isReadOnly ? readOnly(pipelines) : pipelines,
    plans: isReadOnly ? withoutRemembering(plans) : plans,
    objects: objectStore(join(folder, "objects"), join(folder, "tmp")),
    owner: processIdentity(process.pid) ?? String(process.pid),
    runFolder: (run) => join(folder, "runs", runFolderName(run)),
    scratchFolder: (signature) => join(folder, "scratch", signature),
    shims: join(folder, "shims"),
    unwritable,
    mark,
    keepLearnt,
    leave: () => {
      try {
        database.close();
      } catch {
        // It is in the midst of a statement; what was not committed is undone when the process ends.
      }
      mark.remove();
      afterwards();
    },
    close: () => {
      keepLearnt();
      database.close();
      mark.remove();
      afterwards();
    },
  };
}

/** A cache that learns nothing, nor does what it hands out. */
const withoutPut = (cache: DigestCache): DigestCache => ({
  ...cache,
  put: () => {},
  ahead: (folder, count) => withoutPut(cache.ahead(folder, count)),
});

/** Takes away what processes that are gone had half made; names begin with the process's number. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder))
    if (!isRunning(Number.parseInt(name, 10))) rmSync(join(folder, name), { recursive: true, force: true });
}
