import { copyFileSync, linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ok, type Result } from "../../core/base/result.ts";
import type { Changed } from "../../core/contract/methods.ts";
import type { Failure } from "../../core/model/failure.ts";
import type { RunId } from "../../core/model/ids.ts";
import { ifWritable, saysUnwritable } from "../store/check-database.ts";
import {
  deletedBefore,
  deleteRun,
  type Handover,
  handOver,
  markDeleted,
  takeBackDeletion,
  withStepsOf,
} from "../store/tables/deletions.ts";
import { keepProject, projectOf } from "../store/tables/projects.ts";
import { type Change, type Changing, changeRuns, existingWhole } from "./changing-runs.ts";
import { indexRecordedRun } from "./index-recorded-run.ts";
import type { Library } from "./library.ts";

/** How long a deletion can be taken back, in milliseconds. */
export const undoTime = 60_000;

/** How often it is looked whether a deletion is due, in milliseconds. */
const emptyInterval = 10_000;

/** Hides runs that are to go for good when nobody takes it back in time. Those that go on are refused. */
export const deleteRuns = (changing: Changing, ids: readonly RunId[]): Result<Changed, Failure> =>
  published(
    changing,
    changeRuns(changing, () => deleting(changing, ids)),
  );

/** The same, as part of a transaction. Tell of it with `published`. */
export function deleting(
  { library, events }: Changing,
  ids: readonly RunId[],
): Result<Change<Changed>, Failure> {
  const { database } = library;
  const found = existingWhole({ library, events }, ids, { ended: true, doing: "deleted" });
  if (!found.ok) return found;
  const now = Date.now();
  for (const run of found.value) {
    markDeleted(database, run, now);
    keepProject(database, projectOf(database, run), now);
  }
  return ok({ answer: { runs: found.value }, runs: [], indexed: [], projects: true });
}

/** Says that runs are deleted, after that was committed. */
export function published<Answer extends Changed>(
  { library, events }: Changing,
  deleted: Result<Answer, Failure>,
): Result<Answer, Failure> {
  if (deleted.ok && deleted.value.runs.length > 0) {
    const ids = deleted.value.runs.flatMap((run) => withStepsOf(library.database, run));
    events.publish({ type: "runs-deleted", ids });
  }
  return deleted;
}

/** Takes deletions back. Runs that went for good meanwhile, or were not deleted, are left out of the answer. */
export function undeleteRuns(changing: Changing, ids: readonly RunId[]): Result<Changed, Failure> {
  const { database } = changing.library;
  return changeRuns(changing, () => {
    const back = [...new Set(ids)].filter((run) => takeBackDeletion(database, run));
    for (const run of back) keepProject(database, projectOf(database, run), Date.now());
    const runs = back.flatMap((run) => withStepsOf(database, run));
    return ok({ answer: { runs: back }, runs, indexed: [], projects: true });
  });
}

/** Deletes runs for good at once, with their folders. */
export function deleteForGood(changing: Changing, ids: readonly RunId[]): Result<Changed, Failure> {
  const marked = deleteRuns(changing, ids);
  if (marked.ok) finishDeletion(changing, marked.value.runs);
  return marked;
}

/**
 * Carries out deletions at once. Where a full disk has not the room to record all in one, each makes room for the next. Those
 * that cannot be carried out are taken back: hidden, nobody could ask for them again.
 */
export function finishDeletion(changing: Changing, runs: readonly RunId[]): void {
  const left = [...runs];
  try {
    try {
      remove(changing.library, left);
    } catch (error) {
      if (!saysUnwritable(error) || left.length === 1) throw error;
      for (let run = left[0]; run !== undefined; run = left[0]) {
        remove(changing.library, [run]);
        left.shift();
      }
    }
  } catch (error) {
    ifWritable(() => void undeleteRuns(changing, left));
    throw error;
  }
}

/** Deletes for good what nobody took back in time, now and then until the answer is called. */
export function emptyDeleted({ library }: Changing): () => void {
  if (library.unwritable !== null) return () => {};
  const empty = () => {
    const due = deletedBefore(library.database, Date.now() - undoTime);
    if (due.length > 0) remove(library, due);
  };
  empty();
  const timer = setInterval(empty, emptyInterval);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Ended before the commit, everything is as it was; after it, folders are left that `gc` takes away. What others reuse is
 * theirs from then on, with the console.
 */
function remove(library: Library, runs: readonly RunId[]): void {
  const { database, runFolder } = library;
  const folders: string[] = [];
  database
    .transaction(() => {
      for (const run of runs) {
        folders.push(...withStepsOf(database, run).map(runFolder));
        const heirs = handOver(database, run);
        for (const heir of heirs) linkFiles(library, heir);
        for (const { to } of heirs) indexRecordedRun(library, to);
        deleteRun(database, run);
      }
    })
    .immediate();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Shows the files of one run's folder in another's too, where it has none of that name. */
function linkFiles({ runFolder }: Library, { from, to }: Handover): void {
  const names = namesOfFiles(runFolder(from));
  if (names.length > 0) mkdirSync(runFolder(to), { recursive: true });
  for (const name of names) {
    const [source, target] = [join(runFolder(from), name), join(runFolder(to), name)];
    try {
      linkSync(source, target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") continue;
      // A file system without links.
      if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
      copyFileSync(source, target);
    }
  }
}

function namesOfFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
