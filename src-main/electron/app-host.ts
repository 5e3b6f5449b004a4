import { Worker } from "node:worker_threads";
import { err, type Result } from "../core/base/result.ts";
import { unreachable } from "../core/base/unreachable.ts";
import type { MethodName } from "../core/contract/methods.ts";
import type { ExportedRuns, ExportProgress } from "../core/contract/run-export.ts";
import type { Failure } from "../core/model/failure.ts";
import type { RunEvent } from "../core/model/run-event.ts";
import type { WorkerMessage, WorkerOptions, WorkerRequest } from "../node/app/worker.ts";

export type AppHostOptions = {
  /** Path of the worker's script. */
  readonly script: string;
  readonly app: WorkerOptions;
  /** Takes what the worker writes to its standard error, and the stack of what ended it, for the log. */
  readonly report: (text: string) => void;
};

/** The app, as the main thread sees it: everything is asked of a worker thread, which owns the database and the engine. */
export type AppHost = {
  /** Settles once: whether the library could be opened. Never, when it was closed before that was known. */
  readonly opened: Promise<Result<null, Failure>>;
  /** Settles only when the worker ends without having been asked to. Nothing can be called any more. */
  readonly died: Promise<Failure>;
  /** Settles only when the library's database is found to be damaged while it is open, with what people should know of it. */
  readonly damage: Promise<string>;
  /** Never rejects. Calls made before the library is open wait for it. */
  readonly call: (name: MethodName, params: unknown) => Promise<Result<unknown, Failure>>;
  /**
   * Writes what a page chose, which the worker checks, to a file of the person's choice. Never rejects; null when it was
   * stopped. Only what takes a while tells how far it is.
   */
  readonly exportRuns: (
    what: unknown,
    file: string,
    tell: (progress: ExportProgress) => void,
  ) => Promise<Result<ExportedRuns | null, Failure>>;
  readonly stopExport: (file: string) => void;
  readonly onEvent: (listener: (event: RunEvent) => void) => () => void;
  /** Ids of the runs that the worker is executing now; empty when it could not open the library, or has not yet. */
  readonly activeRuns: () => Promise<readonly string[]>;
  /**
   * Cancels what runs and closes the library, waiting at most `limit` milliseconds before the worker is ended. One that is still
   * opening the library is ended at once.
   */
  readonly close: (limit: number) => Promise<"closed" | "ended">;
};

/** Starts the worker. It opens the library while the window is being made. */
export const startAppHost = ({ script, app, report }: AppHostOptions): AppHost => {
  const worker = new Worker(script, { workerData: app, name: "signet-app", stderr: true });
  const pending = new Map<number, (answer: Result<unknown, Failure>) => void>();
  const exporting = new Map<number, (progress: ExportProgress) => void>();
  const listeners = new Set<(event: RunEvent) => void>();
  const opened = deferred<Result<null, Failure>>();
  const died = deferred<Failure>();
  const damage = deferred<string>();
  const exited = deferred<null>();
  let lastId = 0;
  let closing = false;
  let isOpening = true;
  let gone: Failure | null = null;

  const receive = (message: WorkerMessage): void => {
    switch (message.type) {
      case "opened":
        isOpening = false;
        opened.resolve(message.result);
        return;
      case "answer":
        pending.get(message.id)?.(message.answer);
        pending.delete(message.id);
        return;
      case "export-progress":
        exporting.get(message.id)?.(message.progress);
        return;
      case "event":
        for (const listener of listeners) listener(message.event);
        return;
      case "damaged":
        damage.resolve(message.text);
        return;
      default:
        unreachable(message);
    }
  };

  const lose = (failure: Failure): void => {
    if (gone !== null) return;
    gone = failure;
    for (const answer of pending.values()) answer(err(failure));
    pending.clear();
    // Whoever ended it knows why.
    if (closing) return;
    opened.resolve(err(failure));
    died.resolve(failure);
  };

  worker.on("message", receive);
  worker.stderr.setEncoding("utf8").on("data", (text: string) => report(text.trimEnd()));
  worker.on("error", (error) => {
    report(error instanceof Error && error.stack ? error.stack : String(error));
    lose(internal(`The part of Signet that runs steps stopped: ${String(error)}`));
  });
  worker.on("exit", (code) => {
    lose(internal(`The part of Signet that runs steps ended (code ${code}).`));
    exited.resolve(null);
  });

  const ask = (
    request: DistributiveOmit<WorkerRequest, "id">,
    id = ++lastId,
  ): Promise<Result<unknown, Failure>> => {
    if (gone !== null) return Promise.resolve(err(gone));
    return new Promise((resolve) => {
      pending.set(id, resolve);
      worker.postMessage({ ...request, id });
    });
  };

  return {
    opened: opened.promise,
    died: died.promise,
    damage: damage.promise,
    call: (name, params) => ask({ type: "call", name, params }),
    exportRuns: async (what, file, tell) => {
      const id = ++lastId;
      exporting.set(id, tell);
      const answer = await ask({ type: "export", what, file }, id);
      exporting.delete(id);
      return answer as Result<ExportedRuns | null, Failure>;
    },
    stopExport: (file) => void ask({ type: "stop-export", file }),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    activeRuns: async () => {
      // Indexing a very large library may take minutes, in which the worker answers nothing and runs nothing.
      if (isOpening) return [];
      const answer = await ask({ type: "active-runs" });
      return answer.ok ? (answer.value as readonly string[]) : [];
    },
    close: async (limit) => {
      closing = true;
      if (isOpening) {
        // What is half done then is taken back, as when the app is killed.
        await worker.terminate();
        return "closed";
      }
      void ask({ type: "close" });
      if (await within(exited.promise, limit)) return "closed";
      await worker.terminate();
      return "ended";
    },
  };
};

/** Whether the promise settled before the time, in milliseconds, was over. */
export const within = async (promise: Promise<unknown>, limit: number): Promise<boolean> => {
  const late = deferred<boolean>();
  const timer = setTimeout(() => late.resolve(false), limit);
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** A promise with its handle. (`Promise.withResolvers` is not in Node 20.) */
const deferred = <T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } => {
  let resolve: (value: T) => void = unsettled;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
};

const unsettled = (): never => {
  throw new Error("A promise calls its executor at once.");
};

const internal = (message: string): Failure => ({ kind: "internal", message, diagnostics: [] });

type DistributiveOmit<Union, Key extends keyof Union> = Union extends unknown ? Omit<Union, Key> : never;
