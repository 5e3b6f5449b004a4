import { rmSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../../core/model/ids.ts";
import { isSystemMetric } from "../../../core/model/metric-names.ts";
import { eventFile } from "../../host/step-setting.ts";
import { intakeOf } from "../../store/tables/intake.ts";
import type { EventHub } from "../event-hub.ts";
import type { Library } from "../library.ts";
import { type ResourceWatch, resourceWatch } from "./resource-watch.ts";
import { takeIn } from "./take-in.ts";

/** How often the event files of running commands are looked at, in milliseconds. */
const lookInterval = 300;

/** Takes in what commands tell of themselves while they run, and what they use. */
export type Follower = {
  /**
   * Follows a run's command while `work` goes on. `tellProcess`, given to it, is called with the identity of the process,
   * which leads its group. When the answer is there, all that the command told is in the library.
   */
  readonly during: <T>(
    run: RunId,
    cwd: string,
    work: (tellProcess: (identity: string) => void) => Promise<T>,
  ) => Promise<T>;
  /** What a run came to is recorded: the file goes, unless something in it was wrong. */
  readonly settled: (run: RunId) => void;
  readonly stop: () => void;
};

/** Takes away what is in the library now: a run's event file, and copies of artifacts beside it. */
export function dropEvents(library: Library, run: RunId): void {
  const intake = intakeOf(library.database, run);
  if (intake === null) return;
  const folder = library.runFolder(run);
  rmSync(join(folder, "files"), { recursive: true, force: true });
  if (intake.bad === 0) rmSync(join(folder, eventFile), { force: true });
}

export function followSteps(library: Library, events: Pick<EventHub, "publishRun">): Follower {
  /** Looks at what a run told, by run. */
  const followed = new Map<RunId, () => void>();
  let timer: NodeJS.Timeout | undefined;
  const watch: ResourceWatch = resourceWatch(library, (runs) => {
    for (const run of runs) events.publishRun(run);
  });
  return {
    during: async (run, cwd, work) => {
      const folder = library.runFolder(run);
      const source = { run, cwd, folder, file: join(folder, eventFile) };
      // What the machine is used for is measured here.
      const counts = (name: string) => !isSystemMetric(name);
      const look = () => takeIn(library, source, { counts, onTaken: () => events.publishRun(run) });
      let looking: Promise<void> | null = null;
      followed.set(run, () => {
        looking ??= look().then(() => {
          looking = null;
        });
        // That it cannot be recorded is told where it is waited for.
        looking.catch(() => {});
      });
      timer ??= setInterval(() => {
        for (const lookAt of followed.values()) lookAt();
      }, lookInterval);
      try {
        return await work((identity) => watch.add(run, identity));
      } finally {
        followed.delete(run);
        if (followed.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        watch.remove(run);
        await looking;
        await look();
      }
    },
    settled: (run) => dropEvents(library, run),
    stop: watch.stop,
  };
}
