import { Worker } from "node:worker_threads";
import { scriptBeside } from "./script-beside.ts";

/** What a pool sends to a worker, and what comes back; `code` is that of a system's error. */
export type WorkerTask<Task> = { readonly id: number; readonly task: Task };
export type WorkerAnswer<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly error: { readonly message: string; readonly stack: string } };

/** Threads that perform tasks of one kind, started when the first comes. */
export type WorkerPool<Task, Answer> = {
  /** Rejects with what the worker threw, or when it ended before it answered. */
  readonly run: (task: Task) => Promise<Answer>;
};

/** A worker that has its next task already is not left idle while its last answer is read. */
const tasksAhead = 2;

/** Threads that nobody has asked for this long, in milliseconds, are ended. */
const idleTime = 5_000;

type Job<Task, Answer> = {
  readonly task: Task;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
};

type Thread<Task, Answer> = { readonly worker: Worker; readonly jobs: Map<number, Job<Task, Answer>> };

/**
 * A pool of at most `size` threads of the script `name`, which calls `answerTasks` and lies beside this file, or beside
 * the one of the URL `beside`. Threads keep the process alive while they have a task, and only then.
 */
export function workerPool<Task, Answer>(
  name: string,
  size: number,
  beside: string = import.meta.url,
): WorkerPool<Task, Answer> {
  const threads = new Set<Thread<Task, Answer>>();
  const waiting: Job<Task, Answer>[] = [];
  let next = 0;
  let taken = 0;
  let idle: NodeJS.Timeout | null = null;

  const start = (): Thread<Task, Answer> => {
    const worker = new Worker(scriptBeside(name, beside), {
      name: `signet-${name}`,
      // What a task makes is soon gone: with more room for the young, much less of it is moved about.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    const thread: Thread<Task, Answer> = { worker, jobs: new Map() };
    threads.add(thread);
    worker.unref();
    worker.on("message", (answer: WorkerAnswer<Answer>) => {
      const job = thread.jobs.get(answer.id);
      if (job === undefined) return;
      thread.jobs.delete(answer.id);
      if (thread.jobs.size === 0) worker.unref();
      if ("error" in answer) job.reject(Object.assign(new Error(answer.error.message), answer.error));
      else job.resolve(answer.answer);
      distribute();
    });
    const fail = (error: Error) => {
      threads.delete(thread);
      for (const job of thread.jobs.values()) job.reject(error);
      thread.jobs.clear();
      distribute();
    };
    worker.on("error", fail);
    worker.on("exit", (code) => fail(new Error(`A ${name} thread ended with ${code}`)));
    return thread;
  };

  const freest = (): Thread<Task, Answer> | null => {
    let best: Thread<Task, Answer> | null = null;
    for (const thread of threads) if (best === null || thread.jobs.size < best.jobs.size) best = thread;
    if ((best === null || best.jobs.size > 0) && threads.size < size) return start();
    return best !== null && best.jobs.size < tasksAhead ? best : null;
  };

  const distribute = (): void => {
    if (idle !== null) clearTimeout(idle);
    idle = null;
    while (taken < waiting.length) {
      const thread = freest();
      if (thread === null) return;
      const job = waiting[taken++] as Job<Task, Answer>;
      const id = next++;
      if (thread.jobs.size === 0) thread.worker.ref();
      thread.jobs.set(id, job);
      thread.worker.postMessage({ id, task: job.task } satisfies WorkerTask<Task>);
    }
    waiting.length = 0;
    taken = 0;
    if (threads.size > 0 && [...threads].every(({ jobs }) => jobs.size === 0))
      idle = setTimeout(() => {
        for (const { worker } of threads) void worker.terminate();
        threads.clear();
      }, idleTime).unref();
  };

  return {
    run: (task) =>
      new Promise<Answer>((resolve, reject) => {
        waiting.push({ task, resolve, reject });
        distribute();
      }),
  };
}
