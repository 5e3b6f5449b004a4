import { ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import { type EventHub, eventHub } from "./event-hub.ts";
import { type Library, openLibrary } from "./library.ts";
import { type PipelineRuns, pipelineRuns } from "./pipeline-runs.ts";

export type ServiceOptions = {
  /** The library's folder, made when it is not there. */
  readonly library: string;
  /** The folder of the bundled example. */
  readonly exampleSource: string;
  readonly appVersion: string;
};

/** What the window's methods and the terminal's commands are made of, over one open library. */
export type Services = {
  readonly options: ServiceOptions;
  readonly library: Library;
  readonly events: EventHub;
  readonly pipelines: PipelineRuns;
  /** Publishes `stale` whenever another process changed the library, until the answer is called. */
  readonly watchOtherProcesses: () => () => void;
  /** Cancels what runs, waits for it, and closes the library. */
  readonly close: () => Promise<void>;
};

/** How often other processes' changes are looked for, in milliseconds. */
const watchInterval = 400;

export async function openServices(options: ServiceOptions): Promise<Result<Services, Failure>> {
  const opened = await openLibrary(options.library);
  if (!opened.ok) return opened;
  const library = opened.value;
  const events = eventHub(library.database);
  const pipelines = pipelineRuns(library, events, process.env);
  return ok({
    options,
    library,
    events,
    pipelines,
    watchOtherProcesses: () => {
      // SQLite counts only what other connections commit.
      const version = () => library.database.pragma("data_version", { simple: true });
      let seen = version();
      const timer = setInterval(() => {
        const now = version();
        if (now !== seen) events.publish({ type: "stale" });
        seen = now;
      }, watchInterval);
      return () => clearInterval(timer);
    },
    close: async () => {
      const active = [...pipelines.active().values()];
      for (const { cancel } of active) cancel();
      await Promise.allSettled(active.map(({ finished }) => finished));
      events.close();
      library.close();
    },
  });
}
