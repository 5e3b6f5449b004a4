import { setTimeout as wait } from "node:timers/promises";
import { ok, type Result } from "../../core/base/result.ts";
import type { Failure } from "../../core/model/failure.ts";
import { isFromTerminal, loginEnvironment } from "../host/login-environment.ts";
import { type StepSurroundings, userEnvironment } from "../host/step-environment.ts";
import { damagedText } from "../store/database.ts";
import type { OnRun } from "../store/search/rebuild-index.ts";
import { type EventHub, eventHub } from "./event-hub.ts";
import { takeInInbox } from "./intake/inbox.ts";
import { lookAfterCommands } from "./left-commands.ts";
import { type Library, openLibrary } from "./library.ts";
import { backUpAfterWork, backUpBeforeWork, careFor } from "./library-care.ts";
import { type PipelineRuns, pipelineRuns } from "./pipeline-runs.ts";
import { watchPipelines } from "./pipeline-sources.ts";

export type ServiceOptions = {
  /** The library's folder, made when it is not there. */
  readonly library: string;
  /** Absolute path of the app's `resources`: the example, the Python SDK, the command line. */
  readonly resources: string;
  readonly appVersion: string;
  /**
   * It stays open for long: what is to be looked at is looked at beside the work. Steps get a login shell's environment
   * where it was not started from a terminal.
   */
  readonly stays?: boolean;
  /** See `openLibrary`. */
  readonly onRebuild?: OnRun;
  /** See `openLibrary`. */
  readonly makesRoom?: boolean;
};

/** What the window's methods and the terminal's commands are made of, over one open library. */
export type Services = {
  readonly options: ServiceOptions;
  readonly library: Library;
  readonly events: EventHub;
  readonly pipelines: PipelineRuns;
  /** What steps inherit. */
  readonly stepEnvironment: () => Promise<StepSurroundings["env"]>;
  /** Resolves when the database is found to be damaged while it is open, with what people should know of it. */
  readonly damage: Promise<string>;
  /** Notes that something said so: SQLite in the midst of an answer, or whoever read through it all. */
  readonly foundDamage: (problem: string) => void;
  /** Publishes `stale` whenever another process changed the library, until the answer is called. */
  readonly watchOtherProcesses: () => () => void;
  /**
   * Makes the backup of the day, if it is due, now and not when the library is closed: for work that can be done again from
   * what it was done from, where a copy of what was there before is worth more, and that of a new library nothing.
   */
  readonly backUpFirst: () => void;
  /** Cancels what runs, waits for it, and closes the library. */
  readonly close: () => Promise<void>;
};

/** How often other processes' changes are looked for, in milliseconds. */
const watchInterval = 400;

/** How often it is looked for what scripts told, in milliseconds. */
const inboxInterval = 400;

/** How often it is looked whether a pipeline's file was written, in milliseconds. */
const filesInterval = 1_000;

/** How often steps are looked at whose process is gone while their commands go on, in milliseconds. */
const leftInterval = 1_000;

/** Does something at once and then again and again, `interval` milliseconds apart. The answer stops it. */
function doOften(
  work: () => Promise<unknown>,
  interval: number,
  onError: (error: Error) => void,
): () => Promise<void> {
  const abort = new AbortController();
  const looking = (async () => {
    while (!abort.signal.aborted) {
      await work().catch(onError);
      await wait(interval, undefined, { signal: abort.signal }).catch(() => {});
    }
  })();
  return async () => {
    abort.abort();
    await looking;
  };
}

/** The first time is told, and has whoever opens the library next look through all of it. */
function watchDamage(
  library: Library,
  warn: (message: string) => void,
): Pick<Services, "damage" | "foundDamage"> {
  let tell: (text: string) => void;
  const damage = new Promise<string>((resolve) => {
    tell = resolve;
  });
  let isKnown = false;
  return {
    damage,
    foundDamage: (problem) => {
      if (isKnown) return;
      isKnown = true;
      library.mark.accuse();
      const text = damagedText(library.database.name, problem);
      warn(text);
      tell(text);
    },
  };
}

export async function openServices(options: ServiceOptions): Promise<Result<Services, Failure>> {
  const warn = (message: string) => console.error(`signet: ${message}`);
  // Asked for now, so that it is there when the first plan wants it.
  const login = options.stays && !isFromTerminal(process.env) ? loginEnvironment(process.env) : null;
  const inherited = async () => {
    const found = await login;
    if (found === null || found.ok) return found?.value ?? process.env;
    warn(`Steps get the desktop's environment, not the terminal's: ${found.error}`);
    return process.env;
  };
  const readEnv = async () => userEnvironment(await inherited(), options.resources);
  const runsOf = (library: Library) => {
    const events = eventHub(library.database);
    const pipelines = pipelineRuns(library, events, { readEnv, resources: options.resources });
    return { events, pipelines };
  };
  const opened = await openLibrary(options.library, {
    check: options.stays ? "later" : "first",
    ...(options.onRebuild === undefined ? {} : { onRebuild: options.onRebuild }),
    makesRoom: options.makesRoom ?? false,
    // Whoever stays looks after them all the time, and need not be waited for.
    ...(options.stays
      ? {}
      : {
          settle: async (library) => {
            const { pipelines, events } = runsOf(library);
            await pipelines.lookAfterLeft();
            await lookAfterCommands(library, events);
            await takeInInbox(library, events, warn);
          },
        }),
  });
  if (!opened.ok) return opened;
  const library = opened.value;
  const pipelineWritten = watchPipelines(library);
  const { damage, foundDamage } = watchDamage(library, warn);
  const stopCaring = options.stays ? careFor(library, warn, foundDamage) : () => {};
  const { events, pipelines } = runsOf(library);
  const jobs =
    options.stays && library.unwritable === null
      ? [
          doOften(
            () => pipelines.lookAfterLeft(),
            leftInterval,
            (error) => warn(`runs that were left are not ended: ${error.message}`),
          ),
          doOften(
            async () => {
              if (pipelineWritten()) events.publish({ type: "pipelines" });
            },
            filesInterval,
            (error) => warn(`it is not seen when pipeline files change: ${error.message}`),
          ),
          doOften(
            async () => {
              await lookAfterCommands(library, events);
              await takeInInbox(library, events, warn);
            },
            inboxInterval,
            (error) => warn(`the inbox is not taken in: ${error.message}`),
          ),
        ]
      : [];
  let isBackedUpFirst = false;
  return ok({
    options,
    library,
    events,
    pipelines,
    stepEnvironment: readEnv,
    damage,
    foundDamage,
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
    backUpFirst: () => {
      isBackedUpFirst = true;
      backUpBeforeWork(library, warn);
    },
    close: async () => {
      const active = [...pipelines.active().values()];
      for (const { cancel } of active) cancel();
      await Promise.allSettled(active.map(({ finished }) => finished));
      await Promise.all(jobs.map((stop) => stop()));
      events.close();
      stopCaring();
      if (!isBackedUpFirst) backUpAfterWork(library, warn);
      library.close();
    },
  });
}
