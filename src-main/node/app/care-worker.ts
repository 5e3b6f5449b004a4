import { parentPort, workerData } from "node:worker_threads";
import { unreachable } from "../../core/base/unreachable.ts";
import { giveWay } from "../host/give-way.ts";
import { backUpFileIfDue, lookThrough } from "../store/care.ts";

/** What the thread is to do with a library's database, given as `workerData`. */
export type CareTask =
  | { readonly kind: "check"; readonly database: string; readonly check: "quick" | "full" }
  | { readonly kind: "backup"; readonly database: string };

/** What is wrong, in words; empty when all is well. */
export type CareAnswer = readonly string[];

function perform(task: CareTask): CareAnswer {
  switch (task.kind) {
    case "check":
      return lookThrough(task.database, task.check);
    case "backup": {
      const problem = backUpFileIfDue(task.database);
      return problem === null ? [] : [problem];
    }
    default:
      return unreachable(task);
  }
}

if (parentPort === null) throw new Error("This file is the entry of a worker thread.");
// Nobody waits for it, and it takes seconds in a large library, just when its window has been opened.
giveWay();
parentPort.postMessage(perform(workerData as CareTask));
