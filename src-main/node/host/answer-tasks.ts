import { parentPort } from "node:worker_threads";
import type { WorkerAnswer, WorkerTask } from "./worker-pool.ts";

/** Performs the tasks of a `workerPool`, one after the other, in the thread that this is called in. */
export function answerTasks<Task, Answer>(perform: (task: Task) => Answer): void {
  const port = parentPort;
  if (port === null) throw new Error("This file is the entry of a worker thread.");
  const post = (answer: WorkerAnswer<Answer>) => port.postMessage(answer);
  port.on("message", ({ id, task }: WorkerTask<Task>) => {
    try {
      post({ id, answer: perform(task) });
    } catch (error) {
      const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
      post({ id, error: { message, stack } });
    }
  });
}
