import { Worker } from "node:worker_threads";
import { backUpIfDue, changesOf } from "../store/care.ts";
import { newestRun } from "../store/tables/run-lookups.ts";
import type { CareAnswer, CareTask } from "./care-worker.ts";
import type { Library } from "./library.ts";

/** How often a process that stays looks whether a backup is due, in milliseconds. */
const careInterval = 3_600_000;

/**
 * Looks after a library while a window has it open, in a thread of its own: reads through the database once, and makes
 * the backup of the day when it is due. `warn` is told what is wrong, `damaged` that the database is. Ends with the
 * answer's call.
 */
export function careFor(
  library: Library,
  warn: (message: string) => void,
  damaged: (problem: string) => void,
): () => void {
  if (library.unwritable !== null) return () => {};
  const running = new Set<Worker>();
  const perform = (task: CareTask, then: (answer: CareAnswer) => void): void => {
    const worker = new Worker(scriptUrl(), { workerData: task, name: `signet-${task.kind}` });
    running.add(worker);
    worker.unref();
    worker.once("message", then);
    worker.once("error", (error) => warn(error.message));
    worker.once("exit", () => running.delete(worker));
  };
  const database = library.database.name;
  const backUp = () => perform({ kind: "backup", database }, (problems) => problems.forEach(warn));
  const check = library.mark.isUnclean ? "full" : "quick";
  perform({ kind: "check", database, check }, ([problem]) => {
    if (problem === undefined) {
      library.mark.forgive();
      backUp();
      return;
    }
    damaged(problem);
  });
  const timer = setInterval(backUp, careInterval);
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const worker of running) void worker.terminate();
  };
}

/** Makes the backup of the day after a command's work, if it is due and the command changed anything. */
export function backUpAfterWork(library: Library, warn: (message: string) => void): void {
  if (library.unwritable !== null || changesOf(library.database) === 0) return;
  const problem = backUpIfDue(library.database);
  if (problem !== null) warn(problem);
}

/** Makes the backup of the day, if it is due, before a command's work: a library without a run has nothing to lose by it. */
export function backUpBeforeWork({ database }: Library, warn: (message: string) => void): void {
  const problem = newestRun(database) === null ? null : backUpIfDue(database);
  if (problem !== null) warn(problem);
}

/** The worker's script: the source beside this one, or, built, the entry of that name with the others. */
function scriptUrl(): URL {
  const here = import.meta.url;
  if (here.endsWith(".ts")) return new URL("care-worker.ts", here);
  return new URL(here.includes("/chunks/") ? "../care-worker.js" : "care-worker.js", here);
}
