import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import type { Content, ObjectStore } from "../../core/ports/files.ts";
import { asideFolder } from "../host/local-executor.ts";
import { isAlive, pidOf, processIdentity } from "../host/process-identity.ts";
import { putBackAfterCrash } from "../host/put-in-place.ts";
import { type Objects, objectStore } from "../objects/object-store.ts";
import { openDatabase, type Writable } from "../store/database.ts";
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
  return ok(library);
}

type ActiveRun = { id: string; parent: string | null; status: string; owner: string; process: string | null };

async function reconcile(library: Library): Promise<void> {
  const active = library.database
    .prepare(
      `SELECT id, parent, status, owner, process FROM runs
       WHERE status IN ('queued', 'starting', 'running', 'finalizing') ORDER BY parent IS NULL, seq`,
    )
    .all() as ActiveRun[];
  for (const run of active.filter(({ owner }) => !isAlive(owner))) {
    endOrphan(run.process);
    const folder = library.runFolder(run.id);
    await putBackAfterCrash(join(folder, asideFolder));
    for (const staging of ["inputs", "outputs"])
      await rm(join(folder, staging), { recursive: true, force: true });
    library.database
      .transaction(() => {
        const never = run.status === "queued";
        patchRun(library.database, run.id as RunId, [run.status as "queued"], {
          status: never ? "skipped" : "interrupted",
          ended: Date.now(),
          error: never ? null : "Signet ended while this was running",
        });
        indexRecordedRun(library, run.id as RunId);
      })
      .immediate();
  }
}

/** Ends the process group a step left behind: nobody will take its outputs, and it must not write on. */
function endOrphan(identity: string | null): void {
  const pid = identity !== null && isAlive(identity) ? pidOf(identity) : null;
  if (pid === null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** For planning: what the library holds. */
export const heldBy = ({ objects }: Library): ObjectStore => ({
  has: (content: Content) => objects.has(content),
});
