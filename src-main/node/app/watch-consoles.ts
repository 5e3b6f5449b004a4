import { statSync } from "node:fs";
import { join } from "node:path";
import type { RunId } from "../../core/model/ids.ts";
import { consoleFile } from "../host/step-console.ts";
import type { EventHub } from "./event-hub.ts";
import type { Library } from "./library.ts";

/** How often consoles are looked at while steps run, in milliseconds. */
const consoleInterval = 250;

type Consoles = {
  /** Watches a step's console while something goes on, and looks once more after it. */
  readonly during: <T>(run: RunId, work: () => Promise<T>) => Promise<T>;
  readonly stop: () => void;
};

/** Publishes that the consoles of steps grew. */
export function watchConsoles(library: Library, events: EventHub): Consoles {
  const sizes = new Map<RunId, number>();
  const look = (run: RunId) => {
    const path = join(library.runFolder(run), consoleFile);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > (sizes.get(run) ?? 0)) events.publish({ type: "log", run, size });
    if (sizes.has(run)) sizes.set(run, size);
  };
  const timer = setInterval(() => {
    for (const run of sizes.keys()) look(run);
  }, consoleInterval);
  return {
    during: async (run, work) => {
      sizes.set(run, 0);
      try {
        return await work();
      } finally {
        look(run);
        sizes.delete(run);
      }
    },
    stop: () => clearInterval(timer),
  };
}
