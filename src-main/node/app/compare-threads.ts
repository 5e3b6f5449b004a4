import { workerPool } from "../host/worker-pool.ts";
import type { CompareAnswer, CompareTask } from "./compare-worker.ts";

/** One thread: what it does fills the memory, and one person looks at one comparison. */
export const compareThreads = workerPool<CompareTask, CompareAnswer>("compare-worker", 1, import.meta.url);
