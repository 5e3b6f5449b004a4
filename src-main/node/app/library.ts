import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { asideFolder } from "../host/local-executor.ts";
import { isAlive, isRunning, processIdentity } from "../host/process-identity.ts";
import { putBackAfterCrash, releaseAside } from "../host/put-in-place.ts";
import { endProcessesOf } from "../host/step-descendants.ts";
import { type Objects, objectStore } from "../objects/object-store.ts";
import { openDatabase, type Writable } from "../store/database.ts";
import { activeRuns, disown, finishedSteps, takeOver } from "../store/tables/active-runs.ts";
import { patchRun } from "../store/tables/runs.ts";
import { digestCacheTable } from "../store/tables/stat-cache.ts";
import { textCacheTable } from "../store/tables/text-cache.ts";
import { indexRecordedRun } from "./index-recorded-run.ts";

/** One library folder, open: the database, the objects, and the folders of its runs. */
export type Library = {
  readonly folder: string;
  readonly database: Writable;
  readonly objects: Objects;
  readonly digests: ReturnType<typeof digestCacheTable>;
  /** What was learnt of Python files, by their bytes. */
  readonly summaries: ReturnType<typeof textCacheTable>;
  /** This process, as the owner of the runs it executes. */
  readonly owner: string;
  readonly runFolder: (run: string) => string;
  readonly scratchFolder: (signature: string) => string;
  readonly shims: string;
  readonly close: () => void;
};

/**
 * Opens a library, made when it is not there. Runs whose process is gone become `interrupted`: what they had finished
 * counts, files they had set aside are put back, and processes they left behind are ended.
 */
export async function openLibrary(path: string): Promise<Result<Library, Failure>> {
  const folder = resolve(path);
  try {
    for (const name of ["objects", "runs", "tmp"]) mkdirSync(join(folder, name), { recursive: true });
  } catch (error) {
    const message = `The library ${folder} cannot be used: ${(error as Error).message}`;
    return err({ kind: "library", message, diagnostics: [] });
  }
  const opened = openDatabase(join(folder, "signet.db"));
  if (!opened.ok) return opened;
  const database = opened.value;
  const digests = digestCacheTable(database);
  const summaries = textCacheTable(database);
  const library: Library = {
    folder,
    database,
    digests,
    summaries,
    objects: objectStore(join(folder, "objects"), join(folder, "tmp"), digests),
    owner: processIdentity(process.pid) ?? String(process.pid),
    runFolder: (run) => join(folder, "runs", run),
    scratchFolder: (signature) => join(folder, "scratch", signature),
    shims: join(folder, "shims"),
    close: () => {
      digests.flush();
      summaries.flush();
      database.close();
    },
  };
  await reconcile(library);
  sweep(join(folder, "tmp"));
  return ok(library);
}

/**
 * Ends what processes that are gone left behind. Runs of a living process, this one's own among them, are not touched; of
 * several processes that look at the same time one takes each run.
 */
export async function reconcile(library: Library): Promise<void> {
  const { database } = library;
  const active = activeRuns(database);
  const living = new Map(
    [...new Set(active.map(({ owner }) => owner))].map((owner) => [owner, isAlive(owner)]),
  );
  const left = active.filter(({ owner }) => living.get(owner) === false);
  if (left.length === 0) return;
  const orphans = left.filter((run) => takeOver(database, run, library.owner));
  await endProcessesOf(new Set(orphans.map(({ id }) => id)));
  for (const run of orphans) {
    if (run.parent === null) await releaseFinished(library, run.id);
    await putBackAfterCrash(join(library.runFolder(run.id), asideFolder));
    await dropStaging(library, run.id);
    database
      .transaction(() => {
        const never = run.status === "queued";
        patchRun(database, run.id, [run.status], {
          status: never ? "skipped" : "interrupted",
          ended: Date.now(),
          error: never ? null : "Signet ended while this was running",
        });
        indexRecordedRun(library, run.id);
      })
      .immediate();
  }
}

/**
 * Gives up a run of this process that could not be recorded any more: it is ended as one whose process is gone, now if the
 * library can be written again, else when it is next opened.
 */
export async function abandon(library: Library, run: RunId): Promise<void> {
  disown(library.database, run);
  await reconcile(library);
}

/** Steps whose success was recorded just before the end: what they replaced is not put back. */
async function releaseFinished(library: Library, run: RunId): Promise<void> {
  for (const step of finishedSteps(library.database, run)) {
    await releaseAside(join(library.runFolder(step), asideFolder));
    await dropStaging(library, step);
  }
}

async function dropStaging({ runFolder }: Library, step: string): Promise<void> {
  for (const name of ["inputs", "outputs"])
    await rm(join(runFolder(step), name), { recursive: true, force: true });
}

/** Takes away what processes that are gone had half made; names begin with the process's number. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder))
    if (!isRunning(Number.parseInt(name, 10))) rmSync(join(folder, name), { recursive: true, force: true });
}
